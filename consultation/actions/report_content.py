"""What a report on a hearing says: one canonical JSON text, from counters, issues and what was published.

Plain values only, and no word of any participant: comments are told by numbers, by status and reason; issues are the
agency's own summaries. The public comments themselves are the annex, in the open data of the hearing.
docs/reports.md describes each part.
"""

import hashlib
from datetime import datetime
from typing import Any

from consultation.models import DossierDocument, Evaluation, Hearing, HearingReport, Issue, SectionChange
from superapp.paper.records import canonical

from . import hearing_periods, report_listening, report_numbers

FORMAT = "hearing-report/2"


def build(hearing: Hearing, report: HearingReport, *, now: datetime) -> tuple[str, str]:
    """Return the canonical JSON of a report as things stand at `now`, and its SHA-256. Writes nothing."""
    text = canonical(_content(hearing, report, now))
    return text.decode(), hashlib.sha256(text).hexdigest()


def _content(hearing: Hearing, report: HearingReport, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "revision": report.revision,
        "correction": {"th": report.correction_th} if report.correction_th else None,
        "counted_at": _instant(now),
        "foreword": {"th": report.foreword_th, "en": report.foreword_en},
        "hearing": _hearing(hearing),
        "law": _law(hearing),
        "period": _period(hearing),
        "dossier": _dossier(hearing),
        "stakeholders": report_numbers.stakeholders(hearing),
        "participation": report_numbers.participation(hearing),
        "days": report_listening.days(hearing),
        "comments": report_numbers.comments(hearing),
        "stances": report_numbers.stances(hearing),
        "words": report_listening.words(hearing),
        "themes": report_listening.themes(hearing),
        "campaigns": report_listening.campaigns(hearing),
        "map": report_listening.opinion_map(hearing),
        "statements": report_numbers.statements(hearing),
        "questions": report_numbers.questions(hearing),
        "issues": _issues(hearing),
        "no_issue": report_numbers.no_issue(hearing),
        "moderation": report_numbers.moderation(hearing),
        "changes": _changes(hearing),
        "evaluation": _evaluation(hearing),
        "annex": {"comments": f"/open-data/{hearing.code}/", "predicate": report_numbers.PREDICATE},
    }


def _hearing(hearing: Hearing) -> dict[str, Any]:
    return {
        "id": str(hearing.public_id),
        "code": hearing.code,
        "kind": hearing.kind,
        "round": hearing.round,
        "title": {"th": hearing.title_th, "en": hearing.title_en},
        "agency": _agency(hearing.agency),
        "co_agencies": [_agency(one) for one in hearing.co_agencies.order_by("code")],
        "rules_digest": hearing.rules_digest,
        "is_sample": hearing.is_sample,
    }


def _agency(agency: Any) -> dict[str, str]:
    return {"code": agency.code, "th": agency.name_th, "en": agency.name_en}


def _law(hearing: Hearing) -> dict[str, Any]:
    law, version = hearing.law, hearing.version
    return {
        "code": law.code,
        "title": {"th": law.title_th, "en": law.title_en},
        "instrument": law.instrument,
        "version": version.number,
        "version_digest": version.digest,
    }


def _period(hearing: Hearing) -> dict[str, Any]:
    opens, closes = hearing.opens_at, hearing.closes_at
    assert opens is not None
    assert closes is not None
    justification = getattr(hearing, "justification", None)
    policy = hearing.policy or {}
    extended = hearing.events.filter(kind="extended").order_by("at", "pk")
    return {
        "announced_at": _instant(hearing.announced_at),
        "first_day": hearing_periods.first_day_of(opens).isoformat(),
        "last_day": hearing_periods.last_day_of(closes).isoformat(),
        "days": hearing_periods.days_of(opens, closes),
        "minimum_days": policy.get("minimum_days"),
        "recommended_days": policy.get("recommended_days"),
        "basis": {"th": policy.get("basis_th", ""), "en": policy.get("basis_en", ""), "rank": policy.get("rank", "")},
        "justification": None
        if justification is None or justification.published_at is None
        else {
            "reason": justification.reason,
            "th": justification.text_th,
            "en": justification.text_en,
            "days": justification.days,
        },
        "extensions": [{"at": _instant(one.at), "why": one.note} for one in extended],
        "phases": [
            {name: phase[name] for name in ("name_th", "opens_at", "closes_at", "functions")}
            for phase in hearing.phases
        ],
        "report_due_on": None if hearing.report_due_on is None else hearing.report_due_on.isoformat(),
    }


def _dossier(hearing: Hearing) -> dict[str, Any]:
    documents = DossierDocument.objects.published().filter(hearing=hearing).order_by("kind", "language", "pk")
    waivers = hearing.waivers.filter(published_at__isnull=False).order_by("kind")
    return {
        "documents": [
            {
                "kind": one.kind,
                "language": one.language,
                "title": one.title,
                "digest": one.digest,
                "published_at": _instant(one.published_at),
                "is_current": not hasattr(one, "replaced_by"),
            }
            for one in documents.select_related("replaced_by")
        ],
        "waivers": [{"kind": one.kind, "ground": one.ground, "th": one.text_th, "en": one.text_en} for one in waivers],
    }


def _issues(hearing: Hearing) -> list[dict[str, Any]]:
    linked = report_numbers.linked(hearing)
    rows = Issue.objects.filter(hearing=hearing).order_by("number")
    rows = rows.select_related("answer__changed_version", "answer__changed_section").prefetch_related("sections")
    numbers = report_numbers.section_numbers(hearing)
    return [
        {
            "id": str(issue.public_id),
            "number": issue.number,
            "title": {"th": issue.title_th, "en": issue.title_en},
            "summary": {"th": issue.summary_th, "en": issue.summary_en},
            "sections": [
                {"key": one.key, "number": numbers.get(one.pk, one.key)}
                for one in sorted(issue.sections.all(), key=lambda one: one.pk)
            ],
            "is_minority": issue.is_minority,
            "comments": linked.get(issue.pk, 0),
            "answer": _answer(issue, numbers),
        }
        for issue in rows
    ]


def _answer(issue: Issue, numbers: dict[int, str]) -> dict[str, Any] | None:
    answer = getattr(issue, "answer", None)
    if answer is None:
        return None
    section = answer.changed_section
    return {
        "verdict": answer.verdict,
        "reasons": {"th": answer.reasons_th, "en": answer.reasons_en},
        "answered_at": _instant(answer.at),
        "changed_version": None if answer.changed_version is None else answer.changed_version.number,
        "changed_section": None
        if section is None
        else {"key": section.key, "number": numbers.get(section.pk, section.key)},
    }


def _changes(hearing: Hearing) -> list[dict[str, Any]]:
    """Return what became of the sections in versions published after the one that was heard."""
    later = hearing.law.versions.filter(number__gt=hearing.version.number, published_at__isnull=False)
    found = []
    for version in later.order_by("number"):
        rows = SectionChange.objects.filter(version=version).exclude(kind="same").order_by("section__pk")
        found.append(
            {
                "version": version.number,
                "digest": version.digest,
                "published_at": _instant(version.published_at),
                "note": version.note,
                "sections": [{"key": key, "change": kind} for key, kind in rows.values_list("section__key", "kind")],
            }
        )
    return found


def _evaluation(hearing: Hearing) -> dict[str, Any] | None:
    """Return the evaluation this hearing was the survey of, with its indicators; None for other hearings."""
    found = Evaluation.objects.filter(hearing=hearing).first()
    if found is None:
        return None
    return {
        "ground": found.ground,
        "asked": found.asked,
        "due_on": found.due_on.isoformat(),
        "indicators": [
            {
                "name": {"th": one.name_th, "en": one.name_en},
                "unit": {"th": one.unit_th, "en": one.unit_en},
                # A fraction has many spellings: the database's three digits are written down.
                "value": None if one.value is None else f"{one.value:.3f}",
                "target": None if one.target is None else f"{one.target:.3f}",
                "as_of": None if one.as_of is None else one.as_of.isoformat(),
                "source": one.source,
                "source_url": one.source_url,
            }
            for one in found.indicators.order_by("position")
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(hearing_periods.BANGKOK).isoformat(timespec="seconds")
