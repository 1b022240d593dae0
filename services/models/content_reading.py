"""Reading a ServiceContent from plain data: strict, and helpful when it refuses.

An unknown key, a wrong type or an unknown choice is a fault that names where it is, what was found, what was expected
and how to mend it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from .content import (
    ChannelContent,
    ContentFault,
    EvidenceContent,
    FeeContent,
    LegalContent,
    ServiceContent,
    Standing,
)
from .fact import Certainty, FactName
from .part import Channel, Output
from .service import Service
from .wellformed import is_plain

TEXT_LIMIT = 5_000
NAME_LIMIT = 200
LIST_LIMIT = 40
# Shorter than 40: what is asked for each service of a page is counted by these (superapp/api, limit on cost).
LIST_LIMITS = {"audience": 3, "channels": 10, "fees": 20, "evidence": 30, "outputs": 4, "legal": 20, "related": 10}
FEE_LIMIT_SATANG = 10**12
AUDIENCES = ("citizen", "business", "foreigner")
ASSURANCE_LEVELS = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3")


class Reader:
    """Reads one mapping key by key: `take` and its kin for each key that may stand there, then `done()`.

    Every method raises ContentFault with the place, what was found, what was expected and how to mend it.
    """

    def __init__(self, data: Any, where: str = "") -> None:
        if not isinstance(data, Mapping):
            raise ContentFault(where, data, "a mapping of keys to values", "write it as key: value lines")
        self.data, self.where, self.seen = data, where, set[str]()

    def at(self, key: str) -> str:
        """Return the place of a key, for a fault."""
        return f"{self.where}.{key}" if self.where else key

    def take(self, key: str, *, needed: bool = True) -> Any:
        """Return what stands under a key, None when it may be missing and is."""
        self.seen.add(key)
        if key not in self.data and needed:
            raise ContentFault(self.at(key), None, "a value", f"add the key {key}")
        return self.data.get(key)

    def text(self, key: str, *, limit: int = TEXT_LIMIT, needed: bool = True) -> str:
        """Return a text without surrounding blanks; blank when it may be missing and is."""
        value = self.take(key, needed=needed)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or (needed and not value.strip()):
            raise ContentFault(self.at(key), value, "a text", "write the text, in quotes if it looks like a number")
        if not is_plain(value):
            raise ContentFault(self.at(key), "a control character", "plain text", "delete the character")
        if len(value) > limit:
            raise ContentFault(self.at(key), f"{len(value)} characters", f"at most {limit} characters", "shorten it")
        return value.replace("\r\n", "\n").strip()

    def choice(self, key: str, allowed: tuple[str, ...] | list[str], *, needed: bool = True) -> str:
        """Return one of `allowed`; blank when it may be missing and is."""
        value = self.take(key, needed=needed)
        if value in (None, "") and not needed:
            return ""
        if value not in allowed:
            raise ContentFault(self.at(key), value, f"one of {', '.join(allowed)}", "choose one of these")
        return str(value)

    def whole(self, key: str, most: int, *, least: int = 0) -> int | None:
        """Return a whole number in the given range, None when there is none."""
        value = self.take(key, needed=False)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ContentFault(
                self.at(key),
                value,
                f"a whole number from {least} to {most}",
                "write it in digits, or leave it out",
            )
        return value

    def rows(self, key: str, *, needed: bool = True) -> list[Any] | None:
        """Return a list of at most 40 items, None when it may be missing and is."""
        value = self.take(key, needed=needed)
        if value is None and not needed:
            return None
        if not isinstance(value, list | tuple):
            raise ContentFault(self.at(key), value, "a list", "write one item a line, each after a dash")
        most = LIST_LIMITS.get(key, LIST_LIMIT)
        if len(value) > most:
            raise ContentFault(self.at(key), f"{len(value)} items", f"at most {most}", "leave out the least useful")
        return list(value)

    def texts(
        self, key: str, allowed: tuple[str, ...] | list[str] | None = None, *, needed: bool = True
    ) -> tuple[str, ...]:
        """Return short texts without repeats, each one of `allowed` when that is given."""
        found: list[str] = []
        for place, value in enumerate(self.rows(key, needed=needed) or []):
            where = f"{self.at(key)}[{place}]"
            if not isinstance(value, str) or not value.strip() or len(value) > NAME_LIMIT or not is_plain(value):
                raise ContentFault(where, value, f"a text of at most {NAME_LIMIT} characters", "write a short text")
            if allowed is not None and value not in allowed:
                raise ContentFault(where, value, f"one of {', '.join(allowed)}", "choose one of these")
            if value.strip() not in found:
                found.append(value.strip())
        return tuple(found)

    def address(self, key: str, *, limit: int = 300) -> str:
        """Return a web address, blank when there is none."""
        value = self.text(key, limit=limit, needed=False)
        if value and not _is_web_address(value):
            raise ContentFault(
                self.at(key), value, "a web address that begins with https://", "write the whole address"
            )
        return value

    def done(self) -> None:
        """Refuse any key that was not asked for."""
        for key in self.data:
            if key not in self.seen:
                raise ContentFault(
                    self.at(str(key)),
                    key,
                    f"one of {', '.join(sorted(self.seen))}",
                    "correct or delete the key",
                )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    # A name before an @ makes an address look like another's.
    known = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.username is None
    return known and not any(letter.isspace() for letter in text)


def read(data: Any) -> ServiceContent:
    """Return the content that `data` (plain lists, mappings, texts, numbers) stands for.

    Codes that live in the database (agency, category, life event, focus area, related services) are taken as they
    are; `actions` check them against the rows.

    :raises ContentFault: naming the first place that is wrong.
    """
    top = Reader(data)
    content = ServiceContent(
        agency=top.text("agency", limit=20),
        name_th=top.text("name_th", limit=NAME_LIMIT),
        name_en=top.text("name_en", limit=NAME_LIMIT),
        description_th=top.text("description_th"),
        description_en=top.text("description_en"),
        category=top.text("category", limit=40),
        life_event=top.text("life_event", limit=40, needed=False),
        focus_area=top.text("focus_area", limit=40, needed=False),
        audience=top.texts("audience", AUDIENCES),
        kind=top.choice("kind", Service.Kind.values),
        digital_level=top.choice("digital_level", Service.DigitalLevel.values),
        channels=_channels(top),
        fees=_fees(top),
        processing_working_days=top.whole("processing_working_days", 1_000, least=1),
        login=top.choice("login", Service.Login.values),
        minimum_assurance=top.choice("minimum_assurance", ASSURANCE_LEVELS, needed=False),
        evidence=_evidence(top),
        outputs=top.texts("outputs", Output.Type.values),
        legal=_legal(top),
        related=top.texts("related", needed=False),
        keywords=top.texts("keywords", needed=False),
        facts=read_facts(top.take("facts")),
    )
    top.done()
    if not content.audience:
        raise ContentFault("audience", [], f"at least one of {', '.join(AUDIENCES)}", "say whom it is for")
    return replace(content, facts={name: _settled(content, name) for name in FactName.values})


def _settled(content: ServiceContent, name: str) -> Standing:
    """Return the standing of a fact: what is missing is unknown, and what is there is at least general knowledge."""
    given = content.facts[name]
    values = {
        FactName.FEE: content.fees,
        FactName.PROCESSING: content.processing_working_days,
        FactName.EVIDENCE: content.evidence,
        FactName.LEGAL: content.legal or None,
    }
    if name in values and values[name] is None:  # type: ignore[index]
        return Standing(Certainty.UNKNOWN)
    return Standing(Certainty.GENERAL_KNOWLEDGE, given.source) if given.certainty == Certainty.UNKNOWN else given


def _channels(top: Reader) -> tuple[ChannelContent, ...]:
    found = []
    for place, row in enumerate(top.rows("channels") or []):
        part = Reader(row, f"channels[{place}]")
        found.append(ChannelContent(part.choice("type", Channel.Type.values), part.address("url")))
        part.done()
    return tuple(found)


def _fees(top: Reader) -> tuple[FeeContent, ...] | None:
    rows = top.rows("fees", needed=False)
    if rows is None:
        return None
    if not rows:
        # An empty list would be read as "free" by some and as "not known" by others.
        raise ContentFault(
            "fees", [], "at least one fee", "write one fee of 0 if it is free; leave fees out if unknown"
        )
    found = []
    for place, row in enumerate(rows):
        part = Reader(row, f"fees[{place}]")
        fee = FeeContent(
            amount_satang=part.whole("amount_satang", FEE_LIMIT_SATANG),
            note_th=part.text("note_th", needed=False),
            note_en=part.text("note_en", needed=False),
        )
        part.done()
        if fee.amount_satang is None and not fee.note_th:
            raise ContentFault(
                part.where,
                row,
                "an amount or a note",
                "add amount_satang, or say in note_th how it is worked out",
            )
        found.append(fee)
    return tuple(found)


def _evidence(top: Reader) -> tuple[EvidenceContent, ...] | None:
    rows = top.rows("evidence", needed=False)
    if rows is None:
        return None
    found = []
    for place, row in enumerate(rows):
        part = Reader(row, f"evidence[{place}]")
        found.append(
            EvidenceContent(
                name_th=part.text("name_th", limit=300),
                name_en=part.text("name_en", limit=300),
                note_th=part.text("note_th", needed=False),
                note_en=part.text("note_en", needed=False),
            )
        )
        part.done()
    return tuple(found)


def _legal(top: Reader) -> tuple[LegalContent, ...]:
    found = []
    for place, row in enumerate(top.rows("legal", needed=False) or []):
        part = Reader(row, f"legal[{place}]")
        found.append(
            LegalContent(
                title_th=part.text("title_th", limit=400),
                title_en=part.text("title_en", limit=400, needed=False),
                section=part.text("section", limit=100, needed=False),
            )
        )
        part.done()
    return tuple(found)


def read_facts(data: Any) -> dict[str, Standing]:
    """Return how sure each fact is, from plain data.

    :raises ContentFault: when one is missing or not a known certainty.
    """
    part = Reader(data, "facts")
    found = {}
    for name in FactName.values:
        row = Reader(part.take(name), part.at(name))
        found[name] = Standing(row.choice("certainty", Certainty.values), row.text("source", needed=False))
        row.done()
    part.done()
    return found
