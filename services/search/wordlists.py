"""The reviewed lists of data/, read once: synonyms, intents, everyday words, places."""

from functools import cache
from importlib import resources
from typing import Any

import yaml

# The C reader is ten times faster and reads the same safe subset; it is missing where PyYAML was built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str) -> dict[str, Any]:
    """Return the content of data/`name`.yaml. Shared between callers: never change it."""
    text = resources.files("services.search").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=_LOADER))  # noqa: S506 (a safe loader, chosen above)
