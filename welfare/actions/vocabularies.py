"""The vocabulary that ships with the software, kept as a row so that what was decided with it can be replayed."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from welfare.models import Vocabulary
from welfare.rules.canonical import vocabulary_hash
from welfare.rules.facts import load_vocabulary
from welfare.rules.programmes import SHARED_FILE, SHIPPED, VOCABULARY_FILE
from welfare.rules.tables import load_shared


@lru_cache(maxsize=4)
def texts(folder: Path = SHIPPED) -> tuple[str, str, str]:
    """Return the facts and shared values of a folder as YAML texts, and the hash of both."""
    facts = (folder / VOCABULARY_FILE).read_text(encoding="utf-8")
    shared = (folder / SHARED_FILE).read_text(encoding="utf-8")
    return facts, shared, vocabulary_hash(load_vocabulary(facts), load_shared(shared))


def kept(facts_text: str, shared_text: str, digest: str, *, now: datetime) -> Vocabulary:
    """Return the row of a vocabulary, making it the first time."""
    found, _ = Vocabulary.objects.get_or_create(
        digest=digest, defaults={"facts_text": facts_text, "shared_text": shared_text, "loaded_at": now}
    )
    return found


def shipped(*, now: datetime) -> Vocabulary:
    """Return the row of the shipped vocabulary, making it the first time."""
    return kept(*texts(), now=now)
