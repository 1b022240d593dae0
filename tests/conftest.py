"""What every test may ask for: a fixed moment, four viewers, and the agencies they are at (house.md section 12)."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management.commands import flush as flush_command
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from services.models import Agency
from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for
from tests.asking import Asker
from tests.factories import services as make
from tests.triggers import filled, switched_off
from welfare.models import book

# Kinds of rows and rights on them: no test changes these tables.
FILLED_BY_MIGRATE = {"auth_permission", "django_content_type"}


def pytest_configure(config: pytest.Config) -> None:
    """Give each process of a parallel run caches of its own, as it has a database of its own."""
    worker = getattr(config, "workerinput", {}).get("workerid", "alone")
    # Emptying a cache empties its whole Redis database, whatever the prefix: another process would lose what it kept.
    settings.REDIS_URL = redis_url_for(settings.REDIS_URL, worker)
    for cache in settings.CACHES.values():
        cache["KEY_PREFIX"] = f"{cache['KEY_PREFIX']}-{worker}"
        if settings.REDIS_URL:
            cache["LOCATION"] = settings.REDIS_URL


def redis_url_for(url: str, worker: str) -> str:
    """Return the address of the Redis database that the process `worker` ("gw1", "alone") may empty: of sixteen."""
    if not url:
        return url
    parts = urlsplit(url)
    number = int(parts.path.strip("/") or 0) + int(worker.removeprefix("gw") if worker.startswith("gw") else 0)
    return parts._replace(path=f"/{number % 16}").geturl()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a server that is not there."""
    missing = {"postgresql": connection.vendor != "postgresql", "redis": not settings.REDIS_URL}
    for item in items:
        for name, is_missing in missing.items():
            if is_missing and item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}"))


@pytest.fixture(scope="session", autouse=True)
def flush_in_spite_of_triggers() -> Iterator[None]:
    """Empty the tables after a test with real transactions: triggers refuse that for append-only ones.

    Only tables that hold something: emptying each of 150 takes seconds. What `migrate` filled stays filled: filling it
    again takes longer than emptying the rest.
    """
    flush = BaseDatabaseOperations.execute_sql_flush
    fill = flush_command.emit_post_migrate_signal

    def flush_unguarded(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with switched_off(self.connection), self.connection.cursor() as cursor:
            for table in filled(self.connection, cursor):
                if table not in FILLED_BY_MIGRATE:
                    cursor.execute(f'DELETE FROM "{table}"')

    BaseDatabaseOperations.execute_sql_flush = flush_unguarded  # type: ignore[method-assign]
    flush_command.emit_post_migrate_signal = lambda *_, **__: None
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    flush_command.emit_post_migrate_signal = fill


@pytest.fixture(autouse=True)
def forget_the_rules() -> Iterator[None]:
    """Let no test see the rules that another one loaded and rolled back."""
    yield
    book.forget()


@pytest.fixture
def now() -> datetime:
    """Return the moment at which tests take place: 21 November 2569 B.E., ten in the morning in Bangkok."""
    return make.NOW


@pytest.fixture
def agency(db: None) -> Agency:
    """Return the agency that is meant by "here": the Department of Provincial Administration, with vocabularies."""
    make.make_vocabulary()
    return make.make_agency("DOPA")


@pytest.fixture
def other_agency(agency: Agency) -> Agency:
    """Return the agency that is meant by "elsewhere": the Department of Land Transport."""
    return make.make_agency("DLT")


@pytest.fixture
def anonymous() -> Viewer:
    """Return nobody."""
    return ANONYMOUS


@pytest.fixture
def citizen_account(db: None) -> Account:
    """Return the account of a citizen."""
    return make.make_citizen()


@pytest.fixture
def citizen(citizen_account: Account) -> Viewer:
    """Return a citizen who is signed in."""
    return viewer_for(citizen_account)


@pytest.fixture
def author_officer(agency: Agency) -> Officer:
    """Return the officer here who writes."""
    return make.make_officer("malee", (agency, "author"), name_th="มาลี ศรีสุข")


@pytest.fixture
def approver_officer(agency: Agency) -> Officer:
    """Return the officer here who reviews."""
    return make.make_officer("prasit", (agency, "approver"), name_th="ประสิทธิ์ วงศ์ทอง")


@pytest.fixture
def head_officer(agency: Agency) -> Officer:
    """Return the head of the office here, who may do all and appoints others."""
    return make.make_officer("wanida", (agency, "head"), name_th="วนิดา รุ่งเรือง")


@pytest.fixture
def officer_elsewhere_officer(other_agency: Agency) -> Officer:
    """Return an officer who is head at another agency."""
    return make.make_officer("kittipong", (other_agency, "head"), name_th="กิตติพงศ์ แสงจันทร์")


@pytest.fixture
def author(author_officer: Officer) -> Viewer:
    """Return the officer here who writes, as a viewer."""
    return make.viewer_of_officer(author_officer)


@pytest.fixture
def approver(approver_officer: Officer) -> Viewer:
    """Return the officer here who reviews, as a viewer."""
    return make.viewer_of_officer(approver_officer)


@pytest.fixture
def head(head_officer: Officer) -> Viewer:
    """Return the head of the office here, as a viewer."""
    return make.viewer_of_officer(head_officer)


@pytest.fixture
def officer_elsewhere(officer_elsewhere_officer: Officer) -> Viewer:
    """Return an officer who may do everything, but at another agency."""
    return make.viewer_of_officer(officer_elsewhere_officer)


@pytest.fixture
def ask(db: None) -> Asker:
    """Return what asks the API: `ask("HearingPage", {"id": ...}, viewer=author, language="en")`."""
    return Asker()
