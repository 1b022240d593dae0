"""Every kind of mandate in every situation, by everybody, reading and acting: nothing leaks, the log is complete."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from superapp.accounts.models import Account, Citizen, Mandate, Organisation
from superapp.accounts.viewer import ANONYMOUS, SignIn, Viewer, viewer_for
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from superapp.people.actions import mandate_record
from superapp.people.models import DataUse
from superapp.registries.answers import Kind
from tests.factories.people import make_mandate, make_organisation
from tests.factories.services import NOW
from tests.people.mandates import toy
from tests.people.mandates.registry import ToldRegistries

pytestmark = pytest.mark.django_db
KINDS = ("parent", "carer", "director", "delegate")
BY_REGISTRY = ("parent", "director", "delegate")
LATER = NOW + timedelta(days=2)
NOT_FOUND = [{"code": "NOT_FOUND", "path": ["onBehalfOf"]}]
OUT_OF_SCOPE = [{"code": "MANDATE_OUT_OF_SCOPE", "path": ["onBehalfOf"]}]
UNAVAILABLE = [{"code": "REGISTRY_UNAVAILABLE", "path": []}]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is the matter with the mandate, whether its agent may read, and what they are told when they act."""

    fields: dict[str, Any] = field(default_factory=dict)
    reads: bool = False
    problems: Any = field(default_factory=lambda: NOT_FOUND)
    code: str | None = "vat"
    kinds: tuple[str, ...] = KINDS


SITUATIONS = {
    "in force": Situation(reads=True, problems=[]),
    "in force, no matter in particular": Situation(reads=True, problems=[], code=None),
    "in force for this matter": Situation({"scope_codes": ["tax", "vat"]}, reads=True, problems=[]),
    "for other matters": Situation({"scope_codes": ["tax"]}, problems=OUT_OF_SCOPE),
    "for some matters, and this is none": Situation({"scope_codes": ["vat"]}, problems=OUT_OF_SCOPE, code=None),
    "for looking only": Situation({"scope_verbs": ["view"]}, reads=True, problems=OUT_OF_SCOPE),
    "for applying only": Situation({"scope_verbs": ["apply"]}, problems=[]),
    "for nothing": Situation({"scope_verbs": []}, problems=OUT_OF_SCOPE),
    "expired this moment": Situation({"ends_at": NOW}),
    "ends in a moment": Situation({"ends_at": NOW + timedelta(microseconds=1)}, reads=True, problems=[]),
    "not begun": Situation({"starts_at": NOW + timedelta(seconds=1)}),
    "begins now": Situation({"starts_at": NOW}, reads=True, problems=[]),
    "proposed": Situation({"state": "proposed"}),
    "suspended": Situation({"state": "suspended"}),
    "refused": Situation({"state": "refused"}),
    "revoked": Situation({"state": "revoked"}),
    "marked expired": Situation({"state": "expired"}),
    "registry away, word too old": Situation(
        {"basis_asked_at": NOW - timedelta(hours=25)}, problems=UNAVAILABLE, kinds=BY_REGISTRY
    ),
}
CELLS = [(kind, name) for name, situation in SITUATIONS.items() for kind in situation.kinds]


@dataclass(frozen=True, slots=True)
class Scene:
    """An agent, their principal, and others who have nothing to do with either."""

    agent: Viewer
    principal: Citizen | Organisation
    mandate: Mandate

    @property
    def id(self) -> str:
        return global_id("mdt", str(self.mandate.public_id))

    @property
    def principal_id(self) -> str:
        return str(self.principal.public_id)


@pytest.fixture
def away(person: Any, registries: ToldRegistries) -> ToldRegistries:
    for number in range(1, 6):
        for fact in ("dopa.children", "dbd.directorships"):
            registries.tell(fact, person(number).read("pid"), Kind.UNAVAILABLE)
    return registries


def scene_of(kind: str, person: Any, signed_in: Any, **fields: Any) -> Scene:
    principal = person(2) if kind in ("parent", "carer") else make_organisation()
    if kind == "delegate":
        asked_at = fields.pop("basis_asked_at", NOW)
        make_mandate(person(5), principal, kind="director", basis_asked_at=asked_at)
    return Scene(signed_in(1), principal, make_mandate(person(1), principal, kind=kind, **fields))


def read(viewer: Viewer, id_: str | None, code: str | None, now: datetime = NOW) -> dict[str, Any]:
    return toy.asked(toy.READ, viewer, now, id_, code)


def do(viewer: Viewer, id_: str | None, code: str | None, now: datetime = NOW) -> dict[str, Any]:
    answer = toy.asked(toy.DO, viewer, now, id_, code)
    assert "errors" not in answer
    return answer["data"]["sendLetter"]


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(("kind", "name"), CELLS)
def test_reading_shows_the_principals_matters_or_nothing(kind: str, name: str, person: Any, signed_in: Any) -> None:
    situation = SITUATIONS[name]
    scene = scene_of(kind, person, signed_in, **situation.fields)

    answer = read(scene.agent, scene.id, situation.code)

    assert answer["data"] == {"letter": scene.principal_id if situation.reads else None}
    told = [error["extensions"]["problem"] for error in answer.get("errors", [])]
    assert told == (["REGISTRY_UNAVAILABLE"] if situation.problems == UNAVAILABLE else [])


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(("kind", "name"), CELLS)
def test_acting_is_done_in_the_principals_name_or_not_at_all(kind: str, name: str, person: Any, signed_in: Any) -> None:
    situation = SITUATIONS[name]
    scene = scene_of(kind, person, signed_in, **situation.fields)

    answer = do(scene.agent, scene.id, situation.code)

    assert answer["problems"] == situation.problems
    events = list(AuditEvent.objects.filter(action="letter.send"))
    if situation.problems:
        assert (answer["sender"], events) == (None, [])
    else:
        assert answer["sender"] == scene.principal_id
        assert [(event.actor, event.principal, event.mandate) for event in events] == [
            (scene.agent.actor, scene.principal_id, str(scene.mandate.public_id))
        ]


def officer() -> Viewer:
    return viewer_for(Account.objects.create_user("officer-1", kind=Account.Kind.OFFICER))


OTHERS = ("anonymous", "stranger", "officer", "principal", "agent of the agent", "agent of the principal")


def viewer_named(name: str, scene: Scene, person: Any, signed_in: Any) -> Viewer:
    if name == "anonymous":
        return ANONYMOUS
    if name == "officer":
        return officer()
    if name == "principal":
        # An organisation signs in through nobody; its other director is as near as one gets.
        citizen = scene.principal if isinstance(scene.principal, Citizen) else person(5)
        return viewer_for(citizen.account, SignIn("thaid", "2.3", NOW, "test"))
    if name == "agent of the agent":
        make_mandate(person(3), person(1), kind="carer")
    if name == "agent of the principal" and isinstance(scene.principal, Citizen):
        make_mandate(person(3), scene.principal, kind="carer")
    return signed_in(3)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mandate_is_of_no_use_to_anybody_but_its_agent(kind: str, name: str, person: Any, signed_in: Any) -> None:
    scene = scene_of(kind, person, signed_in)
    viewer = viewer_named(name, scene, person, signed_in)
    events = AuditEvent.objects.count()

    assert read(viewer, scene.id, "vat") == {"data": {"letter": None}}
    assert do(viewer, scene.id, "vat") == {"sender": None, "problems": NOT_FOUND}
    assert (AuditEvent.objects.count(), DataUse.objects.count()) == (events, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_an_agents_agent_reaches_the_agent_and_no_further(kind: str, person: Any, signed_in: Any) -> None:
    scene = scene_of(kind, person, signed_in)
    of_agent = make_mandate(person(3), person(1), kind="carer")
    third = signed_in(3)

    near = read(third, global_id("mdt", str(of_agent.public_id)), "vat")
    far = read(third, scene.id, "vat")

    assert near == {"data": {"letter": scene.agent.actor}}
    assert far == {"data": {"letter": None}}


@pytest.mark.parametrize("kind", KINDS)
def test_one_agents_mandate_for_one_principal_says_nothing_of_another(kind: str, person: Any, signed_in: Any) -> None:
    scene = scene_of(kind, person, signed_in)
    other = make_mandate(person(1), person(4), kind="carer", scope_verbs=["view"])

    assert read(scene.agent, scene.id, "vat")["data"] == {"letter": scene.principal_id}
    assert do(scene.agent, global_id("mdt", str(other.public_id)), "vat")["problems"] == OUT_OF_SCOPE
    assert read(scene.agent, None, "vat")["data"] == {"letter": scene.agent.actor}


@pytest.mark.parametrize("id_", ["", "x", "c3ZjOmlkLWxvc3Q", global_id("mdt", "no-uuid"), global_id("mdt", "0" * 32)])
def test_ids_of_anything_else_are_nothing(id_: str, signed_in: Any) -> None:
    assert read(signed_in(1), id_, None) == {"data": {"letter": None}}
    assert do(signed_in(1), id_, None)["problems"] == NOT_FOUND


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_read_the_same_complete_log(kind: str, person: Any, signed_in: Any) -> None:
    scene = scene_of(kind, person, signed_in)
    other = make_mandate(person(1), person(4), kind="carer")

    for _ in range(2):
        read(scene.agent, scene.id, "vat")
    do(scene.agent, scene.id, "vat")
    do(scene.agent, None, "vat")
    do(scene.agent, global_id("mdt", str(other.public_id)), "vat")

    log = mandate_record.events_of(scene.mandate).order_by("id")
    assert [(event.action, event.object, event.actor, event.principal) for event in log] == [
        ("mandate.read", "field:letter", scene.agent.actor, scene.principal_id),
        ("letter.send", "letter:1", scene.agent.actor, scene.principal_id),
    ]
    uses = [(use.citizen, use.kind, use.role, use.facts) for use in DataUse.objects.all()]
    of_person = isinstance(scene.principal, Citizen)
    assert uses == ([(scene.principal, "mandate", kind, ["letter"])] if of_person else [])


def test_a_read_is_noted_again_after_an_hour(person: Any, signed_in: Any) -> None:
    scene = scene_of("carer", person, signed_in)

    for minutes in (0, 59, 61):
        read(scene.agent, scene.id, None, NOW + timedelta(minutes=minutes))

    assert mandate_record.events_of(scene.mandate).count() == 2


@pytest.mark.parametrize("who", ["agent", "principal", "stranger", "officer", "anonymous", "carer of the principal"])
def test_only_the_two_sides_see_a_mandate(who: str, person: Any, signed_in: Any) -> None:
    scene = scene_of("parent", person, signed_in)
    viewers = {
        "agent": scene.agent,
        "principal": signed_in(2),
        "stranger": signed_in(3),
        "officer": officer(),
        "anonymous": ANONYMOUS,
    }
    if who == "carer of the principal":
        mandate = make_mandate(person(4), person(2), kind="carer")
        viewers[who] = Viewer(account=person(4).account, citizen=person(4), mandate=mandate)

    seen = Mandate.objects.visible_to(viewers[who])

    assert (scene.mandate in seen) is (who in ("agent", "principal"))
