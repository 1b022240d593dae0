"""PromptPay codes: equal to the published vectors, read by a foreign library, and no wrong letter unnoticed."""

import csv
import io
import re
import string

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.welfare.gateways.inventing import SAMPLES
from welfare.gateways import promptpay
from welfare.gateways.promptpay import ALPHABET, BillPayment, CreditTransfer, Undrawable, Unscannable

with (SAMPLES / "qr_vectors.csv").open(encoding="utf-8") as rows:
    VECTORS = {row["name"]: row["payload"] for row in csv.DictReader(rows)}
WRITTEN = {
    "credit_mobile_zero_static": CreditTransfer("mobile", "0066000000000"),
    "credit_national_id_600": CreditTransfer("national_id", "1234567890121", 60_000, is_one_time=True),
    "credit_mobile_1250.50": CreditTransfer("mobile", "0066812345678", 125_050, is_one_time=True),
    "bill_biller15_ref1_ref2_40": BillPayment("099400016550100", "6909000123", "20260910", 4_000),
    "credit_mobile_static": CreditTransfer("mobile", "0066801234567"),
    "credit_tax_id_static": CreditTransfer("national_id", "1111111111111"),
    "bill_200_with_merchant": BillPayment("011234567891233", "REF123456789", "REF987654321", 20_000, name="THAIQR"),
}
READ_ONLY = {
    "bill_10_with_merchant": BillPayment("010556207402702", "25062781065", None, 1_000, name="NA"),
    "bill_900.04_terminal": BillPayment(
        "010753700088205", "ZY010556UP8013305E8", "MDMBEN38J", 90_004, "0000yJMlWBD1ltXF6zJf", is_one_time=False
    ),
}
FULL = BillPayment(
    "099400016550100",
    promptpay.with_check("690900012"),
    "20260910",
    LARGE := 123_456_789,
    "SVC001",
    "COMPTROLLER GENERAL DEPT",
    "BANGKOK",
)


def test_every_published_vector_is_read_and_ours_are_written_alike():
    literal = (SAMPLES / "qr_vectors.txt").read_text().split()

    assert {name: promptpay.parse(payload) for name, payload in VECTORS.items()} == WRITTEN | READ_ONLY
    assert {name: promptpay.build(code) for name, code in WRITTEN.items()} == {name: VECTORS[name] for name in WRITTEN}
    assert set(literal) <= {VECTORS[name] for name in WRITTEN}
    assert promptpay.checksum("123456789") == "29B1"


@pytest.mark.parametrize("payload", [VECTORS["bill_biller15_ref1_ref2_40"], promptpay.build(FULL)])
def test_every_single_wrong_character_is_refused(payload: str):
    alphabet = string.printable
    accepted = []

    for place, right in enumerate(payload):
        for wrong in alphabet:
            if wrong != right:
                try:
                    promptpay.parse(payload[:place] + wrong + payload[place + 1 :])
                except Unscannable:
                    continue
                accepted.append((place, wrong))

    assert accepted == []


def test_lost_doubled_and_foreign_characters_are_refused():
    payload = promptpay.build(FULL)
    spoilt = [payload[:place] + payload[place + 1 :] for place in range(len(payload))]
    spoilt += [payload[:place] + payload[place] + payload[place:] for place in range(len(payload))]
    spoilt += ["", "0002", payload + payload, payload.replace("TH", "ไทย"), " " + payload, payload + "\n", "0" * 600]

    for one in spoilt:
        with pytest.raises(Unscannable):
            promptpay.parse(one)


@pytest.mark.parametrize(
    "parts",
    [
        "000201010212530376458025TH",
        "00020101021253037645802TH",
        "00020101021230650016A0000006770101120115099400016550100021069090001230308202609105303840540540.005802TH",
        "00020101021230650016A00000067701011201150994000165501000210690900012303082026091053037645404-1.05802TH",
        "00020101021230650016A0000006770101120115099400016550100021069090001230308202609105303764540400.05802TH",
        "00020101021330650016A0000006770101120115099400016550100021069090001230308202609105303764540540.005802TH",
        "01021200020130650016A0000006770101120115099400016550100021069090001230308202609105303764540540.005802TH",
        "00020101021230650016A0000006770101990115099400016550100021069090001230308202609105303764540540.005802TH",
    ],
)
def test_a_right_checksum_does_not_make_a_wrong_code_right(parts: str):
    text = f"{parts}6304"

    with pytest.raises(Unscannable):
        promptpay.parse(text + promptpay.checksum(text))


@pytest.mark.parametrize(
    "code",
    [
        BillPayment("12345", "6909000123"),
        BillPayment("099400016550100", "abc"),
        BillPayment("099400016550100", "A" * 21),
        BillPayment("099400016550100", "A", ""),
        BillPayment("099400016550100", "A", amount_satang=0),
        BillPayment("099400016550100", "A", amount_satang=4.5),
        BillPayment("099400016550100", "A", amount_satang=1_000_000_000_000),
        BillPayment("099400016550100", "A", name="กรมบัญชีกลาง"),
        BillPayment("099400016550100", "A", city="B" * 16),
        CreditTransfer("mobile", "0812345678"),
        CreditTransfer("telex", "1"),
    ],
)
def test_what_the_standard_does_not_allow_is_not_written(code: BillPayment | CreditTransfer):
    with pytest.raises(Undrawable):
        promptpay.build(code)


@pytest.mark.parametrize("code", [FULL, WRITTEN["bill_biller15_ref1_ref2_40"], WRITTEN["credit_national_id_600"]])
def test_a_foreign_library_reads_the_picture(code: BillPayment | CreditTransfer):
    payload = promptpay.build(code)

    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(promptpay.draw(payload, "png"))))

    assert [one.text for one in found] == [payload]
    assert found[0].ec_level in {"M", "Q", "H"}


def test_the_vector_picture_says_the_same_and_nothing_is_drawn_of_nonsense():
    payload = promptpay.build(FULL)

    svg = promptpay.draw(payload, "svg").decode()

    assert (svg[:4], svg.rstrip()[-6:]) == ("<svg", "</svg>")
    # Version 7 has 45 modules beside a margin of 4 on each side, drawn 8 wide.
    assert int(re.search(r'width="(\d+)"', svg)[1]) == (45 + 8) * 8
    with pytest.raises(Unscannable):
        promptpay.draw(payload[:-1] + "?")


def test_a_reference_with_any_wrong_character_is_noticed():
    right = promptpay.with_check("69A9000Z2")

    wrong = [
        right[:place] + other + right[place + 1 :]
        for place in range(len(right))
        for other in ALPHABET
        if other != right[place]
    ]

    assert promptpay.is_checked(right)
    assert [one for one in wrong if promptpay.is_checked(one)] == []
    assert [text for text in ("", "A", "a1", "A" * 21, "69 1") if promptpay.is_checked(text)] == []
    for text in ("", "a", "A" * 20, "ก"):
        with pytest.raises(Undrawable):
            promptpay.with_check(text)


@settings(max_examples=60, deadline=None)
@given(
    st.text(ALPHABET, min_size=1, max_size=19),
    st.none() | st.text(ALPHABET, min_size=1, max_size=20),
    st.none() | st.integers(1, promptpay.LARGEST_QR_SATANG),
)
def test_what_is_written_is_read_back(number: str, ref2: str | None, satang: int | None):
    code = BillPayment("099400016550100", promptpay.with_check(number), ref2, satang)

    assert promptpay.parse(promptpay.build(code)) == code
