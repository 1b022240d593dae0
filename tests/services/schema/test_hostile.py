"""Requests made to break something: each gets a clear refusal or nothing, and never fails or changes anything."""

from typing import Any

import orjson
import pytest
from django.test import Client

from superapp.accounts.viewer import Viewer
from tests.asking import Answer, Asker, answer_of
from tests.factories import services as make
from tests.factories.inputs import text_input
from tests.services.actions.watching import picture
from tests.services.schema.attempts import ATTEMPTS
from tests.services.schema.test_viewers import mutation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scene")]

STRANGE = {
    "long": "ก" * 10_000,
    "combining": "ก" + "\u0e34\u0e48" * 2_000,
    "control": "a\x01\x02\x1b[31m\x7f",
    "line": "id-lost\n",
    "direction": "\u202eid-lost\u2066",
    "zero width": "\u200b\u200d\ufeff",
    "emoji": "👨‍👩‍👧‍👦" * 20,
    "noncharacter": "\uffff\ufdd0",
    "sql": "' OR 1=1; DROP TABLE services_service; --",
    "percent": "%s %(name)s %%",
    "braces": "{0.__class__} {found} {}",
    "json": '{"$ne": null}',
    "like": "%_\\",
    "template": "{{ 7*7 }} {% debug %} <script>alert(1)</script>",
    "path": "../../../../etc/passwd",
    "integer": "9" * 400,
    "digits": "๑๒๓ ١٢٣ ⅷ ①",
}


def untouched(ask: Asker, document: str, variables: dict[str, Any], viewer: Viewer) -> Answer:
    """Ask, and check that nothing of ours failed."""
    answer = ask(document, variables, viewer=viewer)
    assert set(answer.codes) <= {"BAD_USER_INPUT", "BAD_REQUEST", "TOO_COMPLEX"}
    assert answer.response.status_code == 200
    return answer


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize(
    ("operation", "name", "more"),
    [
        ("ServicePage", "code", {}),
        ("AgencyPage", "code", {}),
        ("CategoryPage", "code", {}),
        ("LifeEventPage", "code", {}),
        ("FocusAreaPage", "code", {}),
        ("SearchServices", "query", {}),
        ("SuggestServices", "prefix", {}),
        ("ServiceVersionList", "code", {}),
        ("ServiceVersionPage", "code", {"number": 1}),
    ],
)
def test_a_strange_text_finds_nothing_or_is_refused(
    scene: dict[str, Viewer], ask: Asker, operation: str, name: str, more: dict[str, Any], kind: str
) -> None:
    answer = untouched(ask, operation, {name: STRANGE[kind], **more}, scene["head"])

    if operation.endswith("Page"):
        assert (answer.errors, list(answer.data.values())) == ([], [None])


@pytest.mark.parametrize("kind", STRANGE)
@pytest.mark.parametrize("name", [name for name, attempt in ATTEMPTS.items() if "code" in attempt.input])
def test_a_strange_code_changes_nothing(scene: dict[str, Viewer], ask: Asker, name: str, kind: str) -> None:
    before = picture()

    answer = untouched(ask, mutation(name), {"input": ATTEMPTS[name].input | {"code": STRANGE[kind]}}, scene["head"])

    assert [code for code, _ in answer.problems(name)] == [
        "CONTENT_INVALID" if name == "createServiceDraft" else "NOT_FOUND"
    ]
    assert picture() == before


@pytest.mark.parametrize("kind", ["long", "control", "direction", "noncharacter", "combining", "template", "braces"])
@pytest.mark.parametrize("field", ["nameTh", "descriptionEn", "agency", "category", "lifeEvent", "minimumAssurance"])
def test_a_strange_text_in_a_draft_is_kept_as_it_is_or_refused_whole(
    scene: dict[str, Viewer], ask: Asker, field: str, kind: str
) -> None:
    before = picture()
    input = {"code": "id-draft", "number": 1, "revision": 1, "text": text_input(**{field: STRANGE[kind]})}

    answer = untouched(ask, "ReviseServiceDraft", {"input": input}, scene["author"])

    told = answer.data["reviseServiceDraft"]
    if told["problems"]:
        assert {problem["code"] for problem in told["problems"]} == {"CONTENT_INVALID"}
        assert len(answer.response.content) < 2_000
        assert picture() == before
    else:
        page = ask("ServiceVersionPage", {"code": "id-draft", "number": 1}, viewer=scene["author"]).data[
            "serviceVersion"
        ]
        assert page[field] == STRANGE[kind].strip()


@pytest.mark.parametrize("number", [0, -1, 2, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize("name", [name for name, attempt in ATTEMPTS.items() if "number" in attempt.input])
def test_a_number_that_is_no_versions_is_not_found(
    scene: dict[str, Viewer], ask: Asker, name: str, number: int
) -> None:
    before = picture()

    answer = untouched(ask, mutation(name), {"input": ATTEMPTS[name].input | {"number": number}}, scene["head"])

    # Version 2 of id-lost is what is published: there is nothing to go back to.
    assert [code for code, _ in answer.problems(name)] == ["NOT_FOUND"]
    assert picture() == before


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 2**63, 1e400, 1.5, "1", True, [1], {"a": 1}])
def test_a_number_that_is_no_int_is_refused(scene: dict[str, Viewer], ask: Asker, value: Any) -> None:
    body = orjson.dumps(value) if value != 1e400 else b"1e400"
    text = (
        b'{"query": "query V($n: Int!) { serviceVersion(code: \\"id-lost\\", number: $n) { id } }", "variables": {"n": '
    )
    client = Client(raise_request_exception=False)

    answer = answer_of(client.post("/graphql", text + body + b"}}", content_type="application/json"))

    assert (answer.data, answer.codes) in ((None, ["BAD_USER_INPUT"]), (None, ["BAD_REQUEST"]))


@pytest.mark.parametrize(
    "body",
    [
        b'{"query": "{ service(code: \\"\\ud800\\") { id } }"}',
        b'{"query": "query S($c: String!) { service(code: $c) { id } }", "variables": {"c": "\\ud800"}}',
        b'{"query": "query S($c: String!) { service(code: $c) { id } }", "variables": {"c": "\\udfff\\ud800"}}',
        b'{"query": "{ service(code: \\"\xed\xa0\x80\\") { id } }"}',
        b'{"query": "query S($c: String!) { service(code: $c) { id } }", "variables": {"c": "\xff"}}',
        b'{"query": "{ service(code: \\"\\\\uD800\\") { id } }"}',
        b'{"query": "{ service(code: \\"\\\\u{110000}\\") { id } }"}',
    ],
)
def test_half_a_character_is_refused(ask: Asker, body: bytes) -> None:
    client = Client(raise_request_exception=False)

    answer = answer_of(client.post("/graphql", body, content_type="application/json"))

    assert answer.data is None
    assert set(answer.codes) <= {"BAD_REQUEST", "GRAPHQL_PARSE_FAILED"}


@pytest.mark.parametrize("nul", ["\\u0000", "\\u{0}", "\\u{000000}", "id-lost\\u0000"])
def test_a_nul_written_in_a_document_is_refused(scene: dict[str, Viewer], ask: Asker, nul: str) -> None:
    answer = ask(f'{{ serviceVersions(code: "{nul}") {{ totalCount }} }}', viewer=scene["author"])

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])


def test_a_nul_in_a_variable_is_refused(scene: dict[str, Viewer], ask: Asker) -> None:
    reason = {"code": "id-lost", "reason": "\0"}

    answer = ask("StartServiceDraft", {"input": reason}, viewer=scene["author"])

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("levels", [6, 20, 100])
def test_related_services_of_related_services_soon_cost_too_much(
    scene: dict[str, Viewer], ask: Asker, levels: int
) -> None:
    answer = ask('{ service(code: "id-lost") ' + "{ related " * levels + "{ id } " + "}" * levels + "}")

    assert (answer.data, answer.codes) == (None, ["TOO_COMPLEX"])


def test_going_round_in_circles_soon_costs_too_much(scene: dict[str, Viewer], ask: Asker) -> None:
    around = "services(first: 100) { edges { node { agency { %s } } } }"

    answer = ask("{ " + around % (around % "id") + " }")

    assert (answer.data, answer.codes) == (None, ["TOO_COMPLEX"])
    assert answer.errors[0]["extensions"]["limit"] == "cost"
    assert answer.errors[0]["extensions"]["found"] > 10_000


@pytest.mark.parametrize(
    "document",
    [
        # The page's size in a variable, in its default, and behind a fragment that is used twice.
        "query Q($n: Int = 100) { services(first: $n) { edges { node { related { related { id } } } } } }",
        "{ ...All } fragment All on Query { services(first: 100) { edges { node { ...Deep } } } }"
        " fragment Deep on Service { related { related { id } } }",
        "{ a: services(first: 100) { edges { node { counters { services { id } } } } } }",
        '{ a: searchServices(query: "", first: 100) { edges { node { counters { services { id } } } } } }',
        "{ services(first: 100) { edges { node { ...on Service { agency { counters { openingHours { id } } } } } } } }",
        "{ agencies(first: 100) { edges { node { services(first: 100) { edges { cursor } } } } } }",
        "{ categories { services(first: 100) { edges { node { id } } } } }",
        "{ alertedServices { related { counters { services { id } } } } }",
        "{ catalogueChanges(sinceVersion: 0, first: 99) { edges { node { agency { counters { services {id} } } } } } }",
        "{ "
        + " ".join(f"s{n}: catalogueStatistics {{ id }} t{n}: services {{ totalCount }}" for n in range(20))
        + " }",
    ],
)
def test_no_way_round_the_limit_on_cost(scene: dict[str, Viewer], ask: Asker, document: str) -> None:
    answer = ask(document)

    assert (answer.data, answer.codes) == (None, ["TOO_COMPLEX"])


def test_a_whole_page_with_all_its_parts_is_within_the_limit(scene: dict[str, Viewer], ask: Asker) -> None:
    for name, variables in (("ServiceList", {"first": 100}), ("CatalogueChanges", {"sinceVersion": 0, "first": 100})):
        assert ask(name, variables).errors == []
    assert ask("SearchServices", {"query": "บัตร", "first": 100}).errors == []
    assert ask("AgencyPage", {"code": "DOPA", "first": 100}).errors == []


def test_five_hundred_facts_at_once_are_refused(scene: dict[str, Viewer], ask: Asker) -> None:
    before = picture()
    facts = [{"code": "id-lost", "name": "CHANNEL"}] * 101

    answer = untouched(ask, mutation("confirmServiceFacts"), {"input": {"facts": facts}}, scene["author"])

    assert answer.problems("confirmServiceFacts") == [("TOO_MANY", ["facts"])]
    assert picture() == before


def test_no_facts_at_all_are_refused(scene: dict[str, Viewer], ask: Asker) -> None:
    answer = untouched(ask, mutation("confirmServiceFacts"), {"input": {"facts": []}}, scene["author"])

    assert answer.problems("confirmServiceFacts") == [("CONTENT_INVALID", ["facts"])]


@pytest.mark.parametrize(
    "part", ["channels", "fees", "evidence", "legal", "related", "keywords", "outputs", "audience"]
)
def test_a_list_of_hundreds_in_a_draft_is_refused(scene: dict[str, Viewer], ask: Asker, part: str) -> None:
    before = picture()
    one: Any = {"related": "id-lost", "keywords": "บัตร", "outputs": "POST", "audience": "CITIZEN"}.get(part)
    one = one or text_input()[part][0]
    many = [f"{one}{place}" for place in range(300)] if part == "keywords" else [one] * 300
    input = {"code": "id-draft", "number": 1, "revision": 1, "text": text_input(**{part: many})}

    answer = untouched(ask, mutation("reviseServiceDraft"), {"input": input}, scene["author"])

    assert answer.problems("reviseServiceDraft") == [("CONTENT_INVALID", [part])]
    assert picture() == before


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-11-21T09:59:59+07:00", "MOMENT_PASSED"),
        ("1800-01-02T00:00:00+14:00", "MOMENT_PASSED"),
        ("2998-12-30T23:59:59-12:00", "MOMENT_TOO_FAR"),
    ],
)
def test_a_moment_out_of_reach_is_refused(scene: dict[str, Viewer], ask: Asker, moment: str, code: str) -> None:
    before = picture()
    input = {"code": "id-review", "number": 1, "reason": make.REASON, "effectiveAt": moment}

    answer = untouched(ask, mutation("approveServiceVersion"), {"input": input}, scene["approver"])

    assert answer.problems("approveServiceVersion") == [(code, ["effectiveAt"])]
    assert picture() == before
