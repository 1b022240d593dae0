"""Checking a draft's rules: what can be said at once, and what a worker computes before anybody may sign.

The worker runs the draft's own tests and invented households on both ways of deciding, and shows what the draft would
change for an invented population. Its report is kept in RuleVersion.gate, for exactly the text that was submitted.
"""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from welfare.models import Programme, RuleVersion, Vocabulary, book
from welfare.population import fuzz, preview
from welfare.rules.document import Document
from welfare.rules.faults import Fault, Place
from welfare.rules.gate import spans
from welfare.rules.gate.checking import check, run_tests
from welfare.rules.gate.report import REFUSAL, Finding, GateReport, finding
from welfare.rules.programmes import Programmes
from welfare.rules.tables import load_shared

from . import vocabularies

WAITING, PASSED, FAILED = "waiting", "passed", "failed"
SEED = 2569


def findings_of(
    programme: Programme, text: str, *, based_on: RuleVersion | None = None, accepted: Collection[str] = ()
) -> GateReport:
    """Return what can be said about a text at once: all of the gate but what needs a population.

    It is read with the shipped vocabulary, beside the rules in force.
    """
    facts_text, shared_text, digest = vocabularies.texts()
    shipped = Vocabulary(digest=digest, facts_text=facts_text, shared_text=shared_text)
    return _checked(programme, text, shipped, based_on, accepted)


def _checked(
    programme: Programme, text: str, vocabulary: Vocabulary, based_on: RuleVersion | None, accepted: Collection[str]
) -> GateReport:
    words, shared = book.words_of(vocabulary), load_shared(vocabulary.shared_text)
    documents = book.current().programmes.documents
    previous = _readable(programme.versions.published().first(), vocabulary)
    settled = [one for one in (previous, _readable(based_on, vocabulary)) if one is not None]
    return check(
        text,
        words,
        shared,
        code=programme.code,
        known=set(Programme.objects.values_list("code", flat=True)),
        documents=documents,
        previous=previous,
        settled=settled,
        accepted=accepted,
        file=f"{programme.code}.yaml",
    )


def _readable(version: RuleVersion | None, vocabulary: Vocabulary) -> Document | None:
    """Return the document of a version that was signed once or came with the software; None where it cannot be read."""
    if version is None or version.state not in (RuleVersion.State.PUBLISHED, RuleVersion.State.SUPERSEDED):
        return None
    try:
        words = book.words_of(vocabulary)
        return book.document_of(version.text, words, vocabulary.digest, version.programme.code)
    except Fault:
        return None


def keep_report(report: dict[str, Any], *, version_id: int, digest: str, as_of: str) -> str:
    """Store what the worker found, unless the text has changed or somebody has decided since.

    Returns "passed", "failed", or "late" when it was not kept.
    """
    version = RuleVersion.objects.select_for_update(no_key=True).get(pk=version_id)
    if version.state != RuleVersion.State.IN_REVIEW or version.digest != digest:
        return "late"
    version.gate = version.gate | report | {"checked_at": timezone.now().isoformat()}
    version.save(update_fields=["gate"])
    return str(report["state"])


@task(store=keep_report, lease_s=300, max_attempts=3)
def check_rules(*, version_id: int, digest: str, as_of: str) -> dict[str, Any]:
    """Compute the report on a submitted version: tests, households, effect. Reads only; `keep_report` stores."""
    version = RuleVersion.objects.select_related("programme", "vocabulary", "based_on__programme").get(pk=version_id)
    accepted = tuple(version.gate.get("accepted", ()))
    report = _checked(version.programme, version.text, version.vocabulary, version.based_on, accepted)
    if report.document is None or report.digest != digest:
        return _report(report.findings, {}, version, digest)
    return _examined(report, report.document, version, date.fromisoformat(as_of))


def _examined(report: GateReport, document: Document, version: RuleVersion, as_of: date) -> dict[str, Any]:
    """Return the worker's report on a document that has passed everything else."""
    code, words = version.programme.code, book.words_of(version.vocabulary)
    shared = load_shared(version.vocabulary.shared_text)
    programmes = Programmes([document], words, shared)
    days = fuzz.dates_to_try(programmes, code, as_of)
    starts = spans.spans(document, shared.tables)
    found = [*report.findings, *spans.not_computable(document, words, shared.tables, starts)]
    if any(one.severity == REFUSAL for one in found):
        return _report(found, {}, version, report.digest)
    own = fuzz.own_tests(programmes, code)
    households = fuzz.fuzz(programmes, code, days, count=settings.RULES_FUZZ_HOUSEHOLDS, seed=SEED)
    if own.differing or households.differing:
        found.append(_differs(own.differing + households.differing))
    before = version.programme.versions.published().first()
    folder = Path(settings.POPULATIONS_DIR)
    population = preview.kept_population(folder, words, persons=settings.RULES_PREVIEW_PERSONS)
    effect = preview.impact(
        population, folder / "work", words, shared, _readable(before, version.vocabulary), document, as_of
    )
    parts = {
        "tests": run_tests(document, words, shared).as_data(),
        "own_tests_in_sql": fuzz.as_data(own),
        "fuzz": fuzz.as_data(households) | {"dates": [day.isoformat() for day in days]},
        "impact": effect,
        "charts": preview.charts(effect),
        "against": before.number if before is not None else None,
    }
    return _report(found, parts, version, report.digest)


def _report(findings: Collection[Finding], parts: dict[str, Any], version: RuleVersion, digest: str) -> dict[str, Any]:
    has_failed = any(one.severity == REFUSAL for one in findings) or not parts
    return {
        "state": FAILED if has_failed else PASSED,
        "digest": digest,
        "vocabulary": version.vocabulary.digest,
        "findings": [one.as_data() for one in findings],
        **parts,
    }


def _differs(count: int) -> Finding:
    return finding(
        REFUSAL, "GATE_ENGINES_DIFFER", Place(), "document", found=f"{count} differences",
        expected=("ผลเดียวกันจากการวินิจฉัยทั้งสองวิธี", "the same from both ways of deciding"),
        mend=("แจ้งผู้ดูแลระบบ พร้อมหมายเลขฉบับนี้", "Tell the operators, with the number of this version."),
        says=(f"วินิจฉัยสองวิธีแล้วได้ผลไม่ตรงกัน {count} ครัวเรือน", f"The two ways of deciding differ for {count} households."),
    )  # fmt: skip


def enqueue(version: RuleVersion, now: datetime) -> None:
    """Ask the worker for the report on a version that has just been submitted."""
    check_rules.enqueue(
        version_id=version.pk, digest=version.digest, as_of=timezone.localdate(now).isoformat()
    )  # fmt: skip
