"""The states of a hearing and the ways between them: one table, for actions, the database and the page.

Whether a hearing takes comments is computed from its instants at each write; the state only follows.
"""

from django.db import models


class HearingState(models.TextChoices):
    """Where a hearing stands."""

    DRAFT = "draft", "เตรียมการ"
    READY = "ready", "พร้อมประกาศ"
    ANNOUNCED = "announced", "ประกาศแล้ว"
    OPEN = "open", "เปิดรับฟัง"
    CLOSED = "closed", "ปิดรับฟัง"
    ANALYSING = "analysing", "กำลังสรุป"
    REPORTED = "reported", "เผยแพร่รายงานแล้ว"
    CANCELLED = "cancelled", "ยกเลิก"


S = HearingState

# A closed hearing is never opened again: a new round is a new hearing.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    S.DRAFT: (S.READY, S.CANCELLED),
    S.READY: (S.DRAFT, S.ANNOUNCED, S.CANCELLED),
    S.ANNOUNCED: (S.OPEN, S.CANCELLED),
    S.OPEN: (S.CLOSED, S.CANCELLED),
    S.CLOSED: (S.ANALYSING, S.REPORTED),
    S.ANALYSING: (S.REPORTED,),
    S.REPORTED: (),
    S.CANCELLED: (),
}
PUBLIC = (S.ANNOUNCED, S.OPEN, S.CLOSED, S.ANALYSING, S.REPORTED, S.CANCELLED)
