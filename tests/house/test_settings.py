"""Settings: documented as they are, and production refuses what must not be."""

import os
import re
import subprocess
import sys

import pytest

from superapp.paper.signing import new_key
from superapp.settings import environment
from superapp.settings.agencies import new_signing_key
from tests.house.repository import ROOT, text

GOOD = {
    "DATABASE_URL": "postgresql://superapp:secret@db.example.go.th:5432/superapp",
    "REDIS_URL": "redis://cache.example.go.th:6379/0",
    "SECRET_KEY": "k" * 64,
    "AUDIT_KEY": "a" * 64,
    "PII_KEYS": "1:" + "5a" * 32,
    "PID_INDEX_KEY": "a5" * 32,
    "TOKEN_KEY": "t" * 64,
    "AGENCY_SIGNING_KEYS": new_signing_key(),
    "DOCUMENT_SIGNING_KEYS": new_key(),
    "ALLOWED_HOSTS": "api.example.go.th",
    "PUBLIC_URL": "https://api.example.go.th",
}
ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \| (?P<default>.*?) \| (?P<meaning>.*?) \|$", re.M)


def load_production(changes: dict[str, str | None]) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in {v.name for v in environment.VARIABLES}}
    environ |= {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", "import superapp.settings.production as s; print(s.DEBUG, s.DEMO, s.GRAPHQL_PROFILE)"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_everything_is_named():
    loaded = load_production({})

    assert loaded.stdout.split() == ["False", "False", "closed"], loaded.stderr


@pytest.mark.parametrize("name", sorted(GOOD.keys() - {"PUBLIC_URL"}))
@pytest.mark.parametrize("value", [None, "  "])
def test_production_refuses_a_missing_variable_by_name(name: str, value: str | None):
    loaded = load_production({name: value})

    assert loaded.returncode == 1
    assert (
        loaded.stderr.strip()
        .splitlines()[-1]
        .endswith(f"Production needs these environment variables (docs/settings.md): {name}.")
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ALLOWED_HOSTS": "api.example.go.th,*"}, "ALLOWED_HOSTS=* would let any site speak in our name"),
        ({"PUBLIC_URL": "http://api.example.go.th"}, "PUBLIC_URL must be the https:// address"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL must be the https:// address"),
        ({"DEMO": "1"}, "DEMO=1 loads people with known passwords"),
        ({"DEMO": "perhaps"}, "DEMO='perhaps': expected 1 or 0"),
        ({"DATABASE_URL": "sqlite:///superapp.sqlite3"}, "DATABASE_URL must name PostgreSQL"),
    ],
)
def test_production_refuses_bad_values(changes: dict[str, str | None], sentence: str):
    loaded = load_production(changes)

    assert loaded.returncode == 1
    assert sentence in loaded.stderr.strip().splitlines()[-1]


def test_the_document_lists_every_variable_as_it_is():
    rows = ROW.finditer(text(ROOT / "docs/settings.md").partition("## The commands")[0])
    documented = {row["name"]: (row["default"], row["meaning"]) for row in rows}

    assert documented == {
        variable.name: (shown_default(variable), variable.meaning) for variable in environment.VARIABLES
    }


def shown_default(variable: environment.Variable) -> str:
    default = variable.default.replace(f"{ROOT}/", "")
    return f"`{default}`" if default else "blank"


def test_nothing_else_reads_the_environment():
    readers = [
        f"{path.relative_to(ROOT)}:{number}"
        for package in ("superapp", "services", "consultation", "welfare")
        for path in sorted((ROOT / package).rglob("*.py"))
        for number, line in enumerate(text(path).splitlines(), 1)
        if re.search(r"os\.(environ|getenv)(?!\.setdefault)", line)
    ]

    assert [place for place in readers if not place.startswith("superapp/settings/environment.py")] == []
