"""What is written down about mandates: the audit events both sides read, and the notices they get.

The log of a mandate is read from the audit chain, so that nothing done under one can be missing from it: every event
that says it was done under the mandate, whatever the domain, and every event about the mandate itself.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from superapp.accounts.models import Citizen, Mandate
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.audit.recording import Act, record_all
from superapp.people.models import DataUse

from . import data_uses, notices

STREAM = "platform"
SYSTEM = "system"
READ = "mandate.read"
# An app reads a page many times; the log says once an hour that it was read.
READS_ARE_ONE_FOR = timedelta(hours=1)

_BASES = {Mandate.Kind.CARER: "consent", Mandate.Kind.PARENT: "law:pdpa-s24-6"}

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "accepted": (
        "มีผู้ตอบรับคำเชิญให้ทำแทนท่าน",
        "Your invitation was accepted",
        "ผู้ที่ถือรหัสคำเชิญของท่านตอบรับแล้ว หากไม่ใช่คนที่ท่านตั้งใจ โปรดเพิกถอนทันทีในหน้า “การทำแทน”",
        "Whoever held your invitation's code accepted it. If it is not whom you meant, revoke it at once.",
    ),
    "claimed": (
        "บิดาหรือมารดาของท่านทำแทนท่านได้แล้ว",
        "A parent may now act for you",
        "ทะเบียนราษฎรระบุว่าเป็นบิดาหรือมารดา สิทธินี้สิ้นสุดเมื่อท่านอายุครบ 20 ปี",
        "The civil registry names them as your parent. The right ends on your twentieth birthday.",
    ),
    "ended": (
        "การทำแทนสิ้นสุดแล้ว",
        "A mandate has ended",
        "การทำแทนที่เกี่ยวข้องกับท่านสิ้นสุดแล้ว ดูรายละเอียดได้ในหน้า “การทำแทน”",
        "A mandate that concerns you has ended. The page of mandates says which.",
    ),
    "suspended": (
        "การทำแทนถูกระงับ",
        "A mandate is suspended",
        "ทะเบียนราษฎรแจ้งการระงับอำนาจปกครอง จึงใช้สิทธินี้ไม่ได้จนกว่าจะมีการเปลี่ยนแปลง",
        "The civil registry tells of a custody order, so the right rests until that changes.",
    ),
}


def about(mandate: Mandate) -> str:
    """Return the audit chain's name for a mandate."""
    return f"mandate:{mandate.public_id}"


def act_on(viewer: Viewer | None, action: str, thing: str, **details: object) -> Act:
    """Return an act to be recorded: by the viewer, acting for whom they act for, or by the system for None."""
    return Act(
        stream=STREAM,
        action=action,
        object=thing,
        actor=SYSTEM if viewer is None else viewer.actor,
        principal=None if viewer is None else viewer.principal,
        mandate=None if viewer is None else viewer.mandate_id,
        details=details,
    )


def record(*acts: Act, now: datetime) -> None:
    """Append acts to the audit chain, last in their transaction."""
    if acts:
        record_all(acts, now=now)


def events_of(mandate: Mandate) -> QuerySet[AuditEvent]:
    """Return what was done under a mandate, and to it. Who may see the mandate may see these."""
    return AuditEvent.objects.filter(Q(mandate=str(mandate.public_id)) | Q(object=about(mandate)))


@transaction.atomic
def note_read(viewer: Viewer, field: str, now: datetime) -> None:
    """Write down that something was read under the viewer's mandate, once an hour for each field of the API."""
    mandate = viewer.mandate
    assert mandate is not None
    since = now - READS_ARE_ONE_FOR
    told = AuditEvent.objects.filter(mandate=viewer.mandate_id, action=READ, object=f"field:{field}", at__gte=since)
    if told.exists():
        return
    if mandate.principal_citizen is not None:
        data_uses.note(
            citizen=mandate.principal_citizen,
            kind=DataUse.Kind.MANDATE,
            actor=viewer.actor,
            role=mandate.kind,
            facts=[field],
            purpose="mandates",
            basis=_BASES[Mandate.Kind(mandate.kind)],
            now=now,
        )
    record(act_on(viewer, READ, f"field:{field}"), now=now)


def tell(mandate: Mandate, what: str, *citizens: Citizen | None, now: datetime) -> None:
    """Put a notice about a mandate into these inboxes; None is nobody. `what` is a key of TEXTS."""
    texts = dict(zip(("title_th", "title_en", "body_th", "body_en"), TEXTS[what], strict=True))
    for citizen in citizens:
        if citizen is not None:
            key = f"{about(mandate)}:{what}:{now:%Y%m%d%H%M}"
            notices.put(citizen=citizen, topic=f"mandate.{what}", key=key, texts=texts, now=now)
