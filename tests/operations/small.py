"""A catalogue of a given number of rows in every list an operation can show."""

from dataclasses import dataclass
from typing import Any

from services.actions import alerts
from services.models import Agency, Category, Counter, FocusArea, LifeEvent, OpeningHours, Service
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.people.actions import notices
from tests.factories import people
from tests.factories import services as make
from tests.operations import (
    acting_people,
    agency_clients,
    applying,
    draft_laws,
    entitled,
    hearings,
    leaving,
    moderated,
    opinions,
    paying,
    reported,
    taking_part,
    ways_in,
)

CHANNELS = ("counter", "web", "app", "kiosk")


@dataclass(frozen=True, slots=True)
class Small:
    """A catalogue with `rows` of everything, and those who ask it. `oldest` has been published `rows` times."""

    rows: int
    oldest: str
    newest: str
    viewers: dict[str, Viewer]


def texts(rows: int, **changes: Any) -> dict[str, Any]:
    """Return what a service says, with `rows` in each of its lists as far as they may grow."""
    return {
        "focus_area": "welfare",
        "channels": [
            {"type": CHANNELS[place % 4], "url": f"https://www.dopa.go.th/card/{place}" if place else ""}
            for place in range(min(rows, 10))
        ],
        "fees": [{"amount_satang": 1_000 * place, "note_th": f"กรณีที่ {place}"} for place in range(1, rows + 1)],
        "evidence": [
            {"name_th": f"สำเนาทะเบียนบ้าน {place}", "name_en": f"House registration {place}"} for place in range(rows)
        ],
        "legal": [{"title_th": f"กฎกระทรวง ฉบับที่ {place}", "section": f"ข้อ {place}"} for place in range(rows)],
        **changes,
    }


def make_small(rows: int) -> Small:
    """Make the catalogue: `rows` agencies, counters, terms, published services, drafts and versions in review."""
    make.make_vocabulary()
    dopa, dlt = make.make_agency("DOPA"), make.make_agency("DLT")
    for place in range(2, rows):
        make.make_agency(f"CITY{place}", name_th=f"เทศบาลนคร {place}", name_en=f"City {place}", parent=dopa)
    _make_terms(rows)
    author = make.viewer_of_officer(make.make_officer("malee", (dopa, "author")))
    approver = make.viewer_of_officer(make.make_officer("prasit", (dopa, "approver")))
    elsewhere = make.viewer_of_officer(make.make_officer("kittipong", (dlt, "head")))
    published: list[str] = []
    for place in range(rows):
        code = f"id-card-{place:02}"
        name = {"name_th": f"ทำบัตรประชาชน กรณีที่ {place}", "name_en": f"ID card, case {place}"}
        make.make_published(author, approver, code, **texts(rows, related=published[-10:], **name))
        published.append(code)
        alerts.post(
            viewer=author,
            code=code,
            severity="notice",
            message_th="วันนี้ปิดเที่ยง",
            message_en="Closed at noon today",
            ends_at=None,
            now=make.NOW,
        )
        make.make_draft(author, f"draft-{place:02}", **texts(rows, **name))
        make.make_review(author, f"review-{place:02}", **texts(rows, **name))
    for place in range(1, rows):
        make.republish(author, approver, published[0], description_en=f"Said in other words, time {place}")
    _make_counters(dopa, rows)
    draft_laws.make_laws(dopa, author, approver, rows)
    viewers = {"anonymous": ANONYMOUS, "author": author, "approver": approver, "elsewhere": elsewhere}
    viewers["citizen"] = _make_person(rows)
    viewers |= acting_people.make_acting(rows)
    viewers[leaving.VIEWER] = leaving.make_leaving(rows)
    viewers[hearings.VIEWER] = hearings.make_hearings(dopa, rows)
    reported.make_reported(dopa, rows)
    viewers[taking_part.VIEWER] = taking_part.make_talk(rows)
    opinions.make_opinions(viewers[taking_part.VIEWER], rows)
    moderated.make_log(rows)
    viewers[entitled.VIEWER] = entitled.make_entitled(rows)
    viewers[applying.VIEWER] = applying.make_applicant(rows)
    viewers[paying.VIEWER] = paying.make_payee(rows)
    return Small(rows, published[0], published[-1], viewers)


def _make_person(rows: int) -> Viewer:
    """Make a citizen with `rows` of everything people have, and return them as signed in."""
    citizen = people.make_person(1)
    for place in range(rows):
        texts = {"title_th": f"ข้อความที่ {place}", "title_en": f"Message {place}", "body_th": "ก", "body_en": "a"}
        notices.put(citizen=citizen, topic="welfare.entitlement", key=f"message-{place}", texts=texts, now=make.NOW)
    ways_in.make(citizen, rows)
    agency_clients.make_clients(citizen, rows)
    return people.viewer_of_person(citizen)


def _make_terms(rows: int) -> None:
    for place in range(2, rows):
        words = {"name_th": f"เรื่องที่ {place}", "name_en": f"Subject {place}", "position": place}
        Category.objects.create(code=f"subject_{place}", **words)
        LifeEvent.objects.create(code=f"event_{place}", kind="life", **words)
    for place in range(1, rows):
        FocusArea.objects.create(code=f"area_{place}", name_th=f"ด้าน {place}", name_en=f"Area {place}", position=place)


def _make_counters(agency: Agency, rows: int) -> None:
    services = list(Service.objects.published())
    for place in range(rows):
        counter = Counter.objects.create(
            agency=agency,
            code=f"dopa-{place}",
            name_th=f"ที่ว่าการอำเภอ {place}",
            name_en=f"District office {place}",
            address_th="ถนนนครสวรรค์",
            address_en="Nakhon Sawan Road",
            province_th="กรุงเทพมหานคร",
            province_en="Bangkok",
            certainty="general_knowledge",
        )
        counter.services.set(services)
        OpeningHours.objects.bulk_create(
            OpeningHours(counter=counter, weekday=day, opens_at="08:30", closes_at="16:30") for day in range(1, 6)
        )
