"""Confirming facts: an officer says that what stands about a service is so."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from services import permissions
from services.models import Certainty, Fact, FactName, Service
from services.models.content import ContentFault
from services.models.rights import forget_rights
from superapp.refusal import NotFound, Refusal

from . import edition, layout
from .drafts import CODE
from .trail import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

BULK_LIMIT = 200


class NothingToConfirm(Refusal):
    """A fact that says nothing, or whose sources disagree: it must be mended in a draft first."""

    code = "NOTHING_TO_CONFIRM"
    th = "{name} ของบริการ {service} ยังไม่มีข้อมูล หรือข้อมูลขัดกัน ต้องแก้ในร่างก่อนจึงจะยืนยันได้"
    en = "{name} of {service} is unknown or its sources disagree: mend it in a draft before confirming it."


class TooMany(Refusal):
    """More at once than one step may hold."""

    code = "TOO_MANY"
    th = "เลือกได้ไม่เกิน {allowed} รายการต่อครั้ง"
    en = "At most {allowed} at once."


class ChangedSinceRead(Refusal):
    """A service that has changed since the officer read what they would confirm."""

    code = "CHANGED_SINCE_READ"
    th = "มีผู้แก้ข้อมูลของ {services} หลังจากท่านเปิดหน้านี้ ยังไม่ได้ยืนยันข้อใด โปรดตรวจอีกครั้ง"
    en = "{services} changed after you read it. Nothing was confirmed: read it again first."


@transaction.atomic
def confirm(
    *, viewer: "Viewer", facts: list[tuple[str, str]], now: datetime, read_in: dict[str, int] | None = None
) -> list[Fact]:
    """Confirm facts, given as pairs of service code and fact name; all of them or none.

    `read_in` is, for each service code, the catalogue version it had last changed in when it was read
    (`Service.changed_in`); None means that this is not checked.

    :raises NotFound: when a service is not published, or its facts are not the viewer's to confirm.
    :raises NothingToConfirm: when one of them is unknown or disputed. :raises TooMany: above 200.
    :raises ChangedSinceRead: when a service has changed since, or `read_in` does not name it.
    """
    if len(facts) > BULK_LIMIT:
        raise TooMany(path=("facts",), allowed=BULK_LIMIT)
    for place, (_, name) in enumerate(facts):
        if name not in FactName.values:
            raise ContentFault(f"facts[{place}]", name, f"one of {', '.join(FactName.values)}", "choose one of these")
    if not facts:
        raise ContentFault("facts", [], "at least one fact", "choose the facts to confirm")
    for code, _ in facts:
        if not CODE.fullmatch(code):
            raise NotFound(path=("facts",))
    catalogue = edition.hold()
    codes = sorted({code for code, _ in facts})
    services = {
        row.code: row
        for row in Service.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency")
        .filter(code__in=codes, state=Service.State.PUBLISHED)
        .order_by("pk")
    }
    forget_rights(viewer)
    for code in codes:
        if code not in services or not permissions.may_confirm(viewer, services[code].agency_id):
            raise NotFound(path=("facts", code))
    if read_in is not None:
        changed = [code for code in codes if read_in.get(code) != services[code].changed_in]
        if changed:
            raise ChangedSinceRead(path=("facts", changed[0]), services=", ".join(changed))
    wanted = set(facts)
    rows = [
        fact
        for fact in Fact.objects.filter(service__in=services.values()).select_related("service__agency").order_by("pk")
        if (fact.service.code, fact.name) in wanted
    ]
    if len(rows) != len(wanted):
        raise NotFound(path=("facts",))
    for fact in rows:
        if fact.certainty in {Certainty.UNKNOWN, Certainty.CONFLICTING}:
            raise NothingToConfirm(
                path=("facts", fact.service.code), name=FactName(fact.name).label, service=fact.service.code
            )
        layout.confirm(fact, viewer.officer, now)
    Fact.objects.bulk_update(rows, ["certainty", "confirmed_at", "confirmed_by", "confirm_by"])
    version = edition.advance(catalogue)
    Service.objects.filter(pk__in={fact.service_id for fact in rows}).update(changed_in=version)
    for code in sorted({fact.service.agency.code for fact in rows}):
        about = sorted(f"{fact.service.code}:{fact.name}" for fact in rows if fact.service.agency.code == code)
        leave(viewer, stream=code, action="fact.confirm", about="facts", now=now, facts=about)
    return rows
