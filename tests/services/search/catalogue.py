"""A small catalogue with near neighbours, so that a test can tell right from almost right."""

from services.search.document import ServiceDocument


def service(code: str, name_th: str, name_en: str, **facts: object) -> ServiceDocument:
    """Return a document with plain values where `facts` says nothing."""
    values: dict[str, object] = {
        "description_th": "",
        "description_en": "",
        "keywords": (),
        "agency_code": "DOPA",
        "agency_names": ("กรมการปกครอง", "Department of Provincial Administration", "อำเภอ"),
        "category": "id_card",
        "category_names": ("บัตรประชาชน", "Identity card"),
        "life_event": None,
        "life_event_names": (),
        "focus_area": None,
        "audience": ("citizen",),
        "channels": ("counter",),
        "kind": "application",
        "digital_level": "form",
        "legal": (),
        "fee_is_free": None,
    }
    values.update(facts)
    return ServiceDocument(code=code, name_th=name_th, name_en=name_en, **values)  # type: ignore[arg-type]


_DLT = {
    "agency_code": "DLT",
    "agency_names": ("กรมการขนส่งทางบก", "Department of Land Transport", "ขนส่ง"),
    "category": "driving",
    "category_names": ("ใบขับขี่และรถ", "Driving and vehicles"),
    "life_event": "driving",
    "life_event_names": ("ขับรถ", "Driving"),
}
_PASSPORT = {
    "agency_code": "DCA",
    "agency_names": ("กรมการกงสุล", "Department of Consular Affairs", "กงสุล"),
    "category": "passport",
    "category_names": ("หนังสือเดินทาง", "Passports"),
    "life_event": "travel",
    "life_event_names": ("เดินทาง", "Travel"),
}
_WELFARE = {
    "agency_code": "LAO",
    "agency_names": ("เทศบาลและองค์การบริหารส่วนตำบล", "Municipalities", "อบต.", "เทศบาล"),
    "category": "welfare",
    "category_names": ("สวัสดิการ", "Welfare"),
    "fee_is_free": True,
}

DOCUMENTS = (
    service(
        "id-lost",
        "ทำบัตรประชาชนใหม่ กรณีบัตรหายหรือถูกทำลาย",
        "Replace lost national ID card",
        description_th="แจ้งบัตรหายและขอมีบัตรใหม่ที่สำนักทะเบียนได้ทันที",
        keywords=("บัตรประชาชนหาย", "กระเป๋าตังค์หาย", "lost my id card"),
    ),
    service(
        "id-renew",
        "ทำบัตรประชาชนใหม่ กรณีบัตรหมดอายุ",
        "Renew expired national ID card",
        description_th="ขอมีบัตรใหม่เมื่อบัตรเดิมหมดอายุ",
        keywords=("ต่อบัตรประชาชน", "บัตรประชาชนหมดอายุ", "ทำบัตรใหม่"),
    ),
    service(
        "id-queue",
        "จองคิวทำบัตรประชาชนออนไลน์",
        "Book a registry office appointment",
        keywords=("จองคิวอำเภอ",),
        kind="appointment",
        channels=("app", "web"),
        digital_level="full",
        fee_is_free=True,
    ),
    service(
        "passport-new",
        "ทำหนังสือเดินทางธรรมดา อายุ 5 ปี",
        "Apply for a 5-year passport",
        keywords=("ทำพาสปอร์ต", "พาสปอร์ตหาย", "lost passport"),
        **_PASSPORT,
    ),
    service(
        "consular-help",
        "ขอความช่วยเหลือคนไทยในต่างประเทศ",
        "Assistance to Thais abroad",
        keywords=("พาสปอร์ตหายเมืองนอก", "สถานทูตไทย"),
        kind="complaint",
        **_PASSPORT,
    ),
    service(
        "dl-renew-car",
        "ต่ออายุใบอนุญาตขับรถยนต์ส่วนบุคคล 5 ปี",
        "Renew 5-year car licence",
        description_th="ต่ออายุใบขับขี่รถยนต์ แล้วจองคิวทดสอบสมรรถภาพร่างกาย",
        keywords=("ต่อใบขับขี่", "ใบขับขี่หมดอายุ"),
        **_DLT,
    ),
    service(
        "dl-replace",
        "ขอใบแทนใบอนุญาตขับรถ กรณีหายหรือชำรุด",
        "Replacement driving licence",
        keywords=("ใบขับขี่หาย",),
        **_DLT,
    ),
    service(
        "elderly-allowance",
        "ลงทะเบียนรับเบี้ยยังชีพผู้สูงอายุ",
        "Old-age living allowance",
        description_th="ผู้สูงอายุ 60 ปีขึ้นไปลงทะเบียนกับเทศบาลหรือ อบต. เพื่อรับเบี้ยรายเดือน",
        description_en="People aged 60 or over register with their municipality for a monthly allowance.",
        keywords=("เงินคนแก่", "เบี้ยคนชรา"),
        life_event="retirement",
        life_event_names=("เกษียณ", "Retirement"),
        **_WELFARE,
    ),
    service(
        "state-welfare-card",
        "ตรวจสอบสิทธิบัตรสวัสดิการแห่งรัฐ",
        "State welfare card eligibility",
        keywords=("บัตรคนจน", "บัตรสวัสดิการ"),
        **_WELFARE,
    ),
    service(
        "mea-outage",
        "แจ้งไฟฟ้าขัดข้อง กฟน. 1130",
        "Report MEA power outage",
        keywords=("ไฟดับ",),
        agency_code="MEA",
        agency_names=("การไฟฟ้านครหลวง", "Metropolitan Electricity Authority", "กฟน."),
        category="utilities",
        category_names=("น้ำไฟ", "Utilities"),
    ),
    service(
        "pea-outage",
        "แจ้งไฟฟ้าขัดข้อง กฟภ. 1129",
        "Report PEA power outage",
        keywords=("ไฟดับ",),
        agency_code="PEA",
        agency_names=("การไฟฟ้าส่วนภูมิภาค", "Provincial Electricity Authority", "กฟภ."),
        category="utilities",
        category_names=("น้ำไฟ", "Utilities"),
    ),
)
