"""The pensioner's cases, and everybody who might try to see or change them: every kind of viewer, every mandate."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from services.models import Agency
from superapp.accounts.models import Mandate, RequestKey
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api import context
from superapp.api.ids import global_id
from superapp.files.models import Upload
from superapp.jobs.models import Job
from superapp.people.models import Notice
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from tests.factories import people
from tests.factories import services as make_services
from tests.factories.applications import begin, load_programmes, make_application, make_upload
from tests.factories.services import NOW
from tests.lasting import lasting
from tests.welfare.actions.conftest import consent, sample_person
from welfare.actions import application_evidence
from welfare.models import Appeal, Application, ApplicationEvent, EvidenceFile, InformationRequest, book

CONSENTED = ("DOPA", "LAO", "CGD", "MSDHS")
MATTER = "old_age_allowance"
# Who acts for the pensioner: verbs, matters, state, and whether it ended.
MANDATES: dict[str, dict[str, Any]] = {
    "carer": {},
    "carer of this": {"scope_codes": [MATTER]},
    "carer who looks": {"scope_verbs": ["view"]},
    "carer of other matters": {"scope_codes": ["disability_allowance"]},
    "carer who does not look": {"scope_verbs": ["apply", "pay", "notices"]},
    "carer no more": {"state": "revoked"},
    "carer whose time is over": {"ends_at": NOW - timedelta(seconds=1)},
}
SEE = {"owner", "carer", "carer of this", "carer who looks"}
ACT = {"owner", "carer", "carer of this"}


@dataclass
class Scene:
    """The pensioner's cases by state, a stranger's draft, and everybody who tries."""

    rows: dict[str, Application]
    evidence: EvidenceFile
    upload: Upload
    viewers: dict[str, Viewer]
    mandates: dict[str, Mandate]


@contextmanager
def sandbox() -> Iterator[SandboxWire]:
    """Let questions reach a sandbox exchange of registries meanwhile."""
    wire, before = SandboxWire(), asking.current()
    known = Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "tests")
    asking.connect(lambda: asking.Registries(Exchange(wire, known, lambda: 0.0)))
    yield wire
    asking.connect(lambda: before)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with lasting(django_db_blocker), sandbox():
        load_programmes()
        yield _scene()
        book.forget()


def _scene() -> Scene:
    pensioner = sample_person("pensioner")
    consent(pensioner, *CONSENTED)
    owner = people.viewer_of_person(pensioner)
    agency, other = Agency.objects.get(code="DLA"), make_services.make_agency("DLT")
    rows = {
        state: make_application(pensioner, agency, code=MATTER, state=state, **fields)
        for state, fields in {"refused": {"decided_at": NOW}, "approved": {}}.items()
    }
    rows["draft"] = draft = begin(owner)
    evidence = application_evidence.attach(
        viewer=owner,
        application_id=str(draft.public_id),
        upload_id=str(make_upload(owner).public_id),
        document=0,
        facts=[],
        book=book.current(),
        now=NOW,
    )
    viewers = {
        "anonymous": ANONYMOUS,
        "owner": owner,
        "stranger": people.viewer_of_person(people.make_person(2)),
        "officer here": make_services.viewer_of_officer(make_services.make_officer("malee", (agency, "head"))),
        "officer elsewhere": make_services.viewer_of_officer(make_services.make_officer("kitti", (other, "head"))),
    }
    mandates = {}
    for number, (name, fields) in enumerate(MANDATES.items(), start=20):
        agent = people.make_person(number)
        mandates[name] = people.make_mandate(agent, pensioner, **fields)
        viewers[name] = people.viewer_of_person(agent)
    return Scene(rows, evidence, make_upload(owner), viewers, mandates)


@pytest.fixture
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the endpoint read the test's moment instead of the clock."""
    monkeypatch.setattr(context, "dt", SimpleNamespace(datetime=SimpleNamespace(now=lambda _zone: NOW)))


def everything() -> list[Any]:
    """Return all that a step could change."""
    tables = (Application, ApplicationEvent, EvidenceFile, Appeal, InformationRequest, RequestKey, Job, Notice)
    return [list(table.objects.order_by("pk").values()) for table in tables] + [
        list(Upload.objects.order_by("pk").values("state", "matter"))
    ]


def on_behalf(scene: Scene, name: str) -> dict[str, str]:
    return {"onBehalfOf": global_id("mdt", str(scene.mandates[name].public_id))} if name in scene.mandates else {}


def app_id(scene: Scene, state: str = "draft") -> str:
    return global_id("app", str(scene.rows[state].public_id))
