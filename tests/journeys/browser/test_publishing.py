"""A text goes from an author's draft, through a colleague's eyes, to the citizen, in real browsers."""

from pathlib import Path

from services.models import Service, ServiceVersion
from superapp.settings.base import ROOT
from tests.journeys.browser.conftest import PHONE

NEW_TEXT = "แจ้งเกิดเด็กแรกเกิดได้ภายใน 15 วันนับแต่วันเกิด ที่สำนักทะเบียนทุกแห่ง เพื่อออกสูติบัตรและเพิ่มชื่อในทะเบียนบ้าน"
SERVICE_PAGE = Path(ROOT / "graphql" / "operations" / "services" / "ServicePage.graphql")


def ask_as_citizen(station, language):
    """Return what the citizen's service page says, asked without signing in."""
    answer = station.page.request.post(
        f"{station.address}/graphql",
        data={"query": SERVICE_PAGE.read_text(encoding="utf-8"), "variables": {"code": "birth-register"}},
        headers={"Accept-Language": language},
    )
    return answer.json()["data"]["service"]


def ask_until_changed(station, before):
    """Ask until the answer differs: a public answer may be about two seconds old, and a busy machine takes longer."""
    for _ in range(60):
        answer = ask_as_citizen(station, "th")
        if answer != before:
            return answer
        station.page.wait_for_timeout(1_000)
    raise AssertionError("the citizen's page still says the old text after a minute")


def test_a_change_is_drafted_previewed_reviewed_and_published(window):
    service = Service.objects.get(code="birth-register")
    stranger = window()
    before = ask_as_citizen(stranger, "th")

    # The author finds the service and starts a draft.
    author = window()
    author.sign_in("piyada")
    page = author.page
    assert page.evaluate("document.fonts.check('16px Sarabun')")
    author.picture("01-author-start")
    page.get_by_role("link", name="บริการ", exact=True).click()
    page.get_by_label("ค้นหาบริการ").fill("แจ้งเกิด")
    page.get_by_role("button", name="ค้นหา").click()
    author.picture("02-services")
    page.get_by_role("link", name="แจ้งการเกิด (ขอสูติบัตร)").click()
    author.picture("03-service")
    page.get_by_label("เหตุผล").first.fill("แจ้งได้ทุกสำนักทะเบียนตามประกาศใหม่")
    page.get_by_role("button", name="เริ่มร่าง").click()
    page.wait_for_url("**/edit/")

    # They change a sentence, add a document, and look at the citizen's page before saving anything.
    page.get_by_label("คำอธิบาย (ไทย)").fill(NEW_TEXT)
    page.get_by_role("button", name="เพิ่มเอกสาร").click()
    page.locator("[name='evidence-5-name_th']").fill("รูปถ่ายเด็ก")
    page.locator("[name='evidence-5-name_en']").fill("Photo of the child")
    author.picture("04-draft")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="ดูตัวอย่าง").click()
    preview = opened.value
    thai, english = preview.locator(".phone[lang=th]"), preview.locator(".phone[lang=en]")
    assert NEW_TEXT in thai.inner_text()
    assert "รูปถ่ายเด็ก" in thai.inner_text()
    assert "Photo of the child" in english.inner_text()
    preview.screenshot(path=str(ROOT / "var" / "screenshots" / "05-preview.png"))
    assert ServiceVersion.objects.get(service=service, number=2).revision == 1
    preview.close()

    # They save, read the difference, and send it to review with a reason.
    page.get_by_role("button", name="บันทึกแล้วไปส่งตรวจ").click()
    page.wait_for_url("**/change/")
    assert page.locator("[data-field=description_th] ins").all_inner_texts() == ["ได้", " ที่สำนักทะเบียนทุกแห่ง"]
    author.picture("06-difference")
    page.get_by_label("เหตุผล").first.fill("ตามประกาศสำนักทะเบียนกลาง")
    page.get_by_role("button", name="ส่งตรวจ").click()
    page.get_by_text("ส่งตรวจแล้ว รอเพื่อนร่วมงานตรวจ").wait_for()
    assert "จึงอนุมัติหรือส่งคืนเองไม่ได้" in page.locator("#decide").inner_text()
    author.picture("07-author-waits")
    assert ask_as_citizen(stranger, "th") == before

    # A colleague sees it waiting, reads what changed and why, and lets it out.
    approver = window()
    approver.sign_in("thanakorn")
    page = approver.page
    waiting = page.locator("#waiting")
    assert "แจ้งการเกิด (ขอสูติบัตร)" in waiting.inner_text()
    assert "ปิยะดา วงศ์สุวรรณ" in waiting.inner_text()
    approver.picture("08-approver-start")
    waiting.get_by_role("link", name="ตรวจ", exact=True).click()
    assert "ตามประกาศสำนักทะเบียนกลาง" in page.locator(".change").first.inner_text()
    assert page.locator("[data-field=evidence] li.added").all_inner_texts() == ["รูปถ่ายเด็ก / Photo of the child"]
    approver.picture("09-review")
    page.get_by_label("เหตุผล").first.fill("ตรวจกับประกาศแล้ว ถูกต้อง")
    page.get_by_role("button", name="อนุมัติ").click()
    page.get_by_text("อนุมัติและเผยแพร่แล้ว ประชาชนเห็นฉบับนี้ทันที").wait_for()
    approver.picture("10-published")

    # The citizen's page says the new text, in both languages, and that the agency vouches for it.
    thai = ask_until_changed(stranger, before)
    english = ask_as_citizen(stranger, "en")
    assert before["description"] != NEW_TEXT
    assert thai["description"] == NEW_TEXT
    assert [row["name"] for row in english["evidence"]][-1] == "Photo of the child"
    assert author.complaints == []
    assert approver.complaints == []


def test_the_desk_fits_a_phone(window):
    station = window(PHONE)
    station.sign_in("piyada")
    service = Service.objects.get(code="birth-register")
    version = service.versions.get()

    for name, address in (
        ("phone-1-start", ""),
        ("phone-2-services", "services/service/"),
        ("phone-3-service", f"services/service/{service.pk}/change/"),
        ("phone-4-preview", f"services/serviceversion/{version.pk}/preview/"),
        ("phone-5-confirm", "services/service/confirm/?codes=birth-register"),
    ):
        station.page.goto(f"{station.address}/admin/{address}")
        station.picture(name)

    assert station.complaints == []


def test_a_draft_is_written_without_scripts(window):
    station = window(java_script_enabled=False)
    station.sign_in("piyada")
    page = station.page
    service = Service.objects.get(code="birth-register")

    page.goto(f"{station.address}/admin/services/service/{service.pk}/change/")
    page.get_by_label("เหตุผล").first.fill("แก้ชื่ออังกฤษ")
    page.get_by_role("button", name="เริ่มร่าง").click()
    page.get_by_label("ชื่อบริการ (อังกฤษ)").fill("Register the birth of a child")
    page.get_by_role("button", name="เพิ่มกฎหมาย").click()
    page.locator("[name='legal-1-title_th']").fill("กฎกระทรวง พ.ศ. 2551")
    page.get_by_role("button", name="บันทึก", exact=True).click()

    page.get_by_text("บันทึกร่างแล้ว").wait_for()
    content = service.versions.get(state="draft").content
    assert content["name_en"] == "Register the birth of a child"
    assert [law["title_th"] for law in content["legal"]] == ["พ.ร.บ.การทะเบียนราษฎร พ.ศ. 2534", "กฎกระทรวง พ.ศ. 2551"]
