"""The drill's process that makes people and their sessions, and the one that looks at them all afterwards."""

import json
import sys

import django
from django.core.management import call_command

django.setup()

from django.test import Client  # noqa: E402

from bench.planted_drill.people import planted  # noqa: E402
from bench.rotation_drill.signing_up import browser_of, sign_up  # noqa: E402
from superapp.accounts import cipher, keys  # noqa: E402
from superapp.accounts.models import Citizen  # noqa: E402


def make(count: int) -> None:
    """Make citizens with sealed identities; print number, name and session key of each."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    keys.check()
    told = []
    for pid in planted(count):
        client: Client = browser_of(sign_up(pid, "thaid"))
        told.append([pid, f"ทดสอบ {pid}", client.cookies["sessionid"].value])
    print(json.dumps(told))


def look(*known: str) -> None:
    """Compare every citizen with what is known; print what is wrong, and which keys sealed them."""
    wrong, sealed_by = [], {}
    for citizen in Citizen.objects.select_related("account").iterator():
        pid = citizen.read("pid")
        number = cipher.key_id_of(citizen.data_key)
        sealed_by[number] = sealed_by.get(number, 0) + 1
        if pid is None or Citizen.objects.with_pid(pid).get() != citizen:
            wrong.append(citizen.public_id)
    pids = json.loads(sys.stdin.read())
    lost = [pid for pid in pids if Citizen.objects.with_pid(pid).count() != 1]
    print(json.dumps({"citizens": Citizen.objects.count(), "wrong": wrong, "lost": len(lost), "sealed_by": sealed_by}))


if __name__ == "__main__":
    make(int(sys.argv[2])) if sys.argv[1] == "make" else look()
