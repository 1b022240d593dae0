"""Registries that say what a test tells them to, without a wire."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from superapp.registries.answers import Answer, Kind, Provenance


class ToldRegistries:
    """Answers by fact and number. What nobody was told about is not listed; an outage is told with a Kind."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Any] = {}
        self.asked: list[tuple[str, str]] = []

    def tell(self, fact: str, pid: str, value: Any) -> None:
        """Hold `value` under a fact: a list, or a Kind for an answer without one."""
        self.held[fact, pid] = value

    def fetch(
        self, subject: str, facts: tuple[str, ...], *, now: datetime, types: Mapping[str, str]
    ) -> dict[str, Answer]:
        """Answer as `superapp.registries.asking.Registries` does."""
        return {fact: self._answer(fact, subject, now) for fact in facts}

    def _answer(self, fact: str, subject: str, now: datetime) -> Answer:
        self.asked.append((fact, subject))
        value = self.held.get((fact, subject), Kind.UNKNOWN)
        origin = Provenance(fact.partition(".")[0].upper(), now, "call-1", "", "tests")
        if isinstance(value, Kind):
            return Answer(value, None, "TOLD", origin)
        return Answer(Kind.VALUE, value, "", origin)


def child(pid: str, birth_date: Any = "2015-06-12", *, custody_suspended: bool = False) -> dict[str, Any]:
    """Return a child as the civil registry lists them."""
    return {
        "pid": pid,
        "name_th": "ปุณณ์ ทดสอบ",
        "name_en": "Pun Test",
        "birth_date": birth_date,
        "nationality": "THA",
        "custody_suspended": custody_suspended,
    }


def company(juristic_id: str, *, signing_rule: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a company as the company registry lists it."""
    return {
        "juristic_id": juristic_id,
        "name_th": "บริษัท ก๋วยเตี๋ยวเจริญ จำกัด",
        "name_en": "Charoen Noodle Co., Ltd.",
        "size": "small",
        "signing_rule": signing_rule,
        "is_active": True,
        **changes,
    }
