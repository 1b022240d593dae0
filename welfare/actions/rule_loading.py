"""Loading the reviewed rule documents: the database becomes a copy of welfare/programmes/.

What officers published themselves stays; what came with the software and has changed gets a new number. Nothing is
deleted: a programme whose file is gone keeps its last rules and is reported.
"""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F

from services.models import Agency
from superapp.audit import recording
from welfare.models import Programme, RuleBook, RuleVersion, Vocabulary, book
from welfare.rules.canonical import document_hash
from welfare.rules.document import Document
from welfare.rules.facts import load_vocabulary
from welfare.rules.faults import BadDocument, Place
from welfare.rules.programmes import SHARED_FILE, VOCABULARY_FILE

from . import vocabularies

REASON = "นำเข้าจากหลักเกณฑ์ที่มากับระบบ ยังไม่มีเจ้าหน้าที่ยืนยัน"


@dataclass(slots=True)
class Report:
    """What loading did: counts by outcome (added, changed, unchanged, kept), and the codes that were touched.

    `kept` are programmes whose agency published rules of its own; `orphaned` those whose file is gone.
    """

    counts: Tally[str] = field(default_factory=Tally)
    codes: dict[str, list[str]] = field(default_factory=dict)

    def note(self, outcome: str, code: str) -> None:
        """Count one programme."""
        self.counts[outcome] += 1
        if outcome != "unchanged":
            self.codes.setdefault(outcome, []).append(code)


def hold() -> RuleBook:
    """Lock the rule book's one row until the transaction ends, so that rules change one at a time."""
    RuleBook.objects.get_or_create(pk=1)
    return RuleBook.objects.select_for_update().get(pk=1)


def advance(held: RuleBook) -> int:
    """Raise the version of the held rule book and return it."""
    RuleBook.objects.filter(pk=held.pk).update(version=F("version") + 1)
    held.version += 1
    return held.version


def load(folder: Path, *, now: datetime, step: Callable[[str], None] = lambda _: None) -> Report:
    """Make the database a copy of the rule documents in `folder`; all of it or, when anything is wrong, nothing.

    :raises Fault: naming file, line, key, what was found, what was expected and how to mend it; also for rules that
        officers published and that can no longer be read with the new vocabulary.
    """
    facts_text, shared_text, digest = vocabularies.texts(folder)
    words = load_vocabulary(facts_text)
    read = [(path.read_text(encoding="utf-8"), path.stem) for path in _files(folder)]
    documents = [(book.document_of(text, words, digest, code), text) for text, code in read]
    _no_draft(documents)
    report = Report()
    with transaction.atomic():
        held = hold()
        had_words = Vocabulary.objects.filter(digest=digest).exists()
        vocabulary = vocabularies.kept(facts_text, shared_text, digest, now=now)
        agencies = dict(Agency.objects.values_list("code", "pk"))
        for document, text in documents:
            report.note(_load_one(document, text, vocabulary, agencies, now), document.code)
            step(document.code)
        codes = {document.code for document, _ in documents}
        for row in RuleVersion.objects.published().exclude(programme__code__in=codes).select_related("programme"):
            book.document_of(row.text, words, digest, row.programme.code)
            report.note("orphaned", row.programme.code)
        for row in RuleVersion.objects.published().filter(author__isnull=False).select_related("programme"):
            book.document_of(row.text, words, digest, row.programme.code)
        if report.counts["added"] or report.counts["changed"] or not had_words:
            advance(held)
            recording.record(
                stream="platform",
                action="rules.load",
                object="rule-book",
                actor="system",
                details={outcome: report.counts[outcome] for outcome in ("added", "changed", "kept", "orphaned")},
                now=now,
            )
    book.forget()
    return report


def _load_one(document: Document, text: str, vocabulary: Vocabulary, agencies: dict[str, int], now: datetime) -> str:
    agency_id = agencies.get(document.agency.get("id", ""))
    programme, is_new = Programme.objects.get_or_create(code=document.code, defaults={"agency_id": agency_id})
    if not is_new and programme.agency_id != agency_id and agency_id is not None:
        programme.agency_id = agency_id
        programme.save(update_fields=["agency"])
    published = RuleVersion.objects.select_for_update().filter(programme=programme, state="published").first()
    if published is not None and published.author_id is not None:
        return "kept"
    digest = document_hash(document)
    if published is not None and published.digest == digest:
        return "unchanged"
    last = programme.versions.order_by("-number").values_list("number", flat=True).first() or 0
    if published is not None:
        published.state = RuleVersion.State.SUPERSEDED
        published.save(update_fields=["state"])
    RuleVersion.objects.create(
        programme=programme,
        number=last + 1,
        state=RuleVersion.State.PUBLISHED,
        text=text,
        digest=digest,
        vocabulary=vocabulary,
        based_on=published,
        reason=REASON,
        created_at=now,
        decided_at=now,
    )
    return "added" if is_new or published is None else "changed"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if path.name not in (VOCABULARY_FILE, SHARED_FILE))


def _no_draft(documents: list[tuple[Document, str]]) -> None:
    seen: set[str] = set()
    for document, _ in documents:
        if document.is_draft or document.code in seen:
            raise BadDocument(
                Place(document.file),
                "format" if document.is_draft else "code",
                found="the draft sheet's short form" if document.is_draft else document.code,
                expected=("format: rules/1 และรหัสไม่ซ้ำ", "format: rules/1, and each code once"),
                mend=("เขียนเอกสารให้ครบ", "Write the document out in full."),
            )
        seen.add(document.code)
