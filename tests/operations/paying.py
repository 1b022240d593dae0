"""The citizen who receives and pays: rights that pay, a payment each, one of which failed, and a bill each."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from services.models import Agency, Service
from superapp.accounts.models import Account
from superapp.accounts.viewer import SignIn, Viewer, viewer_for
from superapp.api import ids
from superapp.files.models import IssuedDocument
from tests.factories import people
from tests.factories.applications import make_application
from tests.factories.services import NOW
from tests.operations.entitled import FIRST
from tests.operations.entry import Entry, edges
from welfare.models import Application, Disbursement, Entitlement, Invoice, Programme

VIEWER = "payee"
NUMBER = 93


def make_payee(rows: int) -> Viewer:
    """Make a citizen with `rows` rights, payments and bills and return them, signed in just now."""
    agency = Agency.objects.get(code="DOPA")
    citizen = people.make_person(NUMBER, birth_date="1955-03-14")
    programme = Programme.objects.get(code=FIRST)
    for place in range(rows):
        case = make_application(citizen, agency, code=f"granted_{place}", state="approved")
        # One right to a programme at a time: the others are to other ones.
        mine = programme if place == 0 else case.programme
        right = Entitlement.objects.create(
            application=case, citizen=citizen, programme=mine, starts_on=NOW.date(), opened_at=NOW
        )
        paid = Disbursement.objects.create(
            entitlement=right,
            citizen=citizen,
            programme=mine,
            period="2026-12",
            satang=70_000,
            due_on=NOW.date(),
            made_at=NOW,
            changed_at=NOW,
        )
        for state in ("approved", "batched", "sent", "rejected", "awaiting_fix"):
            Disbursement.objects.filter(pk=paid.pk).update(state=state, reason="AC04")
        _bill(case, f"69{place:011}0")
        _letter(case, place)
    return viewer_of(citizen.account)


def viewer_of(account: Account) -> Viewer:
    """Return the payee as signed in just now: where money goes is changed only by whoever just showed who they are."""
    return viewer_for(account, SignIn("thaid", "2.3", timezone.now(), "test-session"))


def _bill(case: Application, number: str) -> None:
    Invoice.objects.create(
        number=number,
        application=case,
        citizen=case.citizen,
        agency=case.agency,
        matter=case.matter,
        title_th="ทำบัตรใหม่",
        title_en="A new card",
        biller="099400016550100",
        satang=10_000,
        issued_at=NOW,
        expires_at=NOW + timedelta(days=36_500),
    )


def _letter(case: Application, place: int) -> None:
    digits = f"{place:064}"
    IssuedDocument.objects.create(
        number=f"DL-2569-{place:06}",
        kind="decision_letter",
        agency_code="DOPA",
        citizen=case.citizen,
        matter=f"application:{case.public_id}",
        issued_on=NOW.date(),
        issued_at=NOW,
        record_sealed=b"sealed",
        digest=digits,
        code=f"1.k.decision_letter.DL-2569-{place:06}",
        key_id="k",
        stored_as=f"documents/{place}",
        sha256=digits,
        size_bytes=1_000,
    )


def _right() -> str:
    return ids.global_id("ent", str(Entitlement.objects.earliest("pk").public_id))


def _case() -> str:
    service = Service.objects.published().filter(fees__amount_satang__gt=0).order_by("pk").first()
    assert service is not None
    payer = Entitlement.objects.earliest("pk").citizen
    case = Application.objects.create(
        citizen=payer, agency=service.agency, service=service, matter=service.code, opened_at=NOW
    )
    Application.objects.filter(pk=case.pk).update(
        state="submitted", number=f"SA-2569-{case.pk:06}", submitted_at=NOW, due_on=NOW.date()
    )
    return ids.global_id("app", str(case.public_id))


def _bill_id() -> str:
    return ids.global_id("ivc", str(Invoice.objects.earliest("pk").public_id))


def _mended(data: Any) -> Any:
    return data["mendPayout"]["entitlement"]["payout"]["numberEnd"], data["mendPayout"]["problems"]


def _billed(data: Any) -> Any:
    return data["issueInvoice"]["invoice"]["state"], data["issueInvoice"]["problems"]


PAYING: dict[str, Entry] = {
    "MyDocuments": Entry(edges("myDocuments"), 2, 20, viewer=VIEWER, queries=4),
    "MyRights": Entry(edges("myRights"), 2, 20, viewer=VIEWER, queries=4),
    "MyPayments": Entry(edges("myPayments"), 2, 20, viewer=VIEWER, queries=4),
    "MyInvoices": Entry(edges("myInvoices"), 2, 20, viewer=VIEWER, queries=5),
    "InvoicePage": Entry(
        lambda data: data["invoice"]["due"]["satang"],
        10_000,
        10_000,
        lambda _: {"id": _bill_id()},
        viewer=VIEWER,
        queries=5,
    ),
    "IssueInvoice": Entry(
        _billed,
        ("ISSUED", []),
        ("ISSUED", []),
        lambda _: {"input": {"applicationId": _case()}},
        viewer=VIEWER,
        queries=16,
    ),
    "MendPayout": Entry(
        _mended,
        ("7890", []),
        ("7890", []),
        lambda _: {
            "input": {
                "entitlementId": _right(),
                "kind": "BANK_ACCOUNT",
                "bankCode": "006",
                "accountNumber": "123-4-56789-0",
            }
        },
        viewer=VIEWER,
        queries=12,
    ),
}
