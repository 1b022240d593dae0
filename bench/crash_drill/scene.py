"""Where the drill takes place: one programme that the rules alone approve, its officers, and pensioners in bulk.

Every pensioner is signed in, consents to the registries, and has their answers, the same for all but the number.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command

from services.actions import postings
from services.models import Agency
from superapp.accounts.models import Account, Citizen, Officer
from superapp.accounts.sessions import SIGN_IN
from superapp.accounts.viewer import Viewer, viewer_for
from superapp.people.models import Consent
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from superapp.registries.sandbox.world import world
from superapp.thai.identity import check_digit
from welfare.actions import batches, known_facts, rule_loading
from welfare.models import RegistryAnswer, book
from welfare.rules.programmes import SHARED_FILE, SHIPPED, VOCABULARY_FILE

PROGRAMME, AGENCY = "old_age_allowance", "DLA"
REGISTRIES = ("DOPA", "LAO", "CGD", "MSDHS")
OFFICERS = {"preparer": "author", "releaser": "approver"}
BACKEND = "django.contrib.auth.backends.ModelBackend"
BATCH = 500
BUDGET_SATANG = 10**12


def set_up(count: int) -> list[str]:
    """Make tables, programme, officers and `count` pensioners; return the pensioners' session keys."""
    now = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    agency = Agency.objects.create(code=AGENCY, kind="department", name_th="กรมส่งเสริมการปกครองท้องถิ่น", name_en=AGENCY)
    for name, role in OFFICERS.items():
        account = Account.objects.create_user(name, kind=Account.Kind.OFFICER, is_staff=True)
        officer = Officer.objects.create(account=account, name_th=name, name_en=name)
        given = {"officer": officer, "agency": agency, "role": role, "starts_on": date(2026, 1, 1)}
        postings.appoint(viewer=None, now=now, **given)
    with TemporaryDirectory() as folder:
        for name in (VOCABULARY_FILE, SHARED_FILE, f"{PROGRAMME}.yaml"):
            (Path(folder) / name).write_text((SHIPPED / name).read_text(encoding="utf-8"), encoding="utf-8")
        rule_loading.load(Path(folder), now=now)
    book.forget()
    batches.appropriate(programme=PROGRAMME, satang=BUDGET_SATANG, ref="DRILL", now=now)
    answers, birth_date = _answers(now)
    sessions: list[str] = []
    for first in range(0, count, BATCH):
        sessions += _pensioners(range(first, min(first + BATCH, count)), answers, birth_date, now)
    return sessions


def viewer(name: str, *, factor_at: datetime | None = None) -> Viewer:
    """Return one of the two officers."""
    return viewer_for(Account.objects.select_related("officer").get(username=name), factor_at=factor_at)


def _answers(now: datetime) -> tuple[dict[str, dict[str, Any]], str]:
    """Return what the registries say of the sample pensioner, and the day they were born."""
    wire, known = SandboxWire(), Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "drill")
    asking.connect(lambda: asking.Registries(Exchange(wire, known, lambda: 0.0)))
    person = world().people["pensioner"]
    registries = known_facts.registries_of(book.current().words)
    wanted = {name: registries[name] for name in REGISTRIES}
    plan = known_facts.Plan(Citizen(), person.pid, wanted, dict.fromkeys(REGISTRIES), {})  # type: ignore[arg-type]
    return known_facts.ask(plan, now=now), person.birth_date


def _pensioners(numbers: range, answers: dict[str, Any], birth_date: str, now: datetime) -> Iterator[str]:
    accounts = [Account(username=f"pensioner-{number}", kind=Account.Kind.CITIZEN) for number in numbers]
    for account in accounts:
        # One for all, and nobody's: they have no password.
        account.password = "!drill"
    Account.objects.bulk_create(accounts)
    citizens = []
    for number, account in zip(numbers, accounts, strict=True):
        first = f"97{number:010d}"
        citizen = Citizen(account=account)
        citizen.make_key()
        citizen.know_by(first + check_digit(first))
        citizen.seal("name_th", f"ทดสอบ คนที่{number}")
        citizen.seal("birth_date", birth_date)
        citizens.append(citizen)
    Citizen.objects.bulk_create(citizens)
    rows, consents, sessions = [], [], []
    ends = now + timedelta(days=365)
    for citizen in citizens:
        for registry in REGISTRIES:
            row = RegistryAnswer(citizen=citizen, registry=registry, asked_at=now, valid_until=ends)
            row.seal(answers[registry])
            rows.append(row)
            consents.append(
                Consent(
                    citizen=citizen,
                    kind=Consent.Kind.REGISTRY,
                    audience=registry,
                    purpose=known_facts.PURPOSE,
                    facts=[],
                    text_version="drill",
                    given_at=now,
                )
            )
        sessions.append(_session(citizen.account, now))
    RegistryAnswer.objects.bulk_create(rows)
    Consent.objects.bulk_create(consents)
    Session.objects.bulk_create(sessions)
    yield from (session.session_key for session in sessions)


def _session(account: Account, now: datetime) -> Session:
    told = {
        SESSION_KEY: str(account.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: account.get_session_auth_hash(),
        SIGN_IN: {"provider": "thaid", "ial": "2.3", "at": now.isoformat()},
    }
    return Session(
        session_key=secrets.token_hex(16),
        session_data=SessionStore().encode(told),
        expire_date=now + timedelta(days=7),
    )
