"""The questions of a hearing: written while it is a draft, and fixed from then on."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from consultation.models import Hearing, Question
from superapp.refusal import Refusal

from . import hearings
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

MOST_QUESTIONS, MOST_OPTIONS = 40, 20
LONGEST_TEXT, LONGEST_OPTION = 1_000, 300
SCALE = range(2, 11)
Form = Question.Form
WITH_OPTIONS = (Form.ONE, Form.MANY, Form.RANK)
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class QuestionWrong(Refusal):
    """A question cannot be asked like this; `path` says which."""

    code = "HEARING_QUESTION_WRONG"
    th = "คำถามข้อนี้ใช้ไม่ได้: {wanted_th}"
    en = "This question cannot be used: {wanted_en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGiven:
    """One question as an officer gives it; `options` are {code, th, en}, `section` the key of one of the law's."""

    form: str
    text_th: str
    text_en: str = ""
    options: tuple[dict[str, Any], ...] = ()
    scale_points: int | None = None
    section: str = ""


@transaction.atomic
def write(*, viewer: "Viewer | None", code: str, questions: list[QuestionGiven], now: datetime) -> Hearing:
    """Write all questions of a draft anew, in this order; return the hearing.

    :raises NotFound: :raises HearingNotDraft: :raises QuestionWrong:
    """
    hearing = hearings.held_draft(viewer, code)
    if len(questions) > MOST_QUESTIONS:
        raise _wrong(MOST_QUESTIONS, f"ไม่เกิน {MOST_QUESTIONS} ข้อ", f"at most {MOST_QUESTIONS} questions")
    sections = dict(hearing.version.texts.values_list("section__key", "section_id"))
    rows = []
    for place, given in enumerate(questions):
        check(given, place)
        if given.section and given.section not in sections:
            raise _wrong(place, "ไม่พบมาตรานี้ในร่างฉบับที่รับฟัง", "the version has no such section")
        rows.append(
            Question(
                hearing=hearing,
                position=place,
                form=given.form,
                text_th=given.text_th.strip(),
                text_en=given.text_en.strip(),
                options=[
                    {name: str(option.get(name, "")).strip() for name in ("code", "th", "en")}
                    for option in given.options
                ],
                scale_points=given.scale_points,
                section_id=sections.get(given.section),
            )
        )
    hearing.questions.all().delete()
    Question.objects.bulk_create(rows)
    hearings.touch(hearing, viewer)
    leave(viewer, hearing, "write_questions", now=now, count=len(rows))
    return hearing


def check(given: QuestionGiven, place: int) -> None:
    """Do nothing for a question that can be asked.

    :raises QuestionWrong: naming its `place`, from 0.
    """
    if given.form not in Form.values:
        raise _wrong(place, "ไม่รู้จักรูปแบบนี้", "an unknown form")
    texts = (given.text_th, given.text_en)
    if not given.text_th.strip() or any(len(text) > LONGEST_TEXT or "\0" in text for text in texts):
        raise _wrong(place, f"ข้อความ 1 ถึง {LONGEST_TEXT} ตัวอักษร", f"a text of 1 to {LONGEST_TEXT} characters")
    if (given.form == Form.SCALE) != (given.scale_points is not None) or (
        given.scale_points is not None and given.scale_points not in SCALE
    ):
        raise _wrong(place, "คะแนนมี 2 ถึง 10 ระดับ", "a scale has 2 to 10 points")
    count = len(given.options)
    if given.form in WITH_OPTIONS and not 2 <= count <= MOST_OPTIONS:
        raise _wrong(place, f"ตัวเลือก 2 ถึง {MOST_OPTIONS} ข้อ", f"2 to {MOST_OPTIONS} options")
    if (given.form == Form.OPEN and count) or (given.form == Form.SCALE and count not in (0, 2)):
        raise _wrong(place, "รูปแบบนี้ไม่มีตัวเลือก", "this form has no options, a scale words for its two ends")
    codes = [str(option.get("code", "")) for option in given.options]
    named = all(0 < len(str(option.get("th", "")).strip()) <= LONGEST_OPTION for option in given.options)
    if len(set(codes)) != count or not all(_CODE.fullmatch(code) for code in codes) or not named:
        raise _wrong(place, "ตัวเลือกต้องมีรหัสไม่ซ้ำและข้อความ", "options need different codes and a text each")


def _wrong(place: int, wanted_th: str, wanted_en: str) -> QuestionWrong:
    return QuestionWrong(path=("questions", str(place)), wanted_th=wanted_th, wanted_en=wanted_en)
