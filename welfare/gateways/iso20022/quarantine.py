"""Why a bank's message cannot be used: one stable code per cause, with a sentence for the officer who looks at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """A sentence in Thai and English."""

    th: str
    en: str


CAUSES = {
    "EMPTY": Cause("ไฟล์ว่างเปล่า", "The file is empty."),
    "TOO_LARGE": Cause("ไฟล์ใหญ่เกินกำหนด", "The file is larger than we read."),
    "TOO_MANY_ELEMENTS": Cause("ไฟล์มีรายการมากเกินกำหนด", "The file has more elements than we read."),
    "TOO_DEEP": Cause("โครงสร้างซ้อนลึกเกินกำหนด", "Elements are nested deeper than we read."),
    "NOT_UTF8": Cause("ข้อความไม่ใช่ UTF-8", "The text is not UTF-8."),
    "DOCTYPE_FORBIDDEN": Cause("มี DOCTYPE หรือ ENTITY ซึ่งไม่อนุญาต", "It has a DOCTYPE or an ENTITY, which are refused."),
    "MALFORMED": Cause("ไฟล์ไม่ใช่ XML ที่สมบูรณ์ อาจขาดท่อน", "This is not well-formed XML; it may be cut off."),
    "UNKNOWN_MESSAGE": Cause("ไม่รู้จักชนิดหรือรุ่นของข้อความ", "The kind or version of the message is not known."),
    "SCHEMA_INVALID": Cause("ข้อความไม่ตรงตามแบบมาตรฐาน (XSD)", "The message does not follow its schema (XSD)."),
    "OTHER_CURRENCY": Cause("สกุลเงินไม่ใช่บาท", "A currency other than the baht is named."),
    "AMOUNT_FRACTION": Cause("จำนวนเงินมีทศนิยมเกินสองตำแหน่ง", "An amount has more than two decimals."),
    "AMOUNT_TOO_LARGE": Cause("จำนวนเงินสูงผิดปกติ", "An amount is impossibly large."),
    "AMOUNT_NOT_POSITIVE": Cause("จำนวนเงินเป็นศูนย์", "An amount is zero."),
    "AMOUNT_MISSING": Cause("รายการย่อยไม่มีจำนวนเงิน", "Details of an entry lack their amounts."),
    "ENTRY_SUM_DIFFERS": Cause("ยอดรายการย่อยไม่เท่ายอดรวม", "The details of an entry do not add up to it."),
    "DIRECTION_DIFFERS": Cause("ทิศทางเงินเข้าออกขัดกันเอง", "Credit and debit contradict each other."),
    "TOTALS_DIFFER": Cause("จำนวนหรือยอดสรุปไม่ตรงกับรายการ", "The totals given do not fit the lines."),
    "DUPLICATE_LINE": Cause("มีรายการเดียวกันซ้ำในข้อความ", "One movement stands twice in the message."),
    "STATUS_CONTRADICTS": Cause("สถานะขัดกันเองในข้อความ", "Statuses in the message contradict each other."),
    "STATUS_MISSING": Cause("ไม่มีสถานะ", "A payment is named without a status."),
    "REFERENCE_MISSING": Cause("ไม่มีเลขอ้างอิง", "A line lacks the reference that names it."),
    "REFERENCES_DIFFER": Cause(
        "เลขอ้างอิงของรายการเดียวกันไม่ตรงกัน", "Two references to one payment contradict each other."
    ),
    "DATE_UNREADABLE": Cause("อ่านวันหรือเวลาไม่ได้", "A day or a time cannot be read."),
    "BALANCE_MISSING": Cause("ไม่มียอดยกมาหรือยอดคงเหลือ", "The opening or the closing balance is missing."),
    "BALANCE_DIFFERS": Cause(
        "ยอดยกมารวมรายการไม่เท่ายอดคงเหลือ", "Opening balance and entries do not give the closing one."
    ),
    "SEVERAL_STATEMENTS": Cause("มีหลายบัญชีในข้อความเดียว", "The message has more than one account's statement."),
}


class Unusable(ValueError):
    """The message cannot be used. `code` is a key of CAUSES; `where` is an element's path or a line, never a value."""

    def __init__(self, code: str, where: str) -> None:
        self.code = code
        self.where = where
        super().__init__(f"{code} at {where}")
