"""The database itself keeps applications to the table of states, and their timeline as it was written."""

from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from services.models import Agency
from tests.factories import people
from tests.factories.applications import make_application
from tests.factories.services import NOW
from welfare.models import Application, ApplicationEvent, ApplicationState
from welfare.models.application_state import TRANSITIONS

WAYS = import_module("welfare.migrations.0005_applications_go_their_way").WAYS
STATES = [state.value for state in ApplicationState]


def refuses(act: Any) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_the_migration_holds_the_table_that_actions_read():
    assert {str(state): tuple(map(str, ways)) for state, ways in TRANSITIONS.items()} == WAYS
    assert sorted(WAYS) == sorted(STATES)


def test_the_database_lets_an_application_go_the_legal_ways_and_no_other(agency: Agency):
    allowed: dict[str, list[str]] = {}
    for number, state in enumerate(STATES, start=1):
        row = make_application(people.make_person(number), agency, state=state)
        allowed[state] = []
        for target in STATES:
            step = Application.objects.filter(pk=row.pk).update

            def there_and_back(target: str = target, step: Any = step) -> None:
                step(state=target)
                raise ZeroDivisionError

            try:
                with transaction.atomic():
                    there_and_back()
            except ZeroDivisionError:
                allowed[state].append(target)
            except IntegrityError:
                pass

    # To stay where one is changes nothing, and is no way.
    found = {state: sorted(target for target in ways if target != state) for state, ways in allowed.items()}
    assert found == {state: sorted(ways) for state, ways in WAYS.items()}


def test_an_application_begins_as_a_draft_and_is_not_deleted_once_sent(agency: Agency):
    somying, somchai = people.make_person(1), people.make_person(2)
    draft, sent = make_application(somying, agency), make_application(somchai, agency, state="submitted")

    for state in STATES[1:]:
        born = Application(
            citizen=somying, agency=agency, programme=draft.programme, matter="x", opened_at=NOW, state=state
        )
        assert refuses(born.save), state
    assert refuses(Application.objects.filter(pk=sent.pk).delete)
    assert not refuses(Application.objects.filter(pk=draft.pk).delete)
    assert list(Application.objects.values_list("pk", flat=True)) == [sent.pk]


def test_the_timeline_is_only_ever_added_to(agency: Agency):
    row = make_application(people.make_person(1), agency)
    event = ApplicationEvent.objects.create(application=row, at=NOW, kind="started", to_state="draft", actor="system")

    assert refuses(lambda: ApplicationEvent.objects.filter(pk=event.pk).update(kind="submitted"))
    assert refuses(lambda: ApplicationEvent.objects.filter(pk=event.pk).delete())
    assert ApplicationEvent.objects.get().kind == "started"


@pytest.mark.parametrize(
    "missing", [{"number": None}, {"due_on": None}, {"submitted_at": None}, {"state": "gone"}, {"amount_satang": 0}]
)
def test_what_was_sent_has_a_number_and_a_promised_day(missing: dict[str, Any], agency: Agency):
    row = make_application(people.make_person(1), agency, state="submitted")

    assert refuses(lambda: Application.objects.filter(pk=row.pk).update(**missing))
