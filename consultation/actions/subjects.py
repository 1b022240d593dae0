"""The subjects by which people follow hearings: consultation/subjects.yaml, read once."""

from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parent.parent / "subjects.yaml"


@lru_cache(maxsize=1)
def subjects() -> dict[str, dict[str, str]]:
    """Return every subject by its code, with its name in "th" and "en", in the order to show them."""
    found: dict[str, dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found
