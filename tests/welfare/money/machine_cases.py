"""What may happen to cases: applied for, asked about, decided by the rules or by officers, appealed, withdrawn."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from tests.factories import money, people
from tests.factories.applications import a_key
from welfare.actions import (
    application_answering,
    application_appeals,
    applications,
    case_decisions,
    casework,
    deciding,
)
from welfare.actions.application_prefill import Prefill
from welfare.actions.known_facts import Gathered, Known
from welfare.models import Application, book

PICK = st.integers(0, 9)
WHO = st.sampled_from(["malee", "prasit", "wanida"])


class Cases(RuleBasedStateMachine):
    """The rules about cases. `officer` gives one of three, just after their second factor."""

    now: datetime
    people: list[Citizen]

    def officer(self, name: str) -> Viewer:
        """Return an officer, just after their second factor."""
        raise NotImplementedError

    @precondition(lambda self: len(self.people) < 8)
    @rule(is_proved=st.booleans(), is_sent=st.sampled_from([True, True, True, False]))
    def apply(self, *, is_proved: bool, is_sent: bool = True) -> None:
        """Somebody applies, twice with one key; who says other than a register is looked at by an officer.

        Some leave it a draft.
        """
        citizen = people.make_person(len(self.people) + 1, birth_date="1955-03-14")
        money.register_of_life(citizen)
        self.people.append(citizen)
        facts = {"nationality": "THA", "birth_date": "1955-03-14", "annual_income": 50_000}
        known = {name: Known(value, "registry", "DOPA", self.now) for name, value in facts.items()}
        other = {"annual_income": {"value": 40_000, "at": self.now.isoformat()}}
        found = Prefill(Gathered(known, (), (), frozenset({"DOPA"})), None if is_proved else other)
        viewer = people.viewer_of_person(citizen, at=self.now)
        given = {"viewer": viewer, "book": book.current(), "now": self.now}
        row = applications.start(code=money.CODE, is_service=False, prefill=found, **given)
        if not is_sent:
            return
        key = a_key()
        with suppress(Refusal):
            sent = [
                applications.submit(application_id=str(row.public_id), key=key, found=None, **given) for _ in range(2)
            ]
            assert sent[0].number == sent[1].number

    @precondition(lambda self: self.people)
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        """Somebody takes their application back, or is told that it is too late."""
        citizen = self.people[pick % len(self.people)]
        if (row := Application.objects.filter(citizen=citizen, matter=money.CODE).first()) is not None:
            with suppress(Refusal):
                viewer = people.viewer_of_person(citizen, at=self.now)
                applications.withdraw(viewer=viewer, application_id=str(row.public_id), now=self.now)

    @precondition(lambda self: self.people)
    @rule(pick=PICK)
    def decide(self, pick: int) -> None:
        """The rules decide on a case, at once for a second time too."""
        rows = list(
            Application.objects.filter(matter=money.CODE)
            .exclude(state="draft")
            .order_by("-pk")
            .values_list("pk", flat=True)
        )
        if rows:
            with patch("django.utils.timezone.now", lambda: self.now):
                for _ in range(2):
                    deciding.decide_submitted.func(application_id=rows[pick % len(rows)])

    @precondition(lambda self: self.people)
    @rule(who=WHO, is_granted=st.sampled_from([True, True, False]), pick=PICK)
    def look(self, who: str, pick: int, *, is_granted: bool) -> None:
        """An officer takes a case and decides; where two have to agree, that is the first word or the second."""
        if (row := self._case(pick, "submitted", "under_review", "needs_info")) is not None:
            given = self._step(who, row)
            with suppress(Refusal):
                casework.take(**given)
                row.refresh_from_db()
                case_decisions.decide(
                    is_granted=is_granted, reason="income", words="ตรวจเอกสารแล้ว", revision=row.revision, **given
                )

    @rule(pick=PICK)
    def refuse(self, pick: int) -> None:
        """Two officers refuse a case, whatever the rules advise."""
        for who in ("malee", "prasit"):
            self.look(who=who, pick=pick, is_granted=False)

    @rule(who=WHO, pick=PICK, verb=st.sampled_from(["ask", "give_back", "take", "answer"]))
    def work(self, who: str, pick: int, verb: str) -> None:
        """An officer asks, takes a case or gives it back; or an applicant answers."""
        if (row := self._case(pick, "submitted", "under_review", "needs_info", "appealed")) is None:
            return
        given = self._step(who, row)
        with suppress(Refusal):
            if verb == "answer":
                assert row.citizen is not None
                given["viewer"] = people.viewer_of_person(row.citizen, at=self.now)
                application_answering.answer(text="แนบแล้ว", **given)
            elif verb == "ask":
                casework.ask(question="รายได้เท่าใด", facts=["annual_income"], revision=row.revision, **given)
            else:
                {"take": casework.take, "give_back": casework.give_back}[verb](**given)

    @rule(pick=PICK, who=WHO, is_upheld=st.booleans(), far=st.integers(1, 2))
    def appeal(self, pick: int, who: str, far: int, *, is_upheld: bool) -> None:
        """Somebody appeals against a refusal, and perhaps an officer decides on it, who had no part in it or had."""
        if (row := self._case(pick, "refused", "appealed")) is None:
            return
        assert row.citizen is not None
        mine = people.viewer_of_person(row.citizen, at=self.now)
        with suppress(Refusal):
            applications_of = {"application_id": str(row.public_id), "now": self.now}
            application_appeals.appeal(viewer=mine, grounds="ไม่ถูกต้อง", **applications_of)
        row.refresh_from_db()
        if far > 1:
            with suppress(Refusal):
                case_decisions.decide_appeal(
                    is_upheld=is_upheld, words="พิจารณาแล้ว", revision=row.revision, **self._step(who, row)
                )

    def _case(self, pick: int, *states: str) -> Application | None:
        rows = list(Application.objects.filter(matter=money.CODE, state__in=states).order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    def _step(self, who: str, row: Application) -> dict[str, Any]:
        return {"viewer": self.officer(who), "application_id": str(row.public_id), "now": self.now}
