"""AuditEvent: one act, written once. AuditHead: the newest event of each stream.

Triggers refuse UPDATE and DELETE of events (and TRUNCATE on PostgreSQL), and heads that move back; see the migration
0002_append_only. Bodies hold pseudonyms and codes only, so that erasing a person never needs to touch them.
"""

from django.db import models

# What the hash covers beside stream, number, instant and the hash before.
BODY = ("actor", "principal", "mandate", "action", "object", "outcome", "request_id", "details")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Which events."""

    def about(self, *objects: str) -> "AuditEventQuerySet":
        """Return the events whose object is one of `objects`, as `service:passport` or `service:passport#3`."""
        return self.filter(object__in=objects)

    def in_streams(self, *streams: str) -> "AuditEventQuerySet":
        """Return the events of these streams."""
        return self.filter(stream__in=streams)


class AuditEvent(models.Model):
    """One act: who did what to what, when, and how it ended. Never changed and never deleted.

    `actor` and `principal` are pseudonyms (an account's public id) or `system`; `principal` and `mandate` are blank
    when the actor acted for themselves. `prev` and `hash` are 64 hex digits.
    """

    stream = models.CharField("สายบันทึก", max_length=64)
    seq = models.PositiveBigIntegerField("ลำดับ")
    at = models.DateTimeField("เวลา")
    actor = models.CharField("ผู้ทำ", max_length=200)
    principal = models.CharField("ทำแทน", max_length=200, blank=True)
    mandate = models.CharField("หนังสือมอบอำนาจ", max_length=200, blank=True)
    action = models.CharField("การกระทำ", max_length=200)
    object = models.CharField("สิ่งที่ถูกกระทำ", max_length=200)
    outcome = models.CharField("ผล", max_length=200)
    request_id = models.CharField("รหัสคำขอ", max_length=200, blank=True)
    details = models.JSONField("รายละเอียด", default=dict)
    prev = models.CharField("ค่าแฮชก่อนหน้า", max_length=64)
    hash = models.CharField("ค่าแฮช", max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "บันทึกการตรวจสอบ"
        verbose_name_plural = "บันทึกการตรวจสอบ"
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_event_stream_seq"),
            models.UniqueConstraint(fields=["stream", "prev"], name="audit_event_stream_prev"),
        ]
        indexes = [
            models.Index(fields=["object", "id"], name="audit_event_object"),
            # Both sides of a mandate read what was done under it.
            models.Index(fields=["mandate", "id"], name="audit_event_mandate"),
        ]

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"

    @property
    def body(self) -> dict[str, object]:
        """Return what the hash covers beside stream, number and instant."""
        return {name: getattr(self, name) for name in BODY}


class AuditHead(models.Model):
    """Where a stream ends: its newest event's number and hash, sealed with the key. Locked while one is added."""

    stream = models.CharField("สายบันทึก", max_length=64, primary_key=True)
    seq = models.PositiveBigIntegerField("ลำดับล่าสุด", default=0)
    hash = models.CharField("ค่าแฮชล่าสุด", max_length=64)
    seal = models.CharField("ตราประทับ", max_length=64)

    class Meta:
        verbose_name = "ปลายสายบันทึก"
        verbose_name_plural = "ปลายสายบันทึก"

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}"
