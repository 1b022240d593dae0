"""Why a bank did not pay, or gave money back: what the payee is told, and whether they can mend it.

Codes are ISO 20022's external status and return reasons, of which Thai banks are said to use these; a bank's own code
for a citizen id without PromptPay has to be learnt from its guide. Codes that are not listed are kept as they came and
go to an officer.
"""

from dataclasses import dataclass
from enum import StrEnum


class Mender(StrEnum):
    """Who can do something about it: the payee, an officer, or nobody (the case ends)."""

    PAYEE = "payee"
    OFFICER = "officer"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Reason:
    """What a code means to the payee, in Thai and English, and who mends it. `is_our_fault`: raise an alarm."""

    code: str
    th: str
    en: str
    mender: Mender
    is_our_fault: bool = False


_LISTED = (
    Reason(
        "AC01",
        "เลขบัญชีไม่ถูกต้อง กรุณาตรวจสอบและแก้ไขเลขบัญชีรับเงิน",
        "The account number is wrong. Please check and correct the account to be paid to.",
        Mender.PAYEE,
    ),
    Reason(
        "AC04",
        "บัญชีรับเงินปิดไปแล้ว กรุณาแจ้งบัญชีใหม่ หรือผูกพร้อมเพย์กับเลขบัตรประชาชน",
        "The account has been closed. Please name another, or link PromptPay to your citizen id.",
        Mender.PAYEE,
    ),
    Reason(
        "AC06",
        "บัญชีรับเงินถูกระงับหรือไม่เคลื่อนไหว กรุณาติดต่อธนาคารของท่าน หรือแจ้งบัญชีใหม่",
        "The account is blocked or dormant. Please ask your bank, or name another account.",
        Mender.PAYEE,
    ),
    Reason(
        "BE01",
        "ชื่อบัญชีไม่ตรงกับชื่อผู้มีสิทธิ กรุณาใช้บัญชีในชื่อของท่านเอง",
        "The account is not in your name. Please use an account of your own.",
        Mender.PAYEE,
    ),
    Reason(
        "NOPROXY",
        "เลขบัตรประชาชนของท่านยังไม่ได้ผูกพร้อมเพย์ กรุณาผูกที่ธนาคารหรือแอปของธนาคาร",
        "PromptPay is not linked to your citizen id yet. Please link it at your bank or in its app.",
        Mender.PAYEE,
    ),
    Reason(
        "AM05",
        "ธนาคารแจ้งว่ารายการนี้ซ้ำ เจ้าหน้าที่กำลังตรวจสอบ ท่านไม่ต้องดำเนินการใด",
        "The bank says this payment is a duplicate. An officer is looking into it; you need do nothing.",
        Mender.OFFICER,
        is_our_fault=True,
    ),
    Reason(
        "MD07",
        "ธนาคารแจ้งว่าผู้รับเงินเสียชีวิต หากไม่ถูกต้อง กรุณาติดต่อหน่วยงานที่จ่ายเงิน",
        "The bank says that the payee has died. If this is wrong, please contact the paying agency.",
        Mender.NOBODY,
    ),
)

REASONS = {one.code: one for one in _LISTED}
"""The reasons kept apart. NOPROXY is our name for a bank's own code (an assumption until its guide is read)."""


def reason(code: str) -> Reason:
    """Return what a code means; one that is not listed gets a sentence that shows it and goes to an officer.

    >>> reason("AC04").mender.value
    'payee'
    >>> reason("ZZ99").mender.value
    'officer'
    """
    return REASONS.get(code) or Reason(
        code,
        f"ธนาคารจ่ายเงินไม่ได้ (รหัส {code}) เจ้าหน้าที่กำลังตรวจสอบ",
        f"The bank could not pay (code {code}). An officer is looking into it.",
        Mender.OFFICER,
    )
