"""The audit trail of one service as officers read it: what was done, by whom, when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from services.models import Service
from superapp.accounts.models import Officer
from superapp.audit.models import AuditEvent

SHOWN = 50
ACTIONS = {
    "draft.start": "เริ่มร่าง",
    "draft.create": "สร้างบริการใหม่พร้อมร่างแรก",
    "draft.revise": "บันทึกร่าง",
    "draft.discard": "ทิ้งร่าง",
    "version.submit": "ส่งตรวจ",
    "version.send_back": "ส่งคืนให้แก้",
    "version.schedule": "อนุมัติ โดยกำหนดเวลาเผยแพร่",
    "version.publish": "เผยแพร่",
    "version.withdraw": "เลิกให้บริการ",
    "version.not_possible": "มีผลตามเวลาไม่ได้ กลับไปรอตรวจ",
    "version.propose_publish": "เสนอกลับไปใช้ฉบับก่อน",
    "version.propose_withdraw": "เสนอเลิกให้บริการ",
    "alert.post": "ติดประกาศแจ้งเตือน",
    "alert.clear": "ปลดประกาศแจ้งเตือน",
    "fact.confirm": "ยืนยันข้อเท็จจริง",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a service. `number` is the version it was about, blank when it was about the service."""

    at: datetime
    action: str
    number: str
    officer: str


def steps_of(service: Service) -> list[Step]:
    """Return the last acts on a service, newest first; two queries."""
    about = f"service:{service.code}"
    events = list(
        AuditEvent.objects.annotate(text=Cast("details", TextField()))
        .filter(stream=service.agency.code)
        .filter(
            Q(object=about)
            | Q(object__startswith=f"{about}#")
            | Q(action="fact.confirm", text__contains=f'"{service.code}:')
        )
        .order_by("-seq")[:SHOWN]
    )
    actors = {event.actor for event in events if event.actor != "system"}
    names = Officer.objects.filter(account__public_id__in=actors).values_list("account__public_id", "name_th")
    by_actor = {str(key): name for key, name in names}
    return [
        Step(
            event.at,
            ACTIONS.get(event.action, event.action),
            event.object.partition("#")[2],
            "ระบบ" if event.actor == "system" else by_actor.get(event.actor, "เจ้าหน้าที่"),
        )
        for event in events
    ]
