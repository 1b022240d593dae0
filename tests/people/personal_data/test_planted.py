"""Planted numbers: signed in, acted for, copied, put into every wrong place, erased - and found nowhere afterwards.

`bin/bench planted_data` walks the same journeys with a thousand, and looks into pg_dump and Redis too.
"""

import base64
import io
import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection

from bench.planted_drill import journeys, people, scanning
from superapp.accounts.models import Citizen
from superapp.api.journal import JsonFormatter
from superapp.jobs.models import Job
from superapp.people.login import wire
from superapp.registries.sandbox.world import world

GROWN, WALKING = 2, 1


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep files in a folder of the test, and start with empty caches."""
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    for each in caches.all():
        each.clear()
    wire.forget()
    return tmp_path


def database() -> list[tuple[str, bytes]]:
    """Return the database as it lies on the disk."""
    if connection.vendor == "postgresql":
        told = connection.get_connection_params()
        user = f"{told.get('user', '')}{':' + told['password'] if told.get('password') else ''}"
        where = f"{told.get('host', '127.0.0.1')}:{told.get('port', 5432)}"
        return list(scanning.postgresql_dump(f"postgresql://{user}@{where}/{told['dbname']}"))
    path = Path(connection.settings_dict["NAME"])
    return [(one.name, one.read_bytes()) for one in (path, path.with_name(path.name + "-wal")) if one.exists()]


def everywhere(place: Path, logged: str) -> list[tuple[str, bytes]]:
    return [*database(), *scanning.files(place), *scanning.sessions(), ("log", logged.encode())]


@pytest.mark.django_db(transaction=True)
def test_no_number_is_found_anywhere(place: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    everybody = people.peopled(GROWN, WALKING)
    # What libraries log goes through a handler of its own, made when the process started.
    library = io.StringIO()
    handlers = [one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonFormatter)]
    for handler in handlers:
        monkeypatch.setattr(handler, "stream", library)
    monkeypatch.setattr(settings, "DEMO", True)
    monkeypatch.setattr(settings, "PUSH_CHANNEL", "superapp.people.actions.pushing.SandboxChannel")
    scanner = scanning.Scanner(one.pid for one in everybody)

    def hits() -> list[object]:
        told = capfd.readouterr()
        logged = told.err + told.out + library.getvalue()
        return [(name, hit) for name, data in everywhere(place, logged) for hit in scanner.hits(data)]

    with people.known_in_the_sample_world(everybody):
        lived = journeys.live(everybody)
        afterwards = hits()
        citizens = sum(Citizen.objects.with_pid(one.pid).count() for one in everybody)
        erased = journeys.erase(everybody)

    counted = ("people", "walked", "records_shown", "copies_fetched", "erased")
    assert [lived[name] for name in counted] == [GROWN + WALKING, WALKING, GROWN + WALKING, WALKING, 1]
    assert lived["pushes"] > 0
    assert citizens == GROWN + WALKING - 1
    assert erased["erased_afterwards"] == citizens
    assert library.getvalue().count("lookup failed") == 3
    assert afterwards == []
    assert hits() == []
    assert not any(one.key in world().people for one in everybody)


@pytest.mark.django_db(transaction=True)
def test_the_scanner_finds_what_lies_open(place: Path):
    pids = people.planted(6)
    Job.objects.create(task="drill", kwargs={"pid": pids[0]}, max_attempts=1, lease_s=1)
    Job.objects.create(task=base64.b64encode(f"a{pids[1]}".encode()).decode(), max_attempts=1, lease_s=1)
    if not settings.REDIS_URL:
        cache.set("planted", {"pid": pids[2]}, 600)
    (place / "some.log").write_text(f"who: {pids[3].encode().hex()}")
    scanner = scanning.Scanner(pids)

    found = {(name, pid) for name, data in everywhere(place, f"ถึง {pids[4]}") for _, pid in scanner.hits(data)}

    names = {pid: {name for name, other in found if other == pid} for pid in pids}
    assert all(names[pid] for pid in (pids[:2] if settings.REDIS_URL else pids[:3]))
    assert (names[pids[3]], names[pids[4]], names[pids[5]]) == ({"some.log"}, {"log"}, set())


@pytest.mark.parametrize("form", sorted(scanning.written("9775331000018")))
def test_every_form_is_found_among_others(form: str):
    pids = people.planted(3)
    pattern = scanning.written(pids[1])[form]

    hits = scanning.Scanner(pids).hits(b"\x00before" + pattern + b"after\xff")

    assert (form, pids[1]) in hits
    assert {pid for _, pid in hits} == {pids[1]}


@pytest.mark.parametrize("before", [b"", b"a", b"ab", b"abc"])
def test_a_number_inside_base64_is_found_wherever_it_begins(before: bytes):
    pids = people.planted(2)

    for raw in (pids[0].encode(), scanning.written(pids[0])["thai"]):
        data = base64.b64encode(before + raw + b"tail")
        assert {pid for _, pid in scanning.Scanner(pids).hits(data)} == {pids[0]}
