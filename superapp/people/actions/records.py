"""Opening a citizen's record at the desk: by number, for a reason, written down before anything is shown."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people import permissions
from superapp.people.models import DataUse
from superapp.refusal import NotFound, Refusal
from superapp.thai.identity import is_citizen_id
from superapp.thai.numerals import to_arabic

from . import data_uses

# What for, as the citizen reads it (superapp/people/personal_data/words.yaml).
PURPOSES = ("citizen_request", "correct_record", "investigate_misuse")
BASIS = "law:pdpa-s24-4"
FACTS = ("name_th", "name_en", "birth_date", "phone", "email")
MOST_AN_HOUR = 30
_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{2,39}")
_HOUR = timedelta(hours=1)


class NumberWrong(Refusal):
    """It is no citizen's number."""

    code = "CITIZEN_NUMBER_WRONG"
    th = "เลขประจำตัวประชาชนไม่ถูกต้อง ต้องมี 13 หลักและเลขตรวจสอบตรงกัน โปรดตรวจทานกับบัตร"
    en = "This is no citizen's number: 13 digits with the right check digit are expected. Compare it with the card."


class ReasonMissing(Refusal):
    """Without a purpose and a case nobody's record is opened."""

    code = "RECORD_REASON_MISSING"
    th = "โปรดเลือกวัตถุประสงค์ และใส่เลขที่เรื่อง (ตัวอักษรอังกฤษ ตัวเลข - / . _ 3 ถึง 40 ตัว)"
    en = "Choose a purpose and give the case number (letters, digits, - / . _, 3 to 40 characters)."


class TooManyRecords(Refusal):
    """More records than anybody's work needs."""

    code = "TOO_MANY_RECORDS"
    th = "เปิดดูได้ไม่เกิน {most} รายใน 1 ชั่วโมง หากจำเป็นโปรดแจ้งผู้ดูแลระบบ"
    en = "At most {most} records can be opened in an hour. Tell an operator if more are needed."


@dataclass(frozen=True, slots=True)
class Record:
    """What an officer sees of a citizen; None for what is not kept."""

    public_id: str
    name_th: str | None
    name_en: str | None
    birth_date: date | str | None
    phone: str | None
    email: str | None


def open_record(
    *, viewer: Viewer, agency_code: str, number: str, purpose: str, case: str, now: datetime
) -> Record | None:
    """Return the record of the citizen whose number is `number`, or None when nobody here has it.

    `number` is as typed: Thai digits, blanks and hyphens are taken. The look is written to the audit chain, and to what
    the citizen reads, in the same transaction; a look that found nobody too, without the number. Of a refused one
    only the refusal's code is written, and nothing that was typed.

    :raises NotFound: when the viewer may not open records for that agency.
    :raises NumberWrong: :raises ReasonMissing: :raises TooManyRecords:
    """
    if viewer.account is None:
        raise NotFound()
    try:
        return _open(viewer, agency_code, number, purpose, case, now)
    except Refusal as refusal:
        # In an agency's own stream only what its people did: whoever has no desk there writes nothing into it.
        stream = agency_code if permissions.may_open_records(viewer, agency_code) else ""
        with transaction.atomic():
            record(
                stream=stream or "platform",
                action="citizen.view",
                object="citizen:-",
                actor=viewer.actor,
                outcome=refusal.code,
                details={"purpose": purpose if purpose in PURPOSES else "-"},
                now=now,
            )
        raise


@transaction.atomic
def _open(viewer: Viewer, agency_code: str, number: str, purpose: str, case: str, now: datetime) -> Record | None:
    if not permissions.may_open_records(viewer, agency_code):
        raise NotFound()
    digits = re.sub(r"[\s-]", "", to_arabic(number))
    if not is_citizen_id(digits):
        raise NumberWrong(path=("number",))
    if purpose not in PURPOSES or not _CASE.fullmatch(case) or is_citizen_id(re.sub(r"\D", "", case)):
        raise ReasonMissing(path=("case",))
    _count(viewer, now)
    citizen = Citizen.objects.with_pid(digits).select_related("account").first()
    found = None
    if citizen is not None:
        data_uses.note(
            citizen=citizen,
            kind=DataUse.Kind.VIEWED,
            actor=viewer.actor,
            agency_code=agency_code,
            role=permissions.desks_of(viewer)[agency_code],
            facts=FACTS,
            purpose=purpose,
            basis=BASIS,
            now=now,
        )
        found = Record(
            citizen.public_id,
            *(citizen.read(fact) for fact in ("name_th", "name_en")),
            citizen.birth_date or citizen.read("birth_date"),
            *(citizen.read(fact) for fact in ("phone", "email")),
        )
    record(
        stream=agency_code or "platform",
        action="citizen.view",
        object=f"citizen:{citizen.public_id}" if citizen else "citizen:-",
        actor=viewer.actor,
        outcome="done" if citizen else NotFound.code,
        details={"purpose": purpose, "case": case, "facts": list(FACTS)},
        now=now,
    )
    return found


def _count(viewer: Viewer, now: datetime) -> None:
    # In the shared cache and not by rows: an ask that finds nobody counts as well, or numbers could be tried out.
    key = f"records:{viewer.actor}:{int(now.timestamp() // _HOUR.total_seconds())}"
    cache.add(key, 0, timeout=int(_HOUR.total_seconds()))
    if cache.incr(key) > MOST_AN_HOUR:
        raise TooManyRecords(most=MOST_AN_HOUR)
