"""The states of an application and the ways between them: one table, for the action, the database and the timeline.

The migration that guards the column writes this table into a trigger; a test compares the two.
"""

from django.db import models


class ApplicationState(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", "ร่าง"
    SUBMITTED = "submitted", "ยื่นแล้ว"
    UNDER_REVIEW = "under_review", "กำลังพิจารณา"
    NEEDS_INFORMATION = "needs_info", "รอข้อมูลเพิ่ม"
    APPROVED = "approved", "อนุมัติ"
    REFUSED = "refused", "ไม่อนุมัติ"
    WITHDRAWN = "withdrawn", "ถอนคำขอ"
    APPEALED = "appealed", "อุทธรณ์"
    DECIDED_ON_APPEAL = "appeal_decided", "ตัดสินอุทธรณ์แล้ว"


S = ApplicationState

# From each state, where it may go. What is not here, the database refuses.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    S.DRAFT: (S.SUBMITTED, S.WITHDRAWN),
    S.SUBMITTED: (S.UNDER_REVIEW, S.APPROVED, S.NEEDS_INFORMATION, S.WITHDRAWN),
    S.UNDER_REVIEW: (S.NEEDS_INFORMATION, S.APPROVED, S.REFUSED, S.WITHDRAWN, S.SUBMITTED),
    S.NEEDS_INFORMATION: (S.UNDER_REVIEW, S.REFUSED, S.WITHDRAWN),
    S.APPROVED: (),
    S.REFUSED: (S.APPEALED,),
    S.WITHDRAWN: (),
    S.APPEALED: (S.DECIDED_ON_APPEAL,),
    S.DECIDED_ON_APPEAL: (),
}
OPEN = (S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION, S.APPEALED)
# While in one of these nobody else's application for the same may be opened for the same person.
UNDER_WAY = (S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION)
