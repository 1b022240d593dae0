"""Hearings the way officers make them: one prepares, another announces, the clock opens and closes."""

from datetime import datetime, timedelta
from typing import Any

from consultation.actions import dossiers, hearing_plan, hearing_schedule, hearing_steps, hearings, questions
from consultation.actions.hearing_periods import window_of
from consultation.models import DraftVersion, Hearing, RequiredDocument
from superapp.accounts.viewer import Viewer
from tests.factories.services import NOW

FIRST_DAY = NOW.date() + timedelta(days=3)
CODE = "complaints-act-bill-1"
CONDITIONAL = ("permits", "committees", "discretion", "penalties")
QUESTIONS = [
    questions.QuestionGiven(
        form="open", text_th="ควรแก้ไขมาตราใด อย่างไร", text_en="Which section should change, and how?"
    ),
    questions.QuestionGiven(
        form="one",
        text_th="ช่องทางร้องเรียนใดสะดวกที่สุด",
        options=(
            {"code": "phone", "th": "โทรศัพท์", "en": "Telephone"},
            {"code": "app", "th": "แอปพลิเคชัน", "en": "App"},
            {"code": "counter", "th": "เคาน์เตอร์", "en": "Counter"},
        ),
    ),
    questions.QuestionGiven(
        form="many",
        text_th="เคยร้องเรียนเรื่องใดบ้าง",
        options=({"code": "price", "th": "ราคา"}, {"code": "safety", "th": "ความปลอดภัย"}),
    ),
    questions.QuestionGiven(form="scale", text_th="โทษปรับเหมาะสมเพียงใด", scale_points=5, section="s3"),
    questions.QuestionGiven(
        form="rank",
        text_th="เรียงลำดับความสำคัญ",
        options=({"code": "fast", "th": "เร็ว"}, {"code": "free", "th": "ฟรี"}, {"code": "fair", "th": "เป็นธรรม"}),
    ),
]


def plan(days: int = 30, *, first_day: Any = FIRST_DAY, **fields: Any) -> hearing_plan.HearingPlan:
    """Return the plan of a hearing of so many days that opens in three days."""
    opens_at, closes_at = window_of(first_day, first_day + timedelta(days=days - 1))
    known = {"title_th": "รับฟังร่างพระราชบัญญัติช่องทางร้องเรียน", "title_en": "Hearing on the Complaints Bill"}
    return hearing_plan.HearingPlan(**(known | {"opens_at": opens_at, "closes_at": closes_at} | fields))


def draft(
    author: Viewer | None, version: DraftVersion, *, kind: str = "bill", code: str = CODE, days: int = 30, **fields: Any
) -> Hearing:
    """Make a draft without a dossier."""
    return hearings.create(
        viewer=author,
        law=version.law.code,
        version=version.number,
        kind=kind,
        code=code,
        plan=plan(days, **fields),
        now=NOW,
    )


def fill(author: Viewer | None, hearing: Hearing, *, without: tuple[str, ...] = ()) -> None:
    """Write all the documents a hearing needs, the conditional ones waived, and its questions."""
    for kind in RequiredDocument.objects.filter(hearing_kind=hearing.kind).values_list("document_kind", flat=True):
        if kind in without or kind in ("draft_text", "points"):
            continue
        told = {"viewer": author, "code": hearing.code, "kind": kind, "now": NOW}
        if kind in CONDITIONAL:
            dossiers.waive(**told, ground="not_in_draft", text_th="ร่างนี้ไม่มีเรื่องดังกล่าว")
        else:
            dossiers.write(**told, title=f"เอกสาร {kind}", text="ประชาชนร้องเรียนไม่สะดวก ต้องเดินทางไปเอง")
    if "points" not in without:
        questions.write(viewer=author, code=hearing.code, questions=QUESTIONS, now=NOW)


def ready(author: Viewer | None, version: DraftVersion, **fields: Any) -> Hearing:
    """Make a hearing that waits to be announced."""
    hearing = draft(author, version, **fields)
    fill(author, hearing)
    return hearing_steps.make_ready(viewer=author, code=hearing.code, now=NOW)


def announced(author: Viewer | None, approver: Viewer | None, version: DraftVersion, **fields: Any) -> Hearing:
    """Make an announced hearing."""
    hearing = ready(author, version, **fields)
    return hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW)


def opened(author: Viewer | None, approver: Viewer | None, version: DraftVersion, **fields: Any) -> Hearing:
    """Make a hearing that was opened by the clock at its first instant."""
    hearing = announced(author, approver, version, **fields)
    hearing_schedule.turn(now=hearing.opens_at)
    return fresh(hearing)


def closed(author: Viewer | None, approver: Viewer | None, version: DraftVersion, **fields: Any) -> Hearing:
    """Make a hearing that was closed by the clock at its closing instant."""
    hearing = opened(author, approver, version, **fields)
    hearing_schedule.turn(now=hearing.closes_at)
    return fresh(hearing)


def fresh(hearing: Hearing) -> Hearing:
    """Return the hearing as it stands."""
    return Hearing.objects.select_related("law", "version", "agency").get(pk=hearing.pk)


def at(hearing: Hearing, **later: float) -> datetime:
    """Return an instant so much after the hearing's opening."""
    assert hearing.opens_at is not None
    return hearing.opens_at + timedelta(**later)
