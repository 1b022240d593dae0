"""Whether a document says where everything comes from, in both languages, and touches only what exists."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from welfare.rules.document import Document
from welfare.rules.faults import Place
from welfare.rules.gate.report import REFUSAL, REMARK, Finding, finding
from welfare.rules.yaml_reading import place_of

UNVERIFIED = "GATE_CITES_UNVERIFIED"
ADD: tuple[str, str] = ("เพิ่มที่บรรทัดนี้", "Add it here.")


def findings(document: Document, known: Collection[str], previous: Document | None) -> Iterator[Finding]:
    """Yield what is missing. `known` are the codes of all programmes, this one's included or not."""
    source = document.source
    yield from _cites_and_sentences(document)
    yield from _relations(document, set(known) | {document.code})
    yield from _unverified(document, source)
    used = {cite.key for one in document.criteria for cite in one.cites}
    used |= {cite.key for one in document.outputs.values() for cite in one.cites}
    used |= {cite.key for table in document.tables.values() for row in table.rows for cite in row.cites}
    for name in document.laws:
        if name not in used:
            yield finding(
                REMARK, "GATE_CITE_UNUSED", _at(source, "cites", name), f"cites.{name}", found=name,
                expected=("ที่มาที่มีผู้อ้างถึง", "a law that something cites"),
                mend=("ลบออก หรืออ้างถึงในเกณฑ์ที่เกี่ยวข้อง", "Remove it, or cite it where it applies."),
                says=(f"ไม่มีเกณฑ์ ตาราง หรือผลลัพธ์ใดอ้างถึง {name}", f"Nothing cites {name}."),
            )  # fmt: skip
    if previous is not None:
        yield from _criteria_gone(document, previous)


def _at(source: Any, *way: Any) -> Place:
    place = Place()
    for key in way:
        found = place_of(source, key)
        place = found if found.line else place
        try:
            source = source[key]
        except (KeyError, IndexError, TypeError):
            break
    return place


def criterion_place(document: Document, name: str) -> Place:
    """Return where a criterion stands."""
    entries = document.source.get("criteria") or []
    for number, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("id") == name:
            return place_of(entries, number)
    return _at(document.source, "criteria")


def _cites_and_sentences(document: Document) -> Iterator[Finding]:
    for one in document.criteria:
        if not one.cites:
            yield _missing("GATE_NOT_CITED", criterion_place(document, one.id), f"criteria.{one.id}.cite")
        if not (one.say.th.strip() and one.say.en.strip()):
            yield _missing("GATE_NOT_SAID", criterion_place(document, one.id), f"criteria.{one.id}.say")
    for name, output in document.outputs.items():
        place = _at(document.source, "outputs", name)
        if not output.cites:
            yield _missing("GATE_NOT_CITED", place, f"outputs.{name}.cite")
        if output.say is None or not (output.say.th.strip() and output.say.en.strip()):
            yield _missing("GATE_NOT_SAID", place, f"outputs.{name}.say")
        if output.unit is None and output.tree.kind.value == "number":
            yield _missing("GATE_NO_UNIT", place, f"outputs.{name}.unit", REMARK)
    for table in document.tables.values():
        for number, row in enumerate(table.rows):
            if not row.cites:
                place = _at(document.source, "tables", table.name, number)
                yield _missing("GATE_NOT_CITED", place, f"tables.{table.name}[{number}].cite")


_MISSING = {
    "GATE_NOT_CITED": ("ที่มาตามกฎหมาย (cite)", "a legal source (cite)"),
    "GATE_NOT_SAID": ("ประโยคสำหรับประชาชนทั้งไทยและอังกฤษ (say)", "a sentence for citizens in Thai and English (say)"),
    "GATE_NO_UNIT": ("หน่วย (unit)", "a unit"),
}


def _missing(code: str, place: Place, key: str, severity: str = REFUSAL) -> Finding:
    th, en = _MISSING[code]
    return finding(
        severity,
        code,
        place,
        key,
        found=None,
        expected=(th, en),
        mend=ADD,
        says=(f"{key}: ยังไม่มี{th}", f"{key}: has not {en}."),
    )


def _relations(document: Document, known: set[str]) -> Iterator[Finding]:
    criteria = {one.id for one in document.criteria}
    for number, one in enumerate(document.relations):
        place = _at(document.source, "relations", number)
        key = f"relations[{number}]"
        if one.to not in known:
            yield finding(
                REFUSAL, "GATE_RELATION_UNKNOWN", place, f"{key}.with", found=one.to,
                expected=("รหัสโครงการที่มีอยู่", "the code of a programme"),
                mend=("แก้รหัสโครงการ", "Correct the code."),
                says=(f"{key}: ไม่มีโครงการรหัส {one.to}", f"{key}: no programme has the code {one.to}."),
            )  # fmt: skip
        # `by` may name a criterion of the other side, which is looked at when that one passes here.
        if one.kind == "excludes" and one.by is None:
            yield finding(
                REFUSAL, "GATE_RELATION_BY", place, f"{key}.by", found=None,
                expected=("รหัสเกณฑ์ที่บังคับข้อห้ามนี้ หรือ choice", "the criterion that enforces it, or choice"),
                mend=ADD,
                says=(f"{key}: ยังไม่บอกว่าเกณฑ์ใดกันไม่ให้รับซ้ำ", f"{key}: does not say which criterion enforces it."),
            )  # fmt: skip
        if one.kind in ("passports_to", "counts_as_income_in") and one.fact is None:
            yield finding(
                REFUSAL, "GATE_RELATION_FACT", place, f"{key}.fact", found=None,
                expected=("ชื่อข้อเท็จจริง", "the name of a fact"), mend=ADD,
                says=(f"{key}: ยังไม่บอกว่าใส่ลงในข้อเท็จจริงใด", f"{key}: does not say into which fact."),
            )  # fmt: skip
        if one.kind == "excludes" and one.by not in (None, "choice", *criteria) and one.to == document.code:
            yield finding(
                REFUSAL, "GATE_RELATION_BY", place, f"{key}.by", found=one.by,
                expected=("รหัสเกณฑ์ในเอกสารนี้", "a criterion of this document"), mend=("แก้รหัสเกณฑ์", "Correct it."),
                says=(f"{key}: ไม่มีเกณฑ์ {one.by}", f"{key}: there is no criterion {one.by}."),
            )  # fmt: skip


def enforcing(document: Document, others: dict[str, Document]) -> Iterator[Finding]:
    """Yield relations whose criterion exists neither here nor in the other programme."""
    criteria = {one.id for one in document.criteria}
    for number, one in enumerate(document.relations):
        other = others.get(one.to)
        there = {each.id for each in other.criteria} if other is not None else set()
        if one.kind == "excludes" and one.by not in (None, "choice") and one.by not in criteria | there:
            key = f"relations[{number}]"
            yield finding(
                REFUSAL, "GATE_RELATION_BY", _at(document.source, "relations", number), f"{key}.by", found=one.by,
                expected=("รหัสเกณฑ์ของเอกสารนี้หรือของอีกโครงการ หรือ choice",
                          "a criterion here or of the other programme, or choice"),
                mend=("แก้รหัสเกณฑ์", "Correct it."),
                says=(f"{key}: ไม่มีเกณฑ์ {one.by} ทั้งในเอกสารนี้และใน {one.to}",
                      f"{key}: neither this document nor {one.to} has a criterion {one.by}."),
            )  # fmt: skip


def pays(document: Document) -> bool:
    """Tell whether a document pays money: it has an output amount or amount_max."""
    return any(name in document.outputs for name in ("amount", "amount_max"))


def _unverified(document: Document, source: Any) -> Iterator[Finding]:
    open_ones = [name for name, law in document.laws.items() if law.status != "verified"]
    if open_ones:
        listed = ", ".join(open_ones)
        more = ("และโครงการนี้จ่ายเงิน ", "and this programme pays money ") if pays(document) else ("", "")
        yield finding(
            REMARK, UNVERIFIED, _at(source, "cites"), "cites", found=listed,
            expected=("ที่มาที่เจ้าหน้าที่ตรวจแล้ว (status: verified)", "sources that were verified (status: verified)"),
            mend=("ตรวจกับต้นฉบับแล้วเปลี่ยนเป็น status: verified พร้อม by และ on หรือผู้ลงนามรับทราบ",
                  "Check the original and write status: verified with by and on, or the signer takes note."),
            says=(f"ที่มา {len(open_ones)} รายการยังไม่มีผู้ตรวจ {more[0]}({listed})",
                  f"{len(open_ones)} sources are not verified {more[1]}({listed})."),
        )  # fmt: skip
    for name, law in document.laws.items():
        if law.status == "verified" and not (law.by and law.on):
            yield finding(
                REFUSAL, "GATE_VERIFIED_BY_NOBODY", _at(source, "cites", name), f"cites.{name}", found=None,
                expected=("ผู้ตรวจ (by) และวันที่ตรวจ (on)", "who verified it (by) and when (on)"), mend=ADD,
                says=(f"cites.{name}: บอกว่าตรวจแล้วแต่ไม่บอกว่าใครตรวจเมื่อใด",
                      f"cites.{name}: says verified, but not by whom and when."),
            )  # fmt: skip


def _criteria_gone(document: Document, previous: Document) -> Iterator[Finding]:
    criteria = {one.id for one in document.criteria}
    gone = [one.id for one in previous.criteria if one.id not in criteria]
    if gone:
        listed = ", ".join(gone)
        yield finding(
            REMARK, "GATE_CRITERIA_GONE", _at(document.source, "criteria"), "criteria", found=listed,
            expected=("รหัสเกณฑ์เดิม", "the ids of before"),
            mend=("คงรหัสเดิมไว้ถ้าเป็นเกณฑ์เดิม เพราะสถิติ คำแปล และอุทธรณ์อ้างรหัสนี้",
                  "Keep an id where the criterion is the same one: statistics, translations and appeals refer to it."),
            says=(f"เกณฑ์ของฉบับที่ใช้อยู่ไม่มีในร่างนี้: {listed}", f"Criteria in force that this text has not: {listed}."),
        )  # fmt: skip
