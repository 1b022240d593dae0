"""The copy of everything: complete, for one person, for a day, and sealed wherever it lies."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from superapp.accounts import cipher
from superapp.accounts.assurance import StepUpRequired
from superapp.accounts.models import Citizen
from superapp.jobs.models import Job
from superapp.people.actions import data_uses, erasures, export_content, exports
from superapp.people.models import DataExport, Notice, register
from superapp.refusal import NotFound
from tests.factories.people import make_mandate, make_person, pid_of, viewer_of_person
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep files in a folder of the test, and let the job read the test's clock."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(export_content, "clock", lambda: NOW)
    return tmp_path


def made(citizen: Citizen) -> DataExport:
    """Ask for a copy and run its job."""
    export = exports.request(viewer=viewer_of_person(citizen), is_acknowledged=True, now=NOW)
    exports.keep_copy(exports.make_copy.func(export=str(export.public_id)), export=str(export.public_id))
    export.refresh_from_db()
    return export


def token_of(export: DataExport) -> str:
    return exports.link(export, NOW).rpartition("/")[2]


def fetched(citizen: Citizen, export: DataExport) -> dict[str, bytes]:
    _, pieces = exports.fetch(viewer=viewer_of_person(citizen), token=token_of(export), now=NOW)
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_holds_everything_the_register_calls_theirs():
    somying, child = make_person(1), make_person(2)
    make_mandate(somying, child)
    data_uses.note(
        citizen=somying,
        kind="viewed",
        actor="officer-account",
        agency_code="DOPA",
        role="head",
        facts=["name_th"],
        purpose="citizen_request",
        basis="law:pdpa-s24-4",
        now=NOW,
    )

    files = fetched(somying, made(somying))

    data = json.loads(files["data.json"])
    tables = {table["table"]: table for table in data["tables"]}
    assert sorted(files) == ["README.txt", "data.json"]
    assert data["person"] == somying.public_id
    assert tables["accounts.citizen"]["rows"] == [
        {
            "pid": pid_of(1),
            "name_th": "ทดสอบ คนที่1",
            "name_en": "Test Person1",
            "birth_date": "1990-01-01",
            "phone": None,
            "email": None,
            "created_at": somying.created_at.isoformat(),
        }
    ]
    assert (
        tables["accounts.citizen"]["purpose_en"]
        == "To let you sign in and keep what is yours apart from what is others'."
    )
    assert [row["kind"] for row in tables["accounts.mandate"]["rows"]] == ["carer"]
    assert tables["people.datause"]["rows"][0]["role"] == "head"
    assert "officer-account" not in files["data.json"].decode()
    expected = {
        label
        for label, holding in register.holdings().items()
        if holding.owners and any(column.is_exported for column in holding.columns.values())
    }
    assert tables.keys() == expected
    readme = files["README.txt"].decode()
    assert "สำเนาข้อมูลส่วนบุคคลของท่าน" in readme
    assert "A copy of your personal data" in readme


def test_tells_nothing_of_anybody_else():
    somying, somchai = make_person(1), make_person(2)
    make_mandate(somchai, somying)

    told = fetched(somying, made(somying))["data.json"].decode()

    assert pid_of(2) not in told
    assert somchai.public_id not in told


def test_says_when_it_is_ready_and_puts_a_notice_in_the_inbox():
    somying = make_person(1)

    export = made(somying)

    assert (export.state, export.ready_at, export.ends_at) == ("ready", NOW, NOW + timedelta(hours=24))
    assert export.size_bytes == sum(len(piece) for piece in exports._pieces(export))
    assert Notice.objects.get().topic == "privacy.export"
    assert exports.link(export, NOW + timedelta(hours=24)) is None


def test_lies_sealed_where_only_its_owner_can_look(place: Path):
    somying = make_person(1)
    export = made(somying)

    path = place / "exports" / f"{export.public_id}.sealed"

    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert pid_of(1).encode() not in path.read_bytes()
    assert b"PK\x03\x04" not in path.read_bytes()


def test_pieces_left_out_or_cut_off_do_not_open(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "PIECE_BYTES", 256)
    somying = make_person(1)
    export = made(somying)
    path = exports.file_of(export)
    whole = path.read_bytes()
    piece = 4 + 256 + cipher.OVERHEAD_BYTES

    for damaged in (whole[piece:], whole[:piece], whole[piece : 2 * piece] + whole[:piece] + whole[2 * piece :]):
        path.write_bytes(damaged)
        with pytest.raises(cipher.Unreadable):
            list(exports._pieces(export))


def test_opens_for_its_citizen_alone_and_only_by_a_link_of_ours():
    somying, somchai = make_person(1), make_person(2)
    export = made(somying)
    token = token_of(export)

    for viewer, given, now in (
        (viewer_of_person(somchai), token, NOW),
        (viewer_of_person(somying), token + "x", NOW),
        (viewer_of_person(somying), str(export.public_id), NOW),
        (viewer_of_person(somying), token, NOW + timedelta(hours=24)),
    ):
        with pytest.raises(NotFound):
            exports.fetch(viewer=viewer, token=given, now=now)


def test_one_who_acts_for_another_gets_no_copy_of_them():
    from dataclasses import replace

    parent, child = make_person(1), make_person(2)
    acting = replace(viewer_of_person(parent), mandate=make_mandate(parent, child))

    with pytest.raises(NotFound):
        exports.request(viewer=acting, is_acknowledged=True, now=NOW)

    assert DataExport.objects.count() == 0


def test_demands_a_sign_in_that_is_sure_and_fresh():
    somying = make_person(1)

    for viewer in (viewer_of_person(somying, ial="2.1"), viewer_of_person(somying, at=NOW - timedelta(seconds=301))):
        with pytest.raises(StepUpRequired):
            exports.request(viewer=viewer, is_acknowledged=True, now=NOW)

    assert DataExport.objects.count() == 0


def test_a_second_wish_waits_with_the_first_and_a_new_one_ends_the_old(django_capture_on_commit_callbacks):
    somying = make_person(1)
    viewer = viewer_of_person(somying)
    first = exports.request(viewer=viewer, is_acknowledged=True, now=NOW)

    same = exports.request(viewer=viewer, is_acknowledged=True, now=NOW)
    ready = made(somying)
    with django_capture_on_commit_callbacks(execute=True):
        second = exports.request(viewer=viewer, is_acknowledged=True, now=NOW)

    assert same == first == ready
    assert Job.objects.filter(task__endswith="make_copy").count() == 2
    first.refresh_from_db()
    assert (first.state, second.state) == ("over", "waiting")
    assert not exports.file_of(first).exists()


def test_three_a_day_are_enough():
    somying = make_person(1)
    for _ in range(3):
        made(somying)

    with pytest.raises(exports.TooManyExports):
        made(somying)

    assert DataExport.objects.count() == 3


def test_is_deleted_when_its_day_is_over(django_capture_on_commit_callbacks):
    export = made(make_person(1))

    with django_capture_on_commit_callbacks(execute=True):
        early = exports.end_old_copies.func(slot=(NOW + timedelta(hours=23)).isoformat())
    kept = exports.file_of(export).exists()
    with django_capture_on_commit_callbacks(execute=True):
        late = exports.end_old_copies.func(slot=(NOW + timedelta(hours=24)).isoformat())
        again = exports.end_old_copies.func(slot=(NOW + timedelta(hours=25)).isoformat())

    assert (early, kept, late, again) == (0, True, 1, 0)
    assert list(exports.folder().iterdir()) == []


def test_goes_with_an_erasure_also_while_it_is_being_made(django_capture_on_commit_callbacks):
    somying = make_person(1)
    waiting = exports.request(viewer=viewer_of_person(somying), is_acknowledged=True, now=NOW)
    gathered = exports.make_copy.func(export=str(waiting.public_id))

    with django_capture_on_commit_callbacks(execute=True):
        erasures.erase(viewer=viewer_of_person(somying), confirmation=erasures.PHRASES[0], now=NOW)
    exports.keep_copy(gathered, export=str(waiting.public_id))

    assert DataExport.objects.count() == 0
    assert not exports.folder().exists()
    assert exports.make_copy.func(export=str(waiting.public_id)) is None
