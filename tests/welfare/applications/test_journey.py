"""From knowing to being granted, by shipped operations alone: one question, one consent, one file, sent once."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction
from django.test import Client
from django.utils import timezone

from superapp.accounts.viewer import Viewer
from superapp.api.ids import global_id
from superapp.files.storing import FolderStorage
from superapp.jobs.models import Job
from tests.asking import Asker
from tests.factories import people
from tests.factories.applications import a_key
from tests.files import samples
from tests.files.sending import body_of, get, path_of
from tests.welfare.actions.conftest import consent, sample_person
from welfare.actions import applications, deciding, registry_consents
from welfare.models import book

PROGRAMME = global_id("prg", "old_age_allowance")


@pytest.fixture
def now() -> datetime:
    """Return the real moment: the endpoint and the addresses of files are asked by the real clock."""
    return timezone.now()


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep files where production does: in a folder."""
    settings.FILES_DIR = tmp_path
    monkeypatch.setitem(storages._storages, "files", FolderStorage(location=tmp_path))


@pytest.fixture
def me(rules: book.Book, now: datetime) -> Viewer:
    """Return a pensioner who has not let the municipality be asked yet."""
    citizen = sample_person("pensioner")
    consent(citizen, "DOPA", "CGD", "MSDHS")
    return people.viewer_of_person(citizen, at=now)


class Phone:
    """A client that shows what the payload changed, and stops at the first problem."""

    def __init__(self, ask: Asker, viewer: Viewer) -> None:
        self.ask, self.viewer = ask, viewer

    def do(self, operation: str, **given: Any) -> dict[str, Any]:
        answer = self.ask(operation, {"input": given}, viewer=self.viewer)
        (payload,) = answer.data.values()
        assert (answer.errors, payload["problems"]) == ([], []), operation
        return payload

    def page(self, id_: str) -> dict[str, Any]:
        answer = self.ask("ApplicationPage", {"id": id_}, viewer=self.viewer)
        assert answer.errors == []
        return answer.data["application"]


def names(facts: list[dict[str, Any]]) -> list[str]:
    return [one["name"] for one in facts]


def test_know_apply_and_be_granted(ask: Asker, me: Viewer):
    phone = Phone(ask, me)

    draft = phone.do("StartApplication", programmeId=PROGRAMME)["application"]
    assert names(draft["form"]["missing"]) == ["oaa_registration_date"]
    assert names(draft["form"]["nextQuestion"]["facts"]) == ["oaa_registration_date"]

    told = {"name": "oaa_registration_date", "date": "2557-11-03", "era": "BE"}
    filled = phone.do("FillApplication", applicationId=draft["id"], revision=draft["revision"], facts=[told])
    draft = filled["application"]
    assert names(draft["form"]["toProve"]) == ["oaa_registration_date"]

    content = samples.pdf()
    sent = phone.do(
        "PrepareUpload", purpose="EVIDENCE", mediaType="application/pdf", bytes=len(content), name="ใบรับ.pdf"
    )
    put = Client().put(path_of(sent["url"]), content, content_type="application/pdf")
    assert put.status_code in (200, 201, 204)
    attached = {"uploadId": sent["upload"]["id"], "facts": ["oaa_registration_date"]}
    shown = phone.do("AttachEvidence", applicationId=draft["id"], **attached)["application"]
    assert (shown["form"]["isComplete"], shown["evidence"][0]["upload"]["name"]) == (True, "ใบรับ.pdf")
    assert body_of(get(shown["evidence"][0]["upload"]["downloadUrl"], me.account)) == content
    assert get(shown["evidence"][0]["upload"]["downloadUrl"]).status_code == 404

    words = registry_consents.words_for(book.current().words, "LAO").version
    phone.do("ConsentToRegistries", registries=[{"registry": "LAO", "textVersion": words}])
    draft = phone.do("FillApplication", applicationId=draft["id"])["application"]
    known = {one["fact"]["name"]: one for one in phone.page(draft["id"])["form"]["sections"][0]["facts"]}
    assert known["oaa_registration_date"]["source"] == "LAO"

    phone.do("SetPayoutAccount", applicationId=draft["id"], method="promptpay_cid")
    key = a_key()
    first = phone.do("SubmitApplication", applicationId=draft["id"], idempotencyKey=key)["application"]
    again = phone.do("SubmitApplication", applicationId=draft["id"], idempotencyKey=key)["application"]
    assert (first, first["state"], first["task"]) == (again, "SUBMITTED", "WAIT")

    job = Job.objects.get(task=applications.DECIDING_JOB)
    with transaction.atomic():
        assert deciding.decide_submitted.func(**job.kwargs) == "approved"

    page = phone.page(draft["id"])
    assert (page["state"], page["outcome"]["isGranted"], page["outcome"]["isByRules"]) == ("APPROVED", True, True)
    assert page["outcome"]["amount"]["satang"] >= 60_000
    assert [one["kind"] for one in page["timeline"]] == [
        "started",
        "evidence_attached",
        "payout_chosen",
        "submitted",
        "approved",
    ]
    (row,) = ask("MyApplications", {}, viewer=me).data["myApplications"]["edges"]
    assert (row["node"]["number"], row["node"]["state"]) == (first["number"], "APPROVED")
