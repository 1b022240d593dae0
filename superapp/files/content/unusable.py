"""Why a file cannot be taken: a code and a sentence in Thai and English."""

from typing import Final

WHY: Final = {
    "NOT_THIS_TYPE": ("เนื้อหาไม่ใช่แฟ้มชนิดที่แจ้ง", "its content is not of the type announced"),
    "BROKEN": ("แฟ้มเสียหายหรือเปิดไม่ได้", "it is damaged and does not open"),
    "ENCRYPTED": ("แฟ้มตั้งรหัสผ่านไว้ โปรดส่งแฟ้มที่เปิดได้", "it needs a password; send one that opens"),
    "ACTIVE": (
        "แฟ้มมีโปรแกรม แฟ้มแนบ หรือคำสั่งที่ทำงานเอง โปรดบันทึกใหม่โดยไม่มีสิ่งเหล่านี้",
        "it holds programs, attachments or commands; save it again without them",
    ),
    "TOO_MUCH": ("แฟ้มมีจำนวนหน้า ภาพ หรือข้อมูลมากเกินไป", "it holds too many pages, pixels or data"),
    "NOT_TEXT": ("แฟ้มไม่ใช่ข้อความแบบ UTF-8", "it is no text in UTF-8"),
}


class Unusable(Exception):
    """A file cannot be taken; `reason` is a code of WHY."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.th, self.en = WHY[reason]
        super().__init__(reason)
