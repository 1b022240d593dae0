"""The data cache on Redis: what is stored, and what happens without a server."""

import socket
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings
from redis.exceptions import ConnectionError as RedisConnectionError

from superapp.api.caching import Breaker, PlainSerializer, SafeRedisCache, redis_options


@pytest.fixture
def closed_port() -> int:
    """Return a port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port whose server takes connections and never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield server.getsockname()[1]


def cache_at(port: int) -> SafeRedisCache:
    return SafeRedisCache(f"redis://127.0.0.1:{port}/0", {})


def ask_everything(cache: SafeRedisCache) -> list[object]:
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    cache.set("a", b"1", 60)
    cache.delete_many(["a"])
    return [
        cache.get("a"),
        cache.get("a", "default"),
        cache.add("a", b"1", 60),
        cache.touch("a", 60),
        cache.delete("a"),
        cache.get_many(["a"]),
        cache.set_many({"a": 1}, 60),
        cache.has_key("a"),
        cache.clear(),
    ]


NOTHING_THERE = [None, "default", True, False, False, {}, ["a"], False, False]


def test_without_a_server_everything_reads_as_not_there(closed_port: int):
    assert ask_everything(cache_at(closed_port)) == NOTHING_THERE


def test_a_server_that_hangs_is_asked_once(silent_port: int):
    cache = cache_at(silent_port)

    assert ask_everything(cache) == NOTHING_THERE
    assert cache.breaker.failures == 1


def test_backends_of_all_threads_share_one_breaker(closed_port: int):
    one = cache_at(closed_port)
    one.get("a")
    others: list[int] = []
    thread = threading.Thread(target=lambda: others.append(cache_at(closed_port).breaker.failures))
    thread.start()
    thread.join(10)

    assert others == [1]


def test_clients_do_not_try_again_by_themselves():
    options = redis_options()

    assert (options["socket_timeout"], options["socket_connect_timeout"]) == (0.2, 0.2)
    tries: list[int] = []

    def failing() -> None:
        tries.append(1)
        raise RedisConnectionError

    with pytest.raises(RedisConnectionError):
        options["retry"].call_with_retry(failing, lambda _error: None)
    assert tries == [1]


def test_the_breaker_opens_at_a_failure_probes_once_and_closes():
    now = [100.0]
    breaker = Breaker(clock=lambda: now[0])
    assert breaker.lets_through()

    breaker.failed(OSError())
    now[0] += 1.9
    assert not breaker.lets_through()
    now[0] += 0.2
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    assert breaker.is_open
    breaker.succeeded()

    assert breaker.lets_through()
    assert (breaker.is_open, breaker.failures) == (False, 1)


@pytest.mark.parametrize("value", [b"", b"\x00\xff", b"{", "ไทย", 5, 1.5, None, True, [1, {"a": "b"}]])
def test_values_are_bytes_or_json(value: object):
    plain = PlainSerializer()

    assert plain.loads(plain.dumps(value)) == value


def test_what_is_no_json_is_refused():
    with pytest.raises(TypeError):
        PlainSerializer().dumps(object())


@pytest.mark.redis
def test_a_server_keeps_counts_and_forgets_only_its_own():
    own = SafeRedisCache(settings.REDIS_URL, {"KEY_PREFIX": "tests-own*"})
    other = SafeRedisCache(settings.REDIS_URL, {"KEY_PREFIX": "tests-own-other"})
    other.set("a", b"other", 60)

    own.set("a", b"raw", 60)
    own.set("n", 1, 60)
    assert (own.get("a"), own.incr("n"), own.get("n")) == (b"raw", 2, 2)
    assert (own.add("a", b"x", 60), own.add("b", b"x", 60), own.has_key("b")) == (False, True, True)
    assert own.get_many(["a", "b", "c"]) == {"a": b"raw", "b": b"x"}
    assert own.clear()

    assert (own.get("a"), own.get("n"), other.get("a")) == (None, None, b"other")
    other.clear()
