"""Acting for another through the API: what both sides are shown, and whole ways through it."""

from types import SimpleNamespace
from typing import Any

import pytest

from superapp.people.actions import mandate_scope
from tests.asking import Asker
from tests.factories.people import make_mandate, make_organisation, pid_of
from tests.people.mandates.scene import id_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
MANDATES = "{ edges { node { kind role state principalName agentName verbs codes } } }"


def test_both_sides_see_the_mandate_in_their_language(ask: Asker, scene: SimpleNamespace) -> None:
    held = ask(f"{{ myMandates(role: HELD) {MANDATES} }}", viewer=scene.viewers["agent"], language="en")
    given = ask(f"{{ myMandates(role: GIVEN) {MANDATES} }}", viewer=scene.viewers["principal"])

    assert [edge["node"]["principalName"] for edge in held.data["myMandates"]["edges"]] == [
        "Test 1 Co., Ltd.",
        "Test Person2",
    ]
    (edge,) = given.data["myMandates"]["edges"]
    assert edge["node"] == {
        "kind": "CARER",
        "role": "GIVEN",
        "state": "ACTIVE",
        "principalName": "ทดสอบ คนที่2",
        "agentName": "ทดสอบ คนที่1",
        "verbs": ["VIEW"],
        "codes": None,
    }


def test_a_director_sees_what_the_organisation_gave_and_a_delegate_only_their_own(
    ask: Asker, scene: SimpleNamespace
) -> None:
    document = "query ($m: ID) { myMandates(onBehalfOf: $m) { edges { node { kind } } } }"

    as_firm = ask(document, {"m": id_of(scene.director)}, viewer=scene.viewers["director"])
    as_delegate = ask(document, {"m": id_of(scene.delegate)}, viewer=scene.viewers["agent"])

    kinds = [[edge["node"]["kind"] for edge in each.data["myMandates"]["edges"]] for each in (as_firm, as_delegate)]
    assert kinds == [["DELEGATE", "DIRECTOR"], ["DELEGATE"]]


def test_whose_matters_are_shown_says_what_one_may_do_there(ask: Asker, scene: SimpleNamespace) -> None:
    agent = scene.viewers["agent"]

    own = ask("WhoseMatters", viewer=agent).data["person"]
    mothers = ask("WhoseMatters", {"onBehalfOf": id_of(scene.carer)}, viewer=agent).data["person"]
    firms = ask("WhoseMatters", {"onBehalfOf": id_of(scene.delegate)}, viewer=agent).data["person"]
    foreign = ask("WhoseMatters", {"onBehalfOf": id_of(scene.director)}, viewer=agent)

    told = [
        (each["kind"], each["isMyself"], each["name"], each["verbs"], each["codes"]) for each in (own, mothers, firms)
    ]
    assert told == [
        ("PERSON", True, "ทดสอบ คนที่1", ["VIEW", "APPLY", "PAY", "NOTICES"], None),
        ("PERSON", False, "ทดสอบ คนที่2", ["VIEW"], None),
        ("ORGANISATION", False, "บริษัท ทดสอบ 1 จำกัด", ["APPLY"], ["vat"]),
    ]
    assert firms["organisation"]["myMandate"]["id"] == id_of(scene.delegate)
    assert firms["id"] == firms["organisation"]["id"]
    assert (foreign.data, foreign.errors) == ({"person": None}, [])


def test_the_log_names_who_did_what_and_is_the_same_for_both(ask: Asker, scene: SimpleNamespace) -> None:
    agent, principal = scene.viewers["agent"], scene.viewers["principal"]
    ask("WhoseMatters", {"onBehalfOf": id_of(scene.carer)}, viewer=agent)
    ask("RevokeMandate", {"input": {"mandateId": id_of(scene.carer)}}, viewer=principal)

    logs = [
        ask("MandateLog", {"mandateId": id_of(scene.carer)}, viewer=viewer, language="en").data["mandateLog"]["edges"]
        for viewer in (agent, principal)
    ]

    assert logs[0] == logs[1]
    assert [(n["by"], n["byName"], n["action"], n["isUnderMandate"]) for n in (edge["node"] for edge in logs[0])] == [
        ("PRINCIPAL", "Test Person2", "mandate.revoke", False),
        ("AGENT", "Test Person1", "mandate.read", True),
    ]


def test_a_carer_from_offer_to_end(ask: Asker, signed_in: Any) -> None:
    mother, daughter = signed_in(11), signed_in(12)

    offered = ask("InviteCarer", {"input": {"verbs": ["VIEW", "NOTICES"], "days": 90}}, viewer=mother).data[
        "inviteCarer"
    ]
    looked = ask("MandateOffer", {"code": offered["code"]}, viewer=daughter).data["mandateInvitation"]
    taken = ask("AcceptMandate", {"input": {"code": offered["code"]}}, viewer=daughter).data["acceptMandate"]["mandate"]
    ended = ask("RevokeMandate", {"input": {"mandateId": taken["id"]}}, viewer=mother).data["revokeMandate"]["mandate"]
    after = ask("WhoseMatters", {"onBehalfOf": taken["id"]}, viewer=daughter).data["person"]

    assert (looked["principalName"], looked["verbs"], looked["validDays"]) == (
        "ทดสอบ คนที่11",
        ["NOTICES", "VIEW"],
        90,
    )
    assert (taken["state"], taken["role"], ended["state"], after) == ("ACTIVE", "HELD", "REVOKED", None)


def test_joint_signatures_through_the_api(ask: Asker, scene: SimpleNamespace, person: Any, signed_in: Any) -> None:
    firm = make_organisation(2, signing_rule=2)
    held = {number: make_mandate(person(number), firm) for number in (21, 22)}
    wanted = {"verbs": ["VIEW"], "days": 30}

    first = ask("AppointDelegate", {"input": {"onBehalfOf": id_of(held[21]), **wanted}}, viewer=signed_in(21))
    waiting = ask("MandateOffers", {"onBehalfOf": id_of(held[22])}, viewer=signed_in(22)).data["jointApprovals"]
    second = ask("AppointDelegate", {"input": {"onBehalfOf": id_of(held[22]), **wanted}}, viewer=signed_in(22))

    assert first.data["appointDelegate"]["code"] is None
    assert [(one["signatures"], one["needed"], one["verbs"], one["days"]) for one in waiting] == [(1, 2, ["VIEW"], 30)]
    assert second.data["appointDelegate"]["approval"]["isComplete"] is True
    assert second.data["appointDelegate"]["invitation"]["state"] == "OPEN"


def test_an_old_or_low_session_is_asked_to_step_up(ask: Asker, signed_in: Any) -> None:
    low = ask("InviteCarer", {"input": {}}, viewer=signed_in(1, ial="2.1", provider="ndid"), language="en")

    (problem,) = low.data["inviteCarer"]["problems"]
    assert problem == {
        "code": "STEP_UP_REQUIRED",
        "path": [],
        "message": "This needs identity assurance level 2.3. Sign in again with paotang,thaid.",
    }


def test_numbers_of_people_never_come_back(ask: Asker, scene: SimpleNamespace) -> None:
    answer = ask("ClaimChild", {"input": {"citizenId": pid_of(51)}}, viewer=scene.viewers["stranger"])

    assert answer.problems("claimChild") == [("NOT_YOUR_CHILD", ["citizenId"])]
    assert pid_of(51) not in answer.response.content.decode()


def test_default_scope_is_read_from_nothing() -> None:
    assert mandate_scope.read(None, None, None) == mandate_scope.Scope(("view",), None, 365)


def test_an_event_is_found_again_by_its_id_by_both_sides_and_nobody_else(ask: Asker, scene: SimpleNamespace) -> None:
    document = "query($id: ID!) { node(id: $id) { ... on MandateEvent { action by } } }"
    variables = {"mandateId": id_of(scene.carer)}
    ask("WhoseMatters", {"onBehalfOf": id_of(scene.carer)}, viewer=scene.viewers["agent"])
    edges = ask("MandateLog", variables, viewer=scene.viewers["agent"]).data["mandateLog"]["edges"]
    assert edges != []
    id_ = edges[0]["node"]["id"]

    found = {name: ask(document, {"id": id_}, viewer=viewer).data["node"] for name, viewer in scene.viewers.items()}

    assert {name for name, node in found.items() if node is not None} == {"agent", "principal"}
