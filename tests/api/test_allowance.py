"""The allowance: cost units a viewer and an address may spend in a minute."""

import socket

import orjson
import pytest
from django.conf import settings as configured
from django.test import RequestFactory

from superapp.accounts.viewer import ANONYMOUS
from superapp.api.addresses import address_of
from superapp.api.allowance import Allowance, names_of
from superapp.api.errors import RequestRefused
from superapp.api.view import Endpoint
from tests.api import toy
from tests.asking import Answer, answer_of

COSTLY = "{ biggestTowns(first: 10) { edges { node { name } } } }"


def send(endpoint: Endpoint, text: str, address: str = "192.0.2.1") -> Answer:
    request = RequestFactory(REMOTE_ADDR=address).post(
        "/graphql", orjson.dumps({"query": text}), content_type="application/json"
    )
    return answer_of(endpoint(request))


def test_what_an_operation_costs_is_taken_and_then_it_is_enough(db: None):
    endpoint = Endpoint(toy.contract(), profile="closed", listed=[], allowed=Allowance(per_minute=75))
    send(endpoint, "{ whoami }", address="192.0.2.2")
    send(endpoint, COSTLY, address="192.0.2.3")

    *bought, refused = [send(endpoint, COSTLY) for _ in range(8)]
    elsewhere = send(endpoint, COSTLY, address="192.0.2.2")

    assert [answer.errors for answer in (*bought, elsewhere)] == [[]] * 8
    assert (refused.status, refused.data, refused.codes) == (429, None, ["RATE_LIMITED"])
    assert 1 <= int(refused.response["Retry-After"]) <= 60
    # What is left still buys something small.
    assert send(endpoint, "{ whoami }").errors == []


def test_reading_new_texts_draws_on_the_window_too(db: None):
    endpoint = Endpoint(toy.contract(), profile="closed", listed=[], allowed=Allowance(per_minute=110))

    answers = [send(endpoint, f"{{ nothing{number} }}") for number in range(3)]

    assert [answer.codes for answer in answers] == [
        ["GRAPHQL_VALIDATION_FAILED"], ["GRAPHQL_VALIDATION_FAILED"], ["RATE_LIMITED"],
    ]  # fmt: skip


def test_a_kept_answer_costs_nothing(db: None):
    endpoint = Endpoint(
        toy.contract(), profile="closed", listed=[], response_cache=True, allowed=Allowance(per_minute=75)
    )

    answers = [send(endpoint, "{ towns { edges { node { name } } } }") for _ in range(5)]

    assert [answer.errors for answer in answers] == [[]] * 5


def test_somebody_signed_in_draws_on_their_own_window_too(citizen):
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/")

    assert names_of(request, ANONYMOUS) == ("address:192.0.2.1",)
    assert names_of(request, citizen) == (f"viewer:{citizen.pseudonym}", "address:192.0.2.1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "unknown"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
    ],
)
def test_a_forwarded_address_counts_only_from_our_own_proxies(settings, peer: str, forwarded: str, address: str):
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]
    request = RequestFactory(REMOTE_ADDR=peer).get("/", headers={"x-forwarded-for": forwarded})

    assert address_of(request) == address


def test_nothing_is_limited_at_zero():
    Allowance(per_minute=0).spend(10**9, "a")


def test_without_redis_the_process_keeps_count_by_itself():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    allowance = Allowance(per_minute=10, redis_url=f"redis://127.0.0.1:{port}/0")

    allowance.spend(8, "a")
    with pytest.raises(RequestRefused) as refused:
        allowance.spend(8, "a")

    assert refused.value.kind.code == "RATE_LIMITED"
    assert allowance.breaker.failures == 1


@pytest.mark.redis
def test_two_processes_share_one_window_in_redis():
    one, other = (Allowance(per_minute=10, redis_url=configured.REDIS_URL) for _ in range(2))
    one.shared.clear(one.item, "tests-shared")

    one.spend(8, "tests-shared")
    with pytest.raises(RequestRefused):
        other.spend(8, "tests-shared")

    one.shared.clear(one.item, "tests-shared")
