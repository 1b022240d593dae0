"""The import contracts hold, and each of them would notice if it were broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import PACKAGES, ROOT

PLANTS = {
    "storeys": {"services/models/planted.py": "import consultation\n"},
    "rooms": {"services/models/planted.py": "import services.actions.publishing\n"},
    "rooms: a room not on the plan": {"services/utils.py": ""},
    "superapp-rooms": {"superapp/jobs/planted.py": "import superapp.api\n"},
    "superapp-rooms: a room not on the plan": {"superapp/helpers.py": ""},
    "people-rooms": {
        "superapp/people/models/planted.py": "import superapp.people.actions.planted\n",
        "superapp/people/actions/planted.py": "",
    },
    "people-rooms: a room not on the plan": {"superapp/people/helpers.py": ""},
    "quiet": {"superapp/thai/planted.py": "import django.conf\n"},
    "quiet: at second hand": {
        "services/search/planted.py": "import services.models.planted\n",
        "services/models/planted.py": "import django.db\n",
    },
    "wire": {"services/actions/planted.py": "import graphql\n"},
    "visitors": {"welfare/models.py": "import services.actions.publishing\n"},
    "cycles": {
        "services/models/planted_egg.py": "import services.models.planted_hen\n",
        "services/models/planted_hen.py": "import services.models.planted_egg\n",
    },
}


def lint(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(
        [sys.executable, "-c", program, "--no-logo", "--no-cache", *arguments],
        cwd=folder,
        # Wide enough that no name is folded over two lines.
        env={**os.environ, "COLUMNS": "300", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package,
            folder / package,
            ignore=lambda where, names: [
                name for name in names if not (Path(where) / name).is_dir() and not name.endswith(".py")
            ],
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_holds():
    result = lint(ROOT)

    assert "Contracts: 8 kept, 0 broken." in result.stdout, result.stdout + result.stderr
    assert result.returncode == 0


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_violation_is_caught(copy: Path, plant: str):
    contract = plant.partition(":")[0]
    planted = [copy / path for path in PLANTS[plant]]

    try:
        for path, content in PLANTS[plant].items():
            (copy / path).write_text(content)
        result = lint(copy, "--contract", contract)
    finally:
        for path in planted:
            path.unlink()

    assert "Contracts: 0 kept, 1 broken." in result.stdout, result.stdout + result.stderr
    assert result.returncode == 1


def test_every_contract_has_a_plant():
    configured = [
        line.split('"')[1]
        for line in (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
        if line.startswith("id = ")
    ]

    assert {plant.partition(":")[0] for plant in PLANTS} == set(configured)
