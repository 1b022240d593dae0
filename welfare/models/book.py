"""The rules in force, compiled once and kept by this process until the rule book's version rises."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from threading import Lock

from welfare.rules.document import Document
from welfare.rules.facts import Vocabulary as Words
from welfare.rules.facts import load_vocabulary
from welfare.rules.loading import read_document
from welfare.rules.programme import Programme as Compiled
from welfare.rules.programmes import Programmes
from welfare.rules.tables import load_shared

from .programme import RuleBook
from .rule_version import RuleVersion
from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Entry:
    """One programme in force: its rules ready to decide, and which version they are.

    `is_confirmed` says that officers wrote and signed them; otherwise they came with the software. `agency_code` is ""
    while no agency of the catalogue answers for it.
    """

    code: str
    compiled: Compiled
    version_id: int
    number: int
    digest: str
    vocabulary_id: int
    is_confirmed: bool
    agency_code: str


@dataclass(frozen=True, slots=True)
class Book:
    """All programmes in force, by code and in the order of codes."""

    version: int
    programmes: Programmes
    entries: Mapping[str, Entry]

    @property
    def words(self) -> Words:
        """The vocabulary the rules are read with."""
        return self.programmes.vocabulary


LOOK_AGAIN_AFTER_S = 2.0


@dataclass(slots=True)
class _Holder:
    book: Book | None = None
    looked_at: float = 0.0


_lock = Lock()
_holder = _Holder()


def version() -> int:
    """Return the rule book's version as the database has it; 0 before any rules were loaded."""
    return RuleBook.objects.values_list("version", flat=True).first() or 0


def current() -> Book:
    """Return the rules in force, at most two seconds old: one small query then, and compiling when they changed."""
    kept = _holder.book
    if kept is not None and time.monotonic() - _holder.looked_at < LOOK_AGAIN_AFTER_S:
        return kept
    now = version()
    with _lock:
        if _holder.book is None or _holder.book.version != now:
            _holder.book = _built(now)
        _holder.looked_at = time.monotonic()
        return _holder.book


def public_version() -> str:
    """Return the version of the rules that `current` answers from, for kept answers."""
    return str(current().version)


def forget() -> None:
    """Let the next question read the rules anew, as at the start of a process."""
    _holder.book = None


def _built(version: int) -> Book:
    rows = list(
        RuleVersion.objects.published().select_related("programme__agency", "vocabulary").order_by("programme__code")
    )
    newest = Vocabulary.objects.order_by("-pk").first()
    if newest is None:
        return Book(version, Programmes((), load_vocabulary("facts: []")), {})
    words = words_of(newest)
    # A text is checked against the newest words before they are loaded (rule_loading.py), so all of them read.
    documents = [document_of(row.text, words, newest.digest, row.programme.code) for row in rows]
    programmes = Programmes(documents, words, load_shared(newest.shared_text))
    entries = {
        row.programme.code: Entry(
            code=row.programme.code,
            compiled=programmes[row.programme.code],
            version_id=row.pk,
            number=row.number,
            digest=row.digest,
            vocabulary_id=newest.pk,
            is_confirmed=row.is_confirmed,
            agency_code=row.programme.agency.code if row.programme.agency is not None else "",
        )
        for row in rows
    }
    return Book(version, programmes, entries)


@lru_cache(maxsize=16)
def _words(digest: str, text: str) -> Words:
    return load_vocabulary(text)


def words_of(row: Vocabulary) -> Words:
    """Return a kept vocabulary, read."""
    return _words(row.digest, row.facts_text)


_documents: dict[tuple[str, str, str], Document] = {}
MOST_DOCUMENTS = 1_000


def document_of(text: str, words: Words, words_digest: str, code: str) -> Document:
    """Return a rule document, read once in a process for each text and vocabulary.

    :raises Fault: naming file, line and key of what is wrong.
    """
    key = (sha256(text.encode()).hexdigest(), words_digest, code)
    found = _documents.get(key)
    if found is None:
        if len(_documents) >= MOST_DOCUMENTS:
            _documents.clear()
        found = _documents[key] = read_document(text, words, f"{code}.yaml")
    return found
