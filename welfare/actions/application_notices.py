"""What applicants are told at each step of their case, in Thai and English, in the inbox of whose case it is.

An organisation has no inbox: its directors look.
"""

from base64 import urlsafe_b64encode
from datetime import date, datetime

from superapp.people.actions import notices
from superapp.thai.dates import date_text
from welfare.models import Application, book

# By kind of step: title and text in Thai, then in English. {title} is the programme or service, {number} the case.
TEXTS: dict[str, tuple[str, str, str, str]] = {
    "submitted": (
        "รับคำขอแล้ว: {title}",
        "คำขอเลขที่ {number} ถึงหน่วยงานแล้ว จะทราบผลภายใน {due} ระหว่างนี้ไม่ต้องทำอะไร",
        "Application received: {title}",
        "Your application {number} has reached the agency. It will be decided by {due}. There is nothing to do now.",
    ),
    "withdrawn": (
        "ถอนคำขอแล้ว: {title}",
        "คำขอ {number} ถูกถอนแล้ว จะยื่นใหม่เมื่อใดก็ได้",
        "Application withdrawn: {title}",
        "The application {number} was withdrawn. You may apply again at any time.",
    ),
    "payout_chosen": (
        "เปลี่ยนวิธีรับเงิน: {title}",
        "มีการกำหนดวิธีรับเงินของคำขอ {number} หากท่านไม่ได้ทำเอง โปรดติดต่อหน่วยงานทันที",
        "How the money is paid was changed: {title}",
        "The way money is paid for the application {number} was set. If that was not you, call the agency at once.",
    ),
    "answered": (
        "ส่งข้อมูลเพิ่มแล้ว: {title}",
        "หน่วยงานได้รับข้อมูลเพิ่มของคำขอเลขที่ {number} แล้ว และจะพิจารณาต่อ",
        "Your answer was sent: {title}",
        "The agency has your answer about the application {number} and goes on deciding.",
    ),
    "appealed": (
        "รับอุทธรณ์แล้ว: {title}",
        "อุทธรณ์ของคำขอเลขที่ {number} ถึงหน่วยงานแล้ว เจ้าหน้าที่อื่นที่ไม่ได้ตัดสินครั้งแรกจะพิจารณาภายใน {due}",
        "Appeal received: {title}",
        "Your appeal about {number} has reached the agency. An officer who did not refuse it decides by {due}.",
    ),
}
DRAFT_TH, DRAFT_EN = "ที่ยังไม่ได้ส่ง", "that was not sent yet"


def tell(
    application: Application,
    kind: str,
    *,
    now: datetime,
    due: date | None = None,
    once: str = "",
    texts: tuple[str, str, str, str] | None = None,
    **words: str,
) -> None:
    """Tell whose case it is about a step, once for each kind and `once`; nobody when it is an organisation's.

    `due` is the day the sentence promises, None for the case's own. `texts` None takes those of TEXTS; `words` fill
    what else stands in {braces} in them.
    """
    if application.citizen is None:
        return
    title_th, body_th, title_en, body_en = TEXTS[kind] if texts is None else texts
    th, en = titles(application)
    day = due or application.due_on
    filled = {
        "th": {"title": th, "number": application.number or DRAFT_TH},
        "en": {"title": en, "number": application.number or DRAFT_EN},
    }
    for language, values in filled.items():
        values["due"] = date_text(day, language) if day is not None else ""
        values |= words
    notices.put(
        citizen=application.citizen,
        topic="welfare.application",
        key=f"application:{application.public_id}:{kind}:{once}",
        texts={
            "title_th": title_th.format(**filled["th"])[: notices.LONGEST_TITLE],
            "title_en": title_en.format(**filled["en"])[: notices.LONGEST_TITLE],
            "body_th": body_th.format(**filled["th"]),
            "body_en": body_en.format(**filled["en"]),
        },
        link=link_to(application),
        matter=application.matter,
        now=now,
    )


def titles(application: Application) -> tuple[str, str]:
    """Return the name of what is applied for in Thai and English; its code when its rules are gone."""
    if application.service is not None:
        return application.service.name_th, application.service.name_en
    entry = book.current().entries.get(application.matter)
    if entry is None:
        return application.matter, application.matter
    title = entry.compiled.document.title
    return title.th, title.en or title.th


def link_to(application: Application) -> str:
    """Return the global id an app opens; the API makes the same (a test compares them)."""
    return urlsafe_b64encode(f"app:{application.public_id}".encode()).decode().rstrip("=")
