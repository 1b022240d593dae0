"""Persisted documents: hashes of the manifest, of known documents, and of texts clients have sent."""

import hashlib
from pathlib import Path

import orjson
import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory

from superapp.api.manifest import ManifestError, listed_in, manifest_text, read_manifest
from superapp.api.view import Endpoint
from tests.api import toy
from tests.asking import Answer, Asker, answer_of

FOLDER = Path(__file__).parent / "operations"
TEXT = "{ whoami }"
ECHO_CODEGEN = "a973280f5b4ee9bb1333a438644d43af0f4b80bbbaa1fe32cf34b140bb0401a4"
ECHO_APOLLO = "c9c2c373db925adb1bcde28b4cebebd2bd432f3adda80f23fbbcf179647cf27f"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(hash_: str, text: str | None = None) -> dict[str, object]:
    body: dict[str, object] = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_}}}
    return body | ({"query": text} if text is not None else {})


def post(body: object) -> Answer:
    return answer_of(Client().post("/graphql", orjson.dumps(body), content_type="application/json"))


@pytest.fixture(scope="module")
def trusted() -> Endpoint:
    return Endpoint(toy.contract(), profile="trusted", listed=listed_in(FOLDER))


def send(endpoint: Endpoint, body: object) -> Answer:
    request = RequestFactory().post("/graphql", orjson.dumps(body), content_type="application/json")
    return answer_of(endpoint(request))


def test_a_text_sent_once_with_its_hash_is_known_by_the_hash(ask: Asker):
    text = "{ whoami instant }"

    miss = post(persisted(sha(text)))
    kept = post(persisted(sha(text), text))
    hit = post(persisted(sha(text)))

    assert (miss.status, miss.codes, miss.errors[0]["message"]) == (
        200,
        ["PERSISTED_QUERY_NOT_FOUND"],
        "PersistedQueryNotFound",
    )
    assert miss.response["Cache-Control"] == "no-store"
    assert kept.data == hit.data == {"whoami": "-", "instant": "2026-11-21T16:30:00+07:00"}
    assert caches["data"].get(f"apq:{sha(text)}") == text


def test_another_process_finds_the_text_in_the_shared_cache(ask: Asker):
    text = "{ whoami __typename }"
    caches["data"].set(f"apq:{sha(text)}", text, 60)

    assert post(persisted(sha(text))).data == {"whoami": "-", "__typename": "Query"}


def test_a_shared_cache_that_holds_another_text_is_not_believed(ask: Asker):
    caches["data"].set(f"apq:{sha('{ a }')}", TEXT, 60)

    assert post(persisted(sha("{ a }"))).codes == ["PERSISTED_QUERY_NOT_FOUND"]


def test_a_text_under_the_hash_of_another_is_neither_run_nor_kept(ask: Asker):
    refused = post(persisted(sha("another"), TEXT))

    assert (refused.status, refused.codes) == (400, ["BAD_REQUEST"])
    assert caches["data"].get(f"apq:{sha('another')}") is None


@pytest.mark.parametrize("text", ["{ nothing }", "{" + " a: whoami" * 31 + "}"])
def test_what_fails_is_not_kept(ask: Asker, text: str):
    post(persisted(sha(text), text))

    assert caches["data"].get(f"apq:{sha(text)}") is None


@pytest.mark.parametrize("prefix", ["sha256:", ""])
def test_document_id_is_another_name_for_the_hash(ask: Asker, prefix: str):
    post(persisted(sha(TEXT), TEXT))

    assert post({"documentId": prefix + sha(TEXT)}).data == {"whoami": "-"}


def test_two_different_hashes_are_refused(ask: Asker):
    assert post({"documentId": sha("a"), **persisted(sha("b"))}).codes == ["BAD_REQUEST"]


def test_a_get_by_hash_is_run_whatever_accept_says(ask: Asker):
    post(persisted(sha(TEXT), TEXT))

    response = Client().get(
        "/graphql",
        {"extensions": orjson.dumps(persisted(sha(TEXT))["extensions"]).decode()},
        headers={"accept": "*/*"},
    )

    assert answer_of(response).data == {"whoami": "-"}


def test_both_ids_are_those_that_clients_make():
    """Made with graphql-codegen's client preset 6.2.0 and with Apollo Client 3.14.1 and 4.3.8."""
    assert [(one.file, one.form, one.id) for one in listed_in(FOLDER)] == [
        ("toy/Echo.graphql", "codegen", ECHO_CODEGEN),
        ("toy/Echo.graphql", "apollo", ECHO_APOLLO),
        ("toy/NameIt.graphql", "codegen", "e03cf536bbf11935d7be08348268903a2c5824e97ac6e3da61c52f211c355ca7"),
        ("toy/NameIt.graphql", "apollo", "f0688f437070c818a399e0c2da3bc2a8767a24b62ed7eb5fb15f466d306e5e39"),
        ("toy/TownPage.graphql", "codegen", "f343a9b72c93b59ff83a6bc0f4da5cee0ea4be683096827e458ce2995156b492"),
        ("toy/TownPage.graphql", "apollo", "b3d446c4f03c7c2416aca76a05cb74b2933754056ef12cb09c92a189306dcf6b"),
    ]


@pytest.mark.parametrize("hash_", [ECHO_CODEGEN, ECHO_APOLLO])
def test_trusted_runs_what_the_manifest_lists(trusted: Endpoint, hash_: str):
    answer = send(trusted, persisted(hash_))

    assert answer.errors == []
    assert answer.data["echo"].startswith("big=12 day=2026-11-21")


def test_trusted_takes_a_text_that_is_listed_and_runs_its_file(trusted: Endpoint):
    file_text = next(one.text for one in listed_in(FOLDER) if one.id == ECHO_APOLLO)

    assert send(trusted, {"query": file_text}).errors == []


@pytest.mark.parametrize("body", [{"query": TEXT}, {"documentId": sha(TEXT)}, persisted(sha(TEXT), TEXT)])
def test_trusted_refuses_everything_else(trusted: Endpoint, body: dict[str, object]):
    assert send(trusted, body).codes == ["DOCUMENT_NOT_TRUSTED"]


def test_squeezed_literals_do_not_change_what_is_run(ask: Asker):
    """codegen sends a literal with two spaces as one; the file's own text is run instead."""
    endpoint = Endpoint(toy.contract(), profile="closed", listed=listed_in(FOLDER))
    listed = next(one for one in listed_in(FOLDER) if one.file == "toy/TownPage.graphql" and one.form == "codegen")

    assert '"two  spaces"' in endpoint.library.listed[listed.id].text


def test_the_manifest_is_read_back_and_must_fit_the_files(tmp_path: Path):
    manifest, folder = tmp_path / "operations.json", tmp_path / "operations"
    (folder / "toy").mkdir(parents=True)
    (folder / "toy" / "Who.graphql").write_text("query Who { whoami }")
    manifest.write_text(manifest_text(listed_in(folder)))

    assert [one.form for one in read_manifest(manifest, folder)] == ["codegen", "apollo"]
    (folder / "toy" / "Who.graphql").write_text("query Who { whoami instant }")
    with pytest.raises(ManifestError, match=r"toy/Who.graphql .* print_operations"):
        read_manifest(manifest, folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("query { whoami }", "found 1 operations, expected one, with a name"),
        ("query Who { whoami } query B { whoami }", "found 2 operations"),
        ("query Other { whoami }", "found operation Other, expected Who"),
        ("query Who {", "Syntax Error"),
    ],
)
def test_a_file_that_is_not_one_named_operation_is_refused(tmp_path: Path, text: str, told: str):
    (tmp_path / "Who.graphql").write_text(text)

    with pytest.raises(ManifestError, match=f"Who.graphql: .*{told}"):
        listed_in(tmp_path)
