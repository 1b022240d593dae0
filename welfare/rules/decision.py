"""What comes out of the engine: a verdict with its reason, what to ask, the outputs and the trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from welfare.rules.document import Cite
from welfare.rules.tree import Number, Value

SEMANTICS = 1
"""The meaning of documents, in every stored decision; a change of meaning is a new number."""


_NONE: Mapping[str, Value | None] = MappingProxyType({})


class Verdict(Enum):
    """The answer. NOT_ENCODED: the document cannot answer for this date or case, and nothing is asked."""

    ELIGIBLE = "true"
    NOT_ELIGIBLE = "false"
    UNKNOWN = "unknown"
    NOT_ENCODED = "not_encoded"


# Tuples with names, not dataclasses: a decision makes dozens, and a frozen dataclass costs three times as much to make.
class Comparison(NamedTuple):
    """One comparison that failed: both sides, and how far `found` is from `limit` (days for dates; None for others)."""

    text: str
    found: Value
    op: str
    limit: Value
    distance: Number | None


class Step(NamedTuple):
    """One criterion in the trace: `result` None is unknown; `values` gives each fact and let it reads (None: unknown).

    `failed` holds the comparisons that made it false, for "why not".
    """

    id: str
    result: bool | None
    cites: tuple[Cite, ...]
    values: Mapping[str, Value | None]
    failed: tuple[Comparison, ...] = ()


class Decision(NamedTuple):
    """One programme's answer for one applicant on one date.

    `reason` is the criterion that decided: the first false one, or the first unknown one; None when eligible.
    `ask` lists the facts that still matter, in the vocabulary's order. `outputs` are rounded half-up to 2 decimals and
    there only when eligible; None is unknown. `trace`, and `figures` (the facts and lets that the outputs read), are
    empty when no trace was wanted.
    """

    code: str
    version: int
    as_of: date
    stage: str
    verdict: Verdict
    reason: str | None
    ask: tuple[str, ...]
    outputs: Mapping[str, Value | None]
    trace: tuple[Step, ...] = ()
    figures: Mapping[str, Value | None] = _NONE

    @property
    def is_decided(self) -> bool:
        """Tell whether no answer of the person can change it any more, its outputs included."""
        return not self.ask
