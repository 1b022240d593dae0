"""What stands before anybody comes: rules, a service, two agencies' sites, and operators at their desks."""

from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from services.models import snapshot
from superapp.accounts.models import Account
from superapp.people.actions import records
from superapp.thai.numerals import to_thai
from tests.factories import services as make
from tests.people.agencies.party import Party, registered
from tests.signing_in import sign_in
from welfare.actions import rule_loading
from welfare.rules.programmes import SHIPPED

from .phones import JourneyFailed

SERVICE = "id-lost"
DESK = "/admin/people/datause/open/"
FACTS = ["name_th", "name_en", "birth_date", "pid"]


@dataclass(frozen=True, slots=True)
class Offices:
    """The site that is opened from the app, and the one that signs people in with OpenID Connect."""

    app: Party
    site: Party


def opened(*, with_rules: bool) -> Offices:
    """Set everything up and return the two sites."""
    make.make_vocabulary()
    here, _ = make.make_agency("DOPA"), make.make_agency("DLT")
    author = make.viewer_of_officer(make.make_officer("malee", (here, "author")))
    approver = make.viewer_of_officer(make.make_officer("prasit", (here, "approver")))
    make.make_published(author, approver, SERVICE, now=timezone.now())
    snapshot.forget()
    if with_rules:
        rule_loading.load(SHIPPED, now=timezone.now())
    return Offices(
        registered("DOPA", entry="token", entry_uri="https://app.dopa.example.go.th/start", facts=FACTS),
        registered("DLT", facts=FACTS),
    )


def look_up(pids: list[str]) -> int:
    """Open everybody's record at the desk by number, as operators do; return how many were shown.

    Each operator also types a wrong number, gives a number as the case, and at last asks once too often.

    :raises JourneyFailed: when a record is not shown.
    """
    shown = 0
    for first in range(0, len(pids), records.MOST_AN_HOUR):
        operator = Account.objects.create_superuser(f"operator-{first}")
        desk = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
        sign_in(desk, operator)
        sent = {"agency": "platform", "purpose": "citizen_request", "case": "MT-2569/104"}
        batch = pids[first : first + records.MOST_AN_HOUR]
        for pid in batch:
            page = desk.post(DESK, sent | {"number": to_thai(pid) if shown % 2 else pid})
            if page.status_code != 200 or pid not in page.content.decode():
                raise JourneyFailed(f"the desk shows no record: {page.status_code}")
            shown += 1
        wrong = batch[0][:12] + str((int(batch[0][12]) + 1) % 10)
        desk.post(DESK, sent | {"number": wrong})
        desk.post(DESK, sent | {"number": batch[0], "case": batch[0]})
        desk.post(DESK, sent | {"number": batch[0], "purpose": batch[0]})
        desk.post(DESK, sent | {"number": batch[0], "agency": batch[0]})
        desk.get(DESK, {"number": batch[0]})
        desk.get("/admin/people/datause/", {"q": batch[0]})
        desk.post(DESK, sent | {"number": batch[0]})
    return shown
