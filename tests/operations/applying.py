"""The citizen who applies: one draft, one case that waits for an answer, one that was refused, and many put away."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from services.models import Agency
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from tests.factories import people
from tests.factories.applications import a_key, make_application, make_upload
from tests.factories.services import NOW, make_officer
from tests.operations.entitled import FIRST
from tests.operations.entry import Entry, edges
from welfare.actions import applications
from welfare.actions.application_prefill import Prefill
from welfare.models import Application, EvidenceFile, InformationRequest, Programme, book

VIEWER = "applicant"
ASKED, REFUSED = "asked_about", "refused_once"


def make_applicant(rows: int) -> Viewer:
    """Make a citizen with `rows` applications and return them; programmes are in force already."""
    agency = Agency.objects.get(code="DOPA")
    Programme.objects.filter(code=FIRST).update(agency=agency)
    citizen = people.make_person(92, birth_date="1955-03-14")
    viewer = people.viewer_of_person(citizen)
    book.forget()
    rules = book.current()
    draft = applications.start(viewer=viewer, code=FIRST, is_service=False, prefill=Prefill(), book=rules, now=NOW)
    names = rules.entries[FIRST].compiled.document.facts
    applications.fill(viewer=viewer, application_id=str(draft.public_id), not_known=list(names), book=rules, now=NOW)
    upload = make_upload(viewer)
    EvidenceFile.objects.create(application=draft, upload=upload.public_id, attached_at=NOW)
    upload.__class__.objects.filter(pk=upload.pk).update(
        state="attached", matter=f"application:{draft.public_id}", expires_at=None
    )
    asked = make_application(citizen, agency, code=ASKED, state="needs_info")
    request = InformationRequest(
        application=asked, asked_by=make_officer("waree"), asked_at=NOW, due_on=(NOW + timedelta(days=15)).date()
    )
    request.question_sealed = request.sealed("question", "โปรดแนบทะเบียนบ้าน")
    request.save()
    for place in range(rows - 2):
        make_application(citizen, agency, code=f"put_away_{place}", state="withdrawn")
    return viewer


def _id(code: str = FIRST) -> str:
    return ids.global_id("app", str(Application.objects.filter(matter=code).latest("pk").public_id))


def _refused() -> str:
    asked = Application.objects.get(matter=ASKED)
    row = make_application(asked.citizen, asked.agency, code=REFUSED, state="refused", decided_at=timezone.now())
    return ids.global_id("app", str(row.public_id))


def _evidence() -> str:
    return ids.global_id("evf", str(EvidenceFile.objects.get().public_id))


def _upload() -> str:
    citizen = Application.objects.get(matter=ASKED).citizen
    assert citizen is not None
    upload = make_upload(people.viewer_of_person(citizen))
    upload.__class__.objects.filter(pk=upload.pk).update(expires_at=timezone.now() + timedelta(hours=1))
    return ids.global_id("upl", str(upload.public_id))


def _page(data: Any) -> list[Any]:
    found = data["application"]
    return [found["state"], len(found["timeline"]), len(found["evidence"]), found["form"]["missingCount"]]


def _step(field: str, state: str, queries: int, input: Any, *, counts: int = 0) -> Entry:
    """Return the entry of a step: the state the application is in then, and no problems."""

    def shown(data: Any) -> Any:
        row = data[field]["application"]
        return row and row["state"], data[field]["problems"]

    return Entry(shown, (state, []), (state, []), lambda _: {"input": input()}, VIEWER, queries, counts)


def _bank() -> dict[str, Any]:
    return {"applicationId": _id(), "method": "bank_account", "bankCode": "006", "accountNumber": "123-4-56789-0"}


APPLYING: dict[str, Entry] = {
    "MyApplications": Entry(edges("myApplications"), 2, 20, lambda _: {"first": 20}, viewer=VIEWER, queries=5),
    "ApplicationPage": Entry(
        _page, ["DRAFT", 1, 1, 0], ["DRAFT", 1, 1, 0], lambda _: {"id": _id()}, viewer=VIEWER, queries=9
    ),
    "StartApplication": _step(
        "startApplication", "DRAFT", 14, lambda: {"serviceId": ids.global_id("svc", "id-card-00")}
    ),
    "FillApplication": _step(
        "fillApplication",
        "DRAFT",
        14,
        lambda: {
            "applicationId": _id(),
            "facts": [{"name": "oaa_registration_date", "date": "2563-01-20", "era": "BE"}],
        },
    ),
    "AttachEvidence": _step(
        "attachEvidence",
        "DRAFT",
        18,
        lambda: {"applicationId": _id(), "uploadId": _upload(), "document": 1},
        counts=1,
    ),
    "RemoveEvidence": _step("removeEvidence", "DRAFT", 16, lambda: {"evidenceId": _evidence()}),
    "SetPayoutAccount": _step("setPayoutAccount", "DRAFT", 13, _bank),
    "SubmitApplication": _step(
        "submitApplication", "SUBMITTED", 30, lambda: {"applicationId": _id(), "idempotencyKey": a_key()}
    ),
    "WithdrawApplication": _step("withdrawApplication", "WITHDRAWN", 14, lambda: {"applicationId": _id()}),
    "AnswerInformationRequest": _step(
        "answerInformationRequest", "UNDER_REVIEW", 15, lambda: {"applicationId": _id(ASKED), "text": "แนบแล้ว"}
    ),
    "AppealDecision": _step(
        "appealDecision", "APPEALED", 14, lambda: {"applicationId": _refused(), "grounds": "วันที่ไม่ถูกต้อง"}
    ),
}
