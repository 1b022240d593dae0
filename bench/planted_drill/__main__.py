"""The process that lives through the journeys, "live" or "erase": what it logs lands in a file, its steps on stdout."""

import json
import sys

import django
from django.core.management import call_command

django.setup()

from bench.planted_drill import journeys  # noqa: E402
from bench.planted_drill.people import known_in_the_sample_world, peopled  # noqa: E402


def tell(title: str, done: int, total: int) -> None:
    """Say how far it has come."""
    print(json.dumps([title, done, total]), flush=True)


part, count, walking = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if part == "live":
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
everybody = peopled(count, walking)
with known_in_the_sample_world(everybody):
    print(json.dumps(getattr(journeys, part)(everybody, tell=tell)))
