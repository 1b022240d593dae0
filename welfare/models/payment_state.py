"""The states of a payout, of a batch and of an entitlement, and the ways between them.

One table for the actions, the database and what people see. The migration that guards the columns writes these tables
into triggers; a test compares the two.
"""

from django.db import models


class DisbursementState(models.TextChoices):
    """Where one month's money stands. ACCEPTED is not paid: only a settled status or a booking makes PAID."""

    DRAFT = "draft", "ร่าง"
    APPROVED = "approved", "อนุมัติจ่าย"
    BATCHED = "batched", "เข้าชุดจ่าย"
    SENT = "sent", "ส่งธนาคารแล้ว"
    ACCEPTED = "accepted", "ธนาคารรับไว้"
    PAID = "paid", "จ่ายแล้ว"
    REJECTED = "rejected", "ธนาคารปฏิเสธ"
    RETURNED = "returned", "เงินถูกส่งคืน"
    AWAITING_FIX = "awaiting_fix", "รอแก้ไขบัญชี"
    RETRY = "retry", "รอจ่ายซ้ำ"
    LAPSED = "lapsed", "สิทธิรับงวดนี้สิ้นสุด"
    CANCELLED = "cancelled", "ยกเลิก"


D = DisbursementState

# From each state, where it may go. What is not here, the database refuses.
DISBURSEMENT_WAYS: dict[str, tuple[str, ...]] = {
    D.DRAFT: (D.APPROVED, D.CANCELLED),
    D.APPROVED: (D.BATCHED, D.CANCELLED),
    D.BATCHED: (D.SENT,),
    D.SENT: (D.ACCEPTED, D.PAID, D.REJECTED),
    D.ACCEPTED: (D.PAID, D.REJECTED),
    D.PAID: (D.RETURNED,),
    D.REJECTED: (D.AWAITING_FIX, D.RETRY, D.LAPSED),
    D.RETURNED: (D.AWAITING_FIX, D.RETRY, D.LAPSED),
    D.AWAITING_FIX: (D.RETRY, D.LAPSED),
    D.RETRY: (D.BATCHED, D.LAPSED),
    D.LAPSED: (),
    D.CANCELLED: (),
}
DISBURSEMENT_BEGINS = (D.DRAFT,)
# The bank may have it: it can no longer be taken back, and is never sent a second time beside the first.
UNDER_WAY = (D.SENT, D.ACCEPTED)
TO_SEND = (D.DRAFT, D.RETRY)
FAILED = (D.REJECTED, D.RETURNED, D.AWAITING_FIX)


class BatchState(models.TextChoices):
    """Where a file to the bank stands. SENDING: it may have reached the bank, whoever asked does not know yet."""

    PREPARED = "prepared", "รอผู้ปล่อยจ่าย"
    RELEASED = "released", "ปล่อยจ่ายแล้ว"
    SENDING = "sending", "กำลังส่ง"
    SENT = "sent", "ธนาคารรับไฟล์แล้ว"
    REFUSED = "refused", "ธนาคารไม่รับไฟล์"
    WITHDRAWN = "withdrawn", "ถอนกลับ"


B = BatchState
BATCH_WAYS: dict[str, tuple[str, ...]] = {
    B.PREPARED: (B.RELEASED, B.WITHDRAWN),
    B.RELEASED: (B.SENDING,),
    B.SENDING: (B.SENT, B.REFUSED),
    B.SENT: (),
    B.REFUSED: (),
    B.WITHDRAWN: (),
}
BATCH_BEGINS = (B.PREPARED,)


class EntitlementState(models.TextChoices):
    """Whether a right pays at present."""

    ACTIVE = "active", "จ่ายอยู่"
    SUSPENDED = "suspended", "ระงับชั่วคราว"
    ENDED = "ended", "สิ้นสุด"


E = EntitlementState
ENTITLEMENT_WAYS: dict[str, tuple[str, ...]] = {
    E.ACTIVE: (E.SUSPENDED, E.ENDED),
    E.SUSPENDED: (E.ACTIVE, E.ENDED),
    E.ENDED: (),
}
ENTITLEMENT_BEGINS = (E.ACTIVE,)
# While in one of these, no second right to the same is opened for the same person.
ENTITLEMENT_RUNNING = (E.ACTIVE, E.SUSPENDED)
