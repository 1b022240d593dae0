"""The canonical file of a draft: consultation/drafts/<law-code>/v<n>.md, one heading per provision with its key.

    ---
    law: older-persons-2546
    version: 2
    ---

    # ร่างพระราชบัญญัติ...

    ## มาตรา ๑๕/๑ {#s15-1}

    > What the section means, in plain words.

    The section's text, one block to a line.

A heading may name where a provision came from, when it was split from another or merged of several: `{#s9 from=s8,s9}`.
The file is written in one way only, so its SHA-256 is the version's hash and anyone can check it with a shell command:
what `write` gives, `read` gives back, and `write` gives again.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from superapp.refusal import Refusal

from . import numbering
from .provision import Kind, Provision

KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_KEY_LENGTH = 60
_HEADING = re.compile(r"## (?P<printed>.*?) ?\{#(?P<key>[^ }]+)(?: from=(?P<origins>[^ }]+))?\}")
_FIELD = re.compile(r"(?P<name>[a-z_]+): (?P<value>.*)")
_LABEL = re.compile(
    rf"(?P<label>(?P<word>มาตรา|ข้อ|ภาค|ลักษณะ|หมวด|ส่วนที่|ส่วน) (?P<number>{numbering.NUMBER}))(?: (?P<heading>.*))?"
)
_KINDS = {
    "มาตรา": Kind.SECTION,
    "ข้อ": Kind.SECTION,
    "ภาค": Kind.BOOK,
    "ลักษณะ": Kind.TITLE,
    "หมวด": Kind.CHAPTER,
    "ส่วน": Kind.PART,
    "ส่วนที่": Kind.PART,
}
# Provisions that print no number are told by these words; any other heading is a chapter without a number.
_NAMED = {"คำปรารภ": Kind.PREAMBLE, "หมายเหตุ": Kind.NOTE, "ผู้รับสนอง": Kind.SIGNATURE}
_NAMES = {kind: name for name, kind in _NAMED.items()}
_LATER = "ฉบับหลัง "
_LEVELS = (Kind.BOOK, Kind.TITLE, Kind.CHAPTER, Kind.PART)
# What would be read as markup at the start of a line.
_MARKUP = re.compile(r"^(?=[#>\\]|---$)")


class DraftFileFault(Refusal):
    """A draft file that cannot be taken: on which line, what stands there, what was expected, how to mend it."""

    code = "DRAFT_FILE_INVALID"
    th = "บรรทัดที่ {line}: พบ {found} แต่ควรเป็น {expected}"
    en = "Line {line}: found {found}, expected {expected}"
    is_for_clients = False

    def __init__(self, line: int, found: str, expected: str) -> None:
        super().__init__(line=line, found=found, expected=expected)


@dataclass(frozen=True, slots=True)
class Entry:
    """A provision of a draft with its summary in plain words ("" for none) and the keys it came from, if told."""

    provision: Provision
    summary: str = ""
    origins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftText:
    """A whole version: what stands above the text (`fields`, in order), the title, and the entries."""

    title: str
    entries: tuple[Entry, ...]
    fields: dict[str, str] = field(default_factory=dict)


def write(draft: DraftText) -> str:
    """Return the canonical file of a draft."""
    return "\n".join(_blocks(draft)) + "\n"


def canonical_hash(draft: DraftText) -> str:
    """Return the SHA-256 of the canonical file, in hexadecimal."""
    return hashlib.sha256(write(draft).encode()).hexdigest()


def text_hash(text: str) -> str:
    """Return the SHA-256 of a section's wording. Its label is not part of it, so renumbering does not change it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _blocks(draft: DraftText) -> Iterator[str]:
    if draft.fields:
        yield "---"
        yield from (f"{name}: {value}" for name, value in draft.fields.items())
        yield "---\n"
    yield f"# {draft.title}"
    for entry in draft.entries:
        origins = f" from={','.join(entry.origins)}" if entry.origins else ""
        yield f"\n## {_printed(entry.provision)} {{#{entry.provision.key}{origins}}}"
        if entry.summary:
            yield "\n" + "\n".join(f"> {line}" if line else ">" for line in entry.summary.split("\n"))
        if entry.provision.text:
            yield from ("\n" + _MARKUP.sub(r"\\", line) for line in entry.provision.text.split("\n"))


def _printed(provision: Provision) -> str:
    if provision.kind == Kind.LATER_SECTION:
        return _LATER + provision.label
    if provision.label:
        return f"{provision.label} {provision.heading}".strip()
    return _NAMES.get(provision.kind) or provision.heading


def read(text: str) -> DraftText:
    """Read a canonical file.

    :raises DraftFileFault: naming the first line that is not as it should be; also for a file that says the same but is
        not written in the canonical way, so that its hash can be trusted.
    """
    lines = text.split("\n")
    fields, place = _fields(lines)
    if place >= len(lines) or not lines[place].startswith("# "):
        raise DraftFileFault(place + 1, lines[place] if place < len(lines) else "", "# ชื่อร่าง")
    title = lines[place][2:]
    entries = tuple(_entries(lines, place + 1))
    keys: set[str] = set()
    for entry in entries:
        if entry.provision.key in keys:
            raise DraftFileFault(entry.provision.line, f"{{#{entry.provision.key}}}", "a key used once")
        keys.add(entry.provision.key)
    draft = DraftText(title, entries, fields)
    _check_canonical(lines, write(draft).split("\n"))
    return draft


def _fields(lines: list[str]) -> tuple[dict[str, str], int]:
    if lines[0] != "---":
        return {}, 0
    fields: dict[str, str] = {}
    for place, line in enumerate(lines[1:], 1):
        if line == "---":
            return fields, place + 2
        match = _FIELD.fullmatch(line)
        if match is None or match["name"] in fields:
            raise DraftFileFault(place + 1, line, "name: value, each name once")
        fields[match["name"]] = match["value"]
    raise DraftFileFault(len(lines), "", "---")


def _entries(lines: list[str], start: int) -> Iterator[Entry]:
    chain: list[Provision] = []
    place = start
    while place < len(lines):
        line = lines[place]
        if not line:
            place += 1
            continue
        match = _HEADING.fullmatch(line)
        if match is None:
            raise DraftFileFault(place + 1, line[:60], "## มาตรา ๑ {#s1}")
        end = place + 1
        while end < len(lines) and not lines[end].startswith("## "):
            end += 1
        provision = _provision(match, place + 1, chain)
        body = [each for each in lines[place + 1 : end] if each]
        summary = [each for each in body if each.startswith(">")]
        wording = [each.removeprefix("\\") if each.startswith("\\") else each for each in body[len(summary) :]]
        origins = tuple(match["origins"].split(",")) if match["origins"] else ()
        for origin in origins:
            _check_key(origin, place + 1)
        provision = Provision(
            provision.key,
            provision.kind,
            provision.number,
            provision.label,
            "\n".join(wording),
            provision.heading,
            provision.parent,
            provision.line,
        )
        yield Entry(provision, "\n".join(each.removeprefix(">").removeprefix(" ") for each in summary), origins)
        place = end


def _provision(match: re.Match[str], line: int, chain: list[Provision]) -> Provision:
    """Return the provision a heading announces, and keep `chain` at the chapters it stands in."""
    key, printed = match["key"], match["printed"]
    _check_key(key, line)
    if printed in _NAMED:
        kind = _NAMED[printed]
        if kind != Kind.PREAMBLE:
            chain.clear()
        return Provision(key, kind, None, "", "", line=line)
    is_later = printed.startswith(_LATER)
    label = _LABEL.fullmatch(printed.removeprefix(_LATER))
    number = label and numbering.read(label["number"])
    if label is None or number is None:
        chain.clear()
        provision = Provision(key, Kind.HEADING, None, "", "", heading=printed, line=line)
        chain.append(provision)
        return provision
    kind = Kind.LATER_SECTION if is_later else _KINDS[label["word"]]
    if kind in (Kind.SECTION, Kind.LATER_SECTION):
        parent = chain[-1].key if chain and not is_later else ""
        return Provision(key, kind, str(number), label["label"], "", parent=parent, line=line)
    while chain and (chain[-1].kind == Kind.HEADING or _LEVELS.index(chain[-1].kind) >= _LEVELS.index(kind)):
        chain.pop()
    parent = chain[-1].key if chain else ""
    provision = Provision(key, kind, str(number), label["label"], "", label["heading"] or "", parent, line)
    chain.append(provision)
    return provision


def _check_key(key: str, line: int) -> None:
    if len(key) > _KEY_LENGTH or not KEY.fullmatch(key):
        raise DraftFileFault(line, key[:60], "small letters, digits and single hyphens, such as s15-1")


def _check_canonical(found: list[str], meant: list[str]) -> None:
    for place, line in enumerate(meant):
        if place >= len(found) or found[place] != line:
            raise DraftFileFault(place + 1, repr(found[place] if place < len(found) else "")[:80], repr(line)[:80])
    if len(found) > len(meant):
        raise DraftFileFault(len(meant) + 1, repr(found[len(meant)])[:80], "the end of the file")
