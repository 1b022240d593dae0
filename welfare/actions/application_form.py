"""What is still to be done before an application can be sent: facts to tell, facts to prove, an account, a telephone.

The rules say which facts still matter; nothing is asked that no undecided requirement reads. A fact that a registry
holds is taken from the registry, or shown by a document; where both are out of reach the person says so, and an officer
looks.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from superapp.refusal import Refusal
from welfare.models import Application
from welfare.models.book import Book, Entry
from welfare.rules.decision import Decision, Verdict
from welfare.rules.questions import Question, best

from . import assessments
from .application_answers import Answers
from .assessments import Assessment


class ApplicationIncomplete(Refusal):
    """Something has to be told, proved or chosen before it can be sent. `details`: `count`, how many things."""

    code = "APPLICATION_INCOMPLETE"
    th = "ยังกรอกไม่ครบ {count} รายการ โปรดดูรายการที่ขาดในแบบคำขอ"
    en = "{count} things are still missing: see what the form lists."


class NotOpenForApplications(Refusal):
    """No application can be made for it here: no agency takes it, or its rules do not cover today."""

    code = "NOT_OPEN_FOR_APPLICATIONS"
    th = "เรื่องนี้ยังไม่เปิดหรือปิดรับคำขอทางนี้แล้ว โปรดดูช่องทางอื่นของหน่วยงาน"
    en = "Applications for this are not, or no longer, taken here. See the agency's other channels."


@dataclass(frozen=True, slots=True)
class Form:
    """How far an application has come. For a service `assessment` and `at_apply` are None, and nothing is missing.

    `missing` are facts nobody has told yet; `to_prove` facts the person told, which a registry or a document must
    show; `question` is what to ask next, None when nothing is left. `lacks` names what else is missing: "payout",
    "phone", "purpose".
    """

    answers: Answers
    assessment: Assessment | None
    at_apply: Assessment | None
    missing: tuple[str, ...]
    to_prove: tuple[str, ...]
    question: Question | None
    lacks: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many things are missing."""
        return len(self.missing) + len(self.to_prove) + len(self.lacks)

    def require_complete(self) -> None:
        """Do nothing when it can be sent.

        :raises NotOpenForApplications: when the rules have nothing for today. :raises ApplicationIncomplete:
        """
        if self.assessment is not None:
            (decision,) = self.assessment.decisions.values()
            if decision.verdict is Verdict.NOT_ENCODED:
                raise NotOpenForApplications()
        if self.count:
            raise ApplicationIncomplete(path=(*self.missing, *self.to_prove, *self.lacks)[:1], count=self.count)


def form_of(
    application: Application, answers: Answers, *, book: Book, proved: dict[str, list[str]], as_of: date
) -> Form:
    """Return how far an application has come on a day. `proved`: facts that attached files show, with the files.

    :raises NotOpenForApplications: when its programme has no rules in force any more.
    """
    if application.programme_id is None:
        lacks = tuple(name for name in ("phone", "purpose") if not getattr(answers, name))
        return Form(answers, None, None, (), (), None, lacks)
    entry = entry_of(application, book)
    gathered = answers.gathered(proved)
    know, apply = (
        assessments.decided(book, application.citizen, gathered, programmes=(entry.compiled,), as_of=as_of, stage=stage)
        for stage in ("know", "apply")
    )
    parked = {*know.gathered.without_default, *answers.not_known}
    missing = _left(know.decisions[entry.code], parked)
    told = {name for name in answers.declared if name not in answers.found.facts}
    to_prove = tuple(
        name
        for name in _left(apply.decisions[entry.code], parked)
        if name not in missing and name.partition("[")[0] in told
    )
    question = best([know.decisions[entry.code]._replace(ask=missing)], book.words, deciders=book.programmes.deciders)
    lacks = ("payout",) if methods_of(entry) and application.payout_sealed is None else ()
    return Form(answers, know, apply, missing, to_prove, question, lacks)


def entry_of(application: Application, book: Book) -> Entry:
    """Return the rules of an application's programme.

    :raises NotOpenForApplications: when there are none in force any more.
    """
    entry = book.entries.get(application.matter)
    if entry is None:
        raise NotOpenForApplications()
    return entry


def methods_of(entry: Entry) -> tuple[str, ...]:
    """Return the codes of the ways a programme pays, as its document names them; empty when it pays nothing."""
    return tuple(str(one) for one in entry.compiled.document.payment.get("methods") or ())


def payee_of(entry: Entry) -> str:
    """Return whom a programme pays: "applicant", or "guardian" where its document says so."""
    return str(entry.compiled.document.payment.get("payee") or "applicant")


def documents_of(application: Application, entry: Entry | None) -> list[dict[str, Any]]:
    """Return the documents that the service or programme lists, in its order: names and notes in both languages."""
    if application.service is not None:
        return [
            {"th": one.name_th, "en": one.name_en, "note_th": one.note_th, "note_en": one.note_en}
            for one in sorted(application.service.evidence.all(), key=lambda one: one.position)
        ]
    listed = entry.compiled.document.application.get("documents") or () if entry is not None else ()
    return [
        {"th": str(one.get("th", "")), "en": str(one.get("en", "")), "note_th": "", "note_en": ""}
        if isinstance(one, dict)
        else {"th": str(one), "en": str(one), "note_th": "", "note_en": ""}
        for one in listed
    ]


def _left(decision: Decision, parked: set[str]) -> tuple[str, ...]:
    return tuple(name for name in decision.ask if name not in parked and name.partition("[")[0] not in parked)
