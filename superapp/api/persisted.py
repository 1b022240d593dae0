"""Persisted documents: from what a request says about its document to a known document.

A text, a hash, or both. Hashes are of the manifest, of documents this process knows, or of texts clients have sent
before (automatic persisted queries, in the `data` cache for a day).
"""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import BaseCache, caches

from .contract import Contract
from .documents import Documents, KnownDocument, id_of
from .errors import RequestRefused
from .manifest import PREFIX, Listed, ManifestError, read_manifest

DAY_S = 24 * 3600
LONGEST_KEPT_TEXT = 20_000
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
_journal = structlog.get_logger("documents")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which document a request wants: its text, its hash in hex, or both; never neither."""

    text: str | None
    hash: str | None


def wanted_by(parameters: dict[str, Any]) -> Wanted:
    """Return which document the parameters name.

    :raises RequestRefused: BAD_REQUEST when they are malformed or name none, or two different ones;
        PERSISTED_QUERY_NOT_SUPPORTED for another version of the protocol.
    """
    text = parameters.get("query")
    if text is not None and not isinstance(text, str):
        raise RequestRefused("BAD_REQUEST", "`query` must be a string.")
    hash_ = _persisted_hash(parameters.get("extensions"))
    document_id = parameters.get("documentId")
    if document_id is not None:
        named = document_id.removeprefix(PREFIX) if isinstance(document_id, str) else ""
        if not _HEX.fullmatch(named) or hash_ not in (None, named):
            raise RequestRefused("BAD_REQUEST", "`documentId` must be sha256: and 64 hexadecimal digits.")
        hash_ = named
    if text is None and hash_ is None:
        raise RequestRefused("BAD_REQUEST", "There is no `query`, no `documentId` and no persisted query.")
    return Wanted(text, hash_)


def _persisted_hash(extensions: Any) -> str | None:
    if not extensions or extensions.get("persistedQuery") is None:
        return None
    persisted = extensions["persistedQuery"]
    if not isinstance(persisted, dict):
        raise RequestRefused("BAD_REQUEST", "`extensions.persistedQuery` must be an object.")
    if persisted.get("version") != 1:
        raise RequestRefused("PERSISTED_QUERY_NOT_SUPPORTED")
    hash_ = persisted.get("sha256Hash")
    if not isinstance(hash_, str) or not _HEX.fullmatch(hash_):
        raise RequestRefused("BAD_REQUEST", "`sha256Hash` must be 64 hexadecimal digits.")
    return hash_


class Library:
    """The documents one endpoint runs: the manifest's, and under `open` and `closed` any other within the limits."""

    def __init__(self, contract: Contract, *, profile: str, listed: list[Listed] | None = None) -> None:
        self.profile = profile
        self.documents = Documents(contract, profile=profile)
        self.listed: dict[str, KnownDocument] = {}
        for one in self._read() if listed is None else listed:
            self._learn(one)

    def is_known(self, wanted: Wanted) -> bool:
        """Tell whether the document a request wants has been read already, or cannot be without its text."""
        if wanted.text is None:
            return True
        id_ = wanted.hash or id_of_or_none(wanted.text) or ""
        return id_ in self.listed or self.documents.known(id_) is not None

    def find(self, wanted: Wanted) -> KnownDocument:
        """Return the document a request wants, ready to run.

        :raises RequestRefused: when it is unknown, not trusted, not valid, or not what its hash says.
        """
        if wanted.text is None:
            return self._by_hash(wanted.hash or "")
        if wanted.hash is not None and id_of_or_none(wanted.text) != wanted.hash:
            raise RequestRefused("BAD_REQUEST", "The text and its hash differ.", status=400)
        # What the manifest lists is run as its file says, whoever sends it.
        id_ = wanted.hash or id_of_or_none(wanted.text) or ""
        found = self.listed.get(id_)
        if found is not None:
            return found
        if self.profile == "trusted":
            raise RequestRefused("DOCUMENT_NOT_TRUSTED")
        document = self.documents.read(wanted.text)
        if wanted.hash is not None and len(wanted.text) <= LONGEST_KEPT_TEXT:
            self._kept.set(f"apq:{wanted.hash}", wanted.text, DAY_S)
        return document

    def _by_hash(self, hash_: str) -> KnownDocument:
        found = self.listed.get(hash_)
        if found is not None:
            return found
        if self.profile == "trusted":
            raise RequestRefused("DOCUMENT_NOT_TRUSTED")
        found = self.documents.known(hash_)
        if found is not None:
            return found
        text = self._kept.get(f"apq:{hash_}")
        if not isinstance(text, str) or id_of_or_none(text) != hash_:
            raise RequestRefused("PERSISTED_QUERY_NOT_FOUND")
        return self.documents.read(text)

    @property
    def _kept(self) -> BaseCache:
        return caches["data"]

    def _read(self) -> list[Listed]:
        try:
            return read_manifest(settings.GRAPHQL_MANIFEST, settings.GRAPHQL_OPERATIONS_DIR)
        except ManifestError:
            if self.profile == "trusted":
                raise
            # While somebody edits operations the API goes on; bin/check says what to run.
            _journal.warning("manifest does not fit the operations")
            return []

    def _learn(self, one: Listed) -> None:
        try:
            self.listed[one.id] = self.documents.learn(one.text, one.id)
        except RequestRefused as refused:
            if self.profile == "trusted":
                told = "; ".join(str(getattr(detail, "message", detail)) for detail in refused.details)
                raise ManifestError(f"{one.file}: {told or refused.kind.en}") from refused
            _journal.warning("operation does not fit the schema", file=one.file, code=refused.kind.code)


def id_of_or_none(text: str) -> str | None:
    """Return the hash of a text, None when it is no proper text."""
    try:
        return id_of(text)
    except UnicodeEncodeError:
        return None
