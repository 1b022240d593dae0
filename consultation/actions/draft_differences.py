"""The difference between two versions, section by section: of one law, or of a draft and the law it amends.

Within a law what became of each section is read from the confirmed changes, over as many versions as lie between.
Between two laws no key tells anything, so the sections are matched by their wording and numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from consultation.models import DraftVersion, SectionChange, SectionText
from consultation.provisions import anchors, comparison, matching
from consultation.provisions.comparison import Difference
from consultation.provisions.matching import Change, Proposal

from . import draft_texts
from .draft_mapping import PLACE


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """What became of one section, or of several that were merged: the rows before and after, and what changed in words.

    `before` is empty for an added one, `after` for one removed.
    """

    change: Change
    before: tuple[SectionText, ...]
    after: tuple[SectionText, ...]
    difference: Difference


def between(older: DraftVersion, newer: DraftVersion) -> tuple[SectionDifference, ...]:
    """Return what became of every section from `older` to `newer`, in reading order."""
    before, after = draft_texts.rows_of(older), draft_texts.rows_of(newer)
    if older.law_id == newer.law_id:
        old_by_key = {row.section.key: row for row in before}
        new_by_key = {row.section.key: row for row in after}
        told = successors(older, newer)
        proposals = matching.propose(draft_texts.passages(before), draft_texts.passages(after), told=told)
    else:
        old_by_key = {f"o{row.position}": row for row in before}
        new_by_key = {f"{PLACE}{row.position}": row for row in after}
        proposals = matching.propose(_unnamed(before, "o"), _unnamed(after, PLACE))
    return tuple(_grouped(proposals, old_by_key, new_by_key))


def successors(older: DraftVersion, newer: DraftVersion) -> dict[str, tuple[str, ...]]:
    """Return what each section of `older` has become in `newer`, a later version of the same law, by key."""
    steps = steps_between(older.law_id, older.number, newer.number)
    keys = older.texts.order_by("position").values_list("section__key", flat=True)
    return {key: anchors.follow(key, steps) for key in keys}


def steps_between(law_id: int, after: int, to: int) -> list[dict[str, list[str]]]:
    """Return, for each version of a law numbered above `after` up to `to`, what sections became in it."""
    rows = (
        SectionChange.objects.filter(version__law=law_id, version__number__gt=after, version__number__lte=to)
        .exclude(section=None)
        .select_related("section", "version")
        .prefetch_related("successors")
        .order_by("version__number", "pk")
    )
    steps: dict[int, dict[str, list[str]]] = {number: {} for number in range(after + 1, to + 1)}
    for row in rows:
        steps[row.version.number][row.section.key] = sorted(each.key for each in row.successors.all())  # type: ignore[union-attr]
    return [steps[number] for number in sorted(steps)]


def _unnamed(rows: Sequence[SectionText], letter: str) -> list[matching.Passage]:
    names = {row.section.key: f"{letter}{row.position}" for row in rows}
    return [
        replace(passage, key=names[passage.key], parent=names.get(passage.parent, ""))
        for passage in draft_texts.passages(rows)
    ]


def _grouped(
    proposals: Sequence[Proposal], old_by_key: dict[str, SectionText], new_by_key: dict[str, SectionText]
) -> list[SectionDifference]:
    """Return one difference for each proposal, and one for all sections that were merged into the same."""
    found: list[SectionDifference] = []
    merged: dict[tuple[str, ...], list[SectionText]] = {}
    for row in proposals:
        if row.change == Change.MERGED:
            merged.setdefault(row.successors, []).append(old_by_key[row.key])
    for row in proposals:
        before = (old_by_key[row.key],) if row.key else ()
        if row.change == Change.MERGED:
            before = tuple(merged.pop(row.successors, ()))
            if not before:
                continue
        after = tuple(new_by_key[key] for key in row.successors)
        found.append(SectionDifference(row.change, before, after, compare(wording(before), wording(after))))
    return found


def wording(rows: Sequence[SectionText]) -> str:
    """Return the words of rows, the title of a chapter before its text."""
    return "\n".join(part for row in rows for part in (row.heading, row.text) if part)


@lru_cache(maxsize=2_000)
def compare(before: str, after: str) -> Difference:
    """Return `comparison.compare`, kept for the process: published wordings do not change."""
    return comparison.compare(before, after)
