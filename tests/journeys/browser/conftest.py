"""Real browsers for the journeys: Chromium through Playwright, with the real catalogue behind them.

Collected by `bin/test --browser` alone. Pictures of every station are kept in var/screenshots.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services.actions import catalogue, postings
from services.models import Agency, snapshot
from superapp.accounts.models import Account, Officer
from superapp.people.actions import demonstration, second_factor
from superapp.settings.base import CATALOGUE_DIR, ROOT
from tests.factories import services as make

sync_api = pytest.importorskip("playwright.sync_api")

PASSWORD = "a-password-for-journeys"
PICTURES = ROOT / "var" / "screenshots"
DESK = {"width": 1366, "height": 768}
PATIENCE_MS = 60_000
PHONE = {"width": 390, "height": 844}


class Station:
    """A browser window of one person, which notices what a person would be annoyed by."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _heard(self, message: Any) -> None:
        # A refused script or style is told here too: the policy of the desk is part of what is tried.
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def sign_in(self, username: str) -> None:
        """Sign in at the desk, with the code their device shows now."""
        self.page.goto(f"{self.address}/admin/")
        self.give_password(username)
        account = Account.objects.get(username=username)
        self.page.get_by_label("รหัส 6 หลัก").fill(second_factor.current_code(demonstration.SECRET, unused_by=account))
        self.page.get_by_role("button", name="เข้าสู่ระบบ").click()
        self.page.get_by_role("heading", name="สวัสดี").wait_for()

    def give_password(self, username: str, password: str = PASSWORD) -> None:
        """Fill in the first page of signing in."""
        self.page.get_by_label("ชื่อผู้ใช้").fill(username)
        self.page.get_by_label("รหัสผ่าน").fill(password)
        self.page.get_by_role("button", name="ต่อไป").click()

    def picture(self, name: str) -> None:
        """Keep a picture, after making sure that nothing sticks out to the side."""
        self.page.wait_for_load_state("networkidle")
        sticks_out = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(sticks_out) == 0, f"{name} is wider than its window"
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@pytest.fixture
def catalogue_loaded(transactional_db: None) -> None:
    """Load the reviewed catalogue, and two officers of the Department of Provincial Administration."""
    catalogue.load(CATALOGUE_DIR, now=make.NOW)
    # Built before anybody asks: the first citizen of a process waits for it.
    snapshot.forget()
    snapshot.current("th")
    for username, name, role in (("piyada", "ปิยะดา วงศ์สุวรรณ", "author"), ("thanakorn", "ธนกร แสงทองดี", "approver")):
        employ(username, name, Agency.objects.get(code="DOPA"), role)


def employ(username: str, name: str, agency: Agency, role: str) -> Officer:
    """Make an officer at the agency who can sign in with password and second factor."""
    account = Account.objects.create_user(username, PASSWORD, kind=Account.Kind.OFFICER, is_staff=True)
    officer = Officer.objects.create(account=account, name_th=name, name_en=username.title())
    second_factor.totp.TOTP.activate(account, demonstration.SECRET)
    day = make.NOW.date()
    postings.appoint(viewer=None, officer=officer, agency=agency, role=role, starts_on=day, now=make.NOW)
    return officer


@pytest.fixture
def window(catalogue_loaded: None, browsers: Callable[..., Station]) -> Callable[..., Station]:
    """Return what opens a window of its own, with the real catalogue behind it."""
    return browsers


@pytest.fixture
def browsers(transactional_db: None, live_server: Any) -> Iterator[Callable[..., Station]]:
    """Return what opens a window: `browsers()`, `browsers(PHONE)`, `browsers(java_script_enabled=False)`."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium"), args=["--no-sandbox"]
        )

        def open_window(size: dict[str, int] = DESK, **more: Any) -> Station:
            context = browser.new_context(viewport=size, locale="th-TH", timezone_id="Asia/Bangkok", **more)
            context.set_default_timeout(PATIENCE_MS)
            return Station(context.new_page(), live_server.url)

        yield open_window
        browser.close()
