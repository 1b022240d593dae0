"""A folder for each test of files, and a citizen with a key."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.files.actions import links
from superapp.files.storing import FolderStorage
from tests.factories.people import make_person, viewer_of_person


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep files where production does: in a folder."""
    settings.FILES_DIR = tmp_path
    monkeypatch.setitem(storages._storages, "files", FolderStorage(location=tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def predicates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests say who may have what, without staying heard."""
    monkeypatch.setattr(links, "_predicates", {})


@pytest.fixture
def now():
    """Return the real moment: the addresses of files are asked by the real clock."""
    return timezone.now()


@pytest.fixture
def somying(db: None) -> Citizen:
    return make_person(1)


@pytest.fixture
def sender(somying: Citizen) -> Viewer:
    """Return a citizen who sends files."""
    return viewer_of_person(somying)


def kept_in(folder: Path) -> list[Path]:
    """Return every file that lies in a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
