"""Every mutation and field about signing in, tried by everybody: what is not theirs is not there, nor changed."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from graphene.utils.str_converters import to_camel_case

from services.models import Agency
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api.ids import global_id
from superapp.people.actions import devices, identities
from superapp.people.schema.signing import SigningMutation
from tests.asking import Asker
from tests.factories import people
from tests.factories import services as make
from tests.operations import ways_in

HIDDEN = [("NOT_FOUND", ["id"])]
INPUTS = {"revokeDevice": "device", "unlinkIdentity": "identity", "signOutEverywhere": None}
OUTCOMES: dict[str, dict[str, Any]] = {
    "revokeDevice": {"owner": [], "citizen": HIDDEN, "agent": HIDDEN, "officer": HIDDEN, "anonymous": HIDDEN},
    "unlinkIdentity": {"owner": [], "citizen": HIDDEN, "agent": HIDDEN, "officer": HIDDEN, "anonymous": HIDDEN},
    "signOutEverywhere": {"owner": [], "citizen": [], "agent": [], "officer": [], "anonymous": [("NOT_FOUND", [])]},
}


@pytest.fixture
def viewers(agency: Agency) -> dict[str, Viewer]:
    """Return the owner of two devices and two identities, and others."""
    owner, agent = people.make_person(1), people.make_person(3)
    ways_in.make(owner, 2)
    people.make_mandate(agent, owner)
    return {
        "owner": people.viewer_of_person(owner),
        "citizen": people.viewer_of_person(people.make_person(2)),
        "agent": people.viewer_of_person(agent),
        "officer": make.viewer_of_officer(make.make_officer("malee", (agency, "author"))),
        "anonymous": ANONYMOUS,
    }


def test_every_mutation_is_tried():
    assert sorted(OUTCOMES) == sorted(to_camel_case(name) for name in SigningMutation._meta.fields)


@pytest.mark.parametrize("who", ["owner", "citizen", "agent", "officer", "anonymous"])
@pytest.mark.parametrize("name", OUTCOMES)
def test_a_mutation_does_what_this_viewer_may_and_nothing_else(
    name: str, who: str, viewers: dict[str, Viewer], ask: Asker
):
    owner = viewers["owner"]
    named = {
        "device": global_id("dev", devices.of(owner)[0].key),
        "identity": global_id("lgn", identities.key_of(identities.linked_to(owner.citizen)[0])),
    }
    kind = INPUTS[name]
    given: dict[str, Any] = {"id": named[kind]} if kind else {"keepThis": False}
    before = (SocialAccount.objects.count(), UserSession.objects.filter(user=owner.account).count())
    type_name = f"{name[0].upper()}{name[1:]}Input"

    answer = ask(
        f"mutation Try($input: {type_name}!) {{ {name}(input: $input) {{ problems {{ code path message }} }} }}",
        {"input": given},
        viewer=viewers[who],
    )

    assert answer.problems(name) == OUTCOMES[name][who]
    after = (SocialAccount.objects.count(), UserSession.objects.filter(user=owner.account).count())
    assert (after == before) is (who != "owner")


@pytest.mark.parametrize("who", ["citizen", "agent", "officer", "anonymous"])
@pytest.mark.parametrize("tag", ["vwr", "dev", "lgn"])
def test_a_node_of_somebody_else_is_not_there(tag: str, who: str, viewers: dict[str, Viewer], ask: Asker):
    owner = viewers["owner"]
    key = {
        "vwr": owner.actor,
        "dev": devices.of(owner)[0].key,
        "lgn": identities.key_of(identities.linked_to(owner.citizen)[0]),
    }[tag]
    document = "query ($id: ID!) { node(id: $id) { id } }"

    theirs = ask(document, {"id": global_id(tag, key)}, viewer=viewers[who])
    own = ask(document, {"id": global_id(tag, key)}, viewer=owner)

    assert (theirs.data["node"], own.data["node"]) == (None, {"id": global_id(tag, key)})


def test_an_officer_sees_their_own_name_and_no_identity(viewers: dict[str, Viewer], ask: Asker):
    answer = ask("{ viewer { kind nameTh birthDate signIn { ial } identities { id } } }", viewer=viewers["officer"])

    shown = answer.data["viewer"]
    assert (shown["kind"], shown["birthDate"], shown["signIn"], shown["identities"]) == ("OFFICER", None, None, [])
    assert shown["nameTh"] == viewers["officer"].officer.name_th
