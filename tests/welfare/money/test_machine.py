"""Whatever happens in whatever order, no satang is lost or paid twice. Few runs; many in bench/money_machine.py."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from superapp.accounts.viewer import Viewer
from tests.factories import rules, services
from tests.welfare.money.machine import STRAIGHT, Money
from welfare.models import book


@pytest.mark.django_db
def test_money_is_kept_whatever_happens(author: Viewer, approver: Viewer) -> None:
    rules.pass_gate(rules.next_review(author, rules.text(more=STRAIGHT)))
    rules.sign(approver, 2)
    services.make_published(author, approver)
    book.forget()
    few = settings(
        max_examples=2,
        stateful_step_count=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Money, settings=few)
