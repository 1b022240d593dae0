"""The rows of a version's text and its canonical form: one is written from the other, both ways without loss."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from consultation.models import DraftVersion, Section, SectionChange, SectionText
from consultation.provisions import markdown
from consultation.provisions.markdown import DraftText, Entry
from consultation.provisions.matching import Change, Passage, Proposal
from consultation.provisions.provision import Kind, Provision
from superapp.thai.numerals import to_arabic

LABEL_LENGTH = 40
HEADING_LENGTH = 500
_TRANSITORY = "บทเฉพาะกาล"
_ROW_KIND = {
    Kind.PREAMBLE: SectionText.Kind.PREAMBLE,
    Kind.BOOK: SectionText.Kind.CHAPTER,
    Kind.TITLE: SectionText.Kind.CHAPTER,
    Kind.CHAPTER: SectionText.Kind.CHAPTER,
    Kind.PART: SectionText.Kind.PART,
    Kind.SECTION: SectionText.Kind.SECTION,
    Kind.SIGNATURE: SectionText.Kind.NOTE,
    Kind.NOTE: SectionText.Kind.NOTE,
    Kind.LATER_SECTION: SectionText.Kind.NOTE,
}
_WORD_KIND = {"ภาค": Kind.BOOK, "ลักษณะ": Kind.TITLE, "หมวด": Kind.CHAPTER, "ส่วน": Kind.PART, "ส่วนที่": Kind.PART}


def write_rows(version: DraftVersion, entries: Sequence[Entry], sections: Mapping[str, Section]) -> None:
    """Write the texts of a version that has none; `sections` holds the identity of each entry's key."""
    rows: dict[str, SectionText] = {}
    for position, entry in enumerate(entries):
        provision = entry.provision
        kind = _ROW_KIND.get(provision.kind, SectionText.Kind.CHAPTER)
        if provision.heading == _TRANSITORY:
            kind = SectionText.Kind.TRANSITORY
        rows[provision.key] = SectionText(
            version=version,
            section=sections[provision.key],
            kind=kind,
            position=position,
            number=provision.label,
            heading=provision.heading,
            text=provision.text,
            summary_th=entry.summary,
            digest=markdown.text_hash(
                f"{provision.heading}\n{provision.text}" if provision.heading else provision.text
            ),
        )
    SectionText.objects.bulk_create(rows.values())
    nested = []
    for entry in entries:
        if entry.provision.parent:
            row = rows[entry.provision.key]
            row.parent = rows[entry.provision.parent]
            nested.append(row)
    SectionText.objects.bulk_update(nested, ["parent"])


def write_changes(
    version: DraftVersion, proposals: Iterable[Proposal], sections: Mapping[str, Section], *, confirmed: bool
) -> None:
    """Write what became of each section; older sections and newer ones are looked up by key in `sections`."""
    rows = [
        SectionChange(
            version=version,
            section=sections[row.key] if row.key else None,
            kind=str(row.change),
            similarity=row.similarity,
            is_confirmed=confirmed,
        )
        for row in proposals
    ]
    SectionChange.objects.bulk_create(rows)
    links = SectionChange.successors.through
    links.objects.bulk_create(
        links(sectionchange_id=row.pk, section_id=sections[key].pk)
        for row, proposal in zip(rows, proposals, strict=True)
        for key in proposal.successors
    )


def rows_of(version: DraftVersion) -> list[SectionText]:
    """Return the texts of a version in their order, each with its section and the chapter it stands in."""
    return list(version.texts.select_related("section__law", "parent__section").order_by("position"))


def provision_of(row: SectionText) -> Provision:
    """Return a row as the provision it was written from; its line is 0."""
    key, label = row.section.key, row.number
    kind = Kind.HEADING
    if key.startswith("later") and row.kind == SectionText.Kind.NOTE and label:
        kind = Kind.LATER_SECTION
    elif row.kind == SectionText.Kind.NOTE:
        kind = Kind.SIGNATURE if key.startswith("signature") else Kind.NOTE
    elif row.kind in (SectionText.Kind.SECTION, SectionText.Kind.PREAMBLE):
        kind = Kind(row.kind)
    elif label:
        kind = _WORD_KIND[label.split(" ", 1)[0]]
    number = label.partition(" ")[2] or None
    parent = row.parent.section.key if row.parent else ""
    return Provision(key, kind, number, label, row.text, row.heading, parent)


def passage_of(entry: Entry) -> Passage:
    """Return an entry as matching sees it: its printed number in Arabic digits, whatever digits the draft has."""
    provision = entry.provision
    number = to_arabic(provision.label) or None
    kind = str(_ROW_KIND.get(provision.kind, SectionText.Kind.CHAPTER))
    return Passage(provision.key, provision.text, number, kind, provision.heading, provision.parent, entry.origins)


def entries_of(version: DraftVersion) -> list[Entry]:
    """Return the texts of a version as entries, without where they came from."""
    return [Entry(provision_of(row), row.summary_th) for row in rows_of(version)]


def draft_of(version: DraftVersion) -> DraftText:
    """Return a version in its canonical form, put together from its rows and changes."""
    origins = _origins(version)
    entries = tuple(
        Entry(provision_of(row), row.summary_th, origins.get(row.section.key, ())) for row in rows_of(version)
    )
    fields = {
        "law": version.law.code,
        "version": str(version.number),
        "kind": version.kind,
        "note": " ".join(version.note.split()),
    }
    return DraftText(version.law.title_th, entries, fields)


def _origins(version: DraftVersion) -> dict[str, tuple[str, ...]]:
    """Return, for each section that was split off, merged or taken over from another key, the keys it came from."""
    told: dict[str, list[str]] = defaultdict(list)
    changes = version.section_changes.select_related("section").prefetch_related("successors").order_by("pk")
    for change in changes:
        for successor in change.successors.all():
            if change.section is not None and (
                change.kind in (Change.SPLIT, Change.MERGED) or successor.key != change.section.key
            ):
                told[successor.key].append(change.section.key)
    return {key: tuple(keys) for key, keys in told.items()}


def digest_of(version: DraftVersion) -> str:
    """Return the SHA-256 of a version's canonical form as its rows stand."""
    return markdown.canonical_hash(draft_of(version))


def passages(rows: Iterable[SectionText]) -> list[Passage]:
    """Return rows as matching sees them."""
    return [passage_of(Entry(provision_of(row))) for row in rows]
