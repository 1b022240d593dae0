"""The table of docs/api.md: which request gets which status, type and code."""

import orjson
import pytest
from django.test import Client

from tests.api import toy
from tests.asking import Answer, Asker, answer_of

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


def post(body: object, accept: str = JSON, content_type: str = JSON, **headers: str) -> Answer:
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return answer_of(
        Client(raise_request_exception=False).post(
            "/graphql", data, content_type=content_type, headers={"accept": accept, **headers}
        )
    )


def get(parameters: dict[str, str], accept: str = JSON, **headers: str) -> Answer:
    return answer_of(
        Client(raise_request_exception=False).get("/graphql", parameters, headers={"accept": accept, **headers})
    )


@pytest.mark.parametrize(
    ("body", "code", "json_status", "graphql_status"),
    [
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED", 200, 400),
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED", 200, 400),
        ({"query": "{ __schema { types { name } } }"}, "GRAPHQL_VALIDATION_FAILED", 200, 400),
        ({"query": "query A { whoami } query B { whoami }"}, "OPERATION_RESOLUTION_FAILURE", 200, 400),
        ({"query": "query A { whoami }", "operationName": "B"}, "OPERATION_RESOLUTION_FAILURE", 200, 400),
        ({"query": "fragment f on Query { whoami }"}, "GRAPHQL_VALIDATION_FAILED", 200, 400),
        ({"query": "subscription { whoami }"}, "OPERATION_RESOLUTION_FAILURE", 200, 400),
        ({"query": "query ($t: String!) { echo(text: $t) }"}, "BAD_USER_INPUT", 200, 400),
        ({"query": "{ towns(first: 101) { totalCount } }"}, "BAD_USER_INPUT", 200, 400),
        ({"query": "{" + " a: whoami" * 31 + "}"}, "TOO_COMPLEX", 200, 400),
        ({"query": ""}, "GRAPHQL_PARSE_FAILED", 200, 400),
        ({"documentId": "sha256:" + "0" * 64}, "PERSISTED_QUERY_NOT_FOUND", 200, 200),
        ({"extensions": {"persistedQuery": {"version": 2}}}, "PERSISTED_QUERY_NOT_SUPPORTED", 200, 200),
        ({}, "BAD_REQUEST", 400, 400),
        ({"query": 1}, "BAD_REQUEST", 400, 400),
        ({"query": "{ whoami }", "variables": []}, "BAD_REQUEST", 400, 400),
        ({"query": "{ whoami }", "variables": "{}"}, "BAD_REQUEST", 400, 400),
        ({"query": "{ whoami }", "operationName": 1}, "BAD_REQUEST", 400, 400),
        ({"query": "{ whoami }", "extensions": 1}, "BAD_REQUEST", 400, 400),
        ({"documentId": "abc"}, "BAD_REQUEST", 400, 400),
        ([{"query": "{ whoami }"}], "BAD_REQUEST", 400, 400),
        ("text", "BAD_REQUEST", 400, 400),
        (b"{not json", "BAD_REQUEST", 400, 400),
        (b'{"query": "\xff"}', "BAD_REQUEST", 400, 400),
        (b'{"query": "\\ud800"}', "BAD_REQUEST", 400, 400),
    ],
)
def test_a_refused_request_has_a_code_and_the_status_of_its_media_type(
    ask: Asker, body: object, code: str, json_status: int, graphql_status: int
):
    as_json, as_graphql = post(body), post(body, accept=GRAPHQL)

    assert (as_json.status, as_json.codes[0]) == (json_status, code)
    assert (as_graphql.status, as_graphql.codes[0]) == (graphql_status, code)
    assert orjson.loads(as_json.response.content).keys() == {"errors"}
    assert all("path" not in error for error in as_json.errors)
    assert as_json.response["Content-Type"] == "application/json; charset=utf-8"
    assert as_graphql.response["Content-Type"] == "application/graphql-response+json; charset=utf-8"
    assert as_json.response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["variables", "extensions"])
def test_values_nested_without_end_are_refused(ask: Asker, name: str):
    deepest, deeper = (
        f'{{"query": "{{ whoami }}", "{name}": {{"q": {"[" * levels}{"]" * levels}}}}}' for levels in (49, 900)
    )

    assert (post(deepest.encode()).status, post(deepest.encode()).codes) == (200, [])
    assert (post(deeper.encode()).status, post(deeper.encode()).codes) == (400, ["BAD_REQUEST"])


def test_a_query_string_of_too_many_parameters_is_refused(ask: Asker):
    answer = get({f"a{number}": "1" for number in range(1100)})

    assert (answer.status, answer.codes) == (400, ["BAD_REQUEST"])


def test_a_length_of_thousands_of_digits_is_too_large(ask: Asker):
    answer = post(b"{}", content_length="9" * 5000)

    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


def test_null_parameters_are_the_same_as_none(ask: Asker):
    answer = post({"query": "{ whoami }", "variables": None, "operationName": None, "extensions": None})

    assert (answer.status, answer.data) == (200, {"whoami": "-"})


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{GRAPHQL}, {JSON}", JSON),
        (f"{JSON};q=0.1, {GRAPHQL};q=0.9", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, */*", GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON};q=0", GRAPHQL),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_the_answer_is_of_the_type_that_accept_names(ask: Asker, accept: str, expected: str):
    answer = post({"query": "{ whoami }"}, accept=accept)

    assert answer.status == 200
    assert answer.response["Content-Type"] == f"{expected}; charset=utf-8"


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "image/*"])
def test_what_nobody_can_make_is_not_acceptable(ask: Asker, accept: str):
    answer = post({"query": "{ whoami }"}, accept=accept)

    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/graphql"],
)
def test_other_content_types_are_refused(ask: Asker, content_type: str):
    answer = post(b'{"query": "{ whoami }"}', content_type=content_type)

    assert (answer.status, answer.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


def test_another_charset_is_refused_and_utf_8_is_not(ask: Asker):
    body = b'{"query": "{ whoami }"}'

    assert post(body, content_type="application/json; charset=iso-8859-1").status == 415
    assert post(body, content_type='application/json; charset="UTF-8"').status == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head"])
def test_other_methods_are_refused(ask: Asker, method: str):
    response = getattr(Client(), method)("/graphql")

    assert response.status_code == 405
    assert response["Allow"] == "GET, POST"


def test_a_mutation_is_not_run_by_get(ask: Asker):
    text = 'mutation { nameTown(input: {code: "town-09", newName: "X"}) { town { name } } }'

    answer = get({"query": text})

    assert (answer.status, answer.codes, answer.response["Allow"]) == (405, ["METHOD_NOT_ALLOWED"], "POST")
    assert toy.state.acted == []


def test_a_large_body_is_refused_before_it_is_read(ask: Asker):
    answer = post({"query": "{ whoami }", "variables": {"x": "a" * 103_000}})

    assert (answer.status, answer.codes) == (413, ["PAYLOAD_TOO_LARGE"])


def test_a_get_runs_a_text_only_when_accept_names_a_type(ask: Asker):
    assert get({"query": "{ whoami }"}).data == {"whoami": "-"}
    assert get({"query": "{ whoami }"}, accept=GRAPHQL).data == {"whoami": "-"}
    refused = get({"query": "{ whoami }"}, accept="*/*")
    assert (refused.status, refused.data, refused.codes) == (200, None, ["DOCUMENT_NOT_TRUSTED"])


def test_a_get_takes_variables_and_operation_name(ask: Asker):
    answer = get(
        {
            "query": "query A { whoami } query B($t: String) { echo(text: $t) }",
            "operationName": "B",
            "variables": '{"t": "ไทย"}',
        }
    )

    assert answer.data == {"echo": "text=ไทย times=1"}
    assert get({"query": "{ whoami }", "variables": "{"}).codes == ["BAD_REQUEST"]


def test_a_token_we_did_not_give_out_is_refused(ask: Asker):
    answer = post({"query": "{ whoami }"}, authorization="Bearer x")

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert answer.response["WWW-Authenticate"] == "Bearer"


def test_messages_and_content_language_follow_accept_language(ask: Asker):
    thai = post({"query": "{ whoami }"}, accept="text/html")
    english = post({"query": "{ whoami }"}, accept="text/html", **{"accept-language": "en-GB,en;q=0.9"})

    assert thai.errors[0]["message"] == "คำตอบมีเฉพาะ application/json และ application/graphql-response+json"
    assert english.errors[0]["message"] == "Answers are application/json or application/graphql-response+json"
    assert (thai.response["Content-Language"], english.response["Content-Language"]) == ("th", "en")


def test_thai_is_sent_as_it_is(ask: Asker):
    answer = post({"query": '{ echo(text: "ก") }'})

    assert answer.response.content == '{"data":{"echo":"text=ก times=1"}}'.encode()


def test_no_cookie_is_set_and_vary_has_no_cookie(ask: Asker):
    response = post({"query": "{ whoami }"}).response

    assert not response.cookies
    assert response["Vary"] == "Accept, Accept-Language"


def test_a_session_cookie_needs_the_token_of_our_own_pages(ask: Asker, citizen_account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(citizen_account, backend="django.contrib.auth.backends.ModelBackend")
    body = b'{"query": "{ whoami }"}'

    without = answer_of(client.post("/graphql", body, content_type=JSON))
    client.cookies["csrftoken"] = "a" * 32
    with_token = answer_of(client.post("/graphql", body, content_type=JSON, headers={"x-csrftoken": "a" * 32}))

    assert (without.status, without.codes) == (400, ["BAD_REQUEST"])
    assert with_token.data["whoami"] not in (None, "-")


def test_suggestions_and_introspection_are_for_open_only(ask: Asker):
    hidden = post({"query": "{ whoam }"})
    shown = answer_of(Client().post("/open", b'{"query": "{ whoam }"}', content_type=JSON))
    schema = answer_of(Client().post("/open", b'{"query": "{ __schema { queryType { name } } }"}', content_type=JSON))

    assert "Did you mean" not in hidden.errors[0]["message"]
    assert "Did you mean 'whoami'" in shown.errors[0]["message"]
    assert schema.data == {"__schema": {"queryType": {"name": "Query"}}}


def test_closed_introspection_tells_name_and_kind_and_no_more(ask: Asker):
    told = post({"query": '{ __type(name: "Town") { name kind __typename } }'})
    refused = post({"query": '{ __type(name: "Town") { ...f } } fragment f on __Type { fields { name } }'})

    assert told.data == {"__type": {"name": "Town", "kind": "OBJECT", "__typename": "__Type"}}
    assert refused.codes == ["GRAPHQL_VALIDATION_FAILED"]


def test_the_request_id_is_taken_over_or_made(ask: Asker):
    taken = post({"query": "{ whoami }"}, **{"x-request-id": "abcdefgh-1"}).response
    made = post({"query": "{ whoami }"}, **{"x-request-id": "bad id\n"}).response

    assert taken["X-Request-ID"] == "abcdefgh-1"
    assert len(made["X-Request-ID"]) == 32
