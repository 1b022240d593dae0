"""Cases at the desk: who sees which, what is written down, and what the buttons do."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from superapp.accounts.models import Citizen, Officer
from superapp.accounts.viewer import Viewer
from superapp.people.models import DataUse
from tests.factories import applications as make_applications
from tests.factories import people as make_people
from tests.factories import services as make
from tests.services.admin.conftest import at_desk, clock
from welfare.models import Appeal, Application, InformationRequest

__all__ = ["at_desk", "clock"]
NOW = make.NOW
QUEUE = "/admin/welfare/application/"


def page_of(row: Application) -> str:
    return f"{QUEUE}{row.pk}/change/"


def step(client: Client, row: Application, name: str, **fields: Any) -> Any:
    row.refresh_from_db()
    return client.post(f"{QUEUE}{row.pk}/{name}/", {"revision": row.revision, **fields})


def test_only_officers_of_the_agency_see_the_case(
    sent: Application, clerk: Viewer, stranger: Viewer, applicant: Viewer, at_desk: Any
):
    assert at_desk(clerk.officer).get(page_of(sent)).status_code == 200
    assert sent.number in at_desk(clerk.officer).get(QUEUE).content.decode()

    assert at_desk(stranger.officer).get(page_of(sent)).status_code == 404
    assert sent.number not in at_desk(stranger.officer).get(QUEUE).content.decode()
    assert Client().get(page_of(sent)).status_code == 302
    citizen = Client()
    citizen.force_login(applicant.account)
    assert citizen.get(page_of(sent)).status_code in (302, 403, 404)


def test_the_queue_names_nobody_and_the_page_is_written_down(
    sent: Application, clerk: Viewer, pensioner: Citizen, at_desk: Any
):
    name = "นางสมหญิง ใจดี"
    pensioner.seal("name_th", name)
    pensioner.save(update_fields=["name_th_sealed"])
    client = at_desk(clerk.officer)

    assert name not in client.get(QUEUE).content.decode()
    assert DataUse.objects.filter(citizen=pensioner, kind="viewed").count() == 0

    shown = client.get(page_of(sent)).content.decode()
    client.get(page_of(sent))

    assert name in shown
    assert "หลักเกณฑ์แนะนำให้อนุมัติ" in shown
    look = DataUse.objects.get(citizen=pensioner, kind="viewed")
    assert (look.agency_code, look.purpose, look.actor) == ("DLA", "welfare", clerk.actor)
    assert "old_age_allowance" in look.facts


def test_whoever_is_too_close_sees_nothing_of_it(sent: Application, clerk: Viewer, pensioner: Citizen, at_desk: Any):
    Officer.objects.filter(pk=clerk.officer.pk).update(citizen=pensioner)

    shown = at_desk(clerk.officer).get(page_of(sent)).content.decode()

    assert "เป็นผู้ยื่นเอง" in shown
    assert "หลักเกณฑ์แนะนำ" not in shown
    assert DataUse.objects.filter(citizen=pensioner, kind="viewed").count() == 0


def test_the_buttons_take_ask_and_decide(sent: Application, clerk: Viewer, chief: Viewer, at_desk: Any):
    client = at_desk(clerk.officer)

    step(client, sent, "take")
    sent.refresh_from_db()
    assert sent.assigned_to == clerk.officer
    step(client, sent, "hand-over", officer=chief.officer.pk)
    sent.refresh_from_db()
    assert sent.assigned_to == chief.officer
    step(client, sent, "decide", outcome="refuse", reason="age_60_on_anchor", words="ยังไม่ครบ")
    sent.refresh_from_db()
    assert (sent.state, sent.proposed_by) == ("under_review", clerk.officer)
    assert "ท่านเสนอแล้ว" in client.get(page_of(sent)).content.decode()
    step(at_desk(chief.officer), sent, "ask", question="โปรดส่งสำเนาทะเบียนบ้าน")
    sent.refresh_from_db()
    assert (sent.state, sent.proposed_by) == ("needs_info", None)
    assert InformationRequest.objects.filter(application=sent).count() == 1


def test_an_officer_elsewhere_moves_nothing(sent: Application, stranger: Viewer, at_desk: Any):
    client = at_desk(stranger.officer)

    for name in ("take", "give-back", "recuse", "ask", "decide", "decide-appeal", "hand-over"):
        assert step(client, sent, name, outcome="grant", because="family", question="?").status_code == 404

    sent.refresh_from_db()
    assert (sent.state, sent.assigned_to, sent.recusals.count()) == ("submitted", None, 0)


def test_many_are_granted_at_once_and_each_refusal_is_told(sent: Application, clerk: Viewer, at_desk: Any):
    other = make_applications.make_application(
        make_people.make_person(7), sent.agency, code="no_rules_here", state="submitted"
    )

    answer = (
        at_desk(clerk.officer)
        .post(QUEUE, {"action": "grant_many", "_selected_action": [sent.pk, other.pk]}, follow=True)
        .content.decode()
    )

    sent.refresh_from_db()
    other.refresh_from_db()
    assert (sent.state, other.state) == ("approved", "submitted")
    assert "1 เรื่อง" in answer
    assert other.number in answer


def test_twenty_cases_cost_what_two_cost(sent: Application, clerk: Viewer, at_desk: Any):
    client = at_desk(clerk.officer)
    boards = ("open", "mine", "free", "overdue", "second", "appeals", "decided")
    people = iter(make_people.make_person(number) for number in range(20, 80))

    def add(count: int) -> None:
        for state in ("submitted", "appealed", "withdrawn"):
            for _ in range(count):
                row = make_applications.make_application(next(people), sent.agency, state=state)
                if state == "appealed":
                    Appeal.objects.create(application=row, filed_at=NOW, due_on=NOW.date(), grounds_sealed=b"")

    def cost() -> dict[str, int]:
        found = {}
        for board in boards:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{QUEUE}?board={board}").status_code == 200
            # Once a second a process asks whether there are newer rules.
            found[board] = sum("welfare_rulebook" not in query["sql"] for query in queries)
        return found

    add(2)
    cost()
    few = cost()
    add(18)

    assert cost() == few
