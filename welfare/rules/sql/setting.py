"""What a compilation knows from outside the document: vocabulary, date, engine, and which columns may hold NULL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from welfare.rules.document import Document, Table
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.sql.engines import Engine
from welfare.rules.sql.terms import ERROR_BIT, Uncompilable

LARGEST_STORED = 10**15
"""Stored numerators lie within +-10^15; the storage sets other rows aside."""
FIRST_STORED_YEAR = 1800
"""Stored dates lie from 1800 to 2399, and 9999-12-31 where the vocabulary allows it for ever."""
LAST_STORED_YEAR = 2399
MOST_ELEMENTS = 200
MOST_FACTS = 62


@dataclass
class Setting:
    """One compilation of one document. `nulls` None: any column may hold NULL; else only those facts may."""

    document: Document
    vocabulary: Vocabulary
    shared: Mapping[str, Table]
    as_of: date
    engine: Engine
    nulls: frozenset[str] | None = None
    asked: list[str] = field(default_factory=list)
    """Facts by bit of the ask mask."""

    def fact(self, name: str) -> FactType:
        """Return the vocabulary's entry."""
        return self.vocabulary.facts[name]

    def may_be_null(self, name: str) -> bool:
        """Tell whether the column of `name` may hold NULL; a default does not count."""
        return self.nulls is None or name in self.nulls

    def bit(self, name: str) -> int:
        """Return the bit of a fact in the ask mask.

        :raises Uncompilable: beyond 62 facts.
        """
        if name not in self.asked:
            if len(self.asked) >= MOST_FACTS:
                raise Uncompilable(
                    f"เอกสารหนึ่งถามข้อเท็จจริงได้ไม่เกิน {MOST_FACTS} รายการ ให้แยกเอกสาร",
                    f"A document can ask for at most {MOST_FACTS} facts: split it.",
                )
            self.asked.append(name)
        return 1 << self.asked.index(name)


assert MOST_FACTS == ERROR_BIT
