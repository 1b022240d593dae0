"""A law's text in, its provisions out: หมวด, ส่วน, มาตรา, preamble, transitional provisions, signature and notes.

Both digit systems are read. Nothing is guessed: a number that is out of order, twice there or missing is reported with
the line, what stands there, what was expected and how to mend it, and the text is still returned, to be shown.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from . import items, numbering
from .lines import Line, runs
from .lines import read as read_lines
from .numbering import NUMBER, Number
from .provision import HEADINGS, Fault, Kind, Provision, Reading

CHARACTERS = 2_000_000
"""The longest text read at all; the longest act in force has about a million characters."""

_INSTRUMENTS = (
    "รัฐธรรมนูญ|พระราชบัญญัติ|พระราชกำหนด|พระราชกฤษฎีกา|กฎกระทรวง|กฎ|ประกาศ|ระเบียบ|ข้อบังคับ|ข้อบัญญัติ|ข้อกำหนด|คำสั่ง|ประมวล|เทศบัญญัติ"
)
_TITLE = re.compile(rf"\(?(?:ร่าง)?\)?\s*(?:{_INSTRUMENTS}).*")
_DRAFT_MARK = re.compile(r"[(\[]?ร่าง[)\]]?")
_TITLE_LINES = 5
_SECTION = {
    "มาตรา": re.compile(rf"มาตรา[ ]*(?P<number>{NUMBER})(?P<gap>[ ]+|$)(?P<text>.*)"),
    "ข้อ": re.compile(rf"ข้อ[ ]*(?P<number>{NUMBER})(?P<gap>[ ]+|$)(?P<text>.*)"),
}
# What follows a number when the line goes on with a sentence about another section; no section begins so.
_REFERENCE = re.compile(r"(?:แห่ง|วรรค|และ|หรือ|ถึง|มาใช้|ด้วย|โดยอนุโลม|\()")
_HEADING = re.compile(rf"(?P<word>ภาค|ลักษณะ|หมวด|ส่วน(?:ที่)?)[ ]*(?P<number>{NUMBER})(?:[ ]+(?P<heading>.{{1,200}}))?")
_HEADING_KIND = {"ภาค": Kind.BOOK, "ลักษณะ": Kind.TITLE, "หมวด": Kind.CHAPTER, "ส่วน": Kind.PART, "ส่วนที่": Kind.PART}
_LETTER = {Kind.BOOK: "b", Kind.TITLE: "t", Kind.CHAPTER: "c", Kind.PART: "p"}
_PLAIN_HEADING = re.compile("บทเฉพาะกาล|บทกำหนดโทษ|บททั่วไป|บทสุดท้าย|อัตราค่าธรรมเนียม")
_NOTE = re.compile("หมายเหตุ(?:[ ]*[:-].*|$)")
_SIGNATURE = re.compile(r"ผู้รับสนองพระ(?:บรม)?ราชโองการ|ให้ไว้ ณ วันที่.*|ประกาศ ณ วันที่.*")
_HEADING_LENGTH = 150


@dataclass
class _Open:
    """A provision while its lines are still coming in."""

    provision: Provision
    lines: list[Line] = field(default_factory=list)


class _Reader:
    def __init__(self, lines: tuple[Line, ...], faults: tuple[Fault, ...]) -> None:
        self.lines = lines
        self.faults = list(faults)
        self.unit = _unit(lines)
        self.done: list[_Open] = []
        self.chain: list[Provision] = []  # the chapters the next section stands in, outermost first
        self.number: Number | None = None
        self.seen: set[Number] = set()
        self.headings: dict[tuple[str, Kind], Number] = {}
        self.notes = 0
        self.used: Counter[str] = Counter()

    def read(self) -> Reading:
        title, start = _title(self.lines)
        place = start
        while place < len(self.lines):
            place += self._take(place)
        provisions = tuple(self._close(each) for each in self.done)
        if not any(each.kind == Kind.SECTION for each in provisions):
            self.faults.append(_no_section())
        return Reading(title, provisions, tuple(sorted(self.faults, key=lambda each: each.line)))

    def _take(self, place: int) -> int:
        """Read the line at `place`; return how many lines that used up."""
        line = self.lines[place]
        if not line.is_quoted:
            following = self.lines[place + 1] if place + 1 < len(self.lines) else None
            if line.text in {"มาตรา", "ข้อ"} and following and re.match("[0-9๐-๙]", following.text):
                # The number was broken off its word: one line, as it was printed.
                line = replace(line, text=f"{line.text} {following.text}")
                return 2 if self._section(line) else self._append(self.lines[place])
            if self._section(line):
                return 1
            used = self._heading(line, following)
            if used:
                return used
            if _NOTE.fullmatch(line.text):
                self.notes += 1
                self.number, self.seen, self.chain = None, set(), []
                self._open(Provision(f"note{self.notes}", Kind.NOTE, None, "", "", line=line.number), line)
                return 1
            if _SIGNATURE.fullmatch(line.text) and self.number and not self._within(Kind.SIGNATURE, Kind.NOTE):
                self._open(Provision("signature", Kind.SIGNATURE, None, "", "", line=line.number), line)
                return 1
        return self._append(line)

    def _append(self, line: Line) -> int:
        if not self.done:
            self._open(Provision("preamble", Kind.PREAMBLE, None, "", "", line=line.number))
        elif self.done[-1].provision.kind in HEADINGS:
            # Words under a chapter's title and before its first section are nobody's paragraph.
            self.faults.append(_stray(line))
        self.done[-1].lines.append(line)
        return 1

    def _within(self, *kinds: Kind) -> bool:
        return bool(self.done) and self.done[-1].provision.kind in kinds

    def _section(self, line: Line) -> bool:
        match = _SECTION[self.unit].fullmatch(line.text)
        number = match and numbering.read(match["number"])
        if match is None or number is None:
            return False
        if len(match["gap"]) == 1 and _REFERENCE.match(match["text"]):
            return False
        is_later = self.notes > 0
        wrong = numbering.fault(self.number, number, self.seen)
        if is_later and wrong == "gap":
            wrong = None  # A consolidated text prints only some sections of a later instrument.
        if wrong:
            meant = " / ".join(f"{self.unit} {each.thai}" for each in numbering.expected(self.number, number))
            self.faults.append(_out_of_order(wrong, line, f"{self.unit} {number.thai}", meant))
        self.number = number
        self.seen.add(number)
        key = "s" + str(number).replace("/", "-").replace(" ", "-")
        for word, plain in _PLAIN_ORDINALS.items():
            key = key.replace(word, plain)
        kind = Kind.LATER_SECTION if is_later else Kind.SECTION
        provision = Provision(
            f"later{self.notes}-{key}" if is_later else key,
            kind,
            str(number),
            f"{self.unit} {match['number'].strip()}",
            "",
            parent=self.chain[-1].key if self.chain else "",
            line=line.number,
        )
        self._open(provision)
        if match["text"]:
            self.done[-1].lines.append(replace(line, text=match["text"]))
        return True

    def _heading(self, line: Line, following: Line | None) -> int:
        match = _HEADING.fullmatch(line.text)
        if match is None and not _PLAIN_HEADING.fullmatch(line.text):
            return 0
        used, heading = 1, line.text
        number: Number | None = None
        kind, key = Kind.HEADING, f"heading{self.used['heading'] + 1}"
        if match is not None:
            number = numbering.read(match["number"])
            kind = _HEADING_KIND[match["word"]]
            heading = match["heading"] or ""
            if not heading and following and self._may_be_title(following):
                heading, used = following.text, 2
        else:
            self.used["heading"] += 1
        while self.chain and HEADINGS.index(self.chain[-1].kind) >= HEADINGS.index(kind):
            self.chain.pop()
        if kind == Kind.HEADING:
            self.chain.clear()
        parent = self.chain[-1].key if self.chain else ""
        if number is not None:
            self._check_heading(line, f"{match['word']} ", kind, parent, number)  # type: ignore[index]
            own = _LETTER[kind] + str(number).replace("/", "-").replace(" ", "-")
            key = f"{parent}-{own}" if parent else own
        label = f"{match['word']} {match['number'].strip()}" if match else ""
        provision = Provision(
            key, kind, str(number) if number else None, label, "", heading=heading, parent=parent, line=line.number
        )
        self._open(provision)
        self.chain.append(self.done[-1].provision)
        return used

    def _check_heading(self, line: Line, word: str, kind: Kind, parent: str, number: Number) -> None:
        previous = self.headings.get((parent, kind))
        # Chapters start anew within each ลักษณะ, or run through the whole act: both are usual.
        through = self.headings.get(("*", kind))
        if numbering.fault(previous, number, set()) and (
            through is None or previous is not None or number not in through.nexts()
        ):
            meant = " / ".join(f"{word}{each.thai}" for each in numbering.expected(previous, number))
            kinds = numbering.fault(previous, number, {previous} if previous else set())
            self.faults.append(_out_of_order(kinds or "gap", line, f"{word}{number.thai}", meant))
        self.headings[(parent, kind)] = self.headings[("*", kind)] = number

    def _may_be_title(self, line: Line) -> bool:
        text = line.text
        return not (
            line.is_quoted
            or len(text) > _HEADING_LENGTH
            or _HEADING.fullmatch(text)
            or _SECTION[self.unit].fullmatch(text)
            or _NOTE.fullmatch(text)
        )

    def _open(self, provision: Provision, line: Line | None = None) -> None:
        self.used[provision.key] += 1
        if self.used[provision.key] > 1 and provision.kind != Kind.HEADING:
            # Twice the same number is a fault already; both are shown, so both need a key.
            provision = replace(provision, key=f"{provision.key}-again{self.used[provision.key]}")
        self.done.append(_Open(provision, [line] if line else []))

    def _close(self, opened: _Open) -> Provision:
        provision = opened.provision
        if provision.kind == Kind.SECTION:
            if not opened.lines:
                self.faults.append(_empty(provision))
            for run in runs(opened.lines):
                self.faults += items.faults(run)
        return replace(provision, text="\n".join(line.text for line in opened.lines))


def read(text: str) -> Reading:
    """Read a law or a draft. The first lines are its title, if they name an instrument.

    A text above CHARACTERS is not read; the fault says so.
    """
    if len(text) > CHARACTERS:
        return Reading("", (), (_whole_too_long(len(text)),))
    return _Reader(*read_lines(text)).read()


_PLAIN_ORDINALS = {word: f"bis{place}" for place, word in enumerate(numbering.ORDINALS, 2)}


def _unit(lines: tuple[Line, ...]) -> str:
    """Return the word that counts this text's sections: มาตรา, unless only ข้อ is found at the start of a line."""
    for unit in ("มาตรา", "ข้อ"):
        if any(_SECTION[unit].fullmatch(line.text) for line in lines if not line.is_quoted):
            return unit
    return "มาตรา"


def _title(lines: tuple[Line, ...]) -> tuple[str, int]:
    """Return the title and the place of the first line after it. A title may be set on several centred lines."""
    start = 1 if lines and _DRAFT_MARK.fullmatch(lines[0].text) else 0
    if len(lines) <= start or not _TITLE.fullmatch(lines[start].text):
        return "", 0
    taken = 1
    while "พ.ศ." not in lines[start + taken - 1].text and start + taken < len(lines) and taken < _TITLE_LINES:
        line = lines[start + taken]
        if len(line.text) > _HEADING_LENGTH or any(each.fullmatch(line.text) for each in _SECTION.values()):
            break
        taken += 1
    if taken > 1 and "พ.ศ." not in lines[start + taken - 1].text:
        taken = 1  # No year among them: only the first line is sure to be the title.
    words = [line.text for line in lines[start : start + taken]]
    return ("ร่าง" if start else "") + " ".join(words), start + taken


def _out_of_order(kind: str, line: Line, found: str, expected: str) -> Fault:
    return Fault(
        kind,
        line.number,
        found,
        expected,
        "แก้เลขให้ต่อเนื่อง เติมส่วนที่ขาด หรือถ้าเป็นข้อความต่อจากบรรทัดก่อน ให้ต่อบรรทัดนั้นเข้าด้วยกัน",
        "Correct the number, add what is missing, or join the line to the one before if it goes on with that sentence.",
    )


def _stray(line: Line) -> Fault:
    return Fault(
        "letters",
        line.number,
        f"“{line.text[:40]}”",
        "มาตรา",
        "ย้ายข้อความนี้ไปไว้ในมาตรา หรือต่อท้ายชื่อหมวดในบรรทัดเดียวกัน",
        "Move these words into a section, or onto the line of the chapter's title.",
    )


def _empty(provision: Provision) -> Fault:
    return Fault(
        "empty",
        provision.line,
        provision.label,
        f"{provision.label}  …",
        "เติมข้อความของมาตรา หรือเขียนว่า (ยกเลิก)",
        "Write the section's text, or (ยกเลิก) if it is repealed.",
    )


def _no_section() -> Fault:
    return Fault(
        "no_section",
        1,
        "0",
        "มาตรา ๑",
        "เขียนแต่ละมาตราขึ้นบรรทัดใหม่ เริ่มด้วย “มาตรา ๑”",
        "Start each section on a line of its own, beginning with มาตรา ๑.",
    )


def _whole_too_long(length: int) -> Fault:
    return Fault(
        "too_long",
        1,
        f"{length:,}",
        f"≤ {CHARACTERS:,}",
        "แบ่งร่างเป็นหลายฉบับ",
        "Divide the draft into several.",
    )
