"""Language of a request: Thai unless English is preferred."""

import re

_PART = re.compile(
    r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]{1,40})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*", re.ASCII
)
LONGEST_HEADER = 500


def language_of(accept_language: str | None) -> str:
    """Return "en" when the header prefers English to Thai, and "th" otherwise: nothing said, or nonsense, is Thai."""
    if not accept_language or accept_language == "th":
        return "th"
    wanted = {"th": 0.0, "en": 0.0}
    anything = 0.0
    named = set()
    for part in accept_language[:LONGEST_HEADER].split(","):
        found = _PART.fullmatch(part)
        if found is None:
            continue
        name, quality = found[1].lower(), float(found[2] or 1)
        if name == "*":
            anything = max(anything, quality)
        elif name in wanted:
            named.add(name)
            wanted[name] = max(wanted[name], quality)
    for name in wanted.keys() - named:
        wanted[name] = anything
    return "en" if wanted["en"] > wanted["th"] else "th"
