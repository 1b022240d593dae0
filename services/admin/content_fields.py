"""The fields of the draft form: single ones, repeated rows, and how each writes its errors in Thai."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from services.actions.differences import Names
from services.models import Certainty, FactName, wording
from services.models.content_reading import ASSURANCE_LEVELS, LIST_LIMIT, NAME_LIMIT, TEXT_LIMIT
from superapp.thai.numerals import to_arabic

NEEDED = "โปรดกรอกช่องนี้"
CODE_IN_BRACKETS = re.compile(r"\[([A-Za-z0-9-]+)\]\s*$")
FEE_STATES = (("unknown", "ยังไม่ทราบ"), ("free", "ไม่มีค่าธรรมเนียม"), ("rows", "มีค่าธรรมเนียม"))
EVIDENCE_STATES = (("unknown", "ยังไม่ทราบ"), ("none", "ไม่ต้องใช้เอกสาร"), ("rows", "มีรายการเอกสาร"))


def text(label: str, limit: int = NAME_LIMIT, *, rows: int = 0, needed: bool = True, **more: Any) -> forms.CharField:
    """Return a text field; `rows` makes it one of several lines."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    errors = {"required": NEEDED, "max_length": f"ยาวเกินไป เขียนได้ไม่เกิน {limit:,} ตัวอักษร"}
    return forms.CharField(label=label, max_length=limit, required=needed, widget=widget, error_messages=errors, **more)


def choice(label: str, choices: Any, *, needed: bool = True, radio: bool = False) -> forms.ChoiceField:
    """Return a field of one choice; one that is not needed starts with a blank."""
    shown = [*choices] if needed else [("", "ไม่ระบุ"), *choices]
    errors = {"required": "โปรดเลือก", "invalid_choice": "ตัวเลือกนี้ไม่มีอยู่ โปรดเลือกใหม่"}
    widget = forms.RadioSelect() if radio else forms.Select()
    return forms.ChoiceField(label=label, choices=shown, required=needed, widget=widget, error_messages=errors)


def several(label: str, words: dict[str, wording.Words], *, needed: bool) -> forms.MultipleChoiceField:
    """Return a field of any number of choices."""
    return forms.MultipleChoiceField(
        label=label,
        choices=[(code, pair[0]) for code, pair in words.items()],
        required=needed,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "โปรดเลือกอย่างน้อยหนึ่งข้อ", "invalid_choice": "ตัวเลือกนี้ไม่มีอยู่"},
    )


def words_of(words: dict[str, wording.Words]) -> list[tuple[str, str]]:
    """Return codes with their Thai words, as choices."""
    return [(code, pair[0]) for code, pair in words.items()]


class BahtField(forms.CharField):
    """An amount in baht that is kept in satang; blank means no fixed amount."""

    def clean(self, value: Any) -> int | None:
        """Return whole satang, None for blank.

        :raises ValidationError: when it is no amount, or has parts of a satang.
        """
        given = to_arabic(str(super().clean(value) or "")).replace(",", "").replace(" ", "")
        if not given:
            return None
        try:
            satang = Decimal(given) * 100
        except InvalidOperation:
            raise forms.ValidationError("เขียนจำนวนเงินเป็นตัวเลข เช่น 100 หรือ 1,250.50") from None
        if not satang.is_finite() or satang < 0 or satang > 10**12 or satang != satang.to_integral_value():
            raise forms.ValidationError("จำนวนเงินต้องไม่ติดลบ และมีทศนิยมไม่เกินสองตำแหน่ง")
        return int(satang)

    def prepare_value(self, value: Any) -> str:
        """Return satang as baht, as officers write them; what was typed stays as it is."""
        if not isinstance(value, int):
            return str(value or "")
        return f"{value // 100}.{value % 100:02d}" if value % 100 else str(value // 100)


class ChannelRow(forms.Form):
    """A way to reach the service."""

    type = choice("ช่องทาง", words_of(wording.CHANNEL))
    url = text("ที่อยู่เว็บ (ถ้ามี)", 300, needed=False)

    def clean_url(self) -> str:
        """Return the address.

        :raises ValidationError: when it does not begin with https:// or http://.
        """
        url = self.cleaned_data["url"]
        if url and not re.match(r"https?://[^\s/]+\.[^\s]+$", url):
            raise forms.ValidationError("เขียนที่อยู่เว็บให้ครบ ขึ้นต้นด้วย https://")
        return url


class FeeRow(forms.Form):
    """A price: an amount, a note that says how it is worked out, or both."""

    amount_satang = BahtField(label="จำนวน (บาท)", required=False, max_length=20)
    note_th = text("หมายเหตุ (ไทย)", TEXT_LIMIT, needed=False)
    note_en = text("หมายเหตุ (อังกฤษ)", TEXT_LIMIT, needed=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row that says neither how much nor how it is worked out."""
        data = super().clean() or {}
        if not self.errors and data.get("amount_satang") is None and not data.get("note_th"):
            self.add_error("amount_satang", "ใส่จำนวนเงิน หรือเขียนหมายเหตุภาษาไทยว่าคิดอย่างไร")
        return data


class EvidenceRow(forms.Form):
    """A document to bring."""

    name_th = text("เอกสาร (ไทย)", 300)
    name_en = text("เอกสาร (อังกฤษ)", 300)
    note_th = text("หมายเหตุ (ไทย)", TEXT_LIMIT, needed=False)
    note_en = text("หมายเหตุ (อังกฤษ)", TEXT_LIMIT, needed=False)


class LegalRow(forms.Form):
    """A law."""

    title_th = text("ชื่อกฎหมาย (ไทย)", 400)
    title_en = text("ชื่อกฎหมาย (อังกฤษ ถ้าทราบ)", 400, needed=False)
    section = text("มาตรา", 100, needed=False)


class RelatedRow(forms.Form):
    """A related service, picked by its name."""

    code = forms.CharField(
        label="ชื่อบริการ",
        max_length=300,
        widget=forms.TextInput(attrs={"list": "all-services", "placeholder": "พิมพ์ชื่อบริการแล้วเลือกจากรายการ"}),
        error_messages={"required": NEEDED},
    )

    def __init__(self, *args: Any, names: Names, own_code: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.services, self.own_code = names.get("related", {}), own_code
        given = self.initial.get("code")
        if given:
            self.initial["code"] = f"{self.services.get(given, given)} [{given}]"

    def clean_code(self) -> str:
        """Return the code of the service that was picked.

        :raises ValidationError: when it is none, or the service itself.
        """
        typed = self.cleaned_data["code"].strip()
        found = CODE_IN_BRACKETS.search(typed)
        code = found.group(1) if found else typed
        if code not in self.services:
            code = next((each for each, name in self.services.items() if name == typed), "")
        if not code:
            raise forms.ValidationError("ไม่มีบริการชื่อนี้ โปรดเลือกจากรายการ")
        if code == self.own_code:
            raise forms.ValidationError("บริการเกี่ยวข้องกับตัวเองไม่ได้")
        return code


class ContentFields(forms.Form):
    """The fields of a service that stand alone, and how sure each fact is."""

    name_th = text("ชื่อบริการ (ไทย)")
    name_en = text("ชื่อบริการ (อังกฤษ)")
    description_th = text("คำอธิบาย (ไทย)", TEXT_LIMIT, rows=4)
    description_en = text("คำอธิบาย (อังกฤษ)", TEXT_LIMIT, rows=4)
    category = choice("หมวด", [])
    life_event = choice("เหตุการณ์ในชีวิตหรือธุรกิจ", [], needed=False)
    focus_area = choice("ด้านสำคัญ", [], needed=False)
    audience = several("สำหรับใคร", wording.AUDIENCE, needed=True)
    kind = choice("ลักษณะบริการ", words_of(wording.KIND))
    digital_level = choice("ทำออนไลน์ได้แค่ไหน", words_of(wording.DIGITAL_LEVEL), radio=True)
    fee_state = choice("ค่าธรรมเนียม", FEE_STATES, radio=True)
    evidence_state = choice("เอกสารที่ต้องใช้", EVIDENCE_STATES, radio=True)
    processing_working_days = forms.CharField(label="ระยะเวลา (วันทำการ)", required=False, max_length=6)
    login = choice("การเข้าสู่ระบบ", words_of(wording.LOGIN))
    minimum_assurance = choice("ระดับการยืนยันตัวตนขั้นต่ำ (IAL)", [(each, each) for each in ASSURANCE_LEVELS], needed=False)
    outputs = several("สิ่งที่ได้รับ", wording.OUTPUT, needed=False)
    keywords = text("คำที่คนใช้ค้นหา", LIST_LIMIT * (NAME_LIMIT + 2), rows=6, needed=False)

    def __init__(self, *args: Any, names: Names, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in ("category", "life_event", "focus_area"):
            known = self.fields[field].choices  # type: ignore[attr-defined]
            self.fields[field].choices = [*known, *names[field].items()]  # type: ignore[attr-defined]
        for name in FactName.values:
            self.fields[f"{name}_certainty"] = choice("ความแน่นอน", words_of(wording.CERTAINTY))
            self.fields[f"{name}_source"] = text("แหล่งที่มา", TEXT_LIMIT, needed=False)

    def clean_processing_working_days(self) -> int | None:
        """Return whole working days, None for blank.

        :raises ValidationError: when it is not a whole number from 1 to 1,000.
        """
        typed = to_arabic(self.cleaned_data["processing_working_days"]).strip()
        if not typed:
            return None
        if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= 1_000:
            raise forms.ValidationError("เขียนจำนวนวันเป็นเลข 1 ถึง 1,000 หรือเว้นว่างถ้าไม่ทราบ")
        return int(typed)

    def clean_keywords(self) -> list[str]:
        """Return one search word for each line.

        :raises ValidationError: when there are too many or one is too long.
        """
        words = [line.strip() for line in self.cleaned_data["keywords"].splitlines() if line.strip()]
        if len(words) > LIST_LIMIT:
            raise forms.ValidationError(f"ใส่ได้ไม่เกิน {LIST_LIMIT} คำ ขณะนี้มี {len(words)} คำ")
        if any(len(word) > NAME_LIMIT for word in words):
            raise forms.ValidationError(f"แต่ละคำยาวได้ไม่เกิน {NAME_LIMIT} ตัวอักษร")
        return words

    def clean(self) -> dict[str, Any]:
        """Keep what is said and how sure it is in step: what is unknown is unknown, what is given is not."""
        data = super().clean() or {}
        for name, is_unknown in (
            (FactName.FEE, data.get("fee_state") == "unknown"),
            (FactName.EVIDENCE, data.get("evidence_state") == "unknown"),
            (FactName.PROCESSING, data.get("processing_working_days") is None),
        ):
            field = f"{name}_certainty"
            if is_unknown and "processing_working_days" in data:
                data[field] = Certainty.UNKNOWN
            elif data.get(field) == Certainty.UNKNOWN:
                self.add_error(field, "มีข้อมูลแล้ว โปรดเลือกว่าแน่นอนเพียงใด")
        return data
