"""What the page of one case shows: the rules' advice with its laws, facts side by side, what was and may be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from services.models import Posting
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.files.actions import links, uploads
from superapp.files.models import IssuedDocument, Upload
from superapp.people.actions import data_uses
from superapp.people.models import DataUse
from superapp.thai import money
from welfare import permissions
from welfare.actions import application_payout, case_decisions, case_findings, case_rights
from welfare.actions.application_form import NotOpenForApplications
from welfare.actions.application_notices import titles
from welfare.actions.case_findings import Findings
from welfare.models import Application, ApplicationState, EvidenceFile, InformationRequest, Recusal, book
from welfare.rules.explanation import value_text, worded

S = ApplicationState
LEVELS = {"registry": "ทะเบียน", "document": "เอกสาร", "self": "แจ้งเอง"}
BASIS = "law:pdpa-s24-4"
NOT_GIVEN = "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of a case, as both sides say it; "–" where one says nothing."""

    label: str
    declared: str
    found: str
    level: str
    source: str
    differs: bool


def context_of(row: Application, at_desk: Viewer, *, now: datetime) -> dict[str, Any]:
    """Return what the page shows, once the look is written down; to whoever is too close to the case, nothing."""
    because = case_rights.conflict_with(at_desk, row)
    th, en = titles(row)
    context: dict[str, Any] = {"row": row, "title_th": th, "title_en": en, "conflict": because}
    if because is not None:
        context["conflict_text"] = Recusal.Because(because).label
        return context
    findings = _findings(row, now)
    works = case_rights.may_work_on(at_desk, row.agency_id)
    _note(row, at_desk, findings, now)
    return context | {
        "name": _name(row),
        "findings": findings,
        "facts": _facts(findings) if findings is not None else [],
        "reasons": case_decisions.reasons_for(row, findings) if findings is not None else [],
        "law_of": _laws(row, findings),
        "amount": money.text(findings.amount_satang) if findings is not None and findings.amount_satang else "",
        "payout": _payout(row),
        "evidence": _evidence(row, at_desk, now),
        "letters": _letters(row, at_desk, now),
        "events": list(row.events.select_related("officer").order_by("-pk")[:50]),
        "requests": _requests(row),
        "appeal_grounds": row.appeal.read("grounds") if row.state in (S.APPEALED, S.DECIDED_ON_APPEAL) else "",
        "words": row.read("words"),
        "colleagues": _colleagues(row, at_desk) if works else [],
        "because_choices": Recusal.Because.choices,
        "works": works,
        "may_take": works and row.state in (S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION, S.APPEALED),
        "may_decide": works
        and (row.state in (S.SUBMITTED, S.UNDER_REVIEW) or case_decisions.is_unanswered(row, timezone.localdate(now))),
        "may_grant": row.state in (S.SUBMITTED, S.UNDER_REVIEW),
        "may_decide_appeal": _may_decide_appeal(row, at_desk),
        "is_mine": at_desk.officer is not None and row.assigned_to_id == at_desk.officer.pk,
        "is_my_proposal": at_desk.officer is not None and row.proposed_by_id == at_desk.officer.pk,
        "needs_two": _needs_two(row, findings),
    }


def _findings(row: Application, now: datetime) -> Findings | None:
    try:
        return case_findings.of(row, book=book.current(), as_of=timezone.localdate(now))
    except NotOpenForApplications:
        return None


def _needs_two(row: Application, findings: Findings | None) -> bool:
    return findings is not None and case_findings.needs_two(row, findings, book.current(), is_granted=True)


def _facts(findings: Findings) -> list[Row]:
    answers, words = findings.answers, book.current().words
    names = sorted({*answers.declared, *answers.found.facts})
    rows = []
    for name in names:
        known, declared = answers.found.facts.get(name), answers.declared.get(name)
        fact = words.facts.get(name)
        rows.append(
            Row(
                label=name if fact is None else fact.th,
                declared=NOT_GIVEN if declared is None else _shown(name, declared["value"]),
                found=NOT_GIVEN if known is None else _shown(name, known.value),
                level=LEVELS.get("self" if known is None else known.level, ""),
                source="" if known is None else known.source,
                differs=name in answers.differing,
            )
        )
    return sorted(rows, key=lambda one: (not one.differs, one.label))


def _shown(name: str, value: Any) -> str:
    fact = book.current().words.facts.get(name)
    if fact is not None and isinstance(value, str | bool | int) and value in fact.labels:
        return worded(fact.labels[value], "th")
    if isinstance(value, list):
        return f"{len(value)} รายการ"
    if isinstance(value, dict):
        return f"{len(value.get('items', ()))} รายการ" if "items" in value else str(value.get("be", ""))
    return value_text(value, fact.unit if fact is not None else None, "th")


def _laws(row: Application, findings: Findings | None) -> dict[str, str]:
    if findings is None or findings.explanation is None:
        return {}
    rules = book.current()
    return {line.id: case_findings.law_of(row, line, rules) for line in findings.explanation.criteria}


def _payout(row: Application) -> str:
    chosen = application_payout.read(row)
    if chosen is None:
        return ""
    if chosen.method == application_payout.BANK:
        return f"{application_payout.BANKS[chosen.bank][0]} {chosen.masked}"
    return "พร้อมเพย์ที่ผูกกับเลขประจำตัวประชาชน" if chosen.method == application_payout.PROMPTPAY else chosen.method


def _evidence(row: Application, at_desk: Viewer, now: datetime) -> list[dict[str, Any]]:
    files = list(EvidenceFile.objects.standing().filter(application=row).order_by("pk"))
    found = {one.public_id: one for one in Upload.objects.filter(public_id__in=[file.upload for file in files])}
    shown = []
    for file in files:
        upload = found.get(file.upload)
        if upload is not None:
            name = uploads.name_of(upload) or file.document
            shown.append({"file": file, "name": name, "url": links.link(upload, viewer=at_desk, now=now)})
    return shown


def _letters(row: Application, at_desk: Viewer, now: datetime) -> list[dict[str, Any]]:
    issued = IssuedDocument.objects.filter(matter=f"application:{row.public_id}").order_by("-pk")[:10]
    return [{"document": one, "url": links.link(one, viewer=at_desk, now=now)} for one in issued]


def _requests(row: Application) -> list[dict[str, Any]]:
    rows = InformationRequest.objects.filter(application=row).select_related("asked_by").order_by("-pk")[:20]
    shown = []
    for one in rows:
        one.application = row
        shown.append({"request": one, "question": one.read("question"), "answer": one.read("answer")})
    return shown


def _colleagues(row: Application, at_desk: Viewer) -> list[Officer]:
    posted = Posting.objects.open_on(timezone.localdate()).filter(agency=row.agency_id).values("officer")
    others = Officer.objects.filter(pk__in=posted).exclude(pk=at_desk.officer.pk if at_desk.officer else None)
    return list(others.order_by("name_th")[:100])


def _may_decide_appeal(row: Application, at_desk: Viewer) -> bool:
    if row.state != S.APPEALED or at_desk.officer is None or not permissions.may_decide_for(at_desk, row.agency_id):
        return False
    return at_desk.officer.pk not in (row.decided_by_id, row.proposed_by_id)


def _name(row: Application) -> str:
    if row.organisation is not None:
        return row.organisation.name_th
    assert row.citizen is not None
    return row.citizen.read("name_th") or row.citizen.read("name_en") or ""


@transaction.atomic
def _note(row: Application, at_desk: Viewer, findings: Findings | None, now: datetime) -> None:
    # Whose data is shown reads who looked, and why: once an officer, a case and a day is enough to know.
    if row.citizen is None:
        return
    actor, object_ = at_desk.actor, f"application:{row.public_id}"
    since = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = DataUse.objects.filter(citizen=row.citizen, actor=actor, kind=DataUse.Kind.VIEWED, at__gte=since)
    if any(row.matter in facts for facts in today.values_list("facts", flat=True)):
        return
    known = () if findings is None else (*findings.answers.declared, *findings.answers.found.facts)
    data_uses.note(
        citizen=row.citizen,
        kind=DataUse.Kind.VIEWED,
        actor=actor,
        facts=("name_th", row.matter, *known),
        purpose="welfare",
        basis=BASIS,
        agency_code=row.agency.code,
        role="author",
        now=now,
    )
    record(stream=row.agency.code, action="application.open", object=object_, actor=actor, now=now)
