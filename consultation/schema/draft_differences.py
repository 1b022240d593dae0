"""The difference between two versions in the API: section by section, and within a section word by word."""

from dataclasses import dataclass
from typing import Any

import graphene

from consultation.actions import draft_differences
from consultation.actions.draft_differences import SectionDifference as DifferenceRow
from consultation.models import DraftVersion as VersionRow
from consultation.provisions.comparison import Line as LineRow
from consultation.provisions.comparison import Span as SpanRow
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField, optional
from superapp.api.keyset import Column, by

from .draft_enums import CHANGE_WORDS, SectionChangeKind, SpanKind
from .draft_laws import DraftVersion, SectionText, published_versions

MOST_ROWS = 20
MOST_LINES = 100
MOST_SPANS = 100
BY_PLACE = by("draft_difference.place", Column("place", int))


@dataclass(frozen=True, slots=True)
class Placed:
    """A section's difference with its place among all of them, for paging."""

    place: int
    row: DifferenceRow


@dataclass(frozen=True, slots=True)
class Versions:
    """What DraftLawDifference reads: two versions."""

    older: VersionRow
    newer: VersionRow


class DifferenceSpan(graphene.ObjectType):
    """A stretch of text of one or both wordings."""

    is_public = True
    kind = Field(SpanKind, required=True, description="Which wording it belongs to.")
    text = Field(graphene.String, required=True, description="The words, in Thai.")


class DifferenceLine(graphene.ObjectType):
    """A paragraph, an item, or a run of unchanged ones: spans in reading order, removed words before added ones."""

    is_public = True
    spans = ListField(DifferenceSpan, most=MOST_SPANS, cost=0, description="The words.")

    def resolve_spans(self: LineRow, _info: Any) -> list[SpanRow]:
        return bounded_spans(self)


class SectionDifference(graphene.ObjectType):
    """What became of one section, or of several that were merged into one."""

    is_public = True
    change = Field(SectionChangeKind, required=True, description="What became of it.")
    change_text = Field(graphene.String, required=True, description="The same in words.")
    before = ListField(SectionText, most=MOST_ROWS, cost=0, description="The older text; empty for a new section.")
    after = ListField(SectionText, most=MOST_ROWS, cost=0, description="The newer text; empty when it is gone.")
    lines = ListField(
        DifferenceLine,
        most=MOST_LINES,
        cost=0,
        description="Both wordings as one; what is beyond 100 lines stands in the last two, unmarked.",
    )

    def resolve_change(self: Placed, _info: Any) -> str:
        return str(self.row.change)

    def resolve_change_text(self: Placed, info: Any) -> str:
        return CHANGE_WORDS["en" if info.context.language == "en" else "th"][str(self.row.change)]

    def resolve_before(self: Placed, _info: Any) -> Any:
        return self.row.before[:MOST_ROWS]

    def resolve_after(self: Placed, _info: Any) -> Any:
        return self.row.after[:MOST_ROWS]

    def resolve_lines(self: Placed, _info: Any) -> list[LineRow]:
        return bounded_lines(self.row.difference.lines)


SectionDifferenceConnection = connection_of(SectionDifference, "SectionDifference", is_public=True)


class DraftLawDifference(graphene.ObjectType):
    """What changed from one version to another, or from the law that is to be amended to a draft."""

    is_public = True
    older = Field(DraftVersion, required=True, cost=0, description="The version compared with.")
    newer = Field(DraftVersion, required=True, cost=0, description="The version that is looked at.")
    is_against_amended_law = Field(
        graphene.Boolean, required=True, description="Whether `older` is a text of the law that is to be amended."
    )
    sections = ConnectionField(
        SectionDifferenceConnection,
        changed_only=optional(graphene.Boolean, description="Whether to leave out what only kept its words."),
        description="What became of each section, in reading order.",
    )

    def resolve_is_against_amended_law(self: Versions, _info: Any) -> bool:
        return self.older.law_id != self.newer.law_id

    def resolve_sections(self: Versions, _info: Any, changed_only: bool = False) -> Listing:
        rows = draft_differences.between(self.older, self.newer)
        placed = [Placed(place, row) for place, row in enumerate(rows)]
        return Listing([each for each in placed if not (changed_only and each.row.difference.is_same)], BY_PLACE)


def difference_of(code: str, number: int, against: int | None, *, amended: bool) -> Versions | None:
    """Return the two versions to compare, None when there is no such pair that everybody may read.

    `against` None means the version before. With `amended` it is the newest text of the law that is to be amended.
    """
    newer = published_versions().filter(law__code=code, number=number).first()
    if newer is None:
        return None
    if amended:
        older = published_versions().filter(law=newer.law.amends_id).order_by("-number").first()
    else:
        before = number - 1 if against is None else against
        older = published_versions().filter(law__code=code, number=before, number__lt=number).first()
    return Versions(older, newer) if older else None


def bounded_lines(lines: tuple[LineRow, ...]) -> list[LineRow]:
    """Return at most MOST_LINES lines: runs of unchanged ones as one, and what is left over in two."""
    found: list[LineRow] = []
    for line in lines:
        if found and line.kind == "same" and found[-1].kind == "same":
            found[-1] = LineRow("same", (SpanRow("same", f"{found[-1].spans[0].text}\n{line.spans[0].text}"),))
        else:
            found.append(line)
    if len(found) <= MOST_LINES:
        return found
    rest = found[MOST_LINES - 2 :]
    gone = "\n".join(text for line in rest if (text := _joined(line, "added")))
    come = "\n".join(text for line in rest if (text := _joined(line, "removed")))
    return [
        *found[: MOST_LINES - 2],
        LineRow("removed", (SpanRow("removed", gone),)),
        LineRow("added", (SpanRow("added", come),)),
    ]


def bounded_spans(line: LineRow) -> list[SpanRow]:
    """Return a line's spans, or where there are too many both wordings whole."""
    if len(line.spans) <= MOST_SPANS:
        return list(line.spans)
    return [SpanRow("removed", _joined(line, "added")), SpanRow("added", _joined(line, "removed"))]


def _joined(line: LineRow, without: str) -> str:
    return "".join(span.text for span in line.spans if span.kind != without)
