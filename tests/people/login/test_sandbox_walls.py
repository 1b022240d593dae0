"""The sample providers behave as good ones do, and exist only where nobody else can reach them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from superapp.people.sandbox.apps import SandboxConfig
from superapp.settings.agencies import new_signing_key
from tests.house.repository import ROOT
from tests.house.test_settings import GOOD

from .journeys import PROVIDERS, Browser

PROBE = """
import django; django.setup()
from django.apps import apps
from django.urls import Resolver404, resolve
try:
    resolve("/sandbox/thaid/authorize"); found = True
except Resolver404:
    found = False
print(apps.is_installed("superapp.people.sandbox"), found)
"""


def probe(folder: Path, settings: str, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", PROBE],
        cwd=ROOT,
        env=kept | {"DJANGO_SETTINGS_MODULE": f"superapp.settings.{settings}", "VAR_DIR": str(folder)} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_the_demonstration_it_is_there(tmp_path: Path):
    assert probe(tmp_path, "development", DEMO="1").stdout.split() == ["True", "True"]


def test_without_it_is_not(tmp_path: Path):
    assert probe(tmp_path, "development").stdout.split() == ["False", "False"]


def test_not_where_others_can_reach(tmp_path: Path):
    started = probe(tmp_path, "development", DEMO="1", PUBLIC_URL="https://app.example.go.th")

    assert started.returncode == 1
    assert "runs only where PUBLIC_URL is a loopback address" in started.stderr


def test_never_in_production(tmp_path: Path):
    lines = 'from superapp.settings import base\nbase.INSTALLED_APPS.append("superapp.people.sandbox")\n'
    started = subprocess.run(
        [sys.executable, "-c", lines + "import superapp.settings.production"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **GOOD, "AGENCY_SIGNING_KEYS": new_signing_key()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert started.returncode == 1
    assert "superapp.people.sandbox signs in anybody as anybody: it is not possible in production." in started.stderr


@pytest.mark.parametrize(("sandbox", "url"), [(False, "http://127.0.0.1:8000"), (True, "https://example.go.th")])
def test_the_application_itself_refuses(settings: Any, sandbox: bool, url: str):
    settings.SANDBOX, settings.PUBLIC_URL = sandbox, url
    config = SandboxConfig("superapp.people.sandbox", __import__("superapp.people.sandbox", fromlist=["x"]))

    with pytest.raises(ImproperlyConfigured):
        config.ready()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_request_without_pkce_or_from_nowhere_is_refused(browser: Browser, provider: str):
    good = browser.start(provider)["Location"]

    for left, right in (
        ("code_challenge_method=S256", "code_challenge_method=plain"),
        ("code_challenge=", "x="),
        ("redirect_uri=http", "redirect_uri=https"),
        ("client_id=superapp", "client_id=other"),
        ("response_type=code", "response_type=token"),
    ):
        assert left in good
        assert browser.client.get(good.replace(left, right)).status_code == 400
    page = browser.client.get(good)
    assert page.status_code == 200
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "<script" not in page.content.decode()


def test_the_documents_are_there_over_http_too():
    client = Client()

    found = client.get("/sandbox/ndid/.well-known/openid-configuration").json()
    keys = client.get("/sandbox/ndid/jwks").json()["keys"]

    assert found["issuer"] == "http://127.0.0.1:8000/sandbox/ndid"
    assert [(key["kid"], key["alg"], "d" in key) for key in keys] == [("sandbox-1", "RS256", False)]
    assert client.get("/sandbox/nobody/jwks").status_code == 404
