"""The response cache: what is kept, for whom, until when; and the headers that let others keep it."""

import hashlib
import threading

import orjson
import pytest
from django.core.cache import caches
from django.test import Client

from superapp.api import response_cache
from superapp.api.documents import Documents
from superapp.api.response_cache import Kept, ResponseCache, etag_of, key_of, unpacked
from tests.api import toy
from tests.asking import Asker, answer_of

TOWNS = "query Towns($n: Int) { towns(first: $n) { edges { node { name } } } }"


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Start each test without answers of another one in the second level."""
    caches["data"].clear()


def get(hash_: str, variables: str = "{}", **headers: str):
    extensions = orjson.dumps({"persistedQuery": {"version": 1, "sha256Hash": hash_}}).decode()
    return Client().get("/graphql", {"extensions": extensions, "variables": variables}, headers=headers)


def known(ask: Asker, text: str) -> str:
    """Make a text known to the endpoint and return its hash."""
    hash_ = hashlib.sha256(text.encode()).hexdigest()
    body = {"query": text, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash_}}}
    answer_of(Client().post("/graphql", orjson.dumps(body), content_type="application/json"))
    return hash_


@pytest.mark.parametrize(
    ("text", "fresh_s"),
    [
        ("{ towns { edges { node { name river { twin { name } } } } totalCount pageInfo { endCursor } } }", 300),
        ('{ publicTown(code: "x") { name } towns { totalCount } }', 60),
        ("{ t: __typename towns { __typename totalCount } }", 300),
        ("{ ...f } fragment f on Query { towns { totalCount } }", 300),
        ("{ towns { edges { node { ... on Node { id } name } } } }", 300),
        ("{ towns { edges { node { mayor } } } }", None),
        ("{ towns { edges { node { ...f } } } } fragment f on Town { mayor }", None),
        ('{ towns { totalCount } town(code: "x") { name } }', None),
        ("{ towns { totalCount } whoami }", None),
        ('{ node(id: "x") { id } }', None),
        ("{ __typename }", None),
        ('{ towns { totalCount } __type(name: "Town") { name } }', None),
        ('mutation { nameTown(input: {code: "x", newName: "y"}) { town { name } } }', None),
    ],
)
def test_an_operation_is_shared_when_all_it_touches_is_public(text: str, fresh_s: int | None):
    sharing = Documents(toy.contract(), profile="open").read(text).operations[0].sharing

    assert (sharing.fresh_s if sharing else None) == fresh_s


def test_a_public_answer_is_computed_once_until_the_version_is_raised(ask: Asker):
    first, second = ask(TOWNS, {"n": 2}), ask(TOWNS, {"n": 2})
    toy.state.version = "2"
    third = ask(TOWNS, {"n": 2})

    assert first.data == second.data == third.data
    assert toy.state.resolved == 2


def test_variables_language_and_operation_make_different_answers_and_undeclared_variables_do_not(ask: Asker):
    ask(TOWNS, {"n": 2})
    ask(TOWNS, {"n": 2, "junk": 1})
    assert toy.state.resolved == 1

    ask(TOWNS, {"n": 3})
    ask(TOWNS, {"n": None})
    ask(TOWNS)
    ask(TOWNS, {"n": 2}, language="en")

    assert toy.state.resolved == 5


def test_a_warm_answer_costs_no_query_even_when_somebody_is_signed_in(ask: Asker, citizen, django_assert_num_queries):
    ask(TOWNS, {"n": 2})
    client = Client()
    client.force_login(citizen.account, backend="django.contrib.auth.backends.ModelBackend")

    with django_assert_num_queries(0):
        response = client.post(
            "/graphql", orjson.dumps({"query": TOWNS, "variables": {"n": 2}}), content_type="application/json"
        )

    assert len(answer_of(response).data["towns"]["edges"]) == 2


def test_an_answer_with_errors_is_not_kept(ask: Asker, monkeypatch: pytest.MonkeyPatch):
    document = 'query { publicTown(code: "town-01") { river { name } } }'
    monkeypatch.setattr(toy.RiverByCode, "fetch", lambda self, keys: [ValueError()] * len(keys))
    assert ask(document).codes == ["INTERNAL_SERVER_ERROR"]

    monkeypatch.undo()

    assert ask(document).data == {"publicTown": {"river": {"name": "Ping"}}}


def test_a_get_by_hash_may_be_kept_by_others_and_is_not_sent_twice(ask: Asker):
    hash_ = known(ask, TOWNS)

    first = get(hash_, '{"n": 1}')
    again = get(hash_, '{"n": 1}', **{"if-none-match": f'"other", {first["ETag"]}'})

    assert first.content == b'{"data":{"towns":{"edges":[{"node":{"name":"Town 01"}}]}}}'
    assert first["Cache-Control"] == "public, max-age=300, stale-while-revalidate=600"
    assert first["Vary"] == "Accept, Accept-Language"
    assert first["ETag"] == etag_of(first.content)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]


def test_everything_else_is_no_store(ask: Asker, citizen):
    towns, private, failing = (
        known(ask, TOWNS),
        known(ask, "{ whoami }"),
        known(ask, TOWNS.replace("$n: Int", "$n: Int!")),
    )
    signed_in = Client()
    signed_in.force_login(citizen.account, backend="django.contrib.auth.backends.ModelBackend")
    extensions = orjson.dumps({"persistedQuery": {"version": 1, "sha256Hash": towns}}).decode()

    responses = [
        get(private),
        get(failing),
        ask(TOWNS).response,
        signed_in.get("/graphql", {"extensions": extensions}),
        Client().get("/graphql", {"query": TOWNS}, headers={"accept": "application/json"}),
    ]

    assert [response["Cache-Control"] for response in responses] == ["no-store"] * 5
    assert not any(response.has_header("ETag") for response in responses)


def test_the_key_depends_on_declared_variables_in_any_order():
    base = ("digest", "th", "doc", "Op", ("a", "b"))

    assert key_of(*base, {"a": {"x": 1, "y": 2}, "b": 1}) == key_of(*base, {"b": 1, "a": {"y": 2, "x": 1}, "c": 9})
    assert key_of(*base, {"a": 1}) != key_of(*base, {"a": 1, "b": None})
    assert key_of(*base, {"a": 1}) != key_of(*base, {"b": 1})
    assert len({key_of(*changed, {}) for changed in (base, ("x", *base[1:]), (base[0], "en", *base[2:]))}) == 3


def test_an_answer_is_packed_and_unpacked():
    kept = Kept("ไทย".encode(), etag_of("ไทย".encode()), "7", 1.5, 2.5)

    assert unpacked(kept.packed()) == kept
    assert unpacked(b"junk") is None
    assert unpacked(None) is None


def test_lifetimes_vary_by_a_tenth_and_end():
    now = [1000.0]
    cache = ResponseCache(clock=lambda: now[0])
    kept, how = cache.answer("k", "1", 100, lambda: (b"a", True))
    assert how == "miss"
    assert 1090 <= kept.fresh_until <= 1110

    now[0] = 1089.0
    assert cache.answer("k", "1", 100, lambda: (b"b", True)) == (kept, "hit")
    now[0] = 1111.0
    assert cache.answer("k", "1", 100, lambda: (b"b", True))[0].body == b"b"


def test_what_is_too_large_is_given_and_not_kept():
    cache = ResponseCache()
    large = b"x" * (response_cache.LARGEST_ANSWER + 1)

    assert cache.answer("k", "1", 100, lambda: (large, True))[0].body == large
    assert cache.near.get("k") is None


def test_many_who_ask_at_once_wait_for_one_computation():
    cache, started, go_on, computed, told = ResponseCache(), threading.Event(), threading.Event(), [], []

    def compute() -> tuple[bytes, bool]:
        computed.append(1)
        started.set()
        go_on.wait(10)
        return b"answer", True

    threads = [
        threading.Thread(target=lambda: told.append(cache.answer("k", "1", 100, compute, wait_s=10))) for _ in range(8)
    ]
    threads[0].start()
    started.wait(10)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(10)

    assert len(computed) == 1
    assert {kept.body for kept, _ in told} == {b"answer"}
    assert sum(how == "miss" for _, how in told) == 1


def test_a_computation_that_fails_frees_the_key():
    cache = ResponseCache()

    with pytest.raises(ZeroDivisionError):
        cache.answer("k", "1", 100, lambda: (b"%d" % (1 // 0), True))

    assert cache.answer("k", "1", 100, lambda: (b"a", True))[0].body == b"a"


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch):
    """Take the data cache, whichever it is, for one that other processes share."""
    caches["data"].clear()
    monkeypatch.setattr(response_cache, "_far", lambda: caches["data"])
    return caches["data"]


def test_another_process_finds_the_answer_in_the_second_level(far):
    ResponseCache().answer("k", "1", 100, lambda: (b"a", True))

    kept, how = ResponseCache().answer("k", "1", 100, lambda: (b"b", True))

    assert (kept.body, how) == (b"a", "shared")
    assert far.get("k:lock") is None


def test_who_loses_the_race_shows_the_answer_before_this_version(far):
    ResponseCache().answer("k", "1", 100, lambda: (b"old", True))
    far.add("k:lock", 1, 60)

    kept, how = ResponseCache().answer("k", "2", 100, lambda: (b"new", True))

    assert (kept.body, how) == (b"old", "stale")


def test_who_loses_the_race_and_has_nothing_recent_waits_and_then_computes(far):
    now = [1000.0]
    ResponseCache(clock=lambda: now[0]).answer("k", "1", 100, lambda: (b"old", True))
    far.add("k:lock", 1, 60)
    now[0] += 601
    slept: list[float] = []
    late = ResponseCache(clock=lambda: now[0], sleep=slept.append)

    kept, how = late.answer("k", "2", 100, lambda: (b"new", True))

    assert (kept.body, how, slept) == (b"new", "miss", [0.2])


def test_who_waits_takes_what_came_meanwhile(far):
    far.add("k:lock", 1, 60)
    other = Kept(b"theirs", etag_of(b"theirs"), "1", 1000.0, 2000.0)
    late = ResponseCache(clock=lambda: 1000.0, sleep=lambda _: far.set("k", other.packed(), 60))

    assert late.answer("k", "1", 100, lambda: (b"mine", True)) == (other, "shared")
