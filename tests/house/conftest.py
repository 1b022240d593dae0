"""What several tests of the house need."""

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest

from tests.house.repository import ROOT

FRONT = ROOT / "bin" / "front"
NAMES = [path.stem for path in FRONT.glob("*.py") if path.stem != "__main__"]


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, ModuleType]]:
    """The modules behind the commands, by name; they are no package, so they are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(FRONT))
    yield {name: importlib.import_module(name) for name in NAMES}
    for name in NAMES:
        sys.modules.pop(name, None)
