"""The database itself keeps rules and decisions: by triggers and constraints, whatever the code above it does."""

import pytest
from django.db import IntegrityError, connection, transaction

from services.models import Agency
from superapp.accounts.viewer import Viewer
from tests.factories import rules as make
from welfare.models import RuleVersion

TABLES = ("welfare_ruleversion", "welfare_decision")
TRIGGERS = {"sqlite": ("kept", "no_replace", "unchanged"), "postgresql": ("kept", "no_truncate", "unchanged")}


@pytest.mark.django_db
def test_the_triggers_are_there() -> None:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }[connection.vendor]
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(sql, [table])
            found = {name for (name,) in cursor.fetchall()}

        assert found == {f"{table}_{what}" for what in TRIGGERS[connection.vendor]}


def _refused(**change: object) -> bool:
    before = RuleVersion.objects.values().get()
    try:
        with transaction.atomic():
            RuleVersion.objects.update(**change)
    except IntegrityError:
        return bool(RuleVersion.objects.values().get() == before)
    return False


@pytest.mark.parametrize(
    "change",
    [{"text": "code: other"}, {"digest": "0" * 64}, {"number": 7}, {"author": None}],
    ids=lambda change: next(iter(change)),
)
def test_what_left_the_draft_cannot_change(author: Viewer, agency: Agency, change: dict[str, object]) -> None:
    make.review(author, agency)

    assert _refused(**change)


def test_a_draft_can_change_and_the_report_of_a_version_in_review_too(author: Viewer, agency: Agency) -> None:
    make.draft(author, agency)
    RuleVersion.objects.update(text=make.text(amount=1))
    RuleVersion.objects.update(state="in_review")

    RuleVersion.objects.update(gate={"state": "passed"})

    assert RuleVersion.objects.get().gate == {"state": "passed"}


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_no_version_is_deleted(author: Viewer, agency: Agency, state: str) -> None:
    make.draft(author, agency) if state == "draft" else make.review(author, agency)

    RuleVersion.writers.through.objects.all().delete()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM welfare_ruleversion")

    assert RuleVersion.objects.count() == 1


def test_nobody_signs_what_they_wrote_even_by_hand(author: Viewer, agency: Agency) -> None:
    make.review(author, agency)

    assert _refused(signer=author.officer)


def test_rules_of_officers_are_in_force_only_with_a_signature(author: Viewer, agency: Agency) -> None:
    make.review(author, agency)

    assert _refused(state="published")
