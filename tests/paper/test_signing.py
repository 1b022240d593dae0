"""Codes and seals: verified with the public key alone, and broken by any change."""

import base64
from dataclasses import replace
from datetime import date

import pytest
import segno

from superapp.paper import records, signing
from superapp.paper.signing import Face, NotGenuine
from tests.paper.test_pages import letter

OLD, NEW = (records.base64url(bytes([seed]) * 32) for seed in (1, 2))
KEYS = signing.keys_of(f"{NEW},{OLD}")
FACE = Face("decision_letter", "DL-2569-000123", "DOP", date(2026, 11, 21), 60_000)
RECORD = {"number": "DL-2569-000123", "name": "นางสมหญิง ใจดี", "amount_satang": 60_000, "months": ["2569-12"]}
PUBLIC = signing.keys_of(NEW)[0]


def reason(*given: object, **more: object) -> str:
    with pytest.raises(NotGenuine) as refused:
        (signing.verify if isinstance(given[0], str) else signing.verify_file)(*given, **more)  # type: ignore[arg-type]
    return refused.value.reason


def test_a_code_says_what_it_is_and_fits_into_a_small_qr_code():
    code = signing.code_for(FACE, RECORD, KEYS[0])

    found = signing.verify(code, KEYS, RECORD)

    assert (found.face, found.digest, found.key_id) == (FACE, records.digest(RECORD), KEYS[0].id)
    longest = Face("k" * 40, "ABCDEF-2569-999999999", "A" * 40, date(2026, 11, 21), 10**17)
    address = "https://superapp.example.go.th/verify?code=" + signing.code_for(longest, RECORD, KEYS[0])
    assert int(str(segno.make_qr(address, error="m", boost_error=False).version)) <= 15


def test_whoever_has_only_the_published_key_can_verify():
    told = signing.published(KEYS)["keys"]
    public = signing.Key(told[0]["kid"], base64.urlsafe_b64decode(told[0]["x"] + "="))

    assert signing.verify(signing.code_for(FACE, RECORD, KEYS[0]), [public]).face == FACE
    assert [set(key) for key in told] == [{"kty", "crv", "use", "alg", "kid", "x"}] * 2
    assert KEYS[0].private not in str(told).encode()


def test_an_older_key_goes_on_verifying_and_one_we_do_not_have_does_not():
    code = signing.code_for(FACE, RECORD, KEYS[1])
    retired = signing.keys_of(f"{NEW},public:{records.base64url(KEYS[1].public)}")

    assert signing.verify(code, retired).key_id == KEYS[1].id
    assert reason(code, [KEYS[0]]) == "UNKNOWN_KEY"
    with pytest.raises(ValueError, match="only verifies"):
        signing.code_for(FACE, RECORD, retired[1])


def test_every_change_of_a_character_breaks_a_code():
    code = signing.code_for(FACE, RECORD, KEYS[0])

    for place, letter_ in enumerate(code):
        changed = code[:place] + ("A" if letter_ != "A" else "B") + code[place + 1 :]
        assert reason(changed, KEYS) in {"ALTERED", "UNKNOWN_KEY", "MALFORMED"}, place


@pytest.mark.parametrize("code", ["", "1", "x" * 400, "ก.ข", "1.2.3.4.5.6.7.8.9", "." * 8])
def test_what_is_no_code_is_malformed(code: str):
    assert reason(code, KEYS) in {"MALFORMED", "UNKNOWN_KEY"}


def test_another_record_does_not_belong_to_a_code():
    code = signing.code_for(FACE, RECORD, KEYS[0])

    for changed in ({"name": "นางสมหมาย ใจดี"}, {"amount_satang": 60_001}, {"months": []}, {"more": None}):
        assert reason(code, KEYS, RECORD | changed) == "ALTERED"


@pytest.mark.parametrize(
    "face",
    [
        replace(FACE, kind="Decision letter"),
        replace(FACE, number="DL-1"),
        replace(FACE, agency="กรม"),
        replace(FACE, amount_satang=-1),
    ],
)
def test_a_face_that_does_not_fit_is_refused(face: Face):
    with pytest.raises(ValueError, match="face"):
        signing.code_for(face, RECORD, KEYS[0])


@pytest.mark.parametrize("record", [{"amount": 1.5}, {"day": date(2026, 1, 1)}, {1: "x"}, {"raw": b"x"}])
def test_a_record_without_one_way_to_write_it_is_refused(record: dict[str, object]):
    with pytest.raises(TypeError):
        records.canonical(record)


def test_records_are_written_one_way():
    assert records.canonical({"ข": 1, "ก": [True, None, "“x”"]}) == '{"ก":[true,null,"“x”"],"ข":1}'.encode()


def test_a_sealed_file_is_verified_and_any_altered_byte_is_found():
    plain = letter()
    pdf = signing.sealed(plain, FACE.number, KEYS[0])

    assert signing.verify_file(pdf, KEYS) == FACE.number
    seal = pdf.index(b"%superapp-seal")
    # Every byte of the seal and of the end, and a sample of all the others.
    for place in {*range(0, len(pdf), 997), *range(seal, len(pdf))}:
        changed = bytearray(pdf)
        changed[place] ^= 1
        assert reason(bytes(changed), KEYS) in {"ALTERED", "UNKNOWN_KEY", "UNSEALED"}, place
    assert signing.seal_of(pdf) != signing.seal_of(bytes(changed))


def test_bytes_added_removed_or_moved_and_a_seal_of_another_file_are_found():
    pdf = signing.sealed(letter(), FACE.number, KEYS[0])
    other = signing.sealed(letter(number="DL-2569-000002"), "DL-2569-000002", KEYS[0])
    seal = next(line for line in pdf.split(b"\n") if line.startswith(b"%superapp")) + b"\n"
    others = next(line for line in other.split(b"\n") if line.startswith(b"%superapp")) + b"\n"

    assert reason(pdf + b"\n", KEYS) == "ALTERED"
    assert reason(pdf[:-1], KEYS) == "ALTERED"
    assert reason(pdf.replace(seal, b""), KEYS) == "UNSEALED"
    assert reason(pdf.replace(seal, others), KEYS) == "ALTERED"
    assert reason(seal + pdf, KEYS) == "ALTERED"
    assert reason(seal + pdf.replace(seal, b""), KEYS) == "ALTERED"
    assert reason(pdf + other, KEYS) == "ALTERED"
    assert reason(letter(), KEYS) == "UNSEALED"


def test_only_a_pdf_without_a_seal_is_sealed():
    pdf = signing.sealed(letter(), FACE.number, KEYS[0])

    for content in (pdf, b"none"):
        with pytest.raises(ValueError, match="expected a PDF"):
            signing.sealed(content, FACE.number, KEYS[0])


@pytest.mark.parametrize("text", ["", "x", "public:" + NEW, f"{NEW},{NEW}", NEW + "=", f"secret:{NEW}", OLD[:-1]])
def test_a_malformed_setting_is_refused_and_not_repeated(text: str):
    with pytest.raises(ValueError) as refused:
        signing.keys_of(text)

    assert NEW not in str(refused.value)


def test_a_new_key_works():
    keys = signing.keys_of(signing.new_key())

    assert signing.verify(signing.code_for(FACE, RECORD, keys[0]), keys, RECORD).face == FACE
