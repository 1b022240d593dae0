"""Telling who is concerned what happened to a hearing: once per fact, to followers, and to agencies on the desk.

Inserting the event is what makes the telling happen, so a step that is repeated tells nobody again. Followers may be
hundreds of thousands: a job goes through them in batches, and the inbox keeps each message once.
"""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django_tasks import task

from consultation.models import AgencyNotice, Follow, Hearing, HearingEvent, HearingStakeholder
from services.models import Agency
from superapp.accounts.models import Citizen
from superapp.people.actions import notices
from superapp.thai import dates

from . import hearing_periods

BATCH = 500
LONGEST_NAME = 100
Kind = HearingEvent.Kind

# Kind: title and body in Thai, then in English. {name} is the hearing's, {first} and {last} its days.
SENTENCES: dict[str, tuple[str, str, str, str]] = {
    Kind.ANNOUNCED: (
        "ประกาศรับฟังความเห็น: {name}",
        "จะเปิดรับฟังวันที่ {first} ถึง {last} อ่านร่างและเอกสารประกอบได้แล้ว",
        "A hearing is announced: {name}",
        "It will be open from {first} to {last}. The draft and its papers can be read now.",
    ),
    Kind.OPENED: (
        "เปิดรับฟังความเห็นแล้ว: {name}",
        "แสดงความเห็นได้ถึงวันที่ {last}",
        "A hearing is open: {name}",
        "You can take part until {last}.",
    ),
    Kind.EXTENDED: (
        "ขยายเวลารับฟัง: {name}",
        "แสดงความเห็นได้ถึงวันที่ {last}",
        "A hearing is extended: {name}",
        "You can take part until {last}.",
    ),
    Kind.CLOSING_SOON: (
        "ใกล้ปิดรับฟัง: {name}",
        "แสดงความเห็นได้ถึงวันที่ {last}",
        "A hearing closes soon: {name}",
        "You can take part until {last}.",
    ),
    Kind.CANCELLED: (
        "ยกเลิกการรับฟัง: {name}",
        "หน่วยงานยกเลิกการรับฟังนี้ เหตุผลอยู่ในหน้าการรับฟัง",
        "A hearing is cancelled: {name}",
        "The agency has cancelled it; its page says why.",
    ),
    Kind.DOCUMENT: (
        "เปลี่ยนเอกสารประกอบ: {name}",
        "มีเอกสารประกอบฉบับใหม่ ฉบับเดิมยังอ่านได้",
        "New papers: {name}",
        "A paper of the hearing has a new edition; the former can still be read.",
    ),
    Kind.VERSION: (
        "มีร่างฉบับใหม่: {name}",
        "ร่างกฎหมายนี้มีฉบับใหม่แล้ว เปิดดูสิ่งที่เปลี่ยนได้",
        "A new version of the draft: {name}",
        "The draft has a new version. See what has changed.",
    ),
    Kind.REPORTED: (
        "เผยแพร่ผลการรับฟังแล้ว: {name}",
        "อ่านผลการรับฟังและคำชี้แจงของหน่วยงานได้แล้ว",
        "The results are published: {name}",
        "Read what was said and what the agency answers.",
    ),
}
# Agencies hear of the same, and of the closing, after which answers are due.
FOR_AGENCIES = (Kind.ANNOUNCED, Kind.EXTENDED, Kind.CLOSING_SOON, Kind.CLOSED, Kind.CANCELLED, Kind.REPORTED)


def tell(hearing: Hearing, kind: str, *, key: str = "", note: str = "", now: datetime) -> bool:
    """Write down that this happened and let everybody be told; False when it had been told already.

    The caller holds the hearing's row, so that of two who do the same one finds the other's event.
    """
    event, is_new = HearingEvent.objects.get_or_create(
        hearing=hearing, kind=kind, key=key, defaults={"note": note, "at": now}
    )
    if not is_new:
        return False
    if kind in FOR_AGENCIES:
        _tell_agencies(hearing, event, now)
    if kind in SENTENCES and not hearing.is_embargoed:
        tell_followers.enqueue(hearing=str(hearing.public_id), event=event.pk, after=0, at=now.isoformat())
    return True


def followers_of(hearing: Hearing) -> "QuerySet[Follow]":
    """Return the follows that this hearing concerns: of itself, its law, its agencies or its law's subjects."""
    agencies = [hearing.agency_id, *hearing.co_agencies.values_list("pk", flat=True)]
    return Follow.objects.filter(
        Q(hearing=hearing) | Q(law=hearing.law_id) | Q(agency__in=agencies) | Q(subject__in=hearing.law.subjects)
    )


@task(lease_s=120)
def tell_followers(*, hearing: str, event: int, after: int, at: str) -> int:
    """Put the event into the inboxes of the next followers, by the citizens' keys; returns how many, then goes on."""
    found = Hearing.objects.select_related("law").get(public_id=hearing)
    told = HearingEvent.objects.get(pk=event)
    wanted = followers_of(found).filter(citizen_id__gt=after).order_by("citizen_id")
    keys = list(wanted.values_list("citizen_id", flat=True).distinct()[:BATCH])
    texts = texts_of(found, told.kind)
    for citizen in Citizen.objects.filter(pk__in=keys).select_related("account").order_by("pk"):
        notices.put(
            citizen=citizen,
            topic="consultation.hearing",
            key=f"hearing:{found.public_id}:{told.pk}",
            texts=texts,
            link=link_to(found.public_id),
            now=datetime.fromisoformat(at),
        )
    if len(keys) == BATCH:
        tell_followers.enqueue(hearing=hearing, event=event, after=keys[-1], at=at)
    return len(keys)


def texts_of(hearing: Hearing, kind: str) -> dict[str, str]:
    """Return what the inbox says about an event of a hearing."""
    title_th, body_th, title_en, body_en = SENTENCES[kind]
    first = hearing_periods.first_day_of(hearing.opens_at)  # type: ignore[arg-type]
    last = hearing_periods.last_day_of(hearing.closes_at)  # type: ignore[arg-type]
    told: dict[str, str] = {}
    for language, title, body, name in (
        ("th", title_th, body_th, hearing.title_th),
        ("en", title_en, body_en, hearing.title_en or hearing.title_th),
    ):
        words: dict[str, Any] = {
            "name": name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…",
            "first": dates.date_text(first, language),
            "last": dates.date_text(last, language),
        }
        told[f"title_{language}"] = title.format(**words)
        told[f"body_{language}"] = body.format(**words)
    return told


def link_to(public_id: UUID) -> str:
    """Return the global id of a hearing: what superapp.api.ids makes, which actions do not import."""
    return base64.urlsafe_b64encode(f"hrg:{public_id}".encode()).decode().rstrip("=")


def _tell_agencies(hearing: Hearing, event: HearingEvent, now: datetime) -> None:
    listed = hearing.hearing_stakeholders.filter(stakeholder__agency__isnull=False)
    told = {*listed.values_list("stakeholder__agency_id", flat=True), *hearing.co_agencies.values_list("pk", flat=True)}
    told.add(hearing.agency_id)
    AgencyNotice.objects.bulk_create(
        [
            AgencyNotice(
                agency=agency, hearing=hearing, kind=event.kind, key=f"hearing-event:{event.pk}", created_at=now
            )
            for agency in Agency.objects.filter(pk__in=told).order_by("pk")
        ],
        ignore_conflicts=True,
    )
    if event.kind == Kind.ANNOUNCED:
        listed.filter(result=HearingStakeholder.Result.WAITING).update(
            result=HearingStakeholder.Result.DELIVERED, channel=HearingStakeholder.Channel.DESK, notified_at=now
        )
