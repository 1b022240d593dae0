"""Providers that are down, slow or talk nonsense: their own sign-ins are refused in time, the others never notice."""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest
import redis
from django.core.cache import caches
from django.db import OperationalError

from superapp.accounts.models import Account
from superapp.people.login import discovery, once, providers, wire
from superapp.people.login.wire import Budget, Unavailable
from superapp.people.sandbox import inside
from superapp.people.sandbox.switches import switched

from .journeys import PROVIDERS, Phone, error_of

every_provider = pytest.mark.parametrize("provider", PROVIDERS)
BROKEN = pytest.mark.parametrize("manners", [{"is_down": True}, {"is_junk": True}, {"delay_s": 10.0}])


def counted(provider: str) -> tuple[int, int]:
    """Return how often discovery and keys were asked for."""
    own = f"/sandbox/{provider}"
    return inside.asked[f"{own}/.well-known/openid-configuration"], inside.asked[f"{own}/jwks"]


def aged(seconds: float) -> None:
    """Let everything kept of providers have been read so long ago."""
    for code in PROVIDERS:
        issuer = providers.sandbox_issuer(code)
        for url in (f"{issuer}/.well-known/openid-configuration", f"{issuer}/jwks"):
            kept = caches["data"].get(f"login:document:{url}")
            if kept is not None:
                kept["fresh_until"] -= seconds
                kept["read_at"] -= seconds
                caches["data"].set(f"login:document:{url}", kept)


@every_provider
@BROKEN
def test_one_broken_provider_is_its_own_trouble_only(phone: Phone, provider: str, manners: dict[str, object]):
    token = phone.id_token(provider, "worker")
    with switched(provider, **manners):
        refused = [phone.present(provider, token) for _ in range(7)]
        others = [Phone().sign_in(other, "worker").status_code for other in PROVIDERS if other != provider]

    assert {(one.status_code, error_of(one)) for one in refused} == {(400, "PROVIDER_UNAVAILABLE")}
    assert others == [200, 200, 200]
    # After five failures it is left alone: the sixth and seventh were not even asked.
    assert counted(provider)[0] == 5


def test_documents_are_read_once_for_many_sign_ins(phone: Phone):
    for _ in range(5):
        assert phone.sign_in("thaid", "worker").status_code == 200

    assert counted("thaid") == (1, 1)


def test_documents_are_read_again_after_five_minutes(phone: Phone):
    phone.sign_in("thaid", "worker")
    aged(discovery.FRESH_S + 1)

    phone.sign_in("thaid", "worker")

    assert counted("thaid") == (2, 2)


@BROKEN
def test_old_documents_serve_while_the_provider_is_broken(phone: Phone, manners: dict[str, object]):
    phone.sign_in("thaid", "worker")
    aged(3600)
    token = phone.id_token("thaid", "worker")

    with switched("thaid", **manners):
        response = phone.present("thaid", token)
        again = phone.present("thaid", phone.id_token("thaid", "farmer"))

    assert (response.status_code, again.status_code) == (200, 200)
    # Asked once each, then left for half a minute, not with every sign-in.
    assert counted("thaid") == (2, 2)


@every_provider
def test_a_rotated_key_works_at_once(phone: Phone, provider: str):
    phone.sign_in(provider, "worker")

    with switched(provider, key_number=2):
        response = phone.sign_in(provider, "worker")

    assert response.status_code == 200
    assert counted(provider) == (1, 2)


def test_unknown_keys_do_not_become_a_stream_of_questions(phone: Phone):
    phone.sign_in("thaid", "worker")
    with switched("thaid", key_number=2):
        tokens = [phone.id_token("thaid", "worker") for _ in range(4)]

    codes = [error_of(phone.present("thaid", token)) for token in tokens]

    assert codes == ["INVALID_TOKEN"] * 4
    assert counted("thaid") == (1, 2)


def test_a_moved_token_address_is_not_followed():
    provider = providers.find("thaid")
    assert provider is not None

    with switched("thaid", token_host="example.org"), pytest.raises(Unavailable):
        discovery.addresses(provider, Budget())
    with pytest.raises(Unavailable):
        wire.call(provider, "GET", "https://example.org/x", budget=Budget())
    with pytest.raises(Unavailable):
        wire.call(provider, "GET", "http://127.0.0.1:8000@example.org/x", budget=Budget())


@contextmanager
def server(serve: Callable[[socketserver.StreamRequestHandler], None]) -> Iterator[str]:
    """Run a server on loopback that does `serve` with every connection."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                serve(self)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def called(url: str, seconds: float) -> wire.Answer:
    known = providers.find("thaid")
    assert known is not None
    return wire.call(replace(known, issuer=url), "GET", f"{url}/x", budget=Budget(seconds))


def test_an_answer_over_the_wire_is_read():
    body = b'{"a": 1}'
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"

    with server(lambda one: one.wfile.write(head + body)) as url:
        assert called(url, 5) == wire.Answer(200, {"a": 1})


def test_a_provider_that_drips_is_not_waited_for():
    released = threading.Event()

    def drip(one: socketserver.StreamRequestHandler) -> None:
        one.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not released.wait(0.02):
            one.wfile.write(b"X-Slow: 1\r\n")

    started = time.monotonic()
    with server(drip) as url, pytest.raises(Unavailable, match="too slow"):
        called(url, 0.3)
    released.set()

    # The budget is kept although a byte comes every 20 ms, for ever; the bound is far from any machine's speed.
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 503 Down\r\nContent-Length: 2\r\n\r\n{}",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + b" " * 400_000,
        b"",
    ],
)
def test_nonsense_over_the_wire_is_no_answer(answer: bytes):
    with server(lambda one: one.wfile.write(answer)) as url, pytest.raises(Unavailable):
        called(url, 5)


def test_a_redirect_is_not_followed():
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"

    with server(lambda one: one.wfile.write(head)) as url:
        assert called(url, 5).status == 302


def test_nobody_answers_at_a_closed_port():
    with pytest.raises(Unavailable):
        called("http://127.0.0.1:1", 5)


@pytest.mark.parametrize("error", [redis.ConnectionError("down"), OperationalError("locked")])
def test_nobody_signs_in_while_reuse_cannot_be_told(phone: Phone, monkeypatch: pytest.MonkeyPatch, error: Exception):
    token = phone.id_token("thaid", "worker")

    def fail(*_: object) -> bool:
        raise error

    monkeypatch.setattr(once, "first", fail)
    response = phone.present("thaid", token)

    assert (response.status_code, error_of(response), response["Retry-After"]) == (503, "TRY_LATER", "5")
    assert not Account.objects.exists()
