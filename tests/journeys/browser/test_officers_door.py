"""Officers are invited, set up a second factor by its picture, come back with it, and look after their accounts."""

import base64
import time

import pytest
from django.utils import timezone

from superapp.accounts.models import Account
from superapp.people.actions import officers, second_factor
from tests.journeys.browser.conftest import PHONE

PASSWORD = "กินข้าวหรือยังครับ-2569"


def code_of(secret: str, later: int = 0) -> str:
    counter = int(time.time()) // 30 + later
    return str(second_factor.totp.format_hotp_value(second_factor.totp.hotp_value(secret, counter)))


def test_from_the_invitation_to_the_second_visit(window):
    account, token = officers.create(
        viewer=None,
        username="dopa.somchai",
        name_th="นายสมชาย ใจดี",
        name_en="Somchai Jaidee",
        now=timezone.now(),
    )
    station = window(PHONE)
    page = station.page
    page.goto(f"{station.address}/admin/login/invitation/{token}/")
    station.picture("door-1-invitation")
    page.get_by_label("รหัสผ่านใหม่").fill(PASSWORD)
    page.get_by_label("พิมพ์อีกครั้ง").fill(PASSWORD)
    page.get_by_role("button", name="ต่อไป").click()

    # The square picture is drawn in the page, and the key beside it is one a device takes.
    page.get_by_role("heading", name="ตั้งการยืนยันสองขั้น").wait_for()
    assert page.locator(".qr svg").bounding_box()["width"] > 120
    secret = page.locator(".secret").inner_text().replace(" ", "")
    assert len(base64.b32decode(secret)) == 20
    station.picture("door-2-set-up")
    page.get_by_label("รหัส 6 หลักจากแอป").fill(code_of(secret))
    page.get_by_role("button", name="ตั้งค่าและเข้าสู่ระบบ").click()
    page.locator(".codes code").first.wait_for()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(set(codes)) == 10
    station.picture("door-3-recovery-codes")
    page.get_by_role("link", name="เก็บรหัสแล้ว ไปต่อ").click()
    page.get_by_role("heading", name="สวัสดี").wait_for()

    # They come back on another machine, once wrongly, then with the next code.
    other = window()
    other.page.goto(f"{other.address}/admin/")
    other.picture("door-4-sign-in")
    other.give_password("dopa.somchai", "ไม่ใช่รหัสผ่านนี้")
    other.page.get_by_role("alert").wait_for()
    other.picture("door-5-wrong-password")
    other.give_password("dopa.somchai", PASSWORD)
    other.picture("door-6-code")
    other.page.get_by_label("รหัส 6 หลัก").fill(code_of(secret, later=1))
    other.page.get_by_role("button", name="เข้าสู่ระบบ").click()
    other.page.get_by_role("heading", name="สวัสดี").wait_for()
    other.page.goto(f"{other.address}/admin/account/")
    assert other.page.locator(".lines li").count() == 2
    other.picture("door-7-own-account")
    other.page.get_by_role("button", name="ออกจากระบบ").click()
    other.page.get_by_text("ออกจากระบบที่เครื่องนั้นแล้ว").wait_for()
    page.goto(f"{station.address}/admin/account/")
    page.get_by_role("button", name="ต่อไป").wait_for()

    assert second_factor.recovery_codes_left(account) == 10
    # A refused status is told on the console too; it is the one answer that was meant to be refused.
    assert [text for text in station.complaints + other.complaints if "403" not in text] == []


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_an_operator_looks_after_accounts(window, size):
    operator = Account.objects.create_superuser("somkid", "a-password-for-journeys")
    second_factor.totp.TOTP.activate(operator, "SAWASDEEOFFICERSAWASDEEOFFICER22")
    station = window(PHONE) if size == "phone" else window()
    page = station.page
    station.sign_in("somkid")

    page.goto(f"{station.address}/admin/accounts/account/")
    station.picture(f"accounts-1-list-{size}")
    page.goto(f"{station.address}/admin/accounts/account/add/")
    page.get_by_label("ชื่อผู้ใช้").fill("dopa.new")
    page.get_by_label("ชื่อ (ไทย)").fill("นางสาวใหม่ มาแล้ว")
    page.get_by_label("ชื่อ (อังกฤษ)").fill("Mai Malaeo")
    station.picture(f"accounts-2-new-{size}")
    page.get_by_role("button", name="สร้างบัญชีและลิงก์คำเชิญ").click()
    page.locator("#link").wait_for()
    station.picture(f"accounts-3-link-{size}")
    page.get_by_role("link", name="ส่งแล้ว ไปหน้าบัญชี").click()
    page.get_by_role("heading", name="ระงับบัญชี").wait_for()
    station.picture(f"accounts-4-page-{size}")
    page.get_by_label("เหตุผล").first.select_option("left")
    page.get_by_role("button", name="ระงับบัญชี").click()
    page.get_by_text("ระงับบัญชีแล้ว").wait_for()

    assert not Account.objects.get(username="dopa.new").is_active
    assert station.complaints == []


def test_an_old_code_is_asked_for_again_before_a_step(window, settings):
    settings.OFFICER_FRESH_S = 0
    operator = Account.objects.create_superuser("somkid", "a-password-for-journeys")
    second_factor.totp.TOTP.activate(operator, "SAWASDEEOFFICERSAWASDEEOFFICER22")
    target = Account.objects.get(username="piyada")
    station = window()
    page = station.page
    station.sign_in("somkid")
    page.goto(f"{station.address}/admin/accounts/account/{target.pk}/change/")
    page.get_by_label("เหตุผล").first.select_option("leave")
    page.get_by_role("button", name="ระงับบัญชี").click()

    page.get_by_role("heading", name="ยืนยันอีกครั้งก่อนทำรายการ").wait_for()
    station.picture("door-8-step-up")
    assert Account.objects.get(pk=target.pk).is_active
    page.get_by_label("รหัส 6 หลัก").fill(
        second_factor.current_code("SAWASDEEOFFICERSAWASDEEOFFICER22", unused_by=operator)
    )
    page.get_by_role("button", name="ยืนยันและทำรายการ").click()
    page.get_by_text("ระงับบัญชีแล้ว").wait_for()

    assert not Account.objects.get(pk=target.pk).is_active
