"""The file that asks a bank to pay: both profiles, exact totals, and nothing sent that was not read again."""

import re

import pytest
from lxml import etree

from tests.welfare.gateways.inventing import PAYDAY, TREASURY, batch, citizen, instruction, payment_id, sample
from welfare.gateways.iso20022 import initiation, opening
from welfare.gateways.iso20022.initiation import MESSAGES, Misbuilt, Profile
from welfare.gateways.iso20022.initiation_reading import InitiationFile, summary
from welfare.gateways.iso20022.quarantine import Unusable
from welfare.gateways.payments import Account, AccountKind, PaymentGroup

MIXED = batch(
    groups=(
        PaymentGroup("OAA-1", "OAA", "2569-12", [instruction(1), instruction(2, payee_name="ก & <ข> \"ค\" 'ง'")]),
        PaymentGroup(
            "DIS-1", "DIS", "2569-12", [instruction(3, account=Account(AccountKind.BANK_ACCOUNT, "0000000002", "030"))]
        ),
    )
)


@pytest.mark.parametrize("profile", list(Profile))
def test_a_batch_becomes_a_valid_file_and_is_read_back(profile: Profile):
    built = initiation.build(MIXED, profile)

    assert (built.count, built.total_satang) == (3, 180_006)
    assert opening.schema(MESSAGES[profile]).validate(etree.fromstring(built.content))
    asked = list(InitiationFile(built.content))
    assert [(one.payment_information_id, one.end_to_end_id, one.amount_satang) for one in asked] == [
        ("OAA-1", payment_id(1), 60_001),
        ("OAA-1", payment_id(2), 60_002),
        ("DIS-1", payment_id(3), 60_003),
    ]
    assert [(one.account_number, one.scheme, one.bank_code) for one in asked] == [
        (citizen(1).number, "NIDN", None),
        (citizen(2).number, "NIDN", None),
        ("0000000002", None, "030"),
    ]
    assert {(one.value_date, one.debit_account) for one in asked} == {(PAYDAY, TREASURY.number)}
    assert "ก &amp; &lt;ข&gt;" in built.content.decode()


def test_profiles_differ_where_the_versions_do_and_are_repeatable():
    old, new = (initiation.build(MIXED, profile).content.decode() for profile in Profile)

    assert f"<ReqdExctnDt>{PAYDAY}</ReqdExctnDt>" in old
    assert f"<ReqdExctnDt><Dt>{PAYDAY}</Dt></ReqdExctnDt>" in new
    assert (old.count("<UETR>"), new.count("<UETR>")) == (0, 3)
    assert "<CreDtTm>2026-12-08T09:00:00+07:00</CreDtTm>" in old
    assert initiation.build(MIXED, Profile.ISO09).content.decode() == new


def test_no_citizen_id_stands_in_an_id():
    content = initiation.build(batch(3)).content.decode()

    ids = re.findall(r"<(?:MsgId|PmtInfId|InstrId|EndToEndId)>([^<]+)<", content)

    assert len(ids) == 8
    assert max(map(len, ids)) <= 35
    assert [one for one in ids if re.search(r"9\d{12}", one)] == []


def test_a_payment_twice_or_another_payment_the_second_time_is_not_sent():
    class Shifting:
        def __init__(self) -> None:
            self.first = 0

        def __iter__(self):
            self.first += 1
            return iter([instruction(self.first)])

    for instructions in ([instruction(1), instruction(1)], Shifting(), []):
        with pytest.raises(Misbuilt):
            initiation.build(batch(groups=(PaymentGroup("G1", "OAA", "2569-12", instructions),)))


@pytest.mark.parametrize("name", ["pain.001.001.03-proxy", "pain.001.001.09-proxy"])
def test_the_samples_are_counted(name: str):
    found = summary(sample(name))

    assert (found.message_id, found.count, found.total_satang) in {
        ("B25691209-OAA-0001", 2, 130_000),
        ("B25691209-OAA-0001", 1, 60_000),
    }


def test_a_file_cut_off_anywhere_is_refused():
    content = sample("pain.001.001.03-proxy").rstrip()

    for length in range(0, len(content), 7):
        is_named = b'001.03"' in content[:length]
        with pytest.raises(Unusable, match=r"MALFORMED|NOT_UTF8" if is_named else r"EMPTY|UNKNOWN_MESSAGE"):
            summary(content[:length])
    with pytest.raises(Unusable, match="MALFORMED"):
        summary(content[:-1])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<CtrlSum>1300.00", "<CtrlSum>1300.01", "TOTALS_DIFFER"),
        ("<NbOfTxs>2", "<NbOfTxs>3", "TOTALS_DIFFER"),
        ('<InstdAmt Ccy="THB">600.00', '<InstdAmt Ccy="THB">600.01', "TOTALS_DIFFER"),
        ('<InstdAmt Ccy="THB">600.00', '<InstdAmt Ccy="THB">600.001', "AMOUNT_FRACTION"),
        ('Ccy="THB">600', 'Ccy="USD">600', "OTHER_CURRENCY"),
        ("0002</EndToEndId>", "0001</EndToEndId>", "DUPLICATE_LINE"),
        ("<PmtMtd>TRF", "<PmtMtd>XXX", "SCHEMA_INVALID"),
        ("pain.001.001.03", "pain.001.001.02", "UNKNOWN_MESSAGE"),
        ("<Document", "<!DOCTYPE a><Document", "DOCTYPE_FORBIDDEN"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(old: str, new: str, code: str):
    content = sample("pain.001.001.03-proxy").decode()
    assert old in content

    with pytest.raises(Unusable) as refused:
        summary(content.replace(old, new, 1).encode())

    assert refused.value.code == code
