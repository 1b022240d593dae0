"""What became of each section from one version to the next: proposed here, confirmed by an officer.

Found in this order: the same explicit key (or keys it says it came from), equal wording, the same printed number with
wording at least 0.6 alike, the best order-preserving alignment of what is left at 0.8, and last what was split or
merged. A proposal never decides: it says by what it was found and how alike the wordings are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from . import words
from .comparison import best_alignment

SAME_NUMBER: Final = 0.6
ALIGNED: Final = 0.8
# Of a part's wording, how much must come from the whole for it to have been split from it.
CONTAINED: Final = 0.7
_WIDTH: Final = 4
"""The most parts a split or merge is looked for in: more are told by hand."""


class Change(StrEnum):
    """What became of a section."""

    SAME = "same"
    EDITED = "edited"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    ADDED = "added"
    REMOVED = "removed"


class Basis(StrEnum):
    """By what a change was found."""

    TOLD = "told"
    KEY = "key"
    WORDING = "wording"
    NUMBER = "number"
    ALIGNMENT = "alignment"
    PARTS = "parts"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Passage:
    """A section of a version as matching sees it. `origins` are keys it is told to come from."""

    key: str
    text: str
    number: str | None = None
    kind: str = "section"
    heading: str = ""
    parent: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One row: the older section's key ("" for one added), what became of it, and the newer keys.

    `similarity` is from 0 to 1, None where nothing was compared.
    """

    key: str
    change: Change
    successors: tuple[str, ...]
    basis: Basis
    similarity: float | None = None


@dataclass
class _Links:
    """Which newer sections each older one became, while they are being found."""

    of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    basis: dict[str, Basis] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def add(self, old: str, new: str, basis: Basis) -> None:
        if new not in self.of[old]:
            self.of[old].append(new)
        self.basis.setdefault(old, basis)
        self.taken.add(new)


def propose(
    older: Sequence[Passage], newer: Sequence[Passage], *, told: Mapping[str, Sequence[str]] | None = None
) -> tuple[Proposal, ...]:
    """Return what became of every older section, in order, and which newer ones were added, at their places.

    `told` gives older keys whose successors an officer has set by hand; an empty list: removed.
    """
    old_by_key, new_by_key = {each.key: each for each in older}, {each.key: each for each in newer}
    prints = _Fingerprints([*older, *newer])
    links = _Links()
    settled = {key for key in (told or {}) if key in old_by_key}
    for key in settled:
        for successor in (told or {})[key]:
            if successor in new_by_key:
                links.add(key, successor, Basis.TOLD)
        links.basis[key] = Basis.TOLD
    for each in newer:
        for origin in each.origins:
            if origin in old_by_key and origin not in settled:
                links.add(origin, each.key, Basis.TOLD)
    for each in older:
        has_said = each.key in settled or links.of.get(each.key)
        if each.key in new_by_key and not has_said and not new_by_key[each.key].origins:
            links.add(each.key, each.key, Basis.KEY)

    def free() -> tuple[list[Passage], list[Passage]]:
        return (
            [each for each in older if each.key not in settled and not links.of.get(each.key)],
            [each for each in newer if each.key not in links.taken],
        )

    _by_wording(*free(), links)
    _by_number(*free(), links, prints)
    _by_alignment(*free(), links, prints)
    _by_parts(older, newer, settled, links, prints)
    return tuple(_rows(older, newer, links, prints))


class _Fingerprints:
    """Fingerprints by wording, each made once."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._of: dict[str, Counter[tuple[str, ...]]] = {}

    def of(self, passage: Passage) -> Counter[tuple[str, ...]]:
        text = f"{passage.heading}\n{passage.text}".strip()
        if text not in self._of:
            self._of[text] = words.fingerprint(text)
        return self._of[text]

    def alike(self, one: Passage, other: Passage) -> float:
        return words.similarity(self.of(one), self.of(other))


def _by_wording(older: list[Passage], newer: list[Passage], links: _Links) -> None:
    """Link equal wordings; where several are equal ("(ยกเลิก)"), in their order and only if there are as many."""
    groups: dict[tuple[str, str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, passages in enumerate((older, newer)):
        for each in passages:
            groups[(each.kind, each.heading, each.text)][place].append(each.key)
    for before, after in groups.values():
        if len(before) == len(after):
            for old, new in zip(before, after, strict=True):
                links.add(old, new, Basis.WORDING)


def _by_number(older: list[Passage], newer: list[Passage], links: _Links, prints: _Fingerprints) -> None:
    numbered: dict[tuple[str, str | None], list[Passage]] = defaultdict(list)
    for each in newer:
        numbered[(each.kind, each.number)].append(each)
    for each in older:
        # Parts count anew in each chapter: a number found twice tells nothing.
        others = numbered.get((each.kind, each.number), [])
        is_free = bool(each.number) and len(others) == 1 and others[0].key not in links.taken
        if is_free and prints.alike(each, others[0]) >= SAME_NUMBER:
            links.add(each.key, others[0].key, Basis.NUMBER)


def _by_alignment(older: list[Passage], newer: list[Passage], links: _Links, prints: _Fingerprints) -> None:
    alike = [[prints.alike(old, new) if old.kind == new.kind else 0.0 for new in newer] for old in older]
    for old, new in best_alignment(alike, ALIGNED):
        links.add(older[old].key, newer[new].key, Basis.ALIGNMENT)


def _by_parts(
    older: Sequence[Passage], newer: Sequence[Passage], settled: set[str], links: _Links, prints: _Fingerprints
) -> None:
    """Find neighbours on one side that together make one section of the other side."""
    origin_of = {successors[0]: old for old, successors in links.of.items() if len(successors) == 1}
    for whole in older:
        linked = links.of.get(whole.key, [])
        if whole.key in settled or len(linked) > 1 or whole.kind != "section":
            continue
        parts = _parts(whole, newer, prints, list(linked), lambda key: key not in links.taken)
        for key in parts:
            links.add(whole.key, key, Basis.PARTS)
        if parts:
            links.basis[whole.key] = Basis.PARTS
    for whole in newer:
        holder = origin_of.get(whole.key, "")
        told = whole.origins or (holder and (holder in settled or len(links.of[holder]) > 1))
        if told or whole.kind != "section":
            continue
        parts = _parts(
            whole, older, prints, [holder] if holder else [], lambda key: key not in settled and not links.of.get(key)
        )
        for key in parts:
            links.add(key, whole.key, Basis.PARTS)
            links.basis[key] = Basis.PARTS


def _parts(
    whole: Passage, others: Sequence[Passage], prints: _Fingerprints, has: list[str], is_free: object
) -> list[str]:
    """Return two to four neighbours that together are the whole, at least 0.8 alike and more so than any one alone.

    Those in `has` are already linked with it and may be among them; of the others only free ones.
    """
    mine = prints.of(whole)
    usable = [
        each.kind == "section"
        and (each.key in has or is_free(each.key))  # type: ignore[operator]
        and _contained(prints.of(each), mine) >= CONTAINED
        for each in others
    ]
    best: list[str] = []
    most = max((prints.alike(whole, each) for each in others if each.key in has), default=0.0)
    most = max(most, ALIGNED)
    for start in range(len(others)):
        together: Counter[tuple[str, ...]] = Counter()
        for end in range(start, min(start + _WIDTH, len(others))):
            if not usable[end]:
                break
            together = together + prints.of(others[end])
            keys = [each.key for each in others[start : end + 1]]
            alike = words.similarity(mine, together)
            if end > start and alike > most and all(key in keys for key in has):
                best, most = keys, alike
    return best


def _contained(part: Counter[tuple[str, ...]], whole: Counter[tuple[str, ...]]) -> float:
    return (part & whole).total() / part.total() if part else 0.0


def _rows(
    older: Sequence[Passage], newer: Sequence[Passage], links: _Links, prints: _Fingerprints
) -> Iterable[Proposal]:
    new_by_key = {each.key: each for each in newer}
    order = {each.key: place for place, each in enumerate(newer)}
    came_from: dict[str, list[str]] = defaultdict(list)
    for old, successors in links.of.items():
        for new in successors:
            came_from[new].append(old)
    kept_in_order = _in_order([(each.key, links.of[each.key][0]) for each in older if links.of.get(each.key)], order)
    rows = [_row(each, links, new_by_key, came_from, kept_in_order, prints) for each in older]
    for each in newer:
        if each.key in came_from:
            continue
        here = order[each.key]
        before = [place for place, row in enumerate(rows) if any(order[key] < here for key in row.successors)]
        rows.insert(before[-1] + 1 if before else 0, Proposal("", Change.ADDED, (each.key,), Basis.NOTHING))
    return rows


def _row(
    old: Passage,
    links: _Links,
    new_by_key: Mapping[str, Passage],
    came_from: Mapping[str, list[str]],
    kept_in_order: set[str],
    prints: _Fingerprints,
) -> Proposal:
    successors = tuple(sorted(links.of.get(old.key, ()), key=list(new_by_key).index))
    basis = links.basis.get(old.key, Basis.NOTHING)
    if not successors:
        return Proposal(old.key, Change.REMOVED, (), basis)
    if len(successors) > 1:
        parts: Counter[tuple[str, ...]] = sum((prints.of(new_by_key[key]) for key in successors), Counter())
        return Proposal(old.key, Change.SPLIT, successors, basis, round(words.similarity(prints.of(old), parts), 3))
    new = new_by_key[successors[0]]
    alike = round(prints.alike(old, new), 3)
    if len(came_from[new.key]) > 1:
        return Proposal(old.key, Change.MERGED, successors, basis, alike)
    if (old.text, old.heading) != (new.text, new.heading):
        change = Change.EDITED
    elif old.number != new.number or old.key not in kept_in_order or not _same_chapter(old, new, links):
        change = Change.MOVED
    else:
        change = Change.SAME
    return Proposal(old.key, change, successors, basis, alike)


def _same_chapter(old: Passage, new: Passage, links: _Links) -> bool:
    """Tell whether the newer section stands in what the older one's chapter has become; no chapter is one too."""
    return new.parent in links.of.get(old.parent, []) if old.parent else not new.parent


def _in_order(pairs: Sequence[tuple[str, str]], order: Mapping[str, int]) -> set[str]:
    """Return the older keys that keep their order: those of a longest rising run of newer places."""
    places = [order[new] for _, new in pairs]
    lengths, before = [1] * len(places), [-1] * len(places)
    for here in range(len(places)):
        for there in range(here):
            if places[there] < places[here] and lengths[there] + 1 > lengths[here]:
                lengths[here], before[here] = lengths[there] + 1, there
    kept: set[str] = set()
    at = max(range(len(places)), key=lengths.__getitem__, default=-1)
    while at >= 0:
        kept.add(pairs[at][0])
        at = before[at]
    return kept
