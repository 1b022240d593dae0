"""Whom a payday pays, how much, and for which months: by the rules of the day, and by what registries say today."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from superapp.accounts.viewer import Viewer
from tests.factories import money, rules
from tests.factories.services import BANGKOK, NOW
from welfare.actions import paydays, paydays_calendar, paydays_rules
from welfare.models import Disbursement, Entitlement, OverpaymentProposal, PaydayRun, Programme, RegistryAnswer, book

JANUARY = datetime(2027, 1, 4, 6, 0, tzinfo=BANGKOK)
OCTOBER = datetime(2026, 10, 5, 9, 0, tzinfo=BANGKOK)


def shown(**filters: object) -> list[tuple[str, int, bool]]:
    rows = Disbursement.objects.filter(**filters).order_by("entitlement_id", "period")
    return list(rows.values_list("period", "satang", "is_arrears"))


def test_the_golden_paydays() -> None:
    rules = paydays_rules.PaymentRules("p", ("promptpay_cid",), True, 10, True, 3, None, None)
    wanted = {"2023-09": "2023-09-08", "2026-12": "2026-12-09", "2027-01": "2027-01-08", "2027-04": "2027-04-09"}

    found = {period: paydays_calendar.payday(rules, period).pays_on.isoformat() for period in wanted}

    assert found == wanted
    december = paydays_calendar.payday(rules, "2026-12")
    assert (december.freezes_on, december.sends_on) == (date(2026, 12, 3), date(2026, 12, 8))
    assert paydays_calendar.frozen_on(rules, date(2026, 12, 3)) == december
    assert paydays_calendar.frozen_on(rules, date(2026, 12, 4)) is None


def test_missed_months_are_made_up_for_each_by_its_own_credit(programme: Programme) -> None:
    right = money.right(1, submitted_at=OCTOBER)

    run = paydays.draw(programme=programme.code, period="2026-12", as_of=money.FROZEN.date(), now=money.FROZEN)

    assert shown() == [("2026-10", 30_000, True), ("2026-11", 30_000, True), ("2026-12", 30_000, False)]
    assert (run.looked_at, run.drawn, run.satang, run.waiting, run.stopped) == (1, 3, 90_000, 0, 0)
    money.draw()
    assert Disbursement.objects.count() == 3
    money.draw("2027-01", at=JANUARY)
    assert Disbursement.objects.filter(entitlement=right).count() == 4


def test_a_birthday_and_the_month_of_it(programme: Programme) -> None:
    # Sixty on 11 December: too young on the payday of December, old enough on that of January.
    right = money.right(1, birth_date="1966-12-11")

    money.draw()
    right.refresh_from_db()
    assert (shown(), right.state, right.reason) == ([], "suspended", "of_age")

    money.draw("2027-01", at=JANUARY)
    right.refresh_from_db()
    assert (shown(), right.state, right.reason) == ([("2027-01", 30_000, False)], "active", "")
    # What was judged in December stays judged.
    money.draw("2027-02", at=datetime(2027, 2, 4, 6, 0, tzinfo=BANGKOK))
    assert [period for period, _, _ in shown()] == ["2027-01", "2027-02"]


def test_a_silent_registry_is_waited_for_and_nothing_is_lost(programme: Programme) -> None:
    right = money.right(1, is_alive=False)

    money.draw()
    assert (shown(), PaydayRun.objects.get().waiting) == ([], 1)

    money.register_of_life(right.citizen)
    money.draw("2027-01", at=JANUARY)
    assert shown() == [("2026-12", 30_000, True), ("2027-01", 30_000, False)]


def test_a_death_ends_the_right_and_what_was_paid_too_much_waits_for_an_officer(programme: Programme) -> None:
    right = money.right(1)
    money.draw()
    for state in ("approved", "batched", "sent", "paid"):
        Disbursement.objects.update(state=state)
    money.register_of_life(right.citizen, died_on="2026-12-01")

    money.draw("2027-01", at=JANUARY)

    right.refresh_from_db()
    assert (right.state, right.reason, right.ends_on) == ("ended", "payee_died", date(2026, 12, 1))
    assert shown() == [("2026-12", 30_000, False)]
    proposal = OverpaymentProposal.objects.get()
    assert (proposal.from_period, proposal.to_period, proposal.satang, proposal.state) == (
        "2026-12",
        "2026-12",
        30_000,
        "proposed",
    )


def test_who_died_after_the_payday_is_still_owed_it(programme: Programme) -> None:
    right = money.right(1)
    money.register_of_life(right.citizen, died_on="2026-12-11")

    money.draw("2027-01", at=JANUARY)

    assert shown() == [("2026-12", 30_000, True)]
    assert Entitlement.objects.get().state == "ended"
    assert OverpaymentProposal.objects.count() == 0


def test_an_income_that_rose_stops_the_payments_with_its_reason(programme: Programme) -> None:
    right = money.right(1, annual_income=100_001)

    money.draw()

    right.refresh_from_db()
    assert (shown(), right.state, right.reason) == ([], "suspended", "income")


def test_rights_opened_after_the_freeze_wait_for_the_next_payday(programme: Programme) -> None:
    payday = paydays.payday_of(programme.code, period="2026-12", as_of=money.FROZEN.date())
    money.right(1)
    run = paydays.begin(programme=programme.code, payday=payday, as_of=money.FROZEN.date(), now=money.FROZEN)
    money.right(2)

    money.draw()

    assert Disbursement.objects.count() == 1
    assert PaydayRun.objects.get().pk == run.pk


def test_a_run_that_stopped_goes_on(programme: Programme) -> None:
    for number in (1, 2, 3):
        money.right(number)
    payday = paydays.payday_of(programme.code, period="2026-12", as_of=money.FROZEN.date())
    run = paydays.begin(programme=programme.code, payday=payday, as_of=money.FROZEN.date(), now=money.FROZEN)

    paydays.draw_chunk(run.pk, now=money.FROZEN, size=2)
    assert Disbursement.objects.count() == 2
    money.draw()

    assert (Disbursement.objects.count(), PaydayRun.objects.get().drawn) == (3, 3)


def test_the_night_job_begins_what_is_frozen_that_day(programme: Programme) -> None:
    money.right(1)

    assert paydays.draw_paydays.func(slot=(money.FROZEN - timedelta(days=1)).isoformat()) == 0
    assert paydays.draw_paydays.func(slot=money.FROZEN.isoformat()) == 1
    assert money.run_jobs("welfare.actions.paydays") == ["draw_next:done"]

    assert shown() == [("2026-12", 30_000, False)]


def test_a_benefit_that_is_paid_once_is_paid_once(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    once = replace(paydays_rules.of_programme(programme.code), is_monthly=False, has_arrears=False)  # type: ignore[type-var]
    monkeypatch.setattr(paydays_rules, "of_entry", lambda entry: once)
    money.right(1)

    for days in (0, 1):
        at = NOW + timedelta(days=days)
        paydays.draw(programme=money.CODE, as_of=at.date(), now=at)

    # Drawn on Saturday, frozen for two working days, in the account the day after the file left.
    assert list(Disbursement.objects.values_list("period", "satang", "due_on")) == [
        ("once", 30_000, date(2026, 11, 25))
    ]
    assert Entitlement.objects.get().state == "ended"


def test_a_payday_that_is_over_and_a_programme_that_pays_elsewhere_are_refused(programme: Programme) -> None:
    with pytest.raises(paydays.PaydayAlreadyOver):
        paydays.draw(programme=programme.code, period="2026-11", as_of=NOW.date(), now=NOW)
    with pytest.raises(paydays.NotPaidByBank):
        paydays.draw(programme="no_such", as_of=NOW.date(), now=NOW)
    assert PaydayRun.objects.count() == 0


@pytest.fixture
def until_72(programme: Programme, author: Viewer, approver: Viewer) -> None:
    """Pay the small programme to nobody of 72 or more."""
    cases = "".join(
        f"  - {{id: born_{born[:4]}, as_of: 2026-09-15, facts: {{nationality: THA, birth_date: {born},"
        f" annual_income: 100000}}, expect: {{{verdict}}}}}\n"
        for born, verdict in (
            ("1954-09-16", "eligible: true"),
            ("1953-09-16", "eligible: false, reason: of_age"),
            ("1952-09-16", "eligible: false, reason: of_age"),
        )
    )
    text = rules.text(more=money.MONTHLY, tests=cases).replace('"a >= 60"', '"a >= 60 and a < 72"')
    rules.pass_gate(rules.next_review(author, text))
    rules.sign(approver, 2)
    book.forget()


def paid(*periods: str) -> None:
    for state in ("approved", "batched", "sent", "paid"):
        Disbursement.objects.filter(period__in=periods).update(state=state)


def told(right: Entitlement, fact: str, value: str) -> None:
    """Let the register correct what it told."""
    row = RegistryAnswer.objects.get(citizen=right.citizen)
    row.seal(row.read() | {fact: {"kind": "value", "value": value, "reason": ""}})
    row.save()


def test_what_a_dated_fact_says_was_paid_too_much_is_put_before_an_officer(until_72: None) -> None:
    dated, undated = money.right(1), money.right(2)
    for period, at in (("2026-12", money.FROZEN), ("2027-01", money.FROZEN + timedelta(days=32))):
        money.draw(period, at=at)
    paid("2026-12", "2027-01")
    # The register corrects a day of birth: 72 since the fifth of January. Another's nationality has no date.
    told(dated, "birth_date", "1955-01-05")
    told(undated, "nationality", "LAO")

    money.draw("2027-02", at=money.FROZEN + timedelta(days=64))

    stopped = list(Entitlement.objects.order_by("pk").values_list("state", "reason"))
    assert stopped == [("suspended", "of_age"), ("suspended", "thai")]
    found = OverpaymentProposal.objects.get()
    assert (found.entitlement, found.from_period, found.to_period) == (dated, "2027-01", "2027-01")
    assert (found.satang, found.reason, found.state) == (30_000, "of_age", "proposed")


def test_a_month_paid_too_much_is_proposed_once_whatever_becomes_known_later(until_72: None) -> None:
    slow, dead = money.right(1), money.right(2)
    for month, period in enumerate(("2026-12", "2027-01", "2027-02")):
        money.draw(period, at=money.FROZEN + timedelta(days=32 * month))
    # February is still on its way when both turn out to be 72 since the fifth of January.
    paid("2026-12", "2027-01")
    for right in (slow, dead):
        told(right, "birth_date", "1955-01-05")
    money.draw("2027-03", at=money.FROZEN + timedelta(days=92))
    first = [("2027-01", "2027-01", 30_000, "of_age")]
    assert [proposed(right) for right in (slow, dead)] == [first, first]

    # It arrives, and one of them is known to have died before any of it was paid.
    paid("2027-02")
    money.register_of_life(dead.citizen, died_on="2026-12-01")
    money.draw("2027-04", at=money.FROZEN + timedelta(days=124))

    assert proposed(slow) == [*first, ("2027-02", "2027-02", 30_000, "of_age")]
    of_death = [(month, month, 30_000, "payee_died") for month in ("2026-12", "2027-02")]
    assert proposed(dead) == [*first, *of_death]


def proposed(right: Entitlement) -> list[tuple[str, str, int, str]]:
    rows = right.overpayments.order_by("pk")
    return list(rows.values_list("from_period", "to_period", "satang", "reason"))
