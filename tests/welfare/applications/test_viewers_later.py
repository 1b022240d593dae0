"""Who may see and do what with a case after it was sent: an officer's question, its files, its letters and receipts."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api.ids import global_id
from superapp.files.actions import links
from superapp.files.models import IssuedDocument, Upload
from superapp.refusal import NotFound
from tests.asking import Asker
from tests.factories import people
from tests.factories.applications import make_upload
from tests.factories.services import NOW
from tests.files.issuing import issued
from tests.welfare.applications.everybody import ACT, SEE, Scene, app_id, everything, on_behalf
from welfare.models import Application, InformationRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def asked(scene: Scene) -> Scene:
    """Return the scene with the draft sent, and an officer's question open."""
    row = scene.rows["draft"]
    sent = {"state": "submitted", "number": "WA-2569-000077", "submitted_at": NOW, "due_on": NOW.date()}
    Application.objects.filter(pk=row.pk).update(**sent)
    Application.objects.filter(pk=row.pk).update(state="needs_info")
    row.refresh_from_db()
    question = InformationRequest(
        application=row, asked_by=scene.viewers["officer here"].officer, asked_at=NOW, due_on=NOW.date()
    )
    question.question_sealed = question.sealed("question", "ขอสำเนาทะเบียนบ้าน")
    question.save()
    return scene


@pytest.fixture
def papers(scene: Scene) -> dict[str, IssuedDocument]:
    """Return what was issued: a letter of the case, one of another matter of the same person, and a stranger's."""
    row = scene.rows["refused"]
    stranger = scene.viewers["stranger"].citizen
    return {
        "letter": issued(row.citizen, NOW, matter=f"application:{row.public_id}"),
        "of no matter": issued(row.citizen, NOW, matter=""),
        "stranger's": issued(stranger, NOW, matter="application:2b1c1f0e-0000-4000-8000-000000000000"),
    }


def tried(asked: Scene, ask: Asker, operation: str, given: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return who could take a step, and the codes the others were refused with; nothing changed for those."""
    before = everything()
    done, codes = set(), set()
    for name, viewer in asked.viewers.items():
        with transaction.atomic():
            answer = ask(operation, {"input": given | on_behalf(asked, name)}, viewer=viewer)
            assert answer.errors == [], name
            (payload,) = answer.data.values()
            if payload["application"] is not None:
                done.add(name)
            else:
                codes |= {problem["code"] for problem in payload["problems"]}
                assert everything() == before, name
            transaction.set_rollback(True)
    return done, codes


def test_a_question_is_answered_by_whose_case_it_is_and_whoever_applies_for_them(asked: Scene, ask: Asker):
    given = {"applicationId": app_id(asked), "text": "แนบแล้ว"}

    assert tried(asked, ask, "AnswerInformationRequest", given) == (ACT, {"NOT_FOUND", "MANDATE_OUT_OF_SCOPE"})


def test_files_of_a_question_are_taken_away_by_the_same(asked: Scene, ask: Asker):
    given = {"evidenceId": global_id("evf", str(asked.evidence.public_id))}

    assert tried(asked, ask, "RemoveEvidence", given) == (ACT, {"NOT_FOUND", "MANDATE_OUT_OF_SCOPE"})


def test_an_agent_attaches_a_file_they_sent_for_whom_they_act(asked: Scene, ask: Asker):
    done = set()
    for name in asked.mandates:
        upload = make_upload(asked.viewers[name], asked.rows["draft"].citizen)
        given = {"applicationId": app_id(asked), "uploadId": global_id("upl", str(upload.public_id)), "document": 1}
        with transaction.atomic():
            answer = ask("AttachEvidence", {"input": given | on_behalf(asked, name)}, viewer=asked.viewers[name])
            if answer.data["attachEvidence"]["application"] is not None:
                done.add(name)
            transaction.set_rollback(True)
        assert Upload.objects.get(pk=upload.pk).state == Upload.State.RECEIVED

    assert done == ACT - {"owner"}


def test_guessed_ids_of_questions_lead_nowhere(asked: Scene, ask: Asker):
    before = everything()
    question = InformationRequest.objects.get()
    for id_ in (
        global_id("app", str(question.public_id)),
        global_id("app", str(question.pk)),
        global_id("evf", str(asked.rows["draft"].public_id)),
        str(asked.rows["draft"].pk),
    ):
        given = {"input": {"applicationId": id_, "text": "แนบแล้ว"}}
        for name in ("owner", "stranger"):
            answer = ask("AnswerInformationRequest", given, viewer=asked.viewers[name])
            assert answer.problems("answerInformationRequest") == [("NOT_FOUND", ["applicationId"])], (id_, name)
    assert everything() == before


def listed(ask: Asker, viewer: Viewer, **more: Any) -> list[tuple[str, bool]]:
    """Return the numbers of the documents a viewer is shown, and whether each comes with a link."""
    rows = ask("MyDocuments", more, viewer=viewer).data["myDocuments"]["edges"]
    return [(row["node"]["number"], row["node"]["downloadUrl"] is not None) for row in rows]


NODE = "query ($id: ID!) { node(id: $id) { ... on Document { number downloadUrl } } }"


def test_documents_are_shown_to_whose_they_are_and_whoever_looks_for_them(
    scene: Scene, papers: dict[str, IssuedDocument], ask: Asker
):
    letter, other = papers["letter"].number, papers["of no matter"].number
    shown = {name: listed(ask, viewer, **on_behalf(scene, name)) for name, viewer in scene.viewers.items()}
    nodes = {
        name: ask(NODE, {"id": global_id("doc", str(papers["letter"].public_id))}, viewer=viewer).data["node"]
        for name, viewer in scene.viewers.items()
    }

    assert shown.pop("owner") == [(other, True), (letter, True)]
    assert shown.pop("stranger") == [(papers["stranger's"].number, True)]
    assert {name for name, rows in shown.items() if rows == [(letter, True)]} == SEE - {"owner"}
    assert {name for name, rows in shown.items() if rows} == SEE - {"owner"}
    # An officer of the agency reads the letters of its cases at the desk.
    assert {name for name, node in nodes.items() if node} == {"owner", "officer here"}


def test_a_link_to_a_document_works_for_nobody_else(scene: Scene, papers: dict[str, IssuedDocument], ask: Asker):
    carer = scene.viewers["carer"]
    for viewer, more in ((scene.viewers["owner"], {}), (carer, on_behalf(scene, "carer"))):
        rows = ask("MyDocuments", more, viewer=viewer).data["myDocuments"]["edges"]
        token = rows[-1]["node"]["downloadUrl"].rpartition("/")[2]
        assert links.fetch(token=token, viewer=viewer, now=NOW).name == f"{papers['letter'].number}.pdf"
        for other in scene.viewers.values():
            if other != viewer:
                with pytest.raises(NotFound):
                    links.fetch(token=token, viewer=other, now=NOW)
        for spoilt in (token[:-1], token[1:], token[::-1], "", papers["letter"].public_id.hex):
            with pytest.raises(NotFound):
                links.fetch(token=spoilt, viewer=viewer, now=NOW)
    # What was shown under a mandate is gone with it.
    people.Mandate.objects.filter(pk=scene.mandates["carer"].pk).update(state="revoked", ended_at=NOW)
    with pytest.raises(NotFound):
        links.fetch(token=token, viewer=carer, now=NOW)


def test_documents_of_whom_one_acts_for_cost_the_same_however_many(scene: Scene, ask: Asker):
    citizen, row = scene.rows["refused"].citizen, scene.rows["refused"]
    counts = []
    # The first request of a mandate notes that it was used.
    for more in (1, 1, 5):
        for _ in range(more):
            issued(citizen, NOW, matter=f"application:{row.public_id}")
        with CaptureQueriesContext(connection) as found:
            listed(ask, scene.viewers["carer"], **on_behalf(scene, "carer"))
        counts.append(len(found))

    assert counts[1] == counts[2]
    assert links.documents_of(ANONYMOUS).count() == 0
