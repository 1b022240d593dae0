"""Issued documents: numbered, signed, sealed, never changed, revoked at most once."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.files.actions import documents, links
from superapp.files.models import DocumentSeries, IssuedDocument
from superapp.files.signing_keys import keys
from superapp.paper import signing
from superapp.people.actions import erasures
from superapp.refusal import NotFound
from tests.factories.people import make_person, viewer_of_person
from tests.factories.services import NOW
from tests.files.conftest import kept_in
from tests.files.issuing import content_of, drawn, issued
from tests.files.sending import body_of, get
from tests.racing import together

pytestmark = pytest.mark.django_db


def test_a_letter_is_numbered_signed_and_sealed_for_its_citizen(somying: Citizen, folder: Path):
    document = issued(somying, NOW)

    pdf = content_of(document)
    assert (document.number, document.kind, str(document.issued_on)) == (
        "DL-2569-000001",
        "decision_letter",
        "2026-11-21",
    )
    assert signing.verify_file(pdf, keys()) == document.number
    assert signing.seal_of(pdf) == document.sha256
    found = signing.verify(document.code, keys(), document.record())
    assert (found.face.amount_satang, found.digest.hex()) == (60_000, document.digest)
    assert document.record()["name"] == "นางสมหญิง ใจดี"
    assert "สมหญิง".encode() not in bytes(document.record_sealed)
    assert b"%PDF" not in kept_in(folder)[0].read_bytes()
    event = AuditEvent.objects.get(action="document.issue")
    assert (event.object, event.principal) == ("document:DL-2569-000001", somying.public_id)
    assert event.details == {"kind": "decision_letter", "agency": "DOP", "digest": document.digest}


def test_numbers_run_by_prefix_and_buddhist_year(somying: Citizen):
    new_year = NOW.replace(month=12, day=31, hour=23) + timedelta(hours=1)

    found = [documents.next_number(*told) for told in (("DL", NOW), ("DL", NOW), ("RC", NOW), ("DL", new_year))]

    assert found == ["DL-2569-000001", "DL-2569-000002", "RC-2569-000001", "DL-2570-000001"]
    assert DocumentSeries.objects.count() == 3


def test_issuing_again_with_the_same_key_gives_the_same_document_and_draws_nothing(somying: Citizen, folder: Path):
    first = issued(somying, NOW, once_key="letter:1")

    second = issued(somying, NOW, once_key="letter:1", draw=None)
    other = issued(somying, NOW, once_key="letter:2")

    assert (second, other.number) == (first, "DL-2569-000002")
    assert (IssuedDocument.objects.count(), len(kept_in(folder))) == (2, 2)


def test_two_prepared_at_once_with_one_key_are_one_document(
    somying: Citizen, folder: Path, django_capture_on_commit_callbacks
):
    told = {"kind": "receipt", "prefix": "RC", "agency_code": "DOP", "citizen": somying, "facts": {}, "draw": drawn}
    first, second = (documents.prepare(**told, now=NOW, once_key="receipt:1") for _ in range(2))

    with django_capture_on_commit_callbacks(execute=True):
        found = [documents.put(prepared, now=NOW) for prepared in (first, second)]

    assert [document.number for document in found] == ["RC-2569-000001", "RC-2569-000001"]
    assert (IssuedDocument.objects.count(), len(kept_in(folder))) == (1, 1)
    assert AuditEvent.objects.filter(action="document.issue").count() == 1


def test_the_database_refuses_every_change_but_being_revoked(somying: Citizen):
    document = issued(somying, NOW, once_key="letter:1")
    columns = {
        **dict.fromkeys(
            ("number", "digest", "code", "sha256", "matter", "kind", "stored_as", "agency_code", "key_id"), "x"
        ),
        **{"amount_satang": 1, "citizen": None, "once_key": None, "size_bytes": 1, "record_sealed": b"x"},
        **{"issued_on": "2026-01-01", "issued_at": NOW - timedelta(1)},
    }
    rows = IssuedDocument.objects.filter(pk=document.pk)

    for name, value in columns.items():
        for more in ({}, {"revoked_at": NOW, "revoked_because": "x"}):
            with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
                rows.update(**{name: value}, **more)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        document.delete()
    assert IssuedDocument.objects.filter(pk=document.pk).values_list(*columns).get() == tuple(
        getattr(document, "citizen_id" if name == "citizen" else name) for name in columns
    )


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
def test_a_row_cannot_be_replaced(somying: Citizen):
    document = issued(somying, NOW)
    columns = [field.column for field in IssuedDocument._meta.concrete_fields]
    same = ", ".join("'x'" if column == "kind" else column for column in columns)

    table = IssuedDocument._meta.db_table
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) SELECT {same} FROM {table}")
    assert IssuedDocument.objects.get().kind == document.kind


def test_a_document_is_revoked_once_and_stays_so(somying: Citizen):
    document = issued(somying, NOW)

    revoked = documents.revoke(document=document, because="superseded", actor="officer-1", now=NOW)

    with pytest.raises(documents.AlreadyRevoked):
        documents.revoke(document=document, because="other", actor="officer-1", now=NOW)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        IssuedDocument.objects.update(revoked_at=None, revoked_because="")
    assert (revoked.revoked_at, revoked.revoked_because) == (NOW, "superseded")
    assert AuditEvent.objects.filter(action="document.revoke").count() == 1


def test_an_erased_citizens_document_can_still_be_told_genuine_but_not_read(somying: Citizen):
    document = issued(somying, NOW)
    erasures.erase(viewer=viewer_of_person(somying), confirmation=erasures.PHRASES[0], now=NOW)

    document = IssuedDocument.objects.get()
    assert signing.verify(document.code, keys()).face.number == document.number
    with pytest.raises(cipher.Unreadable):
        document.record()
    with pytest.raises(NotFound):
        documents.content(document)


def test_a_report_is_public_and_lies_open(now: datetime, folder: Path):
    document = issued(None, now, kind="hearing_report", prefix="HR", amount_satang=None, facts={"hearing": "H-1"})

    answer = get(links.link(document, viewer=Viewer(), now=now))

    assert body_of(answer) == kept_in(folder)[0].read_bytes() == content_of(document)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="HR-2569-000001.pdf"'
    assert document.record()["hearing"] == "H-1"


def test_a_letter_is_for_its_citizen_and_whom_the_domain_admits(
    somying: Citizen, anonymous: Viewer, sender: Viewer, author: Viewer, officer_elsewhere: Viewer, now: datetime
):
    document = issued(somying, now)
    links.admits("application")(lambda viewer, key: viewer == author and key == "1")
    everybody = (anonymous, viewer_of_person(make_person(2)), officer_elsewhere, sender, author)

    assert [links.may_have(viewer, document) for viewer in everybody] == [False, False, False, True, True]
    assert body_of(get(links.link(document, viewer=sender, now=now), sender.account)) == content_of(document)


def test_facts_without_one_way_to_write_them_are_refused_and_nothing_is_kept(somying: Citizen, folder: Path):
    with pytest.raises(TypeError):
        issued(somying, NOW, facts={"amount": 1.5})

    assert (IssuedDocument.objects.count(), kept_in(folder)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_simultaneous_issues_with_one_key_are_one_document_and_numbers_are_never_given_twice(folder: Path):
    citizen = make_person(1)

    same = together(*[lambda: issued(citizen, NOW, once_key="letter:1") for _ in range(4)])
    others = together(*[lambda: documents.next_number("XX", NOW) for _ in range(6)])

    assert [type(outcome) for outcome in same] == [IssuedDocument] * 4
    assert len({document.number for document in same}) == IssuedDocument.objects.count() == 1
    assert sorted(others) == [f"XX-2569-{number:06}" for number in range(1, 7)]
    assert len(kept_in(folder)) == 1
