"""A service's text as clients send it: the same text as `services.make_content`, in the names of the API."""

from typing import Any


def text_input(**changes: Any) -> dict[str, Any]:
    """Return the text of "replace a lost identity card" as a ServiceTextInput, with `changes` laid over it."""
    text: dict[str, Any] = {
        "agency": "DOPA",
        "nameTh": "ทำบัตรประชาชนใหม่ กรณีบัตรหาย",
        "nameEn": "Replace a lost national ID card",
        "descriptionTh": "แจ้งบัตรหายและขอมีบัตรใหม่ที่สำนักทะเบียนได้ทันที ไม่ต้องแจ้งความ",
        "descriptionEn": "Report a lost identity card and get a new one straight away. No police report is needed.",
        "category": "id_card",
        "lifeEvent": "crime_victim",
        "audience": ["CITIZEN"],
        "kind": "APPLICATION",
        "digitalLevel": "INFORMATION",
        "channels": [{"type": "COUNTER"}, {"type": "WEB", "url": "https://www.dopa.go.th/card"}],
        "fees": [{"amountSatang": 10_000, "noteTh": "กรณีบัตรหาย", "noteEn": "If the card is lost"}],
        "processingWorkingDays": 1,
        "login": "NONE",
        "evidence": [{"nameTh": "ทะเบียนบ้าน", "nameEn": "House registration", "noteTh": "ถ้ามี", "noteEn": "If any"}],
        "outputs": ["COUNTER"],
        "legal": [{"titleTh": "พ.ร.บ.บัตรประจำตัวประชาชน พ.ศ. 2526", "section": "มาตรา 6"}],
        "keywords": ["บัตรหาย", "lost id card"],
    }
    return text | changes


def many_parts(count: int) -> dict[str, Any]:
    """Return the lists of a text with `count` parts each."""
    return {
        "channels": [{"type": "WEB", "url": f"https://www.dopa.go.th/{place}"} for place in range(min(count, 10))],
        "fees": [{"amountSatang": 100 * place, "noteTh": f"กรณีที่ {place}"} for place in range(1, count + 1)],
        "evidence": [{"nameTh": f"เอกสาร {place}", "nameEn": f"Document {place}"} for place in range(count)],
        "legal": [{"titleTh": f"กฎกระทรวง ฉบับที่ {place}"} for place in range(count)],
        "keywords": [f"คำที่ {place}" for place in range(count)],
    }
