"""A welfare rule goes from an officer's text, through the gate and a second signature, to everybody."""

from pathlib import Path

import pytest

from services.actions import postings
from services.models import Agency
from superapp.accounts.models import Account, Officer
from superapp.jobs.models import Job
from superapp.people.actions import demonstration, second_factor
from superapp.settings.base import ROOT
from tests.factories import services as make
from tests.journeys.browser.conftest import PASSWORD, PHONE
from welfare.actions import rule_checks, rule_loading
from welfare.models import Programme, RuleVersion, book
from welfare.rules.programmes import SHIPPED

CODE = "old_age_allowance"
TESTS = """
  - {id: "60s_on_2026_09_30", as_of: 2026-09-30, facts: {nationality: THA, birth_date: 1966-01-15, in_house_registration: true, oaa_registration_date: 2026-01-20},
     expect: {eligible: true, outputs: {amount: 600}}}
  - {id: "60s_on_2026_10_01", as_of: 2026-10-01, facts: {nationality: THA, birth_date: 1966-01-15, in_house_registration: true, oaa_registration_date: 2026-01-20},
     expect: {eligible: true, outputs: {amount: 1000}}}
"""  # noqa: E501


@pytest.fixture
def officers(catalogue_loaded: None, settings, tmp_path_factory) -> None:
    """Load the shipped rules, and two officers of the agency that pays the old-age allowance."""
    settings.RULES_PREVIEW_PERSONS = 6_000
    settings.RULES_FUZZ_HOUSEHOLDS = 60
    settings.POPULATIONS_DIR = tmp_path_factory.mktemp("populations")
    rule_loading.load(SHIPPED, now=make.NOW)
    for username, name, role in (("ratree", "ราตรี บุญมา", "author"), ("somchai", "สมชาย ใจดี", "approver")):
        account = Account.objects.create_user(username, PASSWORD, kind=Account.Kind.OFFICER, is_staff=True)
        officer = Officer.objects.create(account=account, name_th=name, name_en=username.title())
        second_factor.totp.TOTP.activate(account, demonstration.SECRET)
        postings.appoint(
            viewer=None, officer=officer, agency=Agency.objects.get(code="DLA"), role=role,
            starts_on=make.NOW.date(), now=make.NOW,
        )  # fmt: skip


def work_off() -> None:
    """Do the worker's one job."""
    job = Job.objects.get(task="welfare.actions.rule_checks.check_rules")
    report = rule_checks.check_rules.func(**job.kwargs)
    rule_checks.keep_report(report, **job.kwargs)


def in_old_rows(text: str) -> str:
    """Return the shipped text with the newest rate ending, and a higher one from October 2569 B.E. on."""
    old = "- {from: 2022-10-01, to: null, a60: 600, a70: 700, a80: 800, a90: 1000, cite: rates}"
    assert text.count(old) == 1
    ended = old.replace("to: null", "to: 2026-09-30")
    raised = old.replace("from: 2022-10-01", "from: 2026-10-01").replace("a60: 600", "a60: 1000")
    raised = raised.replace("a70: 700", "a70: 1000").replace("a80: 800", "a80: 1000")
    return text.replace(old, f"{ended}\n      {raised}").rstrip("\n") + TESTS


def test_a_rule_is_refused_mended_checked_and_signed_by_two_officers(window, officers, tmp_path: Path) -> None:
    programme = Programme.objects.get(code=CODE)
    right = in_old_rows((SHIPPED / f"{CODE}.yaml").read_text(encoding="utf-8"))

    # The author finds the programme, which came with the software, and starts a draft.
    author = window()
    author.sign_in("ratree")
    page = author.page
    page.get_by_role("link", name="โครงการสวัสดิการ", exact=True).click()
    page.get_by_role("link", name="เบี้ยยังชีพผู้สูงอายุ").wait_for()
    author.picture("rules-01-programmes")
    page.get_by_role("link", name="เบี้ยยังชีพผู้สูงอายุ").click()
    assert "ยังไม่มีเจ้าหน้าที่ลงนาม" in page.locator(".notice.warn").inner_text()
    author.picture("rules-02-programme")
    page.get_by_label("เหตุผล").fill("ปรับอัตราขั้นต่ำเป็น 1,000 บาท ตามมติคณะรัฐมนตรี")
    page.get_by_role("button", name="เริ่มร่าง").click()
    page.wait_for_url("**/edit/")

    # A slip of the pen: the page names the line, what is wrong there and how to mend it.
    wrong = right.replace("nationality == 'THA'", "nationalty == 'THA'").replace("period: month", "period: monthly")
    page.get_by_label("หลักเกณฑ์ (YAML)").fill(wrong)
    page.get_by_role("button", name="บันทึก", exact=True).click()
    page.get_by_text("บันทึกร่างแล้ว").wait_for()
    found = page.locator("#findings > .findings > .finding")
    assert "period" in found.nth(0).inner_text()
    line = wrong[: wrong.index("nationalty")].count("\n") + 1
    refused = found.nth(1).inner_text()
    assert f"บรรทัด {line}" in refused
    assert "หมายถึง nationality หรือไม่" in refused
    author.picture("rules-03-refused")
    found.nth(1).get_by_role("link", name=f"บรรทัด {line}").click()
    picked = page.get_by_label("หลักเกณฑ์ (YAML)").evaluate("t => t.value.slice(t.selectionStart, t.selectionEnd)")
    assert "nationalty" in picked

    # The right text comes as a file; the box shows what it decides; then it is submitted.
    file = tmp_path / "rules.yaml"
    file.write_text(right, encoding="utf-8")
    page.get_by_label("แฟ้ม .yaml").set_input_files(str(file))
    page.get_by_role("button", name="บันทึก", exact=True).click()
    page.locator("#findings").filter(has_text="พร้อมส่งตรวจ").wait_for()
    page.get_by_label("ณ วันที่ (ค.ศ.)").fill("2026-11-21")
    page.get_by_label("ข้อเท็จจริงสมมุติ").fill(
        "nationality: THA\nbirth_date: {be: 2500-01-15}\nin_house_registration: true\noaa_registration_date: 2026-01-20"
    )
    page.get_by_role("button", name="ลอง", exact=True).click()
    page.locator(".answer").wait_for()
    assert "ได้รับเดือนละ 1,000 บาท" in page.locator(".answer").inner_text()
    page.locator("#try").scroll_into_view_if_needed()
    author.picture("rules-04-tried")
    page.get_by_role("button", name="บันทึกแล้วไปส่งตรวจ").click()
    page.wait_for_url("**/change/")
    assert page.locator("[data-field='tables.steps'] li.added").count() == 1
    author.picture("rules-05-difference")
    page.locator("#why_submit").fill("ตามมติคณะรัฐมนตรี 20 ตุลาคม 2569")
    page.locator("#submit").get_by_role("button", name="ส่งตรวจ").click()
    page.get_by_text("ส่งตรวจแล้ว ระบบกำลังตรวจ").wait_for()
    author.picture("rules-06-waiting")

    work_off()

    # A colleague sees whom it would help and what it would cost, and signs.
    signer = window()
    signer.sign_in("somchai")
    page = signer.page
    page.get_by_role("link", name="ร่างหลักเกณฑ์สวัสดิการ").click()
    signer.picture("rules-07-waiting-list")
    page.get_by_role("link", name="เบี้ยยังชีพผู้สูงอายุ").click()
    impact = page.locator("#impact")
    impact.locator("svg").first.wait_for()
    assert impact.locator("svg").count() >= 2
    assert "ได้เพิ่มขึ้น" in impact.inner_text()
    assert "ผลสองวิธีต่างกัน 0" in page.locator("#tests").inner_text()
    signer.picture("rules-08-review")
    page.screenshot(path=str(ROOT / "var" / "screenshots" / "rules-08-review-whole.png"), full_page=True)
    page.get_by_label("รับทราบว่าโครงการนี้จ่ายเงิน").check()
    page.locator("#why_sign").fill("ตรวจกับมติคณะรัฐมนตรีแล้ว ถูกต้อง")
    page.get_by_role("button", name="ลงนามให้มีผล").click()
    page.get_by_text("ลงนามแล้ว หลักเกณฑ์ฉบับนี้มีผลทันที").wait_for()
    signer.picture("rules-09-signed")

    book.forget()
    entry = book.current().entries[CODE]
    assert (entry.number, entry.is_confirmed) == (2, True)
    assert list(programme.versions.order_by("number").values_list("state", flat=True)) == ["superseded", "published"]
    page.get_by_role("link", name="ประวัติทุกฉบับของโครงการนี้").click()
    signer.picture("rules-10-history")
    assert author.complaints == []
    assert signer.complaints == []


def test_the_rules_fit_a_phone(window, officers) -> None:
    station = window(PHONE)
    station.sign_in("ratree")
    programme = Programme.objects.get(code=CODE)
    version = RuleVersion.objects.get(programme=programme)

    for name, address in (
        ("phone-rules-1-programmes", "welfare/programme/"),
        ("phone-rules-2-programme", f"welfare/programme/{programme.pk}/change/"),
        ("phone-rules-3-version", f"welfare/ruleversion/{version.pk}/change/"),
    ):
        station.page.goto(f"{station.address}/admin/{address}")
        station.picture(name)
    page = station.page
    page.goto(f"{station.address}/admin/welfare/programme/{programme.pk}/change/")
    page.get_by_label("เหตุผล").fill("ลองบนโทรศัพท์")
    page.get_by_role("button", name="เริ่มร่าง").click()
    page.wait_for_url("**/edit/")
    station.picture("phone-rules-4-edit")

    assert station.complaints == []
