"""What the applicant has to do now, in one word and one sentence."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from superapp.thai.dates import date_text
from welfare.models import Application, ApplicationState, InformationRequest

from .application_appeals import appeal_until

S = ApplicationState
FINISH, WAIT, ANSWER, MAY_APPEAL, NOTHING = "finish", "wait", "answer", "may_appeal", "nothing"
WORDS: dict[str, tuple[str, str]] = {
    FINISH: ("กรอกส่วนที่ขาดแล้วกดยื่นคำขอ", "Fill in what is missing, then send the application."),
    WAIT: ("รอผล ไม่ต้องทำอะไร จะทราบผลภายใน {day}", "Wait: there is nothing to do. It will be decided by {day}."),
    ANSWER: ("เจ้าหน้าที่ขอข้อมูลเพิ่ม โปรดตอบภายใน {day}", "An officer asks you for something: answer by {day}."),
    MAY_APPEAL: (
        "ไม่อนุมัติ หากไม่เห็นด้วยยื่นอุทธรณ์ได้ถึง {day}",
        "It was refused. If you disagree, you may appeal until {day}.",
    ),
    NOTHING: ("ไม่มีอะไรต้องทำ", "There is nothing to do."),
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What to do (`task`), and the day it is about: a promise or a deadline, None for neither."""

    task: str
    day: date | None

    def sentence(self, language: str) -> str:
        """Return it as a sentence in "th" or "en"."""
        th, en = WORDS[self.task]
        day = date_text(self.day, language) if self.day is not None else "-"
        return (en if language == "en" else th).format(day=day)


def outlook(application: Application, *, now: datetime) -> Outlook:
    """Return what whoever applied has to do at `now`. Reads prefetched questions and appeals where there are some."""
    if application.state == S.DRAFT:
        return Outlook(FINISH, None)
    if application.state in (S.SUBMITTED, S.UNDER_REVIEW):
        return Outlook(WAIT, application.due_on)
    if application.state == S.NEEDS_INFORMATION:
        asked = open_question(application)
        return Outlook(ANSWER, None if asked is None else asked.due_on)
    if application.state == S.APPEALED:
        filed = getattr(application, "appeal", None)
        return Outlook(WAIT, None if filed is None else filed.due_on)
    last = appeal_until(application)
    if application.state == S.REFUSED and last is not None and now <= last:
        return Outlook(MAY_APPEAL, timezone.localdate(last))
    return Outlook(NOTHING, None)


def open_question(application: Application) -> InformationRequest | None:
    """Return the question that waits for an answer, None for none."""
    asked = [one for one in application.information_requests.all() if one.answered_at is None]
    return asked[0] if asked else None
