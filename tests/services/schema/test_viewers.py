"""Every mutation and every restricted field, tried by everybody: what is not theirs is not there, nor changed."""

import base64
from typing import Any

import pytest
from django.test import Client
from graphene.utils.str_converters import to_camel_case

from services.models import Catalogue
from services.schema.mutations import CatalogueMutation
from services.schema.queries import CatalogueQuery
from services.schema.versions import OfficerQuery
from superapp.accounts.viewer import Viewer
from superapp.api.contract import weight_of
from superapp.audit.models import AuditEvent
from superapp.schema import schema
from tests.asking import Asker, answer_of
from tests.services.actions.watching import picture
from tests.services.schema.attempts import ATTEMPTS, SIGHTS, VIEWERS
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scene", "fresh")]


def mutation(name: str) -> str:
    input_type = f"{name[0].upper()}{name[1:]}Input"
    return f"mutation Try($input: {input_type}!) {{ {name}(input: $input) {{ problems {{ code path message }} }} }}"


def test_every_mutation_is_tried() -> None:
    ours = [to_camel_case(name) for name in CatalogueMutation._meta.fields]
    assert sorted(ATTEMPTS) == sorted(ours)
    assert [name for name, attempt in ATTEMPTS.items() if set(attempt.outcome) != set(VIEWERS)] == []


def test_every_restricted_field_is_tried() -> None:
    everything = schema.graphql_schema.query_type.fields
    # What concerns people is tried beside them, in tests/people.
    ours = {to_camel_case(name) for name in (*CatalogueQuery._meta.fields, *OfficerQuery._meta.fields, "node", "nodes")}
    fields = {name: field for name, field in everything.items() if name in ours}

    assert sorted(SIGHTS) == sorted(name for name, field in fields.items() if not weight_of(field).public)


def test_types_that_are_not_for_everybody_are_reached_through_restricted_fields_only() -> None:
    public = {name for name, type_ in schema.graphql_schema.type_map.items() if type_.extensions.get("public")}
    private = {
        "ServiceVersion",
        "ServiceVersionConnection",
        "ServiceVersionEdge",
        "VersionChannel",
        "VersionEvidence",
        "VersionFact",
        "VersionFee",
        "VersionLegalResource",
    }

    assert public & private == set()
    for name in public:
        for field_name, field in schema.graphql_schema.type_map[name].fields.items():
            of = str(field.type).strip("[]!").replace("!]", "")
            assert of not in private, f"{name}.{field_name}"


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_mutation_does_what_this_viewer_may_and_nothing_else(
    name: str, viewer: str, scene: dict[str, Viewer], ask: Asker
) -> None:
    attempt = ATTEMPTS[name]
    before, events = picture(), AuditEvent.objects.count()

    answer = ask(mutation(name), {"input": attempt.input}, viewer=scene[viewer])

    assert answer.errors == []
    assert answer.problems(name) == attempt.outcome[viewer]
    if attempt.outcome[viewer]:
        assert picture() == before
    else:
        assert AuditEvent.objects.count() == events + 1
        assert picture() != before


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("name", SIGHTS)
def test_a_restricted_field_shows_what_this_viewer_may_see(
    name: str, viewer: str, scene: dict[str, Viewer], ask: Asker
) -> None:
    sight = SIGHTS[name]
    before = picture()

    answer = ask(sight.document, viewer=scene[viewer])

    assert answer.errors == []
    assert sight.shown(answer.data) == sight.expected(viewer)
    assert picture() == before


@pytest.mark.parametrize("name", ["drafts", "reviewsWaiting", "serviceVersions"])
def test_the_number_of_what_one_may_not_see_is_not_told_either(name: str, scene: dict[str, Viewer], ask: Asker) -> None:
    for viewer in ("anonymous", "citizen", "officer_elsewhere"):
        listed = ask(SIGHTS[name].document, viewer=scene[viewer]).data[name]

        assert listed == {"totalCount": 0, "pageInfo": {"hasNextPage": False, "endCursor": None}, "edges": []}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_what_is_not_there_and_what_is_not_yours_are_refused_in_the_same_words(
    name: str, scene: dict[str, Viewer], ask: Asker
) -> None:
    attempt = ATTEMPTS[name]
    missing = _instead(attempt.input, "id-nowhere")

    theirs = ask(mutation(name), {"input": attempt.input}, viewer=scene["officer_elsewhere"]).data[name]
    nobodys = ask(mutation(name), {"input": missing}, viewer=scene["officer_elsewhere"]).data[name]

    assert [problem["code"] for problem in theirs["problems"]] == ["NOT_FOUND"]
    assert [problem["message"] for problem in nobodys["problems"]] == [
        problem["message"] for problem in theirs["problems"]
    ]


def test_four_eyes_an_author_who_is_head_too_may_not_approve_their_own_text(
    scene: dict[str, Viewer], ask: Asker
) -> None:
    started = ask("StartServiceDraft", {"input": {"code": "id-lost", "reason": "ปรับข้อความ"}}, viewer=scene["head"])
    number = started.data["startServiceDraft"]["version"]["number"]
    step = {"code": "id-lost", "number": number, "reason": "พร้อมแล้ว"}
    text = ATTEMPTS["reviseServiceDraft"].input["text"]
    revised = {"code": "id-lost", "number": number, "revision": 1, "text": text}
    ask("ReviseServiceDraft", {"input": revised}, viewer=scene["head"])
    ask("SubmitServiceVersion", {"input": step}, viewer=scene["head"])
    before, version = picture(), Catalogue.objects.version()

    answer = ask("ApproveServiceVersion", {"input": step}, viewer=scene["head"])

    assert answer.problems("approveServiceVersion") == [("OWN_WORK", ["number"])]
    assert (picture(), Catalogue.objects.version()) == (before, version)


def test_four_eyes_whoever_wrote_any_of_a_text_is_told_that_it_is_theirs(scene: dict[str, Viewer], ask: Asker) -> None:
    author = scene["author"]
    started = ask("StartServiceDraft", {"input": {"code": "id-lost", "reason": "ปรับข้อความ"}}, viewer=scene["head"])
    number = started.data["startServiceDraft"]["version"]["number"]
    step = {"code": "id-lost", "number": number, "reason": "พร้อมแล้ว"}
    text = ATTEMPTS["reviseServiceDraft"].input["text"]
    revised = {"code": "id-lost", "number": number, "revision": 1, "text": text}
    ask("ReviseServiceDraft", {"input": revised}, viewer=author)
    ask("SubmitServiceVersion", {"input": step}, viewer=author)
    page = {"code": "id-lost", "number": number}

    seen = {
        name: ask("ServiceVersionPage", page, viewer=scene[name]).data["serviceVersion"]
        for name in ("head", "author", "approver")
    }
    waiting = {
        edge["node"]["serviceCode"]
        for edge in ask("OfficerDesk", {"first": 20}, viewer=scene["head"]).data["reviewsWaiting"]["edges"]
    }
    refused = ask("ApproveServiceVersion", {"input": step}, viewer=scene["head"])

    assert {name: (one["isMine"], one["mayDecide"]) for name, one in seen.items()} == {
        "head": (True, False),
        "author": (True, False),
        "approver": (False, True),
    }
    assert "id-lost" not in waiting
    assert refused.problems("approveServiceVersion") == [("OWN_WORK", ["number"])]


@pytest.mark.parametrize(("shown_s_ago", "problems"), [(290, []), (310, [("SECOND_FACTOR_REQUIRED", [])])])
def test_approving_takes_a_second_factor_shown_just_now(
    scene: dict[str, Viewer], client: Client, shown_s_ago: int, problems: list[Any]
) -> None:
    sign_in(client, scene["approver"].account, shown_s_ago=shown_s_ago)
    sent = {"query": mutation("approveServiceVersion"), "variables": {"input": ATTEMPTS["approveServiceVersion"].input}}
    before = picture()

    answer = answer_of(client.post("/graphql", sent, content_type="application/json"))

    assert answer.problems("approveServiceVersion") == problems
    assert (picture() == before) is bool(problems)


def test_the_ids_in_this_module_are_those_of_the_scene() -> None:
    for id_, text in (("dmVyOmlkLWRyYWZ0LjE", b"ver:id-draft.1"), ("c3ZjOmlkLWxvc3Q", b"svc:id-lost")):
        assert base64.urlsafe_b64decode(id_ + "=" * (-len(id_) % 4)) == text


def _instead(value: Any, code: str) -> Any:
    """Return an input about a service, or at an agency, that does not exist."""
    if isinstance(value, dict):
        changed = {name: _instead(part, code) for name, part in value.items()}
        changed |= {"code": code} if "code" in value else {}
        return changed | ({"agency": "NOWHERE"} if "agency" in value else {})
    return [_instead(part, code) for part in value] if isinstance(value, list) else value
