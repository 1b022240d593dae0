"""How the officers' desk looks and what stands in its sidebar (django-unfold's UNFOLD setting)."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

IS_STAFF = "superapp.accounts.desk.is_staff"
IS_OFFICER = "superapp.accounts.desk.is_officer"
HEADS_OFFICE = "services.admin.agency_client.heads_office"
IS_OPERATOR = "superapp.accounts.desk.is_operator"
OPENS_RECORDS = "superapp.people.admin.records.opens_records"


def _is_at_services(request: HttpRequest) -> bool:
    # The page that confirms facts has an entry of its own, though its address is under the services'.
    path = request.path_info
    return path.startswith("/admin/services/service/") and not path.startswith("/admin/services/service/confirm/")


def _is_at_hearings(request: HttpRequest) -> bool:
    # The overdue board has an entry of its own, though its address is under the hearings'.
    path = request.path_info
    return path.startswith("/admin/consultation/hearing/") and not path.startswith(
        "/admin/consultation/hearing/overdue/"
    )


def _entry(title: str, icon: str, page: str, allowed: str = IS_OFFICER, **more: object) -> dict[str, object]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{page}"), "permission": allowed, **more}


UNFOLD = {
    "SITE_TITLE": "โต๊ะทำงานเจ้าหน้าที่",
    "SITE_HEADER": "โต๊ะทำงานเจ้าหน้าที่",
    "SITE_SUBHEADER": "บัญชีบริการภาครัฐ",
    "SITE_URL": None,
    "SITE_SYMBOL": "account_balance",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": False,
    "THEME": "light",
    "BORDER_RADIUS": "8px",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("desk/mark.svg")},
    ],
    "STYLES": [lambda request: static("desk/desk.css")],
    "SCRIPTS": [lambda request: static("desk/desk.js")],
    "DASHBOARD_CALLBACK": "services.admin.start.start_page",
    "COLORS": {
        # A calm blue-green, dark enough at 600 for white text on it (contrast 5.9).
        "primary": {
            "50": "#f0faf9",
            "100": "#d5f1ee",
            "200": "#aee2dd",
            "300": "#7accc6",
            "400": "#45afa9",
            "500": "#2a938e",
            "600": "#177470",
            "700": "#145e5b",
            "800": "#144b4a",
            "900": "#143f3e",
            "950": "#062525",
        },
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "title": "งานของฉัน",
                "items": [
                    _entry("หน้าแรก", "home", "index", IS_STAFF),
                    _entry(
                        "ร่างและการตรวจ",
                        "rate_review",
                        "services_serviceversion_changelist",
                        badge="services.admin.start.waiting_badge",
                    ),
                    _entry(
                        "ร่างหลักเกณฑ์สวัสดิการ",
                        "gavel",
                        "welfare_ruleversion_changelist",
                        badge="welfare.admin.rule_version.waiting_badge",
                    ),
                    _entry(
                        "คำขอ",
                        "inbox",
                        "welfare_application_changelist",
                        badge="welfare.admin.application.waiting_badge",
                    ),
                    _entry(
                        "ข่าวการรับฟัง",
                        "notifications",
                        "consultation_agencynotice_changelist",
                        badge="consultation.admin.agency_notice.unread_badge",
                    ),
                    _entry(
                        "ชุดจ่าย",
                        "send_money",
                        "welfare_paymentbatch_changelist",
                        badge="welfare.admin.payday_batch.waiting_badge",
                    ),
                    _entry(
                        "เรื่องเงินที่ต้องดู",
                        "troubleshoot",
                        "welfare_finding_changelist",
                        badge="welfare.admin.payday_troubles.open_badge",
                    ),
                    _entry("ยืนยันข้อเท็จจริง", "fact_check", "services_service_confirm"),
                    _entry("ประกาศแจ้งเตือน", "campaign", "services_alert_changelist"),
                ],
            },
            {
                "title": "หน่วยงานของฉัน",
                "separator": True,
                "items": [
                    _entry("บริการ", "list_alt", "services_service_changelist", active=_is_at_services),
                    _entry("โครงการสวัสดิการ", "volunteer_activism", "welfare_programme_changelist"),
                    _entry("วันจ่าย", "payments", "welfare_paydayrun_changelist"),
                    _entry("รายการจ่าย", "receipt_long", "welfare_disbursement_changelist"),
                    _entry("ร่างกฎหมาย", "article", "consultation_draftlaw_changelist"),
                    _entry(
                        "การรับฟังความคิดเห็น",
                        "forum",
                        "consultation_hearing_changelist",
                        badge="consultation.admin.hearing.waiting_badge",
                        active=_is_at_hearings,
                    ),
                    _entry("อ่านความเห็น", "local_library", "consultation_theme_changelist"),
                    _entry("ตอบและรายงานผล", "summarize", "consultation_issue_changelist"),
                    _entry(
                        "ตรวจความเห็น",
                        "shield_person",
                        "consultation_moderationdecision_changelist",
                        badge="consultation.admin.moderation.waiting_badge",
                    ),
                    _entry("นำเข้าความเห็นนอกระบบ", "upload", "consultation_intake_add"),
                    _entry("รายงานที่เกินกำหนด", "schedule", "consultation_hearing_overdue"),
                    _entry("ปฏิทินประเมินผลสัมฤทธิ์", "event", "consultation_evaluation_changelist"),
                    _entry("จุดบริการและเวลาทำการ", "location_on", "services_counter_changelist"),
                    _entry("คำค้นที่ไม่พบ", "search_off", "services_unfoundsearch_changelist"),
                    _entry("ข้อมูลหน่วยงาน", "domain", "services_agency_changelist"),
                    _entry("เจ้าหน้าที่ประจำหน่วยงาน", "badge", "services_posting_changelist"),
                    _entry("ระบบของหน่วยงาน", "login", "people_agencyclient_changelist", HEADS_OFFICE),
                    _entry("เปิดดูข้อมูลประชาชน", "person_search", "people_datause_changelist", OPENS_RECORDS),
                ],
            },
            {
                "title": "ดูแลระบบ",
                "separator": True,
                "items": [
                    _entry("บัญชี", "key", "accounts_account_changelist", IS_OPERATOR),
                    _entry("เจ้าหน้าที่", "group", "accounts_officer_changelist", IS_OPERATOR),
                    _entry("การประจำหน่วยงาน", "badge", "services_posting_changelist", IS_OPERATOR),
                    _entry("ระบบของหน่วยงาน", "login", "people_agencyclient_changelist", IS_OPERATOR),
                    _entry("งานเบื้องหลัง", "manufacturing", "jobs_job_changelist", IS_OPERATOR),
                    _entry("บันทึกการตรวจสอบ", "receipt_long", "audit_auditevent_changelist", IS_OPERATOR),
                ],
            },
        ],
    },
}
