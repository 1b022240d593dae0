"""A fresh web process, walked through every address, stays small and answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

from superapp.settings import environment
from tests.house.repository import ROOT

WALK = """
import json, sys
from django.core.management import call_command
import superapp.wsgi
from django.test import Client
from django.urls import URLPattern, get_resolver

def addresses(patterns, prefix=""):
    for entry in patterns:
        route = prefix + str(entry.pattern).lstrip("^").rstrip("$").replace("\\\\Z", "")
        if isinstance(entry, URLPattern):
            if not set(route) & set("<(["):
                yield "/" + route
        else:
            yield from addresses(entry.url_patterns, route)

call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
seen = {address: client.get(address).status_code for address in addresses(get_resolver().url_patterns)}
asked = client.post("/graphql", json.dumps({"query": "{ __typename }"}), content_type="application/json")
modules = sorted({name.partition(".")[0] for name in sys.modules})
print(json.dumps({"seen": seen, "asked": asked.json(), "modules": modules}))
"""
HEAVY = {"sklearn", "scipy", "numpy", "pandas", "duckdb", "torch", "playwright", "pytest", "hypothesis"}


def test_a_fresh_process_answers_everywhere_and_imports_nothing_heavy(tmp_path: Path):
    environ = {name: value for name, value in os.environ.items() if name not in {v.name for v in environment.VARIABLES}}
    environ |= {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "superapp.settings.development"}

    walked = subprocess.run(
        [sys.executable, "-c", WALK], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )

    assert walked.returncode == 0, walked.stderr[-3000:]
    report = json.loads(walked.stdout.strip().splitlines()[-1])
    assert {address: status for address, status in report["seen"].items() if status >= 500} == {}
    assert {"/graphql", "/healthz", "/readyz", "/admin/", "/admin/login/"} <= report["seen"].keys()
    assert report["seen"]["/healthz"] == 200
    assert report["asked"] == {"data": {"__typename": "Query"}}
    assert HEAVY & set(report["modules"]) == set()
