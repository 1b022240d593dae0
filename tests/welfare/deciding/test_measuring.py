"""How long deciding really takes, beside what is promised."""

from datetime import date, timedelta

from services.models import Catalogue, MeasuredTime, Service, snapshot
from superapp.accounts.viewer import Viewer
from tests.factories import applications as make_applications
from tests.factories import people as make_people
from tests.factories import services as make
from welfare.actions import measuring
from welfare.models import Application

AS_OF = date(2026, 11, 21)
# Thursday to Thursday, over a weekend, without holidays.
SUBMITTED = make.NOW - timedelta(days=16)


def decided(service: Service, number: int, days: int) -> None:
    row = make_applications.make_application(
        make_people.make_person(300 + number), service.agency, code=service.code, state="refused"
    )
    Application.objects.filter(pk=row.pk).update(submitted_at=SUBMITTED, decided_at=SUBMITTED + timedelta(days=days))


def test_half_and_nine_in_ten(author: Viewer, approver: Viewer):
    service = make.make_published(author, approver)
    version = Catalogue.objects.version()
    for number in range(9):
        decided(service, number, 1)
    assert measuring.keep(as_of=AS_OF) == 0
    assert Catalogue.objects.version() == version

    decided(service, 9, 7)
    first = measuring.keep(as_of=AS_OF)
    second = measuring.keep(as_of=AS_OF)

    row = MeasuredTime.objects.get()
    assert (first, second) == (1, 1)
    assert (row.matter, row.decided_count, row.median_working_days, row.most_working_days) == (service.code, 10, 1, 1)
    assert Catalogue.objects.version() == version + 1
    snapshot.forget()
    shown = snapshot.current("en").measured[service.code]
    assert shown.text == "Half were decided within 1 working days, nine in ten within 1 (10 cases in a year)"


def test_what_is_older_than_a_year_no_longer_counts(author: Viewer, approver: Viewer):
    service = make.make_published(author, approver)
    for number in range(10):
        decided(service, number, 5)
    measuring.keep(as_of=AS_OF)

    assert measuring.keep(as_of=AS_OF + timedelta(days=366)) == 0
    assert MeasuredTime.objects.count() == 0
