"""What a bank says, read exactly or not at all."""

from datetime import UTC, date, datetime
from random import Random

import pytest

from bench.bank_drill.judging import drill
from bench.bank_drill.originals import PAID, originals, postings
from tests.house.repository import ROOT
from tests.welfare.gateways.inventing import sample
from welfare.gateways.iso20022 import amounts, reasons
from welfare.gateways.iso20022.opening import LARGEST_BYTES
from welfare.gateways.iso20022.quarantine import CAUSES, Unusable
from welfare.gateways.iso20022.reading import read
from welfare.gateways.iso20022.reasons import REASONS, Mender
from welfare.gateways.reports import (
    STANDINGS,
    Booking,
    BookingKind,
    Direction,
    MessageKey,
    Notification,
    Quarantined,
    Scope,
    Standing,
    StatusLine,
)

SOUND = {one.name: one.content.decode() for one in originals()}
PAYMENT = "P01KB0000000000000000000001"


def code_of(text: str | bytes) -> str:
    found = read(text.encode() if isinstance(text, str) else text, "KTB")
    assert isinstance(found, Quarantined), found
    assert found.code in CAUSES
    return found.code


def test_a_status_report_says_what_was_taken_and_what_was_not():
    found = read(sample("pain.002.001.10-part"), "KTB")

    assert (found.sender, found.message_id, found.original_message_id) == ("KTB", "BANK-R-0001", "B25691209-OAA-0001")
    assert found.created_at == datetime(2026, 12, 4, 3, 0, tzinfo=UTC)
    assert found.lines == (
        StatusLine(MessageKey("KTB", "BANK-R-0001", "file"), Scope.FILE, "B25691209-OAA-0001", "PART"),
        StatusLine(MessageKey("KTB", "BANK-R-0001", "1/1"), Scope.PAYMENT, PAYMENT, "ACCP"),
        StatusLine(MessageKey("KTB", "BANK-R-0001", "1/2"), Scope.PAYMENT, PAYMENT[:-1] + "2", "RJCT", ("AC04",)),
    )
    assert [line.standing for line in found.lines] == [Standing.WAITING, Standing.WAITING, Standing.REJECTED]


def test_a_whole_file_may_be_rejected_with_a_reason():
    text = sample("pain.002.001.10-part").decode()
    start, end = text.index("<OrgnlPmtInfAndSts>"), text.index("</CstmrPmtStsRpt>")
    reason = "<StsRsnInf><Rsn><Prtry>NOFUNDS</Prtry></Rsn></StsRsnInf>"
    text = text[:start] + text[end:]

    found = read(text.replace("<GrpSts>PART</GrpSts>", f"<GrpSts>RJCT</GrpSts>{reason}").encode(), "KTB")

    assert [(line.scope, line.standing, line.reasons) for line in found.lines] == [
        (Scope.FILE, Standing.REJECTED, ("NOFUNDS",))
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "payout-booked",
            {
                "kind": BookingKind.PAYOUT,
                "direction": Direction.DEBIT,
                "amount_satang": 60_000,
                "bank_reference": "BANKREF-1",
                "end_to_end_id": PAYMENT,
                "account_number": "0000000001",
                "reasons": (),
            },
        ),
        (
            "payout-returned",
            {
                "kind": BookingKind.RETURN,
                "direction": Direction.CREDIT,
                "amount_satang": 60_000,
                "bank_reference": "BANKREF-2",
                "end_to_end_id": PAYMENT,
                "reasons": ("AC06",),
            },
        ),
        (
            "fee-received",
            {
                "kind": BookingKind.BILL_PAYMENT,
                "direction": Direction.CREDIT,
                "amount_satang": 4_000,
                "bank_reference": "BANKREF-3",
                "end_to_end_id": None,
                "biller": "099400016550100",
                "ref1": "6909000123",
                "ref2": "20260910",
                "booked_on": date(2026, 12, 11),
            },
        ),
    ],
)
def test_each_kind_of_movement_is_told_apart(name: str, expected: dict):
    found = read(sample(f"camt.054.001.08-{name}"), "KTB")

    assert isinstance(found, Notification)
    (booking,) = found.bookings
    assert isinstance(booking, Booking)
    assert {field: getattr(booking, field) for field in expected} == expected
    assert booking.key == MessageKey("KTB", found.message_id, "1/1/1")
    assert booking.is_final


def test_a_statement_adds_up_and_a_later_version_of_it_is_not_guessed():
    found = read(SOUND["statement"].encode(), "KTB")

    moved = sum(one.amount_satang * (1 if one.direction is Direction.CREDIT else -1) for one in found.bookings)
    assert (found.opening_satang, found.closing_satang) == (5_000_000, 5_000_000 + moved)
    assert (found.day, len(found.bookings)) == (date(2026, 12, 9), 16)
    assert code_of(SOUND["statement"].replace("camt.053.001.08", "camt.053.001.10")) == "UNKNOWN_MESSAGE"


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("payouts", 'Ccy="THB">', 'Ccy="USD">', "OTHER_CURRENCY"),
        ("payouts", '<Amt Ccy="THB">600.00', '<Amt Ccy="THB">600.01', "TOTALS_DIFFER"),
        ("payouts", '</Refs><Amt Ccy="THB">600.00', '</Refs><Amt Ccy="THB">600.01', "ENTRY_SUM_DIFFERS"),
        ("payouts", '<Amt Ccy="THB">600.00', '<Amt Ccy="THB">600.000', "AMOUNT_FRACTION"),
        ("payouts", '<Amt Ccy="THB">600.00', '<Amt Ccy="THB">0.00', "AMOUNT_NOT_POSITIVE"),
        ("payouts", '<Amt Ccy="THB">600.00', '<Amt Ccy="THB">9999999999999.99', "AMOUNT_TOO_LARGE"),
        ("payouts", "<NbOfNtries>12", "<NbOfNtries>11", "TOTALS_DIFFER"),
        ("payouts", "<CdtDbtInd>DBIT", "<CdtDbtInd>CRDT", "TOTALS_DIFFER"),
        ("payouts", "DBIT</CdtDbtInd></TxDtls>", "CRDT</CdtDbtInd></TxDtls>", "DIRECTION_DIFFERS"),
        ("payouts", "<InstrId>P01KB0", "<InstrId>P01KB1", "REFERENCES_DIFFER"),
        ("payouts", "SB0000000001", "SB0000000000", "DUPLICATE_LINE"),
        ("payouts", "<AcctSvcrRef>SB0000000001</AcctSvcrRef>", "", "REFERENCE_MISSING"),
        ("payouts", "<BookgDt><Dt>2026-12-09</Dt></BookgDt>", "", "DATE_UNREADABLE"),
        ("payouts", "<CreDtTm>2026-12-09T09:00:00+07:00", "<CreDtTm>2026-12-09T24:00:00", "DATE_UNREADABLE"),
        ("payouts", "<Ccy>THB</Ccy>", "<Ccy>USD</Ccy>", "OTHER_CURRENCY"),
        ("payouts", "</Document>", "", "MALFORMED"),
        ("payouts", "<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>", "SCHEMA_INVALID"),
        ("statement", "<Cd>OPBD</Cd>", "<Cd>PRCD</Cd>", "BALANCE_MISSING"),
        ("statement", 'Ccy="THB">50000.00', 'Ccy="THB">50000.01', "BALANCE_DIFFERS"),
        ("settled", "<TxSts>ACSP", "<TxSts>ACSC", "TOTALS_DIFFER"),
        ("settled", "<OrgnlInstrId>P01KB0", "<OrgnlInstrId>P01KB1", "REFERENCES_DIFFER"),
        ("settled", "<TxSts>ACSP</TxSts>", "", "STATUS_MISSING"),
        ("settled", "<GrpSts>PART", "<GrpSts>RJCT", "STATUS_CONTRADICTS"),
        (
            "settled",
            "</OrgnlPmtInfId>",
            "</OrgnlPmtInfId><PmtInfSts>RJCT</PmtInfSts>",
            "STATUS_CONTRADICTS",
        ),
        ("settled", "camt", "", "UNKNOWN_MESSAGE"),
    ],
)
def test_what_contradicts_itself_is_quarantined_as_a_whole(name: str, old: str, new: str, code: str):
    text = SOUND[name] if old != "camt" else SOUND[name].replace("pain.002.001.10", "pain.002.001.03")

    assert code_of(text.replace(old, new, 1)) == code


def test_one_payment_with_two_statuses_is_quarantined_and_said_twice_alike_is_said_once():
    line = "<TxInfAndSts><OrgnlEndToEndId>P1</OrgnlEndToEndId><TxSts>{}</TxSts></TxInfAndSts>"
    text = sample("pain.002.001.10-part").decode()

    twice = read(
        text.replace("</OrgnlPmtInfAndSts>", (line * 2).format("ACCP", "ACCP") + "</OrgnlPmtInfAndSts>").encode(), "K"
    )

    assert [one.reference for one in twice.lines].count("P1") == 1
    both = text.replace("</OrgnlPmtInfAndSts>", (line * 2).format("ACCP", "RJCT") + "</OrgnlPmtInfAndSts>")
    assert code_of(both) == "STATUS_CONTRADICTS"


def test_a_booking_that_is_not_final_or_says_two_things_is_not_taken_for_a_payment():
    pending = read(SOUND["payouts"].replace("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>").encode(), "KTB")
    renamed = read(SOUND["payouts"].replace("<Cd>BULK</Cd>", "<Cd>BILLPAY</Cd>").encode(), "KTB")
    reversal = read(
        SOUND["payouts"].replace("</CdtDbtInd><Sts>", "</CdtDbtInd><RvslInd>true</RvslInd><Sts>").encode(), "KTB"
    )

    assert {one.is_final for one in pending.bookings} == {False}
    assert {one.kind for one in renamed.bookings} == {BookingKind.OTHER}
    assert {one.kind for one in reversal.bookings} == {BookingKind.OTHER}
    assert postings(pending) == postings(renamed) == postings(reversal) == frozenset()


def test_an_entry_of_several_movements_names_each():
    text = sample("camt.054.001.08-payout-booked").decode()
    start, end = text.index("<TxDtls>"), text.index("</TxDtls>") + len("</TxDtls>")
    detail = text[start:end].replace("600.00", "300.00")
    text = text[:start] + detail + detail.replace("0001</End", "0002</End") + text[end:]

    found = read(text.encode(), "KTB")

    assert [(one.bank_reference, one.end_to_end_id, one.amount_satang) for one in found.bookings] == [
        ("BANKREF-1/1", PAYMENT, 30_000),
        ("BANKREF-1/2", PAYMENT[:-1] + "2", 30_000),
    ]
    without = text.replace('<Amt Ccy="THB">300.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>', "</TxDtls>", 1)
    assert code_of(without) == "AMOUNT_MISSING"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "EMPTY"),
        (b" \n", "EMPTY"),
        (b"not xml", "MALFORMED"),
        (b"<a>" * 100_000, "TOO_DEEP"),
        (b"<a>" + b" " * LARGEST_BYTES, "TOO_LARGE"),
        (b"<a>" + b"<b/>" * 1_600_000 + b"</a>", "TOO_MANY_ELEMENTS"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), "NOT_UTF8"),
        (b'<?xml version="1.0" encoding="TIS-620"?><a/>', "NOT_UTF8"),
        (b"<a>\xff</a>", "NOT_UTF8"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE_FORBIDDEN"),
        (b"<a>&b;</a>", "MALFORMED"),
        (b"<Document/>", "UNKNOWN_MESSAGE"),
    ],
)
def test_hostile_files_are_refused_before_a_tree_is_built(content: bytes, code: str):
    assert code_of(content) == code


def test_a_quarantine_says_where_and_never_what():
    name = "สมชาย9000000000019"
    text = sample("camt.054.001.08-payout-booked").decode()

    found = read(text.replace("<Sts><Cd>BOOK</Cd>", f"<Sts><Cd>{name}</Cd>").encode(), "KTB")

    assert found.code == "SCHEMA_INVALID"
    assert found.where.endswith("line 6")
    assert name not in repr(found)


@pytest.mark.parametrize("text", ["", ".", "1.234", "1e3", "-1", "NaN", "๑", "1,000", "9" * 19, "9" * 18])
def test_an_amount_is_exact_or_refused(text: str):
    with pytest.raises(Unusable):
        amounts.satang_of(text)


def test_amounts_come_back_to_the_satang():
    random = Random(2569)
    satang = [0, 1, 99, 100, 101, 60_000, *(random.randrange(10**13) for _ in range(300))]

    assert [amounts.satang_of(amounts.written(one)) for one in satang] == satang
    assert [amounts.satang_of(text) for text in ("5.", ".5", "+7", " 1.10 ", "007.1")] == [500, 50, 700, 110, 710]


def test_reasons_speak_to_the_payee_in_two_languages():
    assert {code for code, one in REASONS.items() if one.mender is Mender.PAYEE} == {
        "AC01",
        "AC04",
        "AC06",
        "BE01",
        "NOPROXY",
    }
    assert [code for code, one in REASONS.items() if one.is_our_fault] == ["AM05"]
    assert "ZZ99" in reasons.reason("ZZ99").th
    assert reasons.reason("ZZ99").mender is Mender.OFFICER
    assert {one.code for one in REASONS.values()} == set(REASONS)


def test_the_chapter_explains_every_code():
    chapter = (ROOT / "docs/payments.md").read_text(encoding="utf-8")

    assert [code for code in (*CAUSES, *REASONS, *STANDINGS) if f"`{code}`" not in chapter] == []
    assert [code for code, cause in CAUSES.items() if cause.th not in chapter] == []


def test_spoilt_files_neither_crash_a_reader_nor_post_what_is_not_true():
    # `bin/bench bank_files` spoils 10,000.
    tally = drill(300, seed=2570)

    assert (tally.files, tally.crashes, tally.wrong) == (300, [], [])
    assert sum(tally.quarantined.values()) > 200
    assert tally.same > 10


def test_the_drill_would_notice_a_wrong_posting():
    lie = SOUND["settled"].replace("ACSP", "ACSC")
    lie = lie.replace("<DtldNbOfTxs>6</DtldNbOfTxs><DtldSts>ACSC", "<DtldNbOfTxs>12</DtldNbOfTxs><DtldSts>ACSC")
    true = next(one.postings for one in originals() if one.name == "settled")

    found = postings(read(lie.encode(), "BANK"))

    assert (len(true), len(found), len(PAID)) == (6, 12, 12)
