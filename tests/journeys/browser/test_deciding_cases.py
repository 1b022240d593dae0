"""A case at the desk: two officers refuse against the rules' advice, the letter is there, an appeal is upheld."""

import pytest

from services.actions import postings
from services.models import Agency
from superapp.accounts.models import Account, Officer
from superapp.people.actions import demonstration, second_factor
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from tests.factories import applications as make_applications
from tests.factories import people as make_people
from tests.factories import services as make
from tests.journeys.browser.conftest import PASSWORD, PHONE
from tests.welfare.actions.conftest import consent, sample_person
from welfare.actions import application_appeals, letters, rule_loading
from welfare.models import Application
from welfare.rules.programmes import SHIPPED

OFFICERS = (
    ("somsri", "สมศรี งานดี", "author"),
    ("thana", "ธนา เที่ยงตรง", "approver"),
    ("wanida", "วนิดา ใจกว้าง", "head"),
)


@pytest.fixture
def sent(catalogue_loaded: None) -> Application:
    """Return an application for the old-age allowance, and three officers of the agency that pays it."""
    rule_loading.load(SHIPPED, now=make.NOW)
    for username, name, role in OFFICERS:
        account = Account.objects.create_user(username, PASSWORD, kind=Account.Kind.OFFICER, is_staff=True)
        officer = Officer.objects.create(account=account, name_th=name, name_en=username.title())
        second_factor.totp.TOTP.activate(account, demonstration.SECRET)
        postings.appoint(
            viewer=None, officer=officer, agency=Agency.objects.get(code="DLA"), role=role,
            starts_on=make.NOW.date(), now=make.NOW,
        )  # fmt: skip
    known = Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "tests")
    before = asking.current()
    asking.connect(lambda: asking.Registries(Exchange(SandboxWire(), known, lambda: 0.0)))
    try:
        pensioner = sample_person("pensioner")
        pensioner.seal("name_th", "นางสมหญิง ใจดี")
        pensioner.save(update_fields=["name_th_sealed"])
        consent(pensioner, "DOPA", "LAO", "CGD", "MSDHS")
        applicant = make_people.viewer_of_person(pensioner)
        return make_applications.send(applicant, make_applications.begin(applicant))
    finally:
        asking.connect(lambda: before)


def test_two_officers_refuse_and_a_third_upholds_the_appeal(window, sent: Application) -> None:
    # The clerk finds the case in the queue, reads what the rules advise, and proposes to refuse.
    clerk = window()
    clerk.sign_in("somsri")
    page = clerk.page
    page.locator("nav").get_by_role("link", name="คำขอ").first.click()
    page.get_by_role("link", name=sent.number).wait_for()
    clerk.picture("cases-01-queue")
    page.get_by_role("link", name=sent.number).click()
    page.get_by_text("หลักเกณฑ์แนะนำให้อนุมัติ").wait_for()
    clerk.picture("cases-02-case")
    page.get_by_role("button", name="รับเรื่อง").click()
    page.get_by_text("รับเรื่องแล้ว").wait_for()
    page.get_by_text("ไม่อนุมัติ…").click()
    page.get_by_label("เหตุผลถึงผู้ยื่น").fill("พบว่าท่านพักอยู่ในสถานสงเคราะห์ของรัฐ")
    page.get_by_label("เกณฑ์ที่ชี้ขาด").select_option("not_in_state_home")
    page.get_by_role("button", name="ไม่อนุมัติ", exact=True).click()
    page.get_by_text("ท่านเสนอแล้ว").wait_for()
    clerk.picture("cases-03-proposed")

    # Another officer, who approves, agrees: now it is decided, and the letter says why.
    chief = window()
    chief.sign_in("thana")
    page = chief.page
    page.goto(f"{chief.address}/admin/welfare/application/?board=second")
    page.get_by_role("link", name=sent.number).click()
    page.get_by_text("ไม่อนุมัติ…").click()
    page.get_by_role("button", name="ไม่อนุมัติ", exact=True).click()
    page.get_by_text("บันทึกแล้ว").wait_for()
    letters.issue_letter.func(application_id=sent.pk, kind="refused")
    page.reload()
    page.get_by_role("link", name="DL-2569-000001").wait_for()
    chief.picture("cases-04-refused")

    # The applicant appeals; the head, who had no part in it, upholds the appeal on a phone's screen.
    sent.refresh_from_db()
    application_appeals.appeal(
        viewer=make_people.viewer_of_person(sent.citizen),
        application_id=str(sent.public_id),
        grounds="ย้ายออกจากสถานสงเคราะห์ตั้งแต่ปีที่แล้ว",
        now=sent.decided_at,
    )
    head = window(PHONE)
    head.sign_in("wanida")
    page = head.page
    page.goto(f"{head.address}/admin/welfare/application/{sent.pk}/change/")
    page.get_by_text("ย้ายออกจากสถานสงเคราะห์").wait_for()
    page.get_by_label("คำวินิจฉัย").fill("ตรวจแล้วพบว่าย้ายออกจริง")
    head.picture("cases-05-appeal-phone")
    page.get_by_role("button", name="อุทธรณ์ฟังขึ้น").click()
    page.get_by_text("บันทึกคำวินิจฉัยอุทธรณ์แล้ว").wait_for()

    sent.refresh_from_db()
    assert (sent.state, sent.is_granted) == ("appeal_decided", True)
