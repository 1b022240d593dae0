"""Who may see and do what with somebody's applications: every kind of viewer, every mandate, every operation."""

from typing import Any

import pytest
from django.db import transaction

from superapp.accounts.models import Account
from superapp.api.ids import global_id
from superapp.files.actions import links
from superapp.files.models import Upload
from superapp.refusal import NotFound
from tests.asking import Asker
from tests.factories.applications import a_key
from tests.factories.services import NOW
from tests.welfare.applications.everybody import ACT, SEE, Scene, app_id, everything, on_behalf
from welfare.models import Application, Entitlement

pytestmark = pytest.mark.usefixtures("at_now")


def steps(scene: Scene) -> dict[str, dict[str, Any]]:
    """Return each mutation's input for the owner's cases; uploads are one's own and tried for the owner alone."""
    draft = app_id(scene)
    return {
        "FillApplication": {"applicationId": draft, "notKnown": ["nationality"]},
        "RemoveEvidence": {"evidenceId": global_id("evf", str(scene.evidence.public_id))},
        "SetPayoutAccount": {"applicationId": draft, "method": "promptpay_cid"},
        "SubmitApplication": {"applicationId": draft, "idempotencyKey": a_key()},
        "WithdrawApplication": {"applicationId": draft},
        "AppealDecision": {"applicationId": app_id(scene, "refused"), "grounds": "ไม่ถูกต้อง"},
    }


LOOK = """
query Look($id: ID!, $onBehalfOf: ID) {
  application(id: $id, onBehalfOf: $onBehalfOf) { id evidence { upload { downloadUrl } } }
  myApplications(onBehalfOf: $onBehalfOf) { edges { node { id } } }
  node(id: $id) { id }
}
"""


def test_a_case_is_seen_by_whose_it_is_and_whoever_looks_for_them(scene: Scene, ask: Asker):
    seen: dict[str, set[str]] = {"page": set(), "list": set(), "node": set(), "file": set()}
    for name, viewer in scene.viewers.items():
        answer = ask(LOOK, {"id": app_id(scene), **on_behalf(scene, name)}, viewer=viewer)
        assert answer.errors == [], name
        page = answer.data["application"]
        shown = {
            "page": page is not None,
            "list": bool(answer.data["myApplications"]["edges"]),
            "node": answer.data["node"] is not None,
            "file": page is not None and page["evidence"][0]["upload"]["downloadUrl"] is not None,
        }
        for what, is_shown in shown.items():
            if is_shown:
                seen[what].add(name)

    assert seen == {"page": SEE, "list": SEE, "node": {"owner"}, "file": SEE}


def test_a_step_is_taken_by_whose_it_is_and_whoever_applies_for_them(scene: Scene, ask: Asker):
    before = everything()
    done: dict[str, set[str]] = {}
    codes: set[str] = set()
    for operation, given in steps(scene).items():
        done[operation] = set()
        for name, viewer in scene.viewers.items():
            with transaction.atomic():
                answer = ask(operation, {"input": {**given, **on_behalf(scene, name)}}, viewer=viewer)
                assert answer.errors == [], (operation, name)
                (payload,) = answer.data.values()
                if payload["application"] is not None:
                    done[operation].add(name)
                else:
                    codes.update(problem["code"] for problem in payload["problems"])
                    assert everything() == before, (operation, name)
                transaction.set_rollback(True)

    assert done == dict.fromkeys(steps(scene), ACT)
    assert codes == {"NOT_FOUND", "MANDATE_OUT_OF_SCOPE"}


def test_nobody_begins_for_another_without_leave(scene: Scene, ask: Asker):
    before = everything()
    started: set[str] = set()
    programme = global_id("prg", "disability_allowance")
    for name, viewer in scene.viewers.items():
        with transaction.atomic():
            given = {"programmeId": programme, **on_behalf(scene, name)}
            answer = ask("StartApplication", {"input": given}, viewer=viewer)
            if answer.data["startApplication"]["application"] is not None:
                started.add(name)
                row = Application.objects.latest("pk")
                is_for_pensioner = row.citizen_id == scene.rows["draft"].citizen_id
                assert is_for_pensioner == (name != "stranger"), name
            else:
                assert everything() == before, name
            transaction.set_rollback(True)

    assert started == {"owner", "stranger", "carer", "carer of other matters"}


def test_a_file_is_attached_by_whoever_sent_it(scene: Scene, ask: Asker):
    before = everything()
    upload = global_id("upl", str(scene.upload.public_id))
    done = set()
    for name, viewer in scene.viewers.items():
        with transaction.atomic():
            given = {"applicationId": app_id(scene), "uploadId": upload, "document": 1, **on_behalf(scene, name)}
            answer = ask("AttachEvidence", {"input": given}, viewer=viewer)
            if answer.data["attachEvidence"]["application"] is not None:
                done.add(name)
            else:
                assert everything() == before, name
            transaction.set_rollback(True)

    assert done == {"owner"}


def test_guessed_ids_lead_nowhere(scene: Scene, ask: Asker):
    before = everything()
    stranger = scene.viewers["stranger"]
    public_id = str(scene.rows["draft"].public_id)
    for id_ in (
        global_id("prg", public_id),
        global_id("app", "1"),
        global_id("app", public_id.replace("-", "")),
        global_id("app", public_id.upper()),
        public_id,
        "nonsense",
    ):
        page = ask("ApplicationPage", {"id": id_}, viewer=stranger)
        assert page.data["application"] is None, id_
        answer = ask("WithdrawApplication", {"input": {"applicationId": id_}}, viewer=stranger)
        assert answer.problems("withdrawApplication") == [("NOT_FOUND", ["applicationId"])], id_
    for id_ in (str(scene.evidence.pk), str(scene.evidence.public_id), str(scene.evidence.upload)):
        given = {"input": {"evidenceId": global_id("evf", id_)}}
        answer = ask("RemoveEvidence", given, viewer=stranger)
        assert answer.problems("removeEvidence") == [("NOT_FOUND", ["evidenceId"])], id_
    assert everything() == before


def test_a_link_to_a_file_works_for_nobody_else(scene: Scene, ask: Asker):
    page = ask("ApplicationPage", {"id": app_id(scene)}, viewer=scene.viewers["owner"])
    link = page.data["application"]["evidence"][0]["upload"]["downloadUrl"]

    assert link is not None
    for name in ("stranger", "officer elsewhere", "carer of other matters"):
        with pytest.raises(NotFound):
            links.fetch(token=link.rpartition("/")[2], viewer=scene.viewers[name], now=NOW)


def test_officers_find_sent_cases_at_their_desk_and_no_drafts(scene: Scene):
    for name, count in {"officer here": 2, "officer elsewhere": 0, "stranger": 0, "owner": 3}.items():
        assert Application.objects.visible_to(scene.viewers[name]).count() == count, name
    assert Account.objects.filter(kind="officer").count() == 2


def test_erasing_oneself_waits_for_what_is_open_or_still_pays(scene: Scene, ask: Asker):
    owner = scene.viewers["owner"]
    granted = scene.rows["approved"]
    opened = {"citizen": granted.citizen, "programme": granted.programme, "starts_on": NOW.date(), "opened_at": NOW}
    open_ones = {
        "an application of yours is not decided": lambda: ask(
            "SubmitApplication", {"input": steps(scene)["SubmitApplication"]}, viewer=owner
        ),
        "a right of yours is still paid": lambda: Entitlement.objects.create(application=granted, **opened),
    }
    for what, make_open in open_ones.items():
        with transaction.atomic():
            make_open()
            kept = ask("EraseMe", {"input": {"confirmation": "ERASE MY DATA"}}, viewer=owner, language="en")
            assert [what in problem["message"] for problem in kept.data["eraseMe"]["problems"]] == [True]
            transaction.set_rollback(True)
    with transaction.atomic():
        gone = ask("EraseMe", {"input": {"confirmation": "ERASE MY DATA"}}, viewer=owner)
        assert gone.problems("eraseMe") == []
        draft = Application.objects.get(pk=scene.rows["draft"].pk)
        assert (draft.state, Upload.objects.filter(matter__startswith="application:").count()) == ("withdrawn", 0)
        transaction.set_rollback(True)
