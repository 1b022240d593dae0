"""Decision letters: what was decided, why, by which law, and what can be done about it; signed, and kept for good.

A letter that burdens somebody gives the reason, the law and the way to appeal: Administrative Procedure Act B.E. 2539,
sections 37 and 40. Times: an appeal is filed as application_appeals.py says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django_tasks import task

from superapp.accounts.models import Account, Citizen
from superapp.files.actions import documents
from superapp.files.actions.documents import Cover
from superapp.jobs import priorities
from superapp.paper.pages import Paper
from superapp.thai import money
from superapp.thai.dates import date_text
from superapp.thai.numerals import to_thai
from welfare.models import Application, book
from welfare.models.book import Book, words_of
from welfare.rules.explanation import explain

from . import application_notices, case_findings, decisions, entitlements
from . import application_steps as steps
from .application_appeals import appeal_until
from .case_decisions import reasons_for

KIND, PREFIX = "decision_letter", "DL"
GRANTED = frozenset({"approved", "appeal_upheld"})
ON_APPEAL = frozenset({"appeal_upheld", "appeal_dismissed"})
DECISION = ("decided_by", "decision__rules__programme", "decision__vocabulary", "decision__citizen__account")
HEADINGS = {
    "approved": ("แจ้งผลการพิจารณา: อนุมัติ", "Decision: approved"),
    "refused": ("แจ้งผลการพิจารณา: ไม่อนุมัติ", "Decision: not approved"),
    "appeal_upheld": ("แจ้งผลการพิจารณาอุทธรณ์: อุทธรณ์ฟังขึ้น", "Decision on appeal: upheld"),
    "appeal_dismissed": ("แจ้งผลการพิจารณาอุทธรณ์: ยกอุทธรณ์", "Decision on appeal: not upheld"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says. `reasons` are sentences with their law; `words` the officer's own, "" for none.

    `appeal_until` None where there is nothing to appeal against. `decided_by` is "" where the rules alone decided.
    """

    kind: str
    agency: str
    to: str
    title_th: str
    title_en: str
    number: str
    applied_on: datetime
    decided_at: datetime
    reasons: tuple[tuple[str, str], ...]
    words: str
    amount_satang: int | None
    appeal_until: datetime | None
    decided_by: str
    is_given_by_agency: bool = False


@task(max_attempts=8, lease_s=45, priority=priorities.PAPER)
def issue_letter(*, application_id: int, kind: str) -> str:
    """Draw, sign and issue the letter of one decision; answers its number, "none" without a holder.

    Running twice issues one: its once-key is the case and the kind.
    """
    row = Application.objects.select_related(*steps.WITH, *DECISION).get(pk=application_id)
    holder = holder_of(row)
    once_key = f"letter:{row.public_id}:{kind}"
    if holder is None:
        return "none"
    letter = letter_of(row, kind, rules=book.current())
    # Taking a number writes, so drawing cannot be a step of its own that only reads; it takes a fraction of a second.
    issued = documents.issue(
        kind=KIND,
        prefix=PREFIX,
        agency_code=row.agency.code,
        citizen=holder,
        facts=facts_of(letter),
        draw=lambda cover: drawn(letter, cover),
        now=timezone.now(),
        matter=f"application:{row.public_id}",
        once_key=once_key,
        amount_satang=letter.amount_satang,
    )
    return issued.number


def holder_of(application: Application) -> Citizen | None:
    """Return by whose key the letter is sealed: the applicant's, or of the director who applied for an organisation.

    None when they were erased.
    """
    person = application.citizen
    if person is None:
        sent = application.events.filter(kind="submitted").values_list("actor", flat=True).first()
        account = Account.objects.select_related("citizen").filter(public_id=sent).first()
        person = getattr(account, "citizen", None)
    return None if person is None or person.erased_at is not None else person


def letter_of(application: Application, kind: str, *, rules: Book) -> Letter:
    """Return what the letter of a decided case says."""
    titles = application_notices.titles(application)
    assert application.submitted_at is not None
    assert application.decided_at is not None
    is_on_appeal = kind in ON_APPEAL
    appeal = application.appeal if is_on_appeal else None
    officer = appeal.decided_by if appeal is not None else application.decided_by
    decided_at = appeal.decided_at if appeal is not None and appeal.decided_at is not None else application.decided_at
    words = (appeal.read("words") if appeal is not None else application.read("words")) or ""
    organisation = application.organisation
    return Letter(
        kind=kind,
        agency=application.agency.name_th,
        to=organisation.name_th if organisation is not None else _name(application.citizen),
        title_th=titles[0],
        title_en=titles[1],
        number=application.number or "",
        applied_on=application.submitted_at,
        decided_at=decided_at,
        reasons=_reasons(application, rules, is_granted=kind in GRANTED),
        words=words,
        amount_satang=application.amount_satang if kind in GRANTED else None,
        appeal_until=appeal_until(application) if kind == "refused" else None,
        decided_by="" if officer is None else officer.name_th,
        is_given_by_agency=kind in GRANTED
        and application.programme_id is not None
        and not entitlements.is_paid_here(application),
    )


def facts_of(letter: Letter) -> Mapping[str, Any]:
    """Return what is signed: everything the letter says, but for how it looks."""
    return {
        "outcome": letter.kind,
        "to": letter.to,
        "title": letter.title_th,
        "application": letter.number,
        "decided_at": letter.decided_at.isoformat(),
        "reasons": [list(reason) for reason in letter.reasons],
        "words": letter.words,
        "appeal_until": None if letter.appeal_until is None else letter.appeal_until.isoformat(),
        "is_given_by_agency": letter.is_given_by_agency,
    }


def drawn(letter: Letter, cover: Cover) -> bytes:
    """Return the letter as PDF."""
    heading_th, heading_en = HEADINGS[letter.kind]
    paper = Paper(
        title=heading_th, made_at=cover.issued_at, author=letter.agency, numbering="thai", footer=cover.number
    )
    paper.paragraph(letter.agency, bold=True, size=14)
    paper.facts([("ที่ / No.", to_thai(cover.number)), ("วันที่ / Date", _day(cover.issued_at))])
    paper.heading(heading_th)
    paper.note(heading_en)
    paper.facts([("เรื่อง", letter.title_th), ("เรียน", letter.to), ("อ้างถึงคำขอเลขที่", to_thai(letter.number))])
    paper.paragraph(
        f"ตามที่ท่านได้ยื่นคำขอเมื่อวันที่ {_day(letter.applied_on)} {letter.agency}ได้พิจารณาแล้ว "
        f"มีคำวินิจฉัยเมื่อวันที่ {_day(letter.decided_at)} ดังนี้",
        indent=14,
    )
    paper.box(_outcome(letter), title=heading_th, tone="good" if letter.kind in GRANTED else "warning")
    if letter.is_given_by_agency:
        paper.paragraph(f"{letter.agency}เป็นผู้จ่ายหรือมอบสิทธินี้เอง ไม่ได้โอนผ่านระบบนี้ และจะแจ้งวิธีรับให้ท่านทราบ", indent=14)
        paper.note("The agency gives this itself, not by a transfer from here, and will say how you receive it.")
    if letter.reasons:
        paper.heading("เหตุผลและข้อกฎหมาย", 2)
        paper.bullets([to_thai(f"{sentence} ({law})" if law else sentence) for sentence, law in letter.reasons])
    if letter.words:
        paper.heading("คำชี้แจงของเจ้าหน้าที่", 2)
        paper.paragraph(letter.words)
    if letter.appeal_until is not None:
        paper.heading("สิทธิอุทธรณ์", 2)
        paper.paragraph(
            f"หากท่านไม่เห็นด้วย ท่านอุทธรณ์ได้ภายในวันที่ {_day(letter.appeal_until)} ในแอปหรือเป็นหนังสือถึงหน่วยงาน "
            "โดยระบุข้อโต้แย้งและเหตุผล เจ้าหน้าที่อื่นที่ไม่ได้ตัดสินครั้งแรกจะเป็นผู้พิจารณา",
            indent=14,
        )
        paper.note("You can appeal until that day, in the app or in writing; another officer decides.")
    if letter.kind == "appeal_dismissed":
        paper.heading("สิทธิฟ้องคดี", 2)
        paper.paragraph(
            "หากท่านยังไม่เห็นด้วย ท่านฟ้องคดีต่อศาลปกครองได้ภายในเก้าสิบวันนับแต่วันที่ได้รับหนังสือนี้ "
            "(พ.ร.บ.จัดตั้งศาลปกครองฯ พ.ศ. ๒๕๔๒ มาตรา ๔๙)",
            indent=14,
        )
    paper.space(4)
    paper.paragraph(f"ผู้ตัดสิน: {letter.decided_by or 'ระบบ ตามหลักเกณฑ์และข้อมูลจากทะเบียนของรัฐ'}")
    paper.rule()
    paper.qr(cover.verify_url, caption=cover.caption)
    return paper.pdf()


def _outcome(letter: Letter) -> str:
    if letter.amount_satang is not None:
        return f"ท่านได้รับ {letter.title_th} งวดละ {to_thai(money.text(letter.amount_satang))}"
    if letter.kind in GRANTED:
        return f"ท่านได้รับ {letter.title_th} ตามคำขอ"
    return f"คำขอ {letter.title_th} ไม่ได้รับอนุมัติ"


def _reasons(application: Application, rules: Book, *, is_granted: bool) -> tuple[tuple[str, str], ...]:
    if application.decision is None:
        if is_granted or application.service is None:
            return ()
        laws = dict(reasons_for(application, case_findings.of(application, book=rules, as_of=timezone.localdate())))
        return ((laws[application.outcome_reason], ""),) if application.outcome_reason in laws else ()
    # In the words of the day it was decided, whatever the rules say by now.
    kept = application.decision
    programme, decided = decisions.decided_again(kept)
    lines = explain(programme, decided, words_of(kept.vocabulary), with_sensitive=True).criteria
    laws = programme.document.laws
    return tuple(
        (line.text.th, "; ".join(dict.fromkeys(f"{laws[cite.key].ref} {cite.clause}".strip() for cite in line.cites)))
        for line in lines
        if is_granted or line.id == application.outcome_reason
    )


def _name(citizen: Citizen | None) -> str:
    return "" if citizen is None else citizen.read("name_th") or citizen.read("name_en") or ""


def _day(at: datetime) -> str:
    return to_thai(date_text(timezone.localdate(at), "th"))
