"""Acting for another through the API: every mutation and field by everybody, and what both sides are shown."""

from types import SimpleNamespace
from typing import Any

import pytest

from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from superapp.audit.recording import record
from superapp.people.models import JointApproval, MandateInvitation
from superapp.people.schema.mandate_mutations import MandateMutation
from superapp.people.schema.mandates import MandateQuery
from superapp.people.schema.people import PersonQuery
from tests.asking import Asker
from tests.factories.people import juristic_id_of, pid_of
from tests.factories.services import NOW
from tests.people.mandates.scene import CODE, id_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
VIEWERS = ("anonymous", "stranger", "agent", "principal", "director", "author")
NOBODY = [("NOT_FOUND", [])]


def attempts(scene: SimpleNamespace) -> dict[str, tuple[dict[str, Any], dict[str, list[tuple[str, list[str]]]]]]:
    """Return for each mutation its input, and the problems each viewer meets; none means that it is done."""
    citizens = {name: [] for name in ("stranger", "agent", "principal", "director")}
    nobody = {"anonymous": NOBODY, "author": NOBODY}
    no_code = {"anonymous": [("NOT_FOUND", ["code"])], "author": [("NOT_FOUND", ["code"])]}
    not_theirs = {name: [("NOT_FOUND", ["mandateId"])] for name in VIEWERS}
    not_acting = {name: [("NOT_FOUND", ["onBehalfOf"])] for name in VIEWERS}
    as_firm = {"onBehalfOf": id_of(scene.director)}
    return {
        "claimChild": ({"citizenId": pid_of(50)}, {**nobody, **citizens}),
        "becomeDirector": (
            {"juristicId": juristic_id_of(4)},
            {
                **nobody,
                **citizens,
                **{name: [("NOT_A_DIRECTOR", ["juristicId"])] for name in ("stranger", "agent", "principal")},
            },
        ),
        "inviteCarer": ({"verbs": ["VIEW"], "days": 30}, {**nobody, **citizens}),
        "appointDelegate": ({**as_firm, "verbs": ["VIEW"]}, {**not_acting, "director": []}),
        "acceptMandate": ({"code": CODE}, {**no_code, **citizens}),
        "refuseMandate": ({"code": CODE}, {**no_code, **citizens}),
        "withdrawMandateInvitation": (
            {**as_firm, "invitationId": global_id("inv", str(scene.firms_offer.public_id))},
            {**not_acting, "director": []},
        ),
        "revokeMandate": ({"mandateId": id_of(scene.carer)}, {**not_theirs, "agent": [], "principal": []}),
    }


NAMES = (
    "claimChild",
    "becomeDirector",
    "inviteCarer",
    "appointDelegate",
    "acceptMandate",
    "refuseMandate",
    "withdrawMandateInvitation",
    "revokeMandate",
)


def picture() -> list[Any]:
    kinds = (Mandate, MandateInvitation, JointApproval)
    return [list(kind.objects.order_by("pk").values_list("pk", "state")) for kind in kinds]


def mutation(name: str) -> str:
    kind = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation Try($input: {kind}!) {{ {name}(input: $input) {{ problems {{ code path message }} }} }}"


def test_every_mutation_and_field_is_tried_here(scene: SimpleNamespace) -> None:
    assert sorted(attempts(scene)) == sorted(NAMES)
    assert len(MandateMutation._meta.fields) == len(NAMES)
    assert {*MandateQuery._meta.fields, *PersonQuery._meta.fields} == set(SIGHTS)
    assert [name for name, (_, told) in attempts(scene).items() if set(told) != set(VIEWERS)] == []


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_mutation_does_what_this_viewer_may(ask: Asker, scene: SimpleNamespace, name: str, who: str) -> None:
    sent, outcome = attempts(scene)[name]
    before, events = picture(), AuditEvent.objects.count()

    answer = ask(mutation(name), {"input": sent}, viewer=scene.viewers[who])

    assert answer.errors == []
    assert answer.problems(name) == outcome[who]
    assert (picture() == before) is bool(outcome[who])
    told = set(AuditEvent.objects.order_by("id").values_list("actor", "outcome")[events:]) - {("system", "done")}
    by_nobody = who == "anonymous"
    actor = None if by_nobody else scene.viewers[who].actor
    assert told == (set() if by_nobody else {(actor, outcome[who][0][0] if outcome[who] else "done")})


def test_what_was_tried_in_vain_under_a_mandate_is_in_its_log(ask: Asker, scene: SimpleNamespace) -> None:
    sent = {"onBehalfOf": id_of(scene.director), "verbs": ["VIEW"], "codes": ["a b"]}

    answer = ask(mutation("appointDelegate"), {"input": sent}, viewer=scene.viewers["director"])

    assert answer.problems("appointDelegate") == [("MANDATE_SCOPE_UNREADABLE", ["codes"])]
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome) == ("mandate-invitation.open", "MANDATE_SCOPE_UNREADABLE")
    assert (event.mandate, event.principal) == (
        str(scene.director.public_id),
        str(scene.director.principal_organisation.public_id),
    )


MANDATES = "{ edges { node { kind role state principalName agentName verbs codes } } totalCount }"
SIGHTS: dict[str, dict[str, Any]] = {
    "my_mandates": {
        "anonymous": 0,
        "stranger": 0,
        "agent": 2,
        "principal": 1,
        "director": 1,
        "author": 0,
    },
    "mandate_log": {"anonymous": 0, "stranger": 0, "agent": 1, "principal": 1, "director": 0, "author": 0},
    "mandate_invitation": {"anonymous": 0, "stranger": 1, "agent": 1, "principal": 1, "director": 1, "author": 0},
    "my_mandate_invitations": dict.fromkeys(VIEWERS, 0) | {"director": 1},
    "joint_approvals": dict.fromkeys(VIEWERS, 0) | {"director": 1},
    "person": {"anonymous": 0, "stranger": 1, "agent": 1, "principal": 1, "director": 1, "author": 0},
}


def shown(name: str, ask: Asker, scene: SimpleNamespace, viewer: Viewer) -> int:
    """Return how many of the scene's things a field shows a viewer."""
    as_firm = {"m": id_of(scene.director)}
    documents: dict[str, tuple[str, dict[str, Any]]] = {
        "my_mandates": (f"{{ it: myMandates {MANDATES} }}", {}),
        "mandate_log": (
            "query ($m: ID!) { it: mandateLog(mandateId: $m) { edges { node { action } } } }",
            {"m": id_of(scene.carer)},
        ),
        "mandate_invitation": (f'{{ it: mandateInvitation(code: "{CODE}") {{ principalName }} }}', {}),
        "my_mandate_invitations": ("query ($m: ID) { it: myMandateInvitations(onBehalfOf: $m) { id } }", as_firm),
        "joint_approvals": ("query ($m: ID) { it: jointApprovals(onBehalfOf: $m) { id } }", as_firm),
        "person": ("{ it: person { id } }", {}),
    }
    document, variables = documents[name]
    answer = ask(document, variables, viewer=viewer)
    assert answer.errors == []
    it = answer.data["it"]
    if isinstance(it, dict) and "edges" in it:
        assert it.get("totalCount", len(it["edges"])) == len(it["edges"])
        return len(it["edges"])
    return len(it) if isinstance(it, list) else int(it is not None)


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("name", SIGHTS)
def test_a_field_shows_what_this_viewer_may_see(ask: Asker, scene: SimpleNamespace, name: str, who: str) -> None:
    record(stream="platform", action="mandate.test", object=f"mandate:{scene.carer.public_id}", actor="system", now=NOW)
    JointApproval.objects.create(
        organisation=scene.firm,
        matter="mandate.appoint",
        content_hash="0" * 64,
        needed=2,
        lapses_at=scene.offer.lapses_at,
    )

    assert shown(name, ask, scene, scene.viewers[who]) == SIGHTS[name][who]


@pytest.mark.parametrize("who", VIEWERS)
def test_a_mandate_and_an_organisation_are_found_by_their_sides_only(
    ask: Asker, scene: SimpleNamespace, who: str
) -> None:
    ids = [id_of(scene.carer), id_of(scene.delegate), global_id("org", str(scene.firm.public_id))]

    answer = ask("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename } }", {"ids": ids}, viewer=scene.viewers[who])

    found = [node and node["__typename"] for node in answer.data["nodes"]]
    assert found == {
        "agent": ["Mandate", "Mandate", "Organisation"],
        "principal": ["Mandate", None, None],
        "director": [None, None, "Organisation"],
    }.get(who, [None, None, None])
