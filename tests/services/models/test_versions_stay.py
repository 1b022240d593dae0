"""The database itself keeps versions: by triggers and constraints, whatever the code above it does."""

import pytest
from django.db import IntegrityError, connection, transaction

from services.models import ServiceVersion
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

TRIGGERS = {
    "sqlite": {"service_version_kept", "service_version_no_replace", "service_version_unchanged"},
    "postgresql": {"service_version_kept", "service_version_no_truncate", "service_version_unchanged"},
}


def _triggers() -> set[str]:
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'services_serviceversion'",
        "postgresql": (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'services_serviceversion'::regclass AND NOT tgisinternal"
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def _refused(**change: object) -> bool:
    before = ServiceVersion.objects.values().get()
    try:
        with transaction.atomic():
            ServiceVersion.objects.update(**change)
    except IntegrityError:
        return ServiceVersion.objects.values().get() == before
    return False


@pytest.mark.django_db
def test_the_triggers_are_there() -> None:
    assert _triggers() == TRIGGERS[connection.vendor]


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"name_th": "อื่น"}},
        {"content_hash": "0" * 64},
        {"number": 7},
        {"intent": "withdraw"},
        {"author": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_left_the_draft_cannot_change(author: Viewer, change: dict[str, object]) -> None:
    make.make_review(author)

    assert _refused(**change)


def test_what_left_the_draft_cannot_move_to_another_service(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver, "id-lost")
    other = make.make_review(author, "id-renew")

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.filter(service__code="id-lost").update(service=other.service_id, number=2)

    assert ServiceVersion.objects.filter(service__code="id-lost").count() == 1


def test_a_draft_can_change(author: Viewer) -> None:
    make.make_draft(author)

    ServiceVersion.objects.update(content={"name_th": "อื่น"}, content_hash="0" * 64)

    assert ServiceVersion.objects.get().content == {"name_th": "อื่น"}


def test_what_left_the_draft_can_move_on(author: Viewer, approver_officer: Officer) -> None:
    make.make_review(author)

    ServiceVersion.objects.update(state="scheduled", approver=approver_officer, reason="ตรวจแล้ว")

    assert ServiceVersion.objects.get().state == "scheduled"


@pytest.mark.parametrize("make_version", [make.make_draft, make.make_review], ids=["draft", "in_review"])
def test_no_version_is_ever_deleted(author: Viewer, make_version: object) -> None:
    make_version(author)  # type: ignore[operator]

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.all()._raw_delete(ServiceVersion.objects.db)

    assert ServiceVersion.objects.count() == 1


def test_no_version_is_replaced(author: Viewer) -> None:
    version = make.make_review(author)
    row = ServiceVersion.objects.values().get(pk=version.pk)
    columns = ", ".join(f'"{name}"' for name in row)
    forged = columns.replace('"reason"', "'ปลอม'")
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} INTO services_serviceversion ({columns}) SELECT {forged} FROM services_serviceversion")

    assert ServiceVersion.objects.get().reason == make.REASON


def test_the_author_is_never_the_approver(author: Viewer, author_officer: Officer) -> None:
    make.make_review(author)

    assert _refused(state="scheduled", approver=author_officer)


@pytest.mark.parametrize("state", ["scheduled", "published", "superseded", "retired"])
def test_nothing_an_officer_wrote_gets_out_without_an_approver(author: Viewer, state: str) -> None:
    make.make_review(author)

    assert _refused(state=state)


def test_a_service_has_one_open_version(author: Viewer) -> None:
    version = make.make_draft(author)

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.create(
            service=version.service, number=2, content={}, content_hash="0" * 64, created_at=make.NOW
        )

    assert ServiceVersion.objects.count() == 1


def test_a_service_has_one_published_version(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceVersion.objects.create(
            service=service, number=2, state="published", content={}, content_hash="0" * 64, created_at=make.NOW
        )

    assert ServiceVersion.objects.count() == 1
