"""The database itself refuses changes of the chain, whoever asks and however."""

import pytest
from django.db import DatabaseError, connection, transaction

from superapp.audit import verification
from superapp.audit.models import AuditEvent, AuditHead

pytestmark = pytest.mark.django_db


def refused(statement: str, *parameters: object) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
    assert verification.verify(["DOPA", "platform"]) == []


def test_an_event_cannot_be_changed(history):
    refused("UPDATE audit_auditevent SET actor = 'nobody' WHERE stream = 'DOPA' AND seq = 2")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(seq=2).update(outcome="other")


def test_an_event_cannot_be_deleted(history):
    refused("DELETE FROM audit_auditevent WHERE stream = 'DOPA' AND seq = 6")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        history[0].delete()
    assert AuditEvent.objects.count() == 9


def test_a_head_cannot_be_moved_back_or_deleted(history):
    refused("UPDATE audit_audithead SET seq = 5 WHERE stream = 'DOPA'")
    refused("UPDATE audit_audithead SET hash = %s WHERE stream = 'DOPA'", "0" * 64)
    refused("UPDATE audit_audithead SET stream = 'other', seq = 9 WHERE stream = 'DOPA'")
    refused("DELETE FROM audit_audithead WHERE stream = 'DOPA'")
    assert AuditHead.objects.get(stream="DOPA").seq == 6


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_the_tables_cannot_be_truncated(history):
    refused("TRUNCATE audit_auditevent")
    refused("TRUNCATE audit_audithead")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
def test_an_event_cannot_be_replaced(history):
    columns = "stream, seq, at, principal, mandate, action, object, outcome, request_id, details, prev, hash"
    old = "FROM audit_auditevent WHERE stream = 'DOPA' AND seq = 2"
    refused(f"REPLACE INTO audit_auditevent ({columns}, actor) SELECT {columns}, 'nobody' {old}")
    refused(f"REPLACE INTO audit_auditevent (id, {columns}, actor) SELECT id, {columns}, 'nobody' {old}")


def test_two_events_cannot_stand_in_one_place(history):
    twin = AuditEvent.objects.get(stream="DOPA", seq=3)
    twin.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)
    twin.seq = 7
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)
    assert AuditEvent.objects.filter(stream="DOPA").count() == 6
