"""What the catalogue's codes are called, in Thai and English: the words citizens and officers read.

Codes are the contract, words may change. A test holds the two languages and the models' codes together.
"""

from typing import Literal

Language = Literal["th", "en"]
Words = tuple[str, str]  # Thai, English


def word(words: Words, language: str) -> str:
    """Return the English of a pair for "en", the Thai for anything else."""
    return words[1] if language == "en" else words[0]


# Whom a service is for.
AUDIENCE: dict[str, Words] = {
    "citizen": ("ประชาชน", "Citizens"),
    "business": ("ธุรกิจ", "Businesses"),
    "foreigner": ("ชาวต่างชาติ", "Foreigners"),
}

# What one does with a service.
KIND: dict[str, Words] = {
    "application": ("ยื่นคำขอ", "Application"),
    "document": ("ขอเอกสาร", "Document"),
    "information": ("ดูข้อมูล", "Information"),
    "appointment": ("จองคิวหรือนัดหมาย", "Appointment"),
    "complaint": ("แจ้งเรื่องหรือร้องเรียน", "Report or complaint"),
    "payment": ("ชำระเงิน", "Payment"),
    "eligibility_check": ("ตรวจสอบสิทธิ", "Eligibility check"),
}

# How one reaches it.
CHANNEL: dict[str, Words] = {
    "app": ("แอปมือถือ", "Mobile app"),
    "web": ("เว็บไซต์", "Website"),
    "counter": ("ที่สำนักงาน", "At an office"),
    "kiosk": ("ตู้บริการ", "Kiosk"),
}

# How one receives the result.
OUTPUT: dict[str, Words] = {
    "digital_document": ("เอกสารหรือผลทางออนไลน์", "Online document or result"),
    "counter": ("รับที่สำนักงาน", "At an office"),
    "post": ("ส่งทางไปรษณีย์", "By post"),
    "kiosk": ("รับที่ตู้บริการ", "At a kiosk"),
}

# How much of it can be done online.
DIGITAL_LEVEL: dict[str, Words] = {
    "information": ("ดูข้อมูลอย่างเดียว", "Information only"),
    "form": ("เริ่มหรือจองทางออนไลน์ แล้วไปสำนักงาน", "Start or book online, finish in person"),
    "full": ("ทำออนไลน์ได้จนจบ", "Fully online"),
}

# How one signs in for it.
LOGIN: dict[str, Words] = {
    "none": ("ไม่ต้องเข้าสู่ระบบ", "No sign-in needed"),
    "basic": ("เข้าสู่ระบบทั่วไป", "Basic sign-in"),
    "verified": ("เข้าสู่ระบบและยืนยันตัวตน", "Sign-in with verified identity"),
}

# How sure a fact is, in a few words.
CERTAINTY: dict[str, Words] = {
    "agency_confirmed": ("หน่วยงานยืนยันแล้ว", "Confirmed by the agency"),
    "published_source": ("มาจากเอกสารเผยแพร่ของทางการ", "From an official publication"),
    "secondary_source": ("มาจากแหล่งข้อมูลอื่น", "From another source"),
    "conflicting": ("แหล่งข้อมูลไม่ตรงกัน", "Sources disagree"),
    "general_knowledge": ("ยังไม่ได้ยืนยันโดยหน่วยงาน", "Not yet confirmed by the agency"),
    "proposed": ("ข้อเสนอ ยังไม่ใช่ข้อกำหนด", "Proposed, not a rule"),
    "unknown": ("ไม่ทราบ", "Not known"),
}

# How sure a fact is, in a sentence.
CERTAINTY_ABOUT: dict[str, Words] = {
    "agency_confirmed": (
        "เจ้าหน้าที่ของหน่วยงานเจ้าของบริการตรวจและยืนยันข้อมูลนี้แล้ว",
        "An officer of the agency in charge has checked and confirmed this.",
    ),
    "published_source": (
        "ข้อมูลนี้มาจากเว็บไซต์หรือเอกสารที่ทางการเผยแพร่ แต่หน่วยงานยังไม่ได้ยืนยันในระบบนี้",
        "This comes from an official website or document, but the agency has not yet confirmed it here.",
    ),
    "secondary_source": (
        "ข้อมูลนี้มาจากข่าวหรือเว็บไซต์อื่นที่ไม่ใช่ของหน่วยงาน ควรสอบถามหน่วยงานก่อน",
        "This comes from news or another website that is not the agency's; please check with the agency first.",
    ),
    "conflicting": (
        "แหล่งข้อมูลให้คำตอบต่างกัน ควรสอบถามหน่วยงานก่อนไปติดต่อ",
        "Sources give different answers; please ask the agency before you go.",
    ),
    "general_knowledge": (
        "ข้อมูลนี้เขียนจากความรู้ทั่วไป และหน่วยงานยังไม่ได้ยืนยัน",
        "This was written from general knowledge and the agency has not confirmed it.",
    ),
    "proposed": (
        "ข้อมูลนี้เป็นข้อเสนอของผู้จัดทำระบบ ไม่ใช่ข้อกำหนดของหน่วยงาน",
        "This is a proposal by the makers of this service, not a requirement of the agency.",
    ),
    "unknown": ("เรายังไม่มีข้อมูลส่วนนี้ โปรดสอบถามหน่วยงาน", "We do not have this information yet; please ask the agency."),
}

# The statements whose certainty is kept.
FACT: dict[str, Words] = {
    "description": ("คำอธิบาย", "Description"),
    "fee": ("ค่าธรรมเนียม", "Fee"),
    "processing": ("ระยะเวลา", "Processing time"),
    "channel": ("ช่องทาง", "Channels"),
    "evidence": ("เอกสารที่ต้องใช้", "Required documents"),
    "legal": ("กฎหมายที่เกี่ยวข้อง", "Law"),
    "identity": ("การยืนยันตัวตน", "Identity"),
    "digital_level": ("ระดับดิจิทัล", "Digital level"),
    "output": ("สิ่งที่ได้รับ", "What you receive"),
}

# What an alert means.
SEVERITY: dict[str, Words] = {
    "notice": ("แจ้งเพื่อทราบ", "Notice"),
    "disruption": ("บริการขัดข้อง", "Disruption"),
}

# Weekdays by number, Monday is 1.
WEEKDAY: dict[int, Words] = {
    1: ("วันจันทร์", "Monday"),
    2: ("วันอังคาร", "Tuesday"),
    3: ("วันพุธ", "Wednesday"),
    4: ("วันพฤหัสบดี", "Thursday"),
    5: ("วันศุกร์", "Friday"),
    6: ("วันเสาร์", "Saturday"),
    7: ("วันอาทิตย์", "Sunday"),
}

UNKNOWN: Words = ("ยังไม่มีข้อมูล", "Not known yet")
FREE: Words = ("ไม่มีค่าธรรมเนียม", "Free")
SAME_DAY: Words = ("ภายในวันเดียว", "Same day")
NO_EVIDENCE: Words = ("ไม่ต้องใช้เอกสาร", "No documents needed")
NEVER_CONFIRMED: Words = ("หน่วยงานยังไม่ได้ยืนยัน", "Not yet confirmed by the agency")
CONFIRMED_ON: Words = ("หน่วยงานยืนยันเมื่อ {date}", "Confirmed by the agency on {date}")


def working_days(days: int | None, language: str) -> str:
    """Return a processing time in words: unknown for None, the same day for 1, otherwise working days."""
    if days is None:
        return word(UNKNOWN, language)
    if days == 1:
        return word(SAME_DAY, language)
    return word((f"{days} วันทำการ", f"{days} working days"), language)


def measured(count: int, median: int, most: int, language: str) -> str:
    """Return how long deciding really took, in words."""
    return word(
        (
            f"ครึ่งหนึ่งทราบผลภายใน {median} วันทำการ เก้าในสิบภายใน {most} วันทำการ ({count:,} เรื่องในหนึ่งปี)",
            f"Half were decided within {median} working days, nine in ten within {most} ({count:,} cases in a year)",
        ),
        language,
    )


# What sort of organisation an agency is.
AGENCY_KIND: dict[str, Words] = {
    "ministry_office": ("สำนักงานปลัดกระทรวง", "Office of the permanent secretary"),
    "department": ("กรม", "Department"),
    "state_enterprise": ("รัฐวิสาหกิจ", "State enterprise"),
    "public_organisation": ("องค์การมหาชน", "Public organisation"),
    "independent_body": ("องค์กรอิสระ", "Independent body"),
    "local_government": ("องค์กรปกครองส่วนท้องถิ่น", "Local government"),
    "court": ("ศาล", "Court"),
    "professional_body": ("สภาวิชาชีพ", "Professional body"),
    "other": ("หน่วยงานอื่น", "Other body"),
}

LIFE_EVENT_KIND: dict[str, Words] = {
    "life": ("เหตุการณ์ในชีวิต", "Something that happens in a person's life"),
    "business": ("เหตุการณ์ของธุรกิจ", "Something that happens to a business"),
}

VERSION_STATE: dict[str, Words] = {
    "draft": ("ร่าง", "Being written"),
    "in_review": ("รอตรวจ", "Waiting for another officer to decide"),
    "scheduled": ("อนุมัติแล้ว รอเวลา", "Approved, waiting for its moment"),
    "published": ("เผยแพร่", "What citizens see now"),
    "superseded": ("มีฉบับใหม่แทน", "Was published; a newer version has taken its place"),
    "retired": ("เลิกแล้ว", "Was published; the service has been withdrawn"),
    "discarded": ("ทิ้งร่าง", "Thrown away before it was published"),
}

VERSION_INTENT: dict[str, Words] = {
    "publish": ("เผยแพร่", "The text is published"),
    "withdraw": ("เลิกให้บริการ", "The service is withdrawn"),
}

CHANGE_KIND: dict[str, Words] = {
    "service": ("บริการ", "A service was added or changed"),
    "service_retired": ("เลิกบริการ", "A service was withdrawn: drop it"),
    "agency": ("หน่วยงาน", "An agency was added or changed"),
    "agency_retired": ("เลิกหน่วยงาน", "An agency was closed: drop it"),
}

SUGGESTION_KIND: dict[str, Words] = {
    "service": ("บริการ", "A service, by its code"),
    "phrase": ("คำค้น", "A phrase to search for"),
    "agency": ("หน่วยงาน", "An agency, by its code"),
    "category": ("หมวด", "A category, by its code"),
    "life_event": ("เหตุการณ์", "A life event, by its code"),
}
