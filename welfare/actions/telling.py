"""Tell me first: finding people whose entitlements change, and telling each of them once.

A mark per citizen keeps what was last seen and the next day on which an answer changes by itself: a birthday, a dated
value, an end. Every night those are looked at whose day has come, who were last seen under other rules, or whose
registries' answers are too old. Mark and notice are written in one transaction, so a change is told once or, when that
fails, the next night.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_tasks import task

from superapp.accounts.models import Citizen
from superapp.jobs.schedules import schedule
from superapp.people.actions import notices
from superapp.people.models import Consent
from superapp.thai.money import text as money_text
from welfare.models import EntitlementMark, RegistryAnswer, book
from welfare.models.book import Book
from welfare.rules import changes
from welfare.rules.decision import Decision, Verdict
from welfare.rules.numbers import satang

from . import assessments, known_facts
from .assessments import Assessment
from .known_facts import Asked

AHEAD_DAYS = 366
# Nobody needs to hear the same day twice, and a registry is not asked about everybody every night.
REFRESH_EVERY = timedelta(days=7)
MOST_A_NIGHT = 200_000
BATCH = 500

# From what to what: the sentence in Thai and English. {title} and {amount} are the programme's.
BECAME_ENTITLED = (
    "ท่านอาจมีสิทธิใหม่: {title}",
    "ตามข้อมูลที่ระบบทราบ ท่านเข้าเกณฑ์ {title}{amount} แตะเพื่อดูเหตุผลและวิธียื่น",
    "You may be newly entitled: {title}",
    "By what is known about you, you meet the requirements of {title}{amount}. Tap to see why and how to apply.",
)
AMOUNT_CHANGED = (
    "จำนวนเงินเปลี่ยน: {title}",
    "ตามข้อมูลที่ระบบทราบ จำนวนเงินของ {title} เปลี่ยนเป็น{amount} แตะเพื่อดูเหตุผล",
    "Amount changed: {title}",
    "By what is known about you, the amount of {title} becomes{amount}. Tap to see why.",
)
NO_LONGER = (
    "สิทธิสิ้นสุดหรือเปลี่ยนไป: {title}",
    "ตามข้อมูลที่ระบบทราบ ท่านไม่เข้าเกณฑ์ {title} แล้ว แตะเพื่อดูเหตุผล หากไม่ถูกต้องโปรดแจ้งหน่วยงาน",
    "No longer entitled: {title}",
    "By what is known about you, you no longer meet the requirements of {title}. Tap to see why; tell the agency if "
    "that is wrong.",
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at one citizen found, before anything is written."""

    citizen_id: int
    at: datetime
    asked: Asked


def remember(assessment: Assessment) -> None:
    """Mark what the citizen has just been shown, so that only later changes are told. Nothing for nobody's facts."""
    if assessment.citizen is None or assessment.stage != "know":
        return
    mark = _mark_of(assessment.citizen)
    _write(mark, assessment, mark.read() if mark.pk else None)


def due(*, as_of: date, version: int, now: datetime) -> Iterator[int]:
    """Yield the keys of citizens to be looked at: their day has come, rules have changed, or answers are too old."""
    stale = RegistryAnswer.objects.filter(citizen=OuterRef("citizen"), valid_until__lte=now)
    consents = Consent.objects.in_force(now).filter(
        citizen=OuterRef("citizen"), kind=Consent.Kind.REGISTRY, purpose=known_facts.PURPOSE
    )
    found = EntitlementMark.objects.filter(
        Q(due_on__lte=as_of)
        | ~Q(book_version=version)
        | Q(Exists(stale), Exists(consents), seen_on__lte=as_of - REFRESH_EVERY),
        citizen__erased_at=None,
        citizen__account__is_active=True,
    ).order_by("citizen_id")
    yield from found.values_list("citizen_id", flat=True)[:MOST_A_NIGHT].iterator(chunk_size=BATCH)


def store_look(looked: Looked, *, citizen_id: int, as_of: str) -> None:
    """Keep what registries answered, and tell the citizen what has changed since the mark."""
    citizen = Citizen.objects.select_for_update(of=("self",)).select_related("account").get(pk=citizen_id)
    if citizen.erased_at is not None:
        return
    rules = book.current()
    plan = known_facts.plan_for(citizen=citizen, vocabulary=rules.words, now=looked.at)
    asked = {name: told for name, told in looked.asked.items() if name in plan.wanted}
    known_facts.keep(plan, asked, now=looked.at)
    gathered = known_facts.put_together(plan, asked, vocabulary=rules.words, now=looked.at)
    assessment = assessments.for_citizen(
        citizen=citizen, book=rules, gathered=gathered, as_of=date.fromisoformat(as_of)
    )
    mark = _mark_of(citizen)
    before = mark.read() if mark.pk else None
    left_open = _left_open(assessment)
    _write(mark, assessment, before)
    if before is not None:
        for code, decision in assessment.decisions.items():
            if code not in left_open:
                _tell(citizen, rules, decision, before.get(code), looked.at)


@task(store=store_look, lease_s=60)
def look_again(*, citizen_id: int, as_of: str) -> Looked:
    """Ask the registries again about one citizen; what follows from it is written afterwards."""
    now = timezone.now()
    citizen = Citizen.objects.select_related("account").get(pk=citizen_id)
    if citizen.erased_at is not None:
        return Looked(citizen_id, now, {})
    plan = known_facts.plan_for(citizen=citizen, vocabulary=book.current().words, now=now)
    return Looked(citizen_id, now, known_facts.ask(plan, now=now))


@schedule(name="look-at-entitlements", every=timedelta(days=1), at=timedelta(hours=5), missed="last")
@task(lease_s=600)
def look_at_entitlements(*, slot: str) -> int:
    """Enqueue a look at everybody whose entitlements may have changed. Returns how many."""
    now = datetime.fromisoformat(slot)
    as_of = timezone.localdate(now)
    count = 0
    for citizen_id in due(as_of=as_of, version=book.version(), now=now):
        key = f"look:{citizen_id}:{as_of}:{book.version()}"
        look_again.using(dedupe=key).enqueue(citizen_id=citizen_id, as_of=as_of.isoformat())
        count += 1
    return count


def _mark_of(citizen: Citizen) -> EntitlementMark:
    mark = EntitlementMark.objects.filter(citizen=citizen).first() or EntitlementMark(citizen=citizen)
    mark.citizen = citizen
    return mark


def _left_open(assessment: Assessment) -> set[str]:
    """Return the programmes that wait for a registry which was silent."""
    silent = assessment.gathered.without_default
    return {code for code, one in assessment.decisions.items() if not silent.isdisjoint(one.ask)}


def _write(mark: EntitlementMark, assessment: Assessment, before: dict[str, Any] | None) -> None:
    # What a silent registry left open is no change: the earlier answer stands until it is asked again.
    standing = {code: before[code] for code in _left_open(assessment) if before and code in before}
    programmes = assessment.book.programmes.chosen(assessment.decisions)
    coming = changes.soon(programmes, assessment.facts, assessment.as_of, days=AHEAD_DAYS, most=1)
    mark.seal({code: _answer(decision) for code, decision in assessment.decisions.items()} | standing)
    mark.seen_on, mark.book_version = assessment.as_of, assessment.book.version
    mark.due_on = coming[0].on if coming else None
    mark.save()


def _answer(decision: Decision) -> dict[str, Any]:
    amount = decision.outputs.get("amount")
    return {"verdict": decision.verdict.value, "amount": None if amount is None else str(amount)}


def _tell(citizen: Citizen, rules: Book, decision: Decision, before: dict[str, Any] | None, now: datetime) -> None:
    after = _answer(decision)
    was = Verdict.NOT_ELIGIBLE.value if before is None else before["verdict"]
    is_entitled, was_entitled = decision.verdict is Verdict.ELIGIBLE, was == Verdict.ELIGIBLE.value
    if is_entitled and not was_entitled:
        sentences = BECAME_ENTITLED
    elif is_entitled and before is not None and after["amount"] != before["amount"] and after["amount"] is not None:
        sentences = AMOUNT_CHANGED
    elif was_entitled and decision.verdict is Verdict.NOT_ELIGIBLE:
        sentences = NO_LONGER
    else:
        return
    title_th, body_th, title_en, body_en = sentences
    title = rules.programmes[decision.code].document.title
    notices.put(
        citizen=citizen,
        topic="welfare.entitlement",
        key=f"entitlement:{decision.code}:{decision.as_of}:{after['verdict']}:{after['amount']}",
        texts={
            "title_th": title_th.format(title=title.th),
            "title_en": title_en.format(title=title.en),
            "body_th": body_th.format(title=title.th, amount=_money(decision, "th")),
            "body_en": body_en.format(title=title.en, amount=_money(decision, "en")),
        },
        matter=decision.code,
        now=now,
    )


def _money(decision: Decision, language: str) -> str:
    amount = decision.outputs.get("amount")
    if amount is None or isinstance(amount, bool | str | date):
        return ""
    return f" {money_text(satang(amount), language)}"
