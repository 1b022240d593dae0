"""A service's life through the API alone: written, sent back, published, changed, disrupted, rolled back, withdrawn."""

from typing import Any

import pytest

from services.models import snapshot
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.audit.models import AuditEvent
from tests.asking import Asker
from tests.factories.inputs import text_input
from tests.services.schema.phone import Phone

pytestmark = pytest.mark.django_db

CODE = "id-lost"
REASON = "ปรับตามประกาศกรม"


class Office:
    """Two officers of an agency and a citizen, who do everything through the shipped operations."""

    def __init__(self, ask: Asker, author: Viewer, approver: Viewer) -> None:
        self.ask = ask
        self.author = author
        self.approver = approver

    def step(self, operation: str, viewer: Viewer, **input: Any) -> dict[str, Any]:
        """Do one step and return the version it answers with."""
        answer = self.ask(operation, {"input": input}, viewer=viewer)
        assert answer.errors == []
        (payload,) = answer.data.values()
        assert payload["problems"] == []
        version: dict[str, Any] = payload.get("version") or payload
        return version

    def publish(self, number: int) -> dict[str, Any]:
        """Send a draft to review and let it out."""
        self.step("SubmitServiceVersion", self.author, code=CODE, number=number, reason=REASON)
        return self.step("ApproveServiceVersion", self.approver, code=CODE, number=number, reason=REASON)

    def waiting(self) -> list[tuple[str, int]]:
        """Return what waits for the approver."""
        desk = self.ask("OfficerDesk", viewer=self.approver).data["reviewsWaiting"]["edges"]
        return [(edge["node"]["serviceCode"], edge["node"]["number"]) for edge in desk]

    def page(self) -> dict[str, Any] | None:
        """Return the page as a citizen reads it."""
        page: dict[str, Any] | None = self.ask("ServicePage", {"code": CODE}, language="en").data["service"]
        return page

    def found(self, query: str) -> list[str]:
        """Return what a citizen finds."""
        edges = self.ask("SearchServices", {"query": query}).data["searchServices"]["edges"]
        return [edge["node"]["code"] for edge in edges]


@pytest.fixture
def office(ask: Asker, author: Viewer, approver: Viewer, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 0.0)
    snapshot.forget()
    yield Office(ask, author, approver)
    snapshot.forget()


def test_a_service_from_its_first_draft_to_its_end(office: Office, ask: Asker) -> None:
    phone = Phone(ask)
    phone.sync()

    # Written, sent back with a reason, mended, and let out by another officer.
    draft = office.step("CreateServiceDraft", office.author, code=CODE, text=text_input(), reason=REASON)
    assert (draft["number"], draft["state"], office.page()) == (1, "DRAFT", None)
    office.step("SubmitServiceVersion", office.author, code=CODE, number=1, reason=REASON)
    assert office.waiting() == [(CODE, 1)]
    back = office.step("SendBackServiceVersion", office.approver, code=CODE, number=1, reason="แก้ค่าธรรมเนียม")
    assert (back["state"], office.waiting(), office.page()) == ("DRAFT", [], None)
    mended = text_input(fees=[{"amountSatang": 2_000}])
    office.step("ReviseServiceDraft", office.author, code=CODE, number=1, revision=1, text=mended)
    assert office.publish(1)["state"] == "PUBLISHED"

    # The citizen sees it, finds it, and has it in their copy.
    page = office.page()
    assert page is not None
    assert (page["versionNumber"], page["feeText"], page["agency"]["code"]) == (1, "20 baht", "DOPA")
    assert office.found("บัตรหาย") == [CODE]
    phone.sync()
    assert phone.received == ["AGENCY DOPA", f"SERVICE {CODE}"]  # the first version there is

    # Changed: until a colleague has approved, the citizen sees the old text.
    office.step("StartServiceDraft", office.author, code=CODE, reason=REASON)
    text = text_input(fees=[{"amountSatang": 10_000}], keywords=["กระเป๋าตังค์หาย"])
    office.step("ReviseServiceDraft", office.author, code=CODE, number=2, revision=1, text=text)
    unchanged = office.page()
    assert unchanged is not None
    assert unchanged["feeText"] == "20 baht"
    office.publish(2)
    changed = office.page()
    assert changed is not None
    assert (changed["versionNumber"], changed["feeText"]) == (2, "100 baht")
    phone.sync()
    assert phone.received == [f"SERVICE {CODE}"]

    # Disrupted for a while.
    words = {"messageTh": "ระบบขัดข้อง", "messageEn": "The system is down"}
    office.step("PostServiceAlert", office.author, code=CODE, severity="DISRUPTION", **words)
    disrupted = office.page()
    assert disrupted is not None
    assert disrupted["alert"]["message"] == "The system is down"
    office.step("ClearServiceAlert", office.author, code=CODE)

    # Back to the first text, as a third version.
    office.step("ProposeServiceRollBack", office.author, code=CODE, number=1, reason="ประกาศถูกยกเลิก")
    assert office.waiting() == [(CODE, 3)]
    office.step("ApproveServiceVersion", office.approver, code=CODE, number=3, reason=REASON)
    rolled_back = office.page()
    assert rolled_back is not None
    assert (rolled_back["versionNumber"], rolled_back["feeText"], rolled_back["alert"]) == (3, "20 baht", None)

    # Confirmed, then withdrawn.
    facts = [{"code": CODE, "name": "CHANNEL"}]
    assert [
        fact["certainty"] for fact in office.step("ConfirmServiceFacts", office.author, facts=facts)["confirmed"]
    ] == ["AGENCY_CONFIRMED"]
    office.step("ProposeServiceWithdrawal", office.author, code=CODE, reason="เลิกให้บริการ")
    assert office.page() is not None
    office.step("ApproveServiceVersion", office.approver, code=CODE, number=4, reason=REASON)
    assert (office.page(), office.found("บัตรหาย")) == (None, [])
    phone.sync()
    assert phone.received == [f"SERVICE_RETIRED {CODE}"]
    assert ("SERVICE", CODE) not in phone.kept

    # Every step is on record, in an unbroken chain, and officers can still read every version.
    told = [event.action for event in AuditEvent.objects.filter(stream="DOPA").order_by("seq")]
    assert told[-17:] == [
        "draft.create",
        "version.submit",
        "version.send_back",
        "draft.revise",
        "version.submit",
        "version.publish",
        "draft.start",
        "draft.revise",
        "version.submit",
        "version.publish",
        "alert.post",
        "alert.clear",
        "version.propose_publish",
        "version.publish",
        "fact.confirm",
        "version.propose_withdraw",
        "version.withdraw",
    ]
    assert verification.verify(["DOPA"]) == []
    listed = ask("ServiceVersionList", {"code": CODE}, viewer=office.author).data["serviceVersions"]["edges"]
    assert [(edge["node"]["number"], edge["node"]["state"]) for edge in listed] == [
        (4, "RETIRED"),
        (3, "RETIRED"),
        (2, "SUPERSEDED"),
        (1, "SUPERSEDED"),
    ]
