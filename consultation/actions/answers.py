"""Answers to a hearing's questions: given, changed until the closing instant, and counted. Nobody has to answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from consultation.models import Answer, Hearing, Participant, Question
from consultation.models.hearing_phase import Function
from superapp.refusal import NotFound, Refusal

from . import participants

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LONGEST_TEXT = 5_000
MOST_AT_ONCE = 40
Form = Question.Form


class AnswerWrong(Refusal):
    """An answer is not of its question's form; `path` says which."""

    code = "ANSWER_WRONG"
    th = "คำตอบข้อนี้ใช้ไม่ได้: {wanted_th}"
    en = "This answer cannot be taken: {wanted_en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """One answer: `choices` codes of options, `scale` a point, `text` words; all empty takes the answer back."""

    question: UUID
    choices: tuple[str, ...] = ()
    scale: int | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is answered."""
        return not self.choices and self.scale is None and not self.text.strip()


@transaction.atomic
def give(
    *,
    viewer: "Viewer",
    hearing: Hearing,
    answers: Sequence[AnswerGiven],
    notice_version: str | None = None,
    now: datetime,
) -> list[Answer]:
    """Keep the viewer's answers, in place of earlier ones to the same questions; return all they have given.

    Whoever has not joined the hearing joins it by this; `notice_version` is the privacy notice they were shown.

    :raises NotFound: for a hearing or question that is not there. :raises HearingNotOpen: also in a phase without
        questions. :raises AnswerWrong: and what participants.join and participants.writing refuse; then none is kept.
    """
    participants.join(viewer=viewer, hearing=hearing, notice_version=notice_version, now=now)
    participant = participants.writing(viewer=viewer, hearing=hearing, function=Function.QUESTIONS, now=now)
    questions = {one.public_id: one for one in hearing.questions.all()}
    if len(answers) > MOST_AT_ONCE:
        raise _wrong(MOST_AT_ONCE, f"ครั้งละไม่เกิน {MOST_AT_ONCE} ข้อ", f"at most {MOST_AT_ONCE} at a time")
    kept: dict[int, Answer] = {}
    emptied = []
    for place, given in enumerate(answers):
        question = questions.get(given.question)
        if question is None:
            raise NotFound(path=("answers", str(place), "question_id"))
        if given.is_empty:
            kept.pop(question.pk, None)
            emptied.append(question.pk)
            continue
        check(question, given, place)
        kept[question.pk] = Answer(
            question=question,
            participant=participant,
            choices=list(given.choices),
            scale=given.scale,
            text=given.text.strip(),
            answered_at=now,
        )
    if emptied:
        Answer.objects.filter(participant=participant, question__in=emptied).delete()
    Answer.objects.bulk_create(
        [kept[key] for key in sorted(kept)],
        update_conflicts=True,
        unique_fields=["question", "participant"],
        update_fields=["choices", "scale", "text", "answered_at"],
    )
    participants.record_act(
        participant, "consultation.answer", now, hearing=hearing, details={"count": len(kept), "emptied": len(emptied)}
    )
    return list(of(participant))


def of(participant: Participant) -> Sequence[Answer]:
    """Return what one participant has answered, in the order of the questions."""
    return list(participant.answers.select_related("question").order_by("question__position"))


def check(question: Question, given: AnswerGiven, place: int) -> None:
    """Do nothing for an answer of its question's form.

    :raises AnswerWrong: naming its `place`, from 0.
    """
    codes = [option["code"] for option in question.options]
    unknown = set(given.choices) - set(codes) or len(set(given.choices)) != len(given.choices)
    if question.form == Form.OPEN:
        if given.choices or given.scale is not None or len(given.text) > LONGEST_TEXT or "\0" in given.text:
            raise _wrong(place, f"ตอบเป็นข้อความไม่เกิน {LONGEST_TEXT} ตัวอักษร", f"a text of at most {LONGEST_TEXT}")
    elif given.text:
        raise _wrong(place, "ข้อนี้ไม่รับข้อความ", "this question takes no text")
    elif question.form == Form.SCALE:
        if given.choices or given.scale is None or not 1 <= given.scale <= (question.scale_points or 0):
            raise _wrong(place, f"ให้คะแนน 1 ถึง {question.scale_points}", f"a point from 1 to {question.scale_points}")
    elif given.scale is not None or unknown:
        raise _wrong(place, "เลือกจากตัวเลือกที่มี ไม่ซ้ำกัน", "different codes among the options")
    elif question.form == Form.ONE and len(given.choices) != 1:
        raise _wrong(place, "เลือกหนึ่งข้อ", "exactly one option")
    elif question.form == Form.RANK and len(given.choices) != len(codes):
        raise _wrong(place, "เรียงให้ครบทุกตัวเลือก", "all options in order")


def tally(question: Question) -> dict[str, Any]:
    """Return the totals of one question, for the report: how many answered, and by option, point or rank.

    `counts` holds for `one` and `many` how often each option was chosen, for `scale` each point, for `rank` the sum of
    the places (1 is first); nothing for `open`. Reads every answer once: for jobs, not for pages.
    """
    counts: Counter[str] = Counter()
    answered = 0
    if question.form == Form.SCALE:
        for row in question.answers.values("scale").annotate(count=Count("pk")):
            counts[str(row["scale"])] += row["count"]
            answered += row["count"]
        return {"answered": answered, "counts": dict(counts)}
    for choices in question.answers.values_list("choices", flat=True).iterator(chunk_size=2_000):
        answered += 1
        for place, code in enumerate(choices, start=1):
            counts[code] += place if question.form == Form.RANK else 1
    return {"answered": answered, "counts": dict(counts)}


def _wrong(place: int, wanted_th: str, wanted_en: str) -> AnswerWrong:
    return AnswerWrong(path=("answers", str(place)), wanted_th=wanted_th, wanted_en=wanted_en)
