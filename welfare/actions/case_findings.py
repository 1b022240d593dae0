"""What an officer has before them to decide a case: what the rules say, why, and where words and registers differ.

The rules are asked again at the moment somebody looks, from what lies in the case by then; what they said when it was
sent stays in its kept decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from welfare.models import Application, EvidenceFile
from welfare.models.book import Book
from welfare.rules.decision import Decision, Verdict
from welfare.rules.explanation import Explanation, Line, explain
from welfare.rules.numbers import satang

from . import application_answers as answers_of
from . import assessments
from .application_answers import Answers
from .application_form import entry_of
from .assessments import Assessment

# What an officer may grant alone where the programme's document says nothing (`four_eyes_above_thb`).
FOUR_EYES_ABOVE_SATANG = 1_000_000
SATANG_PER_BAHT = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact of which the applicant says one thing and a register another. The register's word counts."""

    fact: str
    declared: Any
    found: Any
    source: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules say of one case at one moment.

    For a service `assessment`, `decision` and `explanation` are None: the officer alone decides. `waiting`
    are registers that gave no answer: nothing may be concluded from their silence. `amount_satang` is what would be
    granted for a period, None where the rules give no sum. `is_proved` tells whether every fact the rules still need
    comes from a register.
    """

    answers: Answers
    assessment: Assessment | None
    decision: Decision | None
    explanation: Explanation | None
    differences: tuple[Difference, ...]
    waiting: tuple[str, ...]
    amount_satang: int | None
    is_proved: bool

    @property
    def recommends(self) -> bool | None:
        """True to grant, False to refuse, None when the rules cannot tell."""
        if self.decision is None:
            return None
        return {Verdict.ELIGIBLE: True, Verdict.NOT_ELIGIBLE: False}.get(self.decision.verdict)

    def line(self, criterion: str) -> Line | None:
        """Return the sentence about a requirement, with its law; None when the programme has none of that name."""
        if self.explanation is None:
            return None
        return next((line for line in self.explanation.criteria if line.id == criterion), None)


def of(application: Application, *, book: Book, as_of: date) -> Findings:
    """Return what the rules say of a case on a day.

    :raises NotOpenForApplications: when its programme has no rules in force any more.
    :raises cipher.Unreadable: when the applicant's key was destroyed.
    """
    answers = answers_of.read(application)
    if application.programme_id is None:
        return Findings(answers, None, None, None, _differences(answers), (), None, False)
    entry = entry_of(application, book)
    gathered = answers.gathered(EvidenceFile.objects.proving(application))
    apply, pay = (
        assessments.decided(book, application.citizen, gathered, programmes=(entry.compiled,), as_of=as_of, stage=stage)
        for stage in ("apply", "pay")
    )
    decision = apply.decisions[entry.code]
    return Findings(
        answers=answers,
        assessment=apply,
        decision=decision,
        explanation=explain(entry.compiled, decision, book.words, with_sensitive=True),
        differences=_differences(answers),
        waiting=tuple(sorted({one.registry for one in apply.gathered.waiting})),
        amount_satang=amount_of(decision.outputs),
        is_proved=pay.decisions[entry.code].verdict is Verdict.ELIGIBLE,
    )


def amount_of(outputs: Mapping[str, Any]) -> int | None:
    """Return the sum in satang that a decision's outputs grant for a period; None when they grant no known sum.

    >>> amount_of({"amount": Fraction(600)}), amount_of({"amount": None}), amount_of({})
    (60000, None, None)
    """
    amount = outputs.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | Fraction):
        return None
    return satang(amount) or None


def may_go_straight_through(application: Application, book: Book) -> bool:
    """Tell whether the programme's document lets the rules alone approve."""
    if application.programme_id is None:
        return False
    return bool(entry_of(application, book).compiled.document.application.get("decide") == "straight_through")


def needs_two(application: Application, findings: Findings, book: Book, *, is_granted: bool) -> bool:
    """Tell whether two officers have to agree: to grant above the programme's sum, or against what the rules say."""
    if not is_granted:
        return findings.recommends is True
    if application.programme_id is None:
        return False
    told = entry_of(application, book).compiled.document.application.get("four_eyes_above_thb")
    limit = FOUR_EYES_ABOVE_SATANG if told is None else int(told) * SATANG_PER_BAHT
    return findings.recommends is not True or (findings.amount_satang or 0) > limit


def law_of(application: Application, line: Line, book: Book) -> str:
    """Return the laws of a requirement as one text: their names, and the clause of each."""
    document = entry_of(application, book).compiled.document
    return "; ".join(dict.fromkeys(f"{document.laws[cite.key].ref} {cite.clause}".strip() for cite in line.cites))


def _differences(answers: Answers) -> tuple[Difference, ...]:
    found = answers.found.facts
    return tuple(
        Difference(name, answers.declared[name]["value"], found[name].value, found[name].source)
        for name in answers.differing
    )
