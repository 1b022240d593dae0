"""What a new text does to the sections of the one before: proposed on import, set right by an officer, confirmed.

Pasted text carries no keys, so a new text's sections are named by their place ("n0", "n1") until they are matched; then
each takes the identity of the section it continues, and only what is truly new gets an identity of its own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from consultation.models import DraftVersion, SectionChange
from consultation.provisions import matching
from consultation.provisions.markdown import Entry
from consultation.provisions.matching import Proposal

from . import draft_loading, draft_texts

PLACE = "n"


def lay_out(version: DraftVersion, entries: Sequence[Entry], told: Mapping[str, Sequence[int]]) -> None:
    """Write a version's texts and changes afresh, over what it had.

    `told` gives, for keys of the version before, the places (from 0) of what an officer says they became; an empty
    list: removed.
    """
    older = version.law.versions.filter(number__lt=version.number).order_by("-number").first()
    named = _by_place(entries)
    proposals: tuple[Proposal, ...] = ()
    if older:
        before = [draft_texts.passage_of(entry) for entry in draft_texts.entries_of(older)]
        said = {key: [f"{PLACE}{place}" for place in places] for key, places in told.items()}
        proposals = matching.propose(before, [draft_texts.passage_of(entry) for entry in named], told=said)
    keys = _keys(version, [entry.provision.key for entry in entries], proposals)
    settled = [_renamed(entry, keys) for entry in named]
    sections = draft_loading.sections_by_key(version.law, [entry.provision.key for entry in settled])
    version.section_changes.all().delete()
    version.texts.all().update(parent=None)
    version.texts.all().delete()
    draft_texts.write_rows(version, settled, sections)
    rows = [replace(row, successors=tuple(keys[key] for key in row.successors)) for row in proposals]
    draft_texts.write_changes(version, rows, sections, confirmed=False)


def _by_place(entries: Sequence[Entry]) -> list[Entry]:
    names = {entry.provision.key: f"{PLACE}{place}" for place, entry in enumerate(entries)}
    return [_renamed(entry, names) for entry in entries]


def _renamed(entry: Entry, names: Mapping[str, str]) -> Entry:
    provision = entry.provision
    parent = names[provision.parent] if provision.parent else ""
    return Entry(replace(provision, key=names[provision.key], parent=parent), entry.summary)


def _keys(version: DraftVersion, wanted: Sequence[str], proposals: Sequence[Proposal]) -> dict[str, str]:
    """Return the lasting key of each place: the section's it continues, or the wanted one if this law never used it."""
    keys: dict[str, str] = {}
    for row in proposals:
        # The first part of a split, and the section that several were merged into, keep the first one's identity.
        place = next((each for each in row.successors if each not in keys), None)
        if row.key and place is not None:
            keys[place] = row.key
    older = version.law.sections.filter(texts__version__number__lt=version.number)
    used = {*older.values_list("key", flat=True), *keys.values()}
    for place, want in enumerate(wanted):
        if f"{PLACE}{place}" not in keys:
            key, count = want, version.number
            while key in used:
                key, count = f"{want}-v{count}", count + 1
            keys[f"{PLACE}{place}"] = key
            used.add(key)
    return keys


def told_so_far(version: DraftVersion) -> dict[str, list[int]]:
    """Return the mapping as it stands, in the form `lay_out` takes."""
    places = {row.section_id: row.position for row in version.texts.all()}
    changes = version.section_changes.exclude(section=None).select_related("section").prefetch_related("successors")
    return {change.section.key: sorted(places[each.pk] for each in change.successors.all()) for change in changes}  # type: ignore[union-attr]


def fingerprint(version: DraftVersion) -> str:
    """Return a hash of the text and the mapping as they stand: what an officer saw is what they confirm or publish."""
    rows = [
        f"{change.kind}:{change.section_id}:{sorted(section.pk for section in change.successors.all())}"
        for change in version.section_changes.prefetch_related("successors").order_by("pk")
    ]
    return hashlib.sha256("\n".join([draft_texts.digest_of(version), *rows]).encode()).hexdigest()


def unconfirmed(version: DraftVersion) -> int:
    """Return how many changes nobody has confirmed."""
    return version.section_changes.filter(is_confirmed=False).count()


def confirm(version: DraftVersion) -> None:
    """Mark every change as confirmed."""
    SectionChange.objects.filter(version=version).update(is_confirmed=True)
