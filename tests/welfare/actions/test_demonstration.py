"""Sample pensioners: only in a demonstration, once, and paid like anybody else."""

from collections import Counter

import pytest

from tests.factories import applications as make_applications
from tests.factories import services as make
from tests.factories.services import NOW
from welfare.actions import demonstration
from welfare.models import Application, Disbursement, PaymentBatch, book


def test_the_sample_payday_waits_for_somebody_to_release_it(
    db: None, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    settings.BANK_CHANNEL, settings.BANK_DEBIT_ACCOUNT = "welfare.actions.batches_bank.demonstration", "006:0000000001"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    rules = make_applications.load_programmes("old_age_allowance")
    agency = make_applications.Agency.objects.get(code="DLA")
    make.make_officer("dla.author", (agency, "author"))

    first, second = demonstration.load_payday(now=NOW), demonstration.load_payday(now=NOW)

    book.forget()
    assert rules.entries.keys() == {"old_age_allowance"}
    assert (first, second) == (17, 0)
    assert Counter(Application.objects.values_list("state", flat=True)) == {
        "approved": 10,
        "submitted": 3,
        "under_review": 3,
        "needs_info": 1,
    }
    proposed = Application.objects.get(proposed_outcome="refused")
    assert (proposed.outcome_reason, proposed.proposed_by.account.username) == ("registered_before_month", "dla.author")
    assert Application.objects.filter(state="under_review", due_on__lt=NOW.date()).count() == 1
    assert Disbursement.objects.filter(state="draft", period="2026-12").count() == 10
    batch = PaymentBatch.objects.get()
    assert (batch.count, batch.state) == (10, "prepared")


def test_nobody_is_made_up_elsewhere(db: None) -> None:
    with pytest.raises(demonstration.OnlyInDemonstrations):
        demonstration.load_payday(now=NOW)
