"""Applications as tests need them: bare rows that went the legal way to a state, and real ones begun and sent."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from services.models import Agency
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.files.models import Upload
from tests.factories.services import NOW, make_agency
from welfare.actions import application_prefill, applications, rule_loading
from welfare.models import Application, ApplicationState, Programme, book
from welfare.models.application_state import TRANSITIONS
from welfare.rules.programmes import SHARED_FILE, SHIPPED, VOCABULARY_FILE

S = ApplicationState
PROGRAMME, AGENCY = "old_age_allowance", "DLA"
AGENCIES = {"DLA": PROGRAMME, "DEP": "disability_allowance", "OSMEP": "osmep_bds"}


def load_programmes(*codes: str) -> book.Book:
    """Load these shipped programmes, or three: for the elderly, the disabled and small firms; return the rules."""
    for code, first in AGENCIES.items():
        if not codes or first in codes:
            Agency.objects.filter(code=code).exists() or make_agency(code, name_th=f"หน่วยงาน {code}", name_en=code)
    with TemporaryDirectory() as folder:
        for name in (VOCABULARY_FILE, SHARED_FILE, *(f"{code}.yaml" for code in codes or AGENCIES.values())):
            (Path(folder) / name).write_text((SHIPPED / name).read_text(encoding="utf-8"), encoding="utf-8")
        rule_loading.load(Path(folder), now=NOW)
    return book.current()


def begin(viewer: Viewer, code: str = PROGRAMME) -> Application:
    """Return a draft for a programme, prefilled from the registries that this test connected."""
    rules = book.current()
    entry = rules.entries[code]
    prefill = application_prefill.gather(viewer=viewer, entry=entry, words=rules.words, now=NOW)
    return applications.start(viewer=viewer, code=code, is_service=False, prefill=prefill, book=rules, now=NOW)


def begin_service(viewer: Viewer, code: str = "id-lost") -> Application:
    """Return a draft for a catalogue service."""
    nothing = application_prefill.Prefill()
    return applications.start(viewer=viewer, code=code, is_service=True, prefill=nothing, book=None, now=NOW)


def send(viewer: Viewer, row: Application, *, key: str | None = None) -> Application:
    """Send a draft."""
    return applications.submit(
        viewer=viewer,
        application_id=str(row.public_id),
        key=key or a_key(),
        found=None,
        book=book.current(),
        now=NOW,
    )


def make_upload(viewer: Viewer, citizen: Citizen | None = None) -> Upload:
    """Return a file of the viewer's that was received and is not used yet; of `citizen` when they act for one."""
    return Upload.objects.create(
        owner=viewer.account,
        citizen=citizen or viewer.citizen,
        purpose=Upload.Purpose.EVIDENCE,
        state=Upload.State.RECEIVED,
        media_type="application/pdf",
        size_bytes=1_000,
        sha256="0" * 64,
        stored_as=f"evidence/{uuid4()}",
        created_at=NOW,
        received_at=NOW,
        expires_at=NOW + timedelta(hours=24),
    )


def way_to(state: str) -> tuple[str, ...]:
    """Return the shortest legal way from the draft to `state`, the draft left out."""
    ways: list[tuple[str, ...]] = [()]
    while ways:
        way = ways.pop(0)
        here = way[-1] if way else S.DRAFT.value
        if here == state:
            return way
        ways += [(*way, str(step)) for step in TRANSITIONS[here] if step not in way]
    raise ValueError(f"state: no way leads to {state}")


def make_application(
    citizen: Citizen, agency: Agency, *, code: str = "old_age_allowance", state: str = "draft", **fields: Any
) -> Application:
    """Make an application for the programme `code` and lead it to `state`; sent ones have a number and a promised day.

    Numbers are far from those that are given out. `fields` are set with the last step.
    """
    programme, _ = Programme.objects.get_or_create(code=code, defaults={"agency": agency})
    row = Application.objects.create(
        citizen=citizen, agency=agency, programme=programme, matter=code, opened_at=NOW - timedelta(days=1)
    )
    way = way_to(state)
    for step in way:
        changes: dict[str, Any] = {"state": step}
        if step == S.SUBMITTED and row.number is None:
            changes |= {"number": f"WA-2569-9{row.pk:05d}", "submitted_at": NOW, "due_on": date(2027, 1, 4)}
        if step in (S.APPROVED, S.REFUSED):
            changes |= {"decided_at": NOW}
        Application.objects.filter(pk=row.pk).update(**changes)
        row.refresh_from_db()
    if fields:
        Application.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
    return row


def a_key() -> str:
    """Return a new key for a request that may be sent again."""
    return str(uuid4())
