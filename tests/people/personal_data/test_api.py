"""A citizen's own data through the API: copy, erasure, who looked; for nobody else."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import ANONYMOUS
from superapp.api import ids
from superapp.people.actions import data_uses, export_content, exports
from superapp.people.models import DataExport, DataUse
from tests import asking, signing_in
from tests.factories.people import make_person, pid_of, viewer_of_person
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
USES = "{ myDataUses(first: 5) { edges { node { kind agencyCode agencyName role facts purpose basis outcome } } } }"
EXPORT = "mutation { exportMyData(input: {acknowledged: true}) { export { state link } problems { code path } } }"
ERASE = "mutation($said: String!) { eraseMe(input: {confirmation: $said}) { erasedAt problems { code path } } }"


@pytest.fixture(autouse=True)
def place(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep files in a folder of the test, at the test's moment."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(export_content, "clock", lambda: NOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    monkeypatch.setattr("superapp.api.context.dt", _Clock)


class _Clock:
    """The module datetime, with a clock that stands still."""

    class datetime:  # noqa: N801
        @staticmethod
        def now(zone: object) -> object:
            return NOW


def looked(citizen: Citizen, **changes: str) -> DataUse:
    told = {"agency_code": "DOPA", "role": "head", "purpose": "citizen_request", "basis": "law:pdpa-s24-4"} | changes
    return data_uses.note(
        citizen=citizen, kind="viewed", actor="secret-officer", facts=["phone", "name_th"], now=NOW, **told
    )


def test_a_citizen_reads_who_looked_and_never_a_name(ask, agency):
    somying = make_person(1)
    looked(somying)
    looked(somying, basis="consent:5f0c6a0e", agency_code="GONE", role="")
    looked(make_person(2))

    answer = ask(USES, viewer=viewer_of_person(somying), language="en")

    assert [edge["node"] for edge in answer.data["myDataUses"]["edges"]] == [
        {
            "kind": "VIEWED",
            "agencyCode": "GONE",
            "agencyName": "GONE",
            "role": None,
            "facts": ["name_th", "phone"],
            "purpose": "To help you with what you asked for.",
            "basis": "Your consent",
            "outcome": "done",
        },
        {
            "kind": "VIEWED",
            "agencyCode": "DOPA",
            "agencyName": "Department of Provincial Administration",
            "role": "head",
            "facts": ["name_th", "phone"],
            "purpose": "To help you with what you asked for.",
            "basis": "Personal Data Protection Act B.E. 2562, section 24 (4), a task in the public interest",
            "outcome": "done",
        },
    ]
    assert "secret-officer" not in json.dumps(answer.data)


def test_nobody_else_reads_it(ask, author, head):
    somying, somchai = make_person(1), make_person(2)
    use = ids.global_id("use", str(looked(somying).public_id))

    for viewer in (ANONYMOUS, viewer_of_person(somchai), author, head):
        answer = ask(USES.replace("{ myDataUses", f'{{ node(id: "{use}") {{ id }} myDataUses'), viewer=viewer)
        assert (answer.data["node"], answer.data["myDataUses"]["edges"]) == (None, [])

    own = ask(f'{{ node(id: "{use}") {{ id }} }}', viewer=viewer_of_person(somying))
    assert own.data["node"] == {"id": use}


def test_a_copy_is_asked_for_made_and_fetched(ask):
    somying = make_person(1)
    viewer = viewer_of_person(somying)

    asked = ask(EXPORT, viewer=viewer).data["exportMyData"]
    row = DataExport.objects.get()
    exports.keep_copy(exports.make_copy.func(export=str(row.public_id)), export=str(row.public_id))
    link = ask("{ myExports(first: 1) { edges { node { state link sizeBytes } } } }", viewer=viewer)

    node = link.data["myExports"]["edges"][0]["node"]
    assert asked == {"export": {"state": "WAITING", "link": None}, "problems": []}
    assert node["state"] == "READY"
    assert pid_of(1) not in node["link"]
    path = "/people/" + node["link"].partition("/people/")[2]
    answers = {name: browser(who).get(path) for name, who in (("own", somying), ("other", make_person(2)))}
    assert answers["other"].status_code == Client().get(path).status_code == 404
    assert answers["own"].status_code == 200
    assert answers["own"]["Content-Type"] == "application/zip"
    content = b"".join(answers["own"].streaming_content)
    assert len(content) == int(answers["own"]["Content-Length"]) == node["sizeBytes"]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert pid_of(1) in packed.read("data.json").decode()


def browser(citizen: Citizen) -> Client:
    client = Client()
    signing_in.sign_in(client, citizen.account)
    asking.tell_sign_in(client, viewer_of_person(citizen))
    return client


@pytest.mark.parametrize(
    ("document", "field", "variables"),
    [(EXPORT, "exportMyData", {}), (ERASE, "eraseMe", {"said": "ERASE MY DATA"})],
    ids=["export", "erase"],
)
def test_four_viewers(ask, author, head, document: str, field: str, variables: dict[str, str]):
    somying = make_person(1)

    outcomes = {
        name: ask(document, variables, viewer=viewer).problems(field)
        for name, viewer in {
            "nobody": ANONYMOUS,
            "author": author,
            "head": head,
            "unsure": viewer_of_person(somying, ial="2.1"),
            "long ago": viewer_of_person(somying, at=NOW - timedelta(minutes=6)),
        }.items()
    }

    assert outcomes == {
        "nobody": [("NOT_FOUND", [])],
        "author": [("NOT_FOUND", [])],
        "head": [("NOT_FOUND", [])],
        "unsure": [("STEP_UP_REQUIRED", [])],
        "long ago": [("STEP_UP_REQUIRED", [])],
    }
    assert DataExport.objects.count() == 0
    assert Citizen.objects.get(pk=somying.pk).erased_at is None


def test_erasing_oneself_needs_the_phrase_and_ends_the_session(ask):
    somying = make_person(1)
    viewer = viewer_of_person(somying)

    wrong = ask(ERASE, {"said": "yes"}, viewer=viewer)
    done = ask(ERASE, {"said": "ลบข้อมูลของฉัน"}, viewer=viewer)

    assert wrong.problems("eraseMe") == [("ERASURE_NOT_CONFIRMED", ["confirmation"])]
    assert done.problems("eraseMe") == []
    assert done.data["eraseMe"]["erasedAt"] is not None
    somying.refresh_from_db()
    assert somying.data_key is None


class TestDataUsesStay:
    def refused(self, statement: str) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_nobody_changes_or_deletes_one(self):
        looked(make_person(1))

        self.refused("UPDATE people_datause SET actor = 'nobody'")
        self.refused("DELETE FROM people_datause")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            DataUse.objects.all().delete()

        assert DataUse.objects.get().actor == "secret-officer"

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
    def test_nobody_truncates_them(self):
        self.refused("TRUNCATE people_datause CASCADE")

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
    def test_nobody_replaces_one(self):
        looked(make_person(1))

        self.refused("REPLACE INTO people_datause SELECT * FROM people_datause")

    def test_an_unknown_kind_or_no_facts_are_slips(self):
        somying = make_person(1)
        told = {"citizen": somying, "actor": "a", "purpose": "account", "basis": "none", "now": NOW}

        with pytest.raises(ValueError, match="kind"):
            data_uses.note(kind="peeked", facts=["name_th"], **told)
        with pytest.raises(ValueError, match="facts"):
            data_uses.note(kind="viewed", facts=[], **told)
