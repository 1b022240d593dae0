"""Sending files: with a ticket, once, as announced; what is refused leaves nothing behind."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from superapp.accounts import cipher
from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.files import purposes
from superapp.files.actions import uploads
from superapp.files.models import Upload
from superapp.people.actions import erasures, key_rotation
from superapp.people.models import register
from superapp.refusal import NotFound
from tests.asking import Asker
from tests.factories.people import make_mandate, make_organisation, make_person, viewer_of_person
from tests.files import samples
from tests.files.conftest import kept_in
from tests.files.sending import announced, endless, path_of, put, received

pytestmark = pytest.mark.django_db

NAME = "ใบรับรองแพทย์ สมหญิง ใจดี.pdf"
PREPARE = """
mutation Prepare($input: PrepareUploadInput!) {
  prepareUpload(input: $input) { upload { id state name downloadUrl } url problems { code path } }
}"""


def prepared(ask: Asker, viewer: Viewer, **changes: Any) -> Any:
    told = {"purpose": "EVIDENCE", "mediaType": "application/pdf", "bytes": len(samples.pdf())}
    return ask(PREPARE, {"input": told | changes}, viewer=viewer).data["prepareUpload"]


def test_an_app_announces_a_file_and_sends_its_bytes(ask: Asker, sender: Viewer, folder: Path):
    told = prepared(ask, sender, name=NAME)

    upload = Upload.objects.get()
    answer = put(upload, samples.pdf())

    upload.refresh_from_db()
    assert told["problems"] == []
    assert (told["upload"]["state"], told["upload"]["name"], told["upload"]["downloadUrl"]) == ("EXPECTED", NAME, None)
    assert path_of(told["url"]) == path_of(uploads.ticket_url(upload))
    assert (answer.status_code, answer.json()["bytes"], answer.json()["sha256"]) == (
        201,
        len(samples.pdf()),
        upload.sha256,
    )
    assert (upload.state, upload.size_bytes) == ("received", len(samples.pdf()))
    assert b"".join(uploads.content(upload)) == samples.pdf()
    assert uploads.name_of(upload) == NAME
    assert [path.stat().st_mode & 0o777 for path in kept_in(folder)] == [0o600]
    event = AuditEvent.objects.get(action="upload.receive")
    assert (event.actor, event.object) == (sender.actor, f"upload:{upload.public_id}")


def test_bytes_lie_sealed_by_their_citizen_and_die_with_the_key(sender: Viewer, somying: Citizen, folder: Path, now):
    upload = received(sender, now, name=NAME)

    assert b"%PDF" not in kept_in(folder)[0].read_bytes()
    assert NAME.encode() not in bytes(upload.name_sealed)
    erasures.erase(viewer=viewer_of_person(somying, at=now), confirmation=erasures.PHRASES[0], now=now)

    assert not Upload.objects.exists()
    upload.citizen.refresh_from_db()
    with pytest.raises(cipher.Unreadable):
        uploads.lock_of(upload)


@pytest.mark.parametrize("size", [1, 64 * 1024, 64 * 1024 + 1, 200_000])
def test_files_of_any_length_come_out_as_they_went_in(author: Viewer, now: datetime, size: int):
    content = (b"0123456789abcdef\n" * (size // 16 + 1))[:size]

    upload = received(author, now, content, purpose="input", media_type=purposes.TEXT)

    assert b"".join(uploads.content(upload)) == content


def test_what_officers_bring_in_is_sealed_unless_it_is_to_be_published(author: Viewer, now, folder: Path):
    content = b"a remark, on paper"

    brought = received(author, now, content, purpose="input", media_type=purposes.TEXT)
    published = received(author, now, content, purpose="dossier", media_type=purposes.TEXT, name=NAME)

    assert content not in (folder / brought.stored_as).read_bytes()
    assert (folder / published.stored_as).read_bytes() == content
    assert (brought.citizen, published.name_sealed, published.data_key) == (None, None, None)
    assert register.holdings()["files.upload"].columns["data_key"].sealing.about(brought) == brought.about_key


def test_what_officers_brought_in_opens_after_the_master_key_has_changed(author: Viewer, now: datetime, settings):
    upload = received(author, now, b"on paper", purpose="input", media_type=purposes.TEXT)
    settings.PII_KEYS = f"2:{'b7' * 32},{settings.PII_KEYS}"

    key_rotation.rotate_master(now=now)

    settings.PII_KEYS = f"2:{'b7' * 32}"
    upload.refresh_from_db()
    assert b"".join(uploads.content(upload)) == b"on paper"


@pytest.mark.parametrize(
    ("who", "purpose", "is_taken"),
    [
        ("anonymous", "evidence", False),
        ("anonymous", "dossier", False),
        ("sender", "evidence", True),
        ("sender", "dossier", False),
        ("sender", "input", False),
        ("author", "evidence", False),
        ("author", "dossier", True),
        ("officer_elsewhere", "input", True),
    ],
)
def test_who_may_send_what(request: pytest.FixtureRequest, ask: Asker, who: str, purpose: str, is_taken: bool):
    told = prepared(ask, request.getfixturevalue(who), purpose=purpose.upper())

    assert [problem["code"] for problem in told["problems"]] == ([] if is_taken else ["NOT_FOUND"])
    assert Upload.objects.count() == is_taken


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"media_type": "text/html"}, "UPLOAD_TYPE_NOT_ALLOWED"),
        ({"media_type": purposes.DOCX}, "UPLOAD_TYPE_NOT_ALLOWED"),
        ({"size_bytes": 0}, "UPLOAD_EMPTY"),
        ({"size_bytes": -1}, "UPLOAD_EMPTY"),
        ({"size_bytes": 10 * 1024 * 1024 + 1}, "UPLOAD_TOO_LARGE"),
        ({"purpose": "anything"}, "NOT_FOUND"),
    ],
)
def test_what_is_never_taken_is_refused_when_it_is_announced(sender: Viewer, now, changes: dict[str, Any], code: str):
    with pytest.raises(uploads.Refusal) as refused:
        announced(sender, now, **changes)

    assert refused.value.code == code
    assert not Upload.objects.exists()


def test_nobody_announces_without_end(sender: Viewer, now: datetime):
    Upload.objects.bulk_create(
        Upload(owner=sender.account, citizen=sender.citizen, purpose="evidence", media_type=purposes.PDF,
               size_bytes=1, expires_at=now + timedelta(minutes=1)) for _ in range(uploads.MOST_UNUSED)
    )  # fmt: skip

    with pytest.raises(uploads.TooManyUploads):
        announced(sender, now)
    announced(sender, now + timedelta(minutes=2))


def test_a_body_of_two_gigabytes_is_refused_before_it_is_read(sender: Viewer, now, folder: Path):
    upload = announced(sender, now)

    answer = put(upload, samples.pdf(), CONTENT_LENGTH=str(2 * 1024**3))

    assert answer.status_code == 413
    assert answer.json() == {
        "code": "UPLOAD_TOO_LARGE",
        "th": f"แฟ้มใหญ่เกินไป รับได้ไม่เกิน {len(samples.pdf())} ไบต์",
        "en": f"The file is too large: at most {len(samples.pdf())} bytes are taken.",
    }
    assert kept_in(folder) == []


def test_a_body_that_is_longer_than_it_said_is_read_no_further_than_announced(sender: Viewer, now, folder: Path):
    upload, taken = announced(sender, now, size_bytes=200_000), []

    with pytest.raises(uploads.UploadTooLarge):
        uploads.receive(upload=upload, media_type=purposes.PDF, body=endless(b"x" * 65_536, taken), now=now)

    assert sum(taken) == 4 * 65_536
    assert kept_in(folder) == []


def test_a_body_that_ends_early_leaves_nothing(sender: Viewer, now: datetime, folder: Path):
    upload = announced(sender, now)

    with pytest.raises(uploads.UploadSizeDiffers):
        uploads.receive(upload=upload, media_type=purposes.PDF, body=iter([samples.pdf()[:-1]]), now=now)

    assert kept_in(folder) == []


@pytest.mark.parametrize(
    ("content", "media_type", "length", "status", "code"),
    [
        (samples.pdf(), "image/png", None, 415, "UPLOAD_TYPE_NOT_ALLOWED"),
        (samples.pdf(), "multipart/form-data; boundary=x", None, 415, "UPLOAD_TYPE_NOT_ALLOWED"),
        (samples.pdf()[:-1], purposes.PDF, None, 400, "UPLOAD_SIZE_DIFFERS"),
        (samples.pdf(), purposes.PDF, 0, 400, "UPLOAD_SIZE_DIFFERS"),
        (samples.pdf() + b"x", purposes.PDF, None, 413, "UPLOAD_TOO_LARGE"),
        (samples.jpeg().ljust(len(samples.pdf()), b"\0"), purposes.PDF, None, 422, "UPLOAD_CONTENT_REFUSED"),
    ],
    ids=range(6),
)
def test_what_is_not_as_announced_is_refused_and_leaves_nothing(
    sender: Viewer, now, folder: Path, content: bytes, media_type: str, length: int | None, status: int, code: str
):
    upload = announced(sender, now)
    more = {} if length is None else {"CONTENT_LENGTH": str(length)}

    answer = put(upload, content, media_type, **more)

    upload.refresh_from_db()
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (upload.state, kept_in(folder), AuditEvent.objects.count()) == ("expected", [], 0)
    assert put(upload, samples.pdf()).status_code == 201


def test_a_ticket_works_once_for_fifteen_minutes_and_cannot_be_guessed(sender: Viewer, now, folder: Path):
    used, late = received(sender, now), announced(sender, now - timedelta(minutes=15))
    guessed = uploads.ticket_url(announced(sender, now))[:-1]

    assert [put(upload, samples.pdf()).status_code for upload in (used, late)] == [404, 404]
    for ticket in (guessed.rpartition("/")[2], str(used.public_id), "x"):
        with pytest.raises(NotFound):
            uploads.expected_by(ticket, now=now)
    assert len(kept_in(folder)) == 1


def test_a_ticket_of_somebody_switched_off_is_worth_nothing(sender: Viewer, now: datetime):
    upload = announced(sender, now)
    Account.objects.filter(pk=sender.account_id).update(is_active=False)

    assert put(upload, samples.pdf()).status_code == 404


def test_only_put_brings_a_file(client, sender: Viewer, now: datetime):
    address = path_of(uploads.ticket_url(announced(sender, now)))

    assert [getattr(client, verb)(address).status_code for verb in ("get", "post", "delete")] == [405, 405, 405]


def test_evidence_sent_under_a_mandate_belongs_to_whom_one_acts_for(ask: Asker, sender: Viewer, now):
    child, company = make_person(2), make_organisation()
    for_child, for_company = make_mandate(sender.citizen, child), make_mandate(sender.citizen, company)

    acting = [Viewer(**{**_fields(sender), "mandate": mandate}) for mandate in (for_child, for_company)]
    theirs, own = (announced(viewer, now) for viewer in acting)

    assert (theirs.citizen, theirs.owner) == (child, sender.account)
    assert own.citizen == sender.citizen


def _fields(viewer: Viewer) -> dict[str, Any]:
    return {name: getattr(viewer, name) for name in ("account", "citizen", "sign_in")}


def test_a_file_is_attached_once_by_whoever_sent_it(sender: Viewer, author: Viewer, now: datetime):
    upload = received(sender, now)
    told = {"public_id": str(upload.public_id), "purpose": "evidence", "matter": "application:1", "now": now}

    attached = uploads.attach(viewer=sender, **told)
    again = uploads.attach(viewer=sender, **told)

    assert (attached.state, attached.matter, attached.expires_at) == ("attached", "application:1", None)
    assert again == attached
    assert list(Upload.objects.of_matter("application:1")) == [upload]
    with pytest.raises(uploads.UploadNotUsable):
        uploads.attach(viewer=sender, **told | {"matter": "application:2"})


def test_nobody_attaches_anothers_file_nor_one_that_is_not_there(
    anonymous: Viewer, sender: Viewer, author: Viewer, officer_elsewhere: Viewer, now: datetime
):
    upload, expected = received(sender, now), announced(sender, now)
    told = {"public_id": str(upload.public_id), "purpose": "evidence", "matter": "application:1", "now": now}

    for viewer in (anonymous, viewer_of_person(make_person(2)), author, officer_elsewhere):
        with pytest.raises(NotFound):
            uploads.attach(viewer=viewer, **told)
    for changes in ({"public_id": "x"}, {"purpose": "dossier"}, {"public_id": "0" * 32}):
        with pytest.raises(NotFound):
            uploads.attach(viewer=sender, **told | changes)
    for changes in ({"public_id": str(expected.public_id)}, {"now": now + timedelta(hours=24)}):
        with pytest.raises(uploads.UploadNotUsable):
            uploads.attach(viewer=sender, **told | changes)
    upload.refresh_from_db()
    assert upload.state == "received"


def test_the_name_of_a_file_is_in_no_log_and_no_audit_event(
    ask: Asker, sender: Viewer, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    caplog.set_level("DEBUG")
    prepared(ask, sender, name=f"C:\\Users\\x\\{NAME}")
    upload = Upload.objects.get()
    put(upload, samples.pdf()[:-1])
    put(upload, samples.pdf())

    told = caplog.text + "".join(capsys.readouterr()) + str(list(AuditEvent.objects.values()))
    assert "upload.receive" in told
    assert not any(part in told for part in ("ใบรับรองแพทย์", "สมหญิง", uploads.ticket_url(upload).rpartition("/")[2]))
    assert uploads.name_of(upload) == NAME
