"""Refusal: the base class of every expected "no".

A refusal is something a person can cause and understand: they may not do this, not now, or not like this. It is never
a surprise. Each subclass stands beside the verb that raises it and carries a stable code and a sentence in Thai and
English. The API turns it into a problem in the payload, the desk into a message; the code is part of the contract.
"""

from collections.abc import Iterable, Iterator


class Refusal(Exception):
    """An expected "no" with a stable `code`, a sentence in Thai and English, and the field it is about.

    Subclasses set `code` (UPPER_SNAKE), `th` and `en`; the sentences may hold {names} filled from `details`.

    `path` is the way into the input, outermost first: ("content", "fee", "0", "amount"); empty for the whole.
    `details` must never hold personal data: it may be logged and shown.

    `is_for_clients` False keeps one that only commands meet out of the API's contract.
    """

    is_for_clients: bool = True
    code: str = "REFUSED"
    th: str = "ทำรายการนี้ไม่ได้"
    en: str = "This cannot be done."

    def __init__(self, *, path: Iterable[str] = (), **details: object) -> None:
        self.path: tuple[str, ...] = tuple(path)
        self.details: dict[str, object] = details
        super().__init__(self.code)

    def message(self, language: str) -> str:
        """Return the sentence in `language`: English for "en", Thai for anything else."""
        return (self.en if language == "en" else self.th).format(**self.details)

    def __str__(self) -> str:
        return f"{self.code}: {self.message('en')}"


class NotFound(Refusal):
    """Nothing by that name exists for this viewer; what one may not see does not exist either."""

    code = "NOT_FOUND"
    th = "ไม่พบรายการที่ระบุ หรือท่านไม่มีสิทธิ์เข้าถึง"
    en = "Nothing by that name exists, or it is not open to you."


def every_refusal() -> Iterator[type[Refusal]]:
    """Yield each refusal class that has been imported, by code, for the list in the API's contract."""
    seen: set[type[Refusal]] = set()
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        for child in kind.__subclasses__():
            if child not in seen:
                seen.add(child)
                waiting.append(child)
    yield from sorted(seen, key=lambda kind: kind.code)
