"""Where comments stand on a version of the law, wherever they were written: for a page of them, in a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from consultation.models import DraftVersion, SectionText
from consultation.provisions import anchors
from consultation.provisions.anchors import Anchor, Place
from superapp.refusal import Refusal

from .draft_differences import steps_between


class PassageNotFound(Refusal):
    """A passage that does not stand in the section of the version it is said to be from."""

    code = "PASSAGE_NOT_FOUND"
    th = "ไม่พบข้อความที่ท่านเลือกในมาตรานี้ โปรดโหลดหน้าใหม่แล้วเลือกอีกครั้ง"
    en = "The passage you chose does not stand in this section. Load the page again and choose it once more."


@dataclass(frozen=True, slots=True)
class Written:
    """What a comment is about, as its row has it: `section_id` and `version_id` are keys of rows."""

    section_id: int
    version_id: int
    quote: str = ""
    before: str = ""
    after: str = ""
    offset: int = 0


def settled(
    *, version_id: int, section_id: int, quote: str, offset: int = 0, before: str = "", after: str = ""
) -> Anchor:
    """Return the anchor of a passage as the text has it: its place and the letters around it.

    :raises PassageNotFound: when it does not stand there, or is too long to be a passage.
    """
    row = SectionText.objects.filter(version=version_id, section=section_id).select_related("section").first()
    anchor = Anchor(row.section.key if row else "", quote, before, after, offset)
    found = anchors.settle(anchor, row.text) if row and len(quote) <= anchors.QUOTE else None
    if found is None:
        raise PassageNotFound(path=("quote",))
    return found


def stand(comments: Iterable[Written], *, on: DraftVersion) -> list[tuple[Place, ...]]:
    """Return where each comment stands on a version of its law, in their order; each place names a section by its key.

    A comment on a later version than `on` stands nowhere yet: it has no place there. The number of queries does not
    depend on the number of comments.
    """
    written = list(comments)
    versions = {row.pk: row for row in DraftVersion.objects.filter(pk__in={each.version_id for each in written})}
    first = min((row.number for row in versions.values()), default=on.number)
    steps = steps_between(on.law_id, first, on.number)
    rows = SectionText.objects.filter(version__in=[*versions, on.pk]).select_related("section")
    texts = {(row.version_id, row.section.key): row.text for row in rows}
    keys = {row.section_id: row.section.key for row in rows}
    places: list[tuple[Place, ...]] = []
    for each in written:
        if versions[each.version_id].number > on.number:
            places.append(())
            continue
        key = keys[each.section_id]
        anchor = Anchor(key, each.quote, each.before, each.after, each.offset)
        become = anchors.follow(key, steps[versions[each.version_id].number - first :])
        found = [(successor, texts[(on.pk, successor)]) for successor in become]
        places.append(anchors.resolve(anchor, texts[(each.version_id, key)], found))
    return places
