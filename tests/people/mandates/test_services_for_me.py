"""Services that fit: a person's for persons, a business's for organisations, and where a surer sign-in is needed."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.models import snapshot
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from tests.asking import Asker
from tests.factories import services as make
from tests.factories.people import make_mandate, make_organisation, viewer_of_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture(autouse=True)
def catalogue(author: Viewer, approver: Viewer) -> Any:
    """Publish one service for persons, one for businesses, and one for both that needs a sure sign-in."""
    make.make_published(author, approver, "for-persons", audience=["citizen"])
    make.make_published(author, approver, "for-firms", audience=["business", "foreigner"])
    sure = {"login": "verified", "minimum_assurance": "2.3"}
    make.make_published(author, approver, "for-both", audience=["citizen", "business"], **sure)
    snapshot.forget()
    yield
    snapshot.forget()


def listed(ask: Asker, viewer: Viewer, **variables: Any) -> dict[str, bool]:
    answer = ask("ServicesForMe", variables, viewer=viewer)
    assert answer.errors == []
    assert answer.data["servicesForMe"]["totalCount"] == len(answer.data["servicesForMe"]["edges"])
    return {edge["node"]["code"]: edge["needsStepUp"] for edge in answer.data["servicesForMe"]["edges"]}


def test_a_person_sees_services_for_persons_and_where_to_step_up(ask: Asker, person: Any) -> None:
    sure, less = viewer_of_person(person(1)), viewer_of_person(person(1), ial="2.1", provider="morprom")

    assert listed(ask, sure) == {"for-persons": False, "for-both": False}
    assert listed(ask, less) == {"for-persons": False, "for-both": True}


def test_an_enterprise_sees_services_for_business_and_a_ward_those_for_persons(
    ask: Asker, person: Any, signed_in: Any
) -> None:
    firm = make_mandate(person(1), make_organisation(size="small"))
    mother = make_mandate(person(1), person(2))

    assert listed(ask, signed_in(1), onBehalfOf=global_id("mdt", str(firm.public_id))) == {
        "for-firms": False,
        "for-both": False,
    }
    assert listed(ask, signed_in(1), onBehalfOf=global_id("mdt", str(mother.public_id))) == {
        "for-persons": False,
        "for-both": False,
    }
    assert AuditEvent.objects.filter(action="mandate.read").count() == 0


def test_it_narrows_like_the_list_of_all_services(ask: Asker, signed_in: Any) -> None:
    assert listed(ask, signed_in(1), filter={"audience": ["BUSINESS"]}) == {"for-both": False}


def test_it_is_empty_for_others_and_under_mandates_of_others(
    ask: Asker, person: Any, signed_in: Any, author: Viewer
) -> None:
    mandate = make_mandate(person(1), make_organisation())

    for viewer in (ANONYMOUS, author):
        assert listed(ask, viewer) == {}
    assert listed(ask, signed_in(2), onBehalfOf=global_id("mdt", str(mandate.public_id))) == {}


def test_it_reads_nothing_but_who_asks(ask: Asker, signed_in: Any) -> None:
    viewer = signed_in(1)
    listed(ask, viewer)
    signing_in = "SELECT", "django_session", "accounts_account", "accounts_citizen"

    with CaptureQueriesContext(connection) as captured:
        listed(ask, viewer)

    read = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]
    assert [sql for sql in read if not any(f'FROM "{table}"' in sql for table in signing_in)] == []
