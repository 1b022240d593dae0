"""Anybody can tell whether a document is genuine: page, command, and with the published key alone."""

import io
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from superapp.accounts.models import Citizen
from superapp.files.actions import documents, verifying
from superapp.files.actions.verifying import Outcome
from superapp.files.models import IssuedDocument
from superapp.files.signing_keys import keys
from superapp.paper import records, signing
from tests.factories.services import NOW
from tests.files.issuing import content_of, drawn, issued

pytestmark = pytest.mark.django_db

BASE64URL = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def page(**query: str) -> str:
    return Client().get("/verify", query).content.decode()


def told_of(content: bytes) -> str:
    file = SimpleUploadedFile("any.pdf", content, "application/pdf")
    return Client(enforce_csrf_checks=True).post("/verify", {"file": file}).content.decode()


@pytest.fixture
def letter(somying: Citizen) -> IssuedDocument:
    return issued(somying, NOW)


def test_the_qr_codes_address_says_what_was_issued_and_not_to_whom(letter: IssuedDocument, agency):
    address = urlsplit(documents.verify_url(letter.code))

    told = Client().get(f"{address.path}?{address.query}").content.decode()

    for words in ("เป็นเอกสารจริง", "This document is genuine.", "DL-2569-000001", "หนังสือแจ้งผลการพิจารณา",
                  "Decision letter", "21 พฤศจิกายน 2569", "21 November 2026", "ผลนี้มาจากรหัสเท่านั้น"):  # fmt: skip
        assert words in told
    for words in ("สมหญิง", "600", "60000", "old_age_allowance", letter.citizen.public_id, "application"):
        assert words not in told.partition("<form")[0]


def test_the_agency_is_named_when_the_catalogue_knows_it(somying: Citizen, agency):
    told = page(code=issued(somying, NOW, agency_code="DOPA").code)

    assert agency.name_th in told
    assert agency.name_en in told


def test_the_file_is_genuine_byte_for_byte_or_not_at_all(letter: IssuedDocument):
    pdf = content_of(letter)

    assert "ตรวจแล้วทุกไบต์" in told_of(pdf)
    for place in (0, 100, len(pdf) // 2, len(pdf) - 1):
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert verifying.by_file(bytes(changed)).outcome == Outcome.ALTERED
    told = told_of(bytes(changed))
    assert "เอกสารถูกแก้ไข" in told
    assert "DL-2569" not in told
    assert "ไม่ใช่เอกสารที่ออกจากระบบนี้" in told_of(b"%PDF-1.7 something else")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        (lambda code: code, Outcome.GENUINE),
        (lambda code: f"  https://any.example/verify?code={code}\n", Outcome.GENUINE),
        (lambda code: code.replace("DL-2569-000001", "DL-2569-000002"), Outcome.ALTERED),
        (lambda code: code.replace(".60000.", ".90000."), Outcome.ALTERED),
        (lambda code: code[:-1], Outcome.ALTERED),
        (lambda code: "1.00000000" + code[10:], Outcome.NOT_OURS),
        (lambda code: "<script>alert(1)</script>", Outcome.NOT_OURS),
        (lambda code: "x" * 5_000, Outcome.NOT_OURS),
    ],
    ids=range(8),
)
def test_a_code_is_ours_as_it_was_printed_or_not_at_all(letter: IssuedDocument, change, outcome: Outcome):
    assert verifying.by_code(change(letter.code)).outcome == outcome
    assert "<script>" not in page(code=change(letter.code)).partition("<form")[0]


def test_no_byte_of_a_file_can_change_unnoticed(letter: IssuedDocument):
    pdf = content_of(letter)
    # Every byte of the beginning and of the end, where the seal is; between them enough to meet every part.
    places = [*range(300), *range(300, len(pdf) - 500, 211), *range(len(pdf) - 500, len(pdf))]
    altered = [pdf[:at] + bytes([pdf[at] ^ bit]) + pdf[at + 1 :] for at in places for bit in (1, 128)]
    cut = [pdf[:at] + pdf[at + 1 :] for at in places[::7]]
    grown = [pdf[:at] + b" " + pdf[at:] for at in (*places[::7], len(pdf))]
    seal = pdf.rindex(b"%superapp-seal")
    end = pdf.index(b"\n", seal) - 1
    # The last letter of a signature in base64 holds bits that mean nothing: another letter is another file.
    same_bits = [pdf[:end] + bytes([letter_]) + pdf[end + 1 :] for letter_ in BASE64URL if letter_ != pdf[end]]

    for changed in (*altered, *cut, *grown, *same_bits):
        with pytest.raises(signing.NotGenuine):
            signing.verify_file(changed, keys())
    assert signing.verify_file(pdf, keys()) == letter.number


def test_no_letter_of_a_code_can_change_unnoticed(letter: IssuedDocument):
    code = letter.code
    for at, was in enumerate(code):
        for other in {chr(ord(was) ^ 1), "0", "A", "_"} - {was}:
            assert not verifying.by_code(code[:at] + other + code[at + 1 :]).is_genuine, (at, other)
    for other in BASE64URL.decode():
        assert verifying.by_code(code[:-1] + other).is_genuine == (other == code[-1]), other


def test_a_revoked_document_says_so(letter: IssuedDocument):
    documents.revoke(document=letter, because="superseded", actor="officer-1", now=NOW)

    assert "ถูกเพิกถอนแล้ว" in page(code=letter.code)
    assert "21 พฤศจิกายน 2569 เวลา 10:00 น." in told_of(content_of(letter))


def test_a_document_that_is_signed_and_not_in_the_book_says_so(somying: Citizen):
    told = {"kind": "receipt", "prefix": "RC", "agency_code": "DOP", "citizen": somying, "facts": {}}
    never_put = documents.prepare(**told, draw=drawn, now=NOW).row

    assert verifying.by_code(never_put.code).outcome == Outcome.NOT_IN_BOOK
    assert verifying.by_file(content_of(never_put)).outcome == Outcome.NOT_IN_BOOK
    assert "ไม่พบในทะเบียนเอกสาร" in page(code=never_put.code)


def test_a_file_that_is_too_large_is_refused_before_it_is_read():
    told = {"CONTENT_LENGTH": str(verifying.MOST_FILE_BYTES + 20_000)}

    answer = Client().generic("POST", "/verify", b"x", "multipart/form-data; boundary=x", **told)

    assert answer.status_code == 413
    assert "แฟ้มใหญ่เกิน 30 MB" in answer.content.decode()


def test_the_published_keys_verify_code_and_file_without_us(letter: IssuedDocument):
    answer = Client().get("/.well-known/superapp-document-keys.json")

    told = answer.json()["keys"]
    public = [signing.Key(key["kid"], records.from_base64url(key["x"])) for key in told]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert signing.verify(letter.code, public).face.number == letter.number
    assert signing.verify_file(content_of(letter), public) == letter.number


def test_the_command_tells_it_too(letter: IssuedDocument, tmp_path: Path):
    good, bad, out = tmp_path / "good.pdf", tmp_path / "bad.pdf", io.StringIO()
    good.write_bytes(content_of(letter))
    bad.write_bytes(content_of(letter) + b"\n")

    for subject in (str(good), letter.code):
        call_command("verify_document", subject, stdout=out)
        call_command("verify_document", subject, offline=True, stdout=out)

    assert out.getvalue().splitlines() == [
        "GENUINE DL-2569-000001 decision_letter DOP 2026-11-21, every byte compared.",
        "DL-2569-000001: every byte is as it was signed.",
        "GENUINE DL-2569-000001 decision_letter DOP 2026-11-21, code alone.",
        f"DL-2569-000001 decision_letter DOP 2026-11-21: signed with key {letter.key_id}.",
    ]
    for more in ({}, {"offline": True}):
        with pytest.raises(CommandError, match="ALTERED"):
            call_command("verify_document", str(bad), **more)


def test_what_an_older_key_signed_stays_genuine(letter: IssuedDocument, settings, now: datetime):
    settings.DOCUMENT_SIGNING_KEYS = f"{signing.new_key()},{settings.DOCUMENT_SIGNING_KEYS}"

    newer = issued(letter.citizen, now)

    assert newer.key_id != letter.key_id
    assert verifying.by_code(letter.code).outcome == verifying.by_code(newer.code).outcome == Outcome.GENUINE
