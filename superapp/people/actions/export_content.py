"""What a citizen's copy holds: every registered row that is theirs, opened, with a word on why it is kept."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.people.models import register
from superapp.people.models.register import Column, Holding

DATA, README = "data.json", "README.txt"
# The same content makes the same bytes: the archive's own clock says nothing.
_EPOCH = (2026, 1, 1, 0, 0, 0)

_README = """สำเนาข้อมูลส่วนบุคคลของท่าน
จัดทำเมื่อ {made_at}

แฟ้ม data.json มีข้อมูลทุกรายการที่ระบบนี้เก็บเกี่ยวกับท่าน จัดกลุ่มตามตาราง แต่ละตารางบอกว่าเก็บไว้เพื่ออะไร
อาศัยกฎหมายใด เก็บนานเท่าใด และจะเป็นอย่างไรเมื่อท่านขอลบข้อมูล ข้อมูลของหน่วยงานอื่นต้องขอจากหน่วยงานนั้น

ท่านมีสิทธิตาม พ.ร.บ.คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 ขอแก้ไข ขอลบ คัดค้าน และร้องเรียนต่อคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล
โปรดเก็บแฟ้มนี้ไว้ในที่ปลอดภัย ผู้ที่ได้แฟ้มนี้ไปจะรู้ทุกอย่างที่ท่านรู้


A copy of your personal data
made at {made_at}

data.json holds everything this platform keeps about you, table by table. Each table says what it is kept for, on which
legal basis, for how long, and what becomes of it when you have your data erased. What other agencies keep about you is
theirs to give.

Under the Personal Data Protection Act B.E. 2562 you may ask for correction and erasure, object, and complain to the
Personal Data Protection Committee. Keep this file safe: whoever has it knows all that it says.

tables: {tables}
rows: {rows}
"""

_ON_ERASURE = {
    "destroy": ("ลบทั้งแถว", "The rows are deleted."),
    "keep": ("คงไว้โดยไม่ระบุตัวตน: {because}", "Kept under a pseudonym: {because}"),
}


def clock() -> datetime:
    """Return the present moment: the job that makes a copy has no edge above it to be told by."""
    return timezone.now()


def archive(citizen: Citizen) -> bytes:
    """Return the citizen's copy as a ZIP archive: data.json and README.txt.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    made_at = clock().astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")
    found = tables(citizen)
    content = {"made_at": made_at, "person": citizen.public_id, "tables": found}
    rows = sum(len(table["rows"]) for table in found)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (
            (README, _README.format(made_at=made_at, tables=len(found), rows=rows)),
            (DATA, json.dumps(content, ensure_ascii=False, indent=1)),
        ):
            packed.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def tables(citizen: Citizen) -> list[dict[str, Any]]:
    """Return every registered table that can hold rows of a citizen, with theirs, in the order of the tables' names.

    :raises cipher.Unreadable: when the citizen's key was destroyed.
    """
    key = citizen.own_key()
    held = [one for _, one in sorted(register.holdings().items()) if one.owners]
    return [_table(one, citizen, key) for one in held if any(column.is_exported for column in one.columns.values())]


def _table(holding: Holding, citizen: Citizen, key: bytes) -> dict[str, Any]:
    th, en = _ON_ERASURE[holding.erasure]
    columns = [column for column in holding.columns.values() if column.is_exported]
    rows = holding.rows_of(citizen).order_by("pk")
    return {
        "table": holding.label,
        "name_th": str(holding.model._meta.verbose_name),
        "purpose_th": register.word("purposes", holding.purpose, "th"),
        "purpose_en": register.word("purposes", holding.purpose, "en"),
        "basis_th": register.word("bases", holding.basis, "th"),
        "basis_en": register.word("bases", holding.basis, "en"),
        "retention_th": register.word("retentions", holding.retention, "th"),
        "retention_en": register.word("retentions", holding.retention, "en"),
        "on_erasure_th": th.format(because=holding.because),
        "on_erasure_en": en.format(because=holding.because),
        "rows": [{_shown(column): _value(row, column, key) for column in columns} for row in rows.iterator()],
    }


def _shown(column: Column) -> str:
    return column.name.removesuffix("_sealed")


def _value(row: Model, column: Column, key: bytes) -> Any:
    value = getattr(row, column.name)
    if value is not None and column.sealing is not None:
        if column.sealing.by != "own":
            return "sealed"
        text = cipher.opened_with(key, bytes(value), column.sealing.about(row))
        return _parsed(text) if text[:1] in "{[" else text
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
