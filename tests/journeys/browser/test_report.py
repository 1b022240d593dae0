"""Anybody reads a report and the comments behind it: on a phone and a wide window, in Thai and English, without script.

axe looks at each page; what it finds serious or critical fails. Script is only for axe: the pages bring none, and the
last visit is made without it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from consultation.actions import (
    draft_loading,
    hearing_loading,
    policies,
    report_papers,
    sample_reports,
    sample_talk,
)
from consultation.models import HearingReport
from tests.factories import services as make
from tests.journeys.browser.conftest import PATIENCE_MS, Station

axe = pytest.importorskip("axe_playwright_python.sync_playwright")

SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
AGENCIES = ("DOPA", "DOP", "DLA", "DGA", "OPM", "PARL")
BAD = {"serious", "critical"}


@pytest.fixture
def reported(transactional_db: None, settings: Any, tmp_path: Any) -> HearingReport:
    """Load the sample hearings and the report on one of them, as a demonstration does."""
    settings.DEMO, settings.VAR_DIR = True, tmp_path
    agencies = {code: make.make_agency(code, name_th=f"หน่วยงาน {code}", name_en=code) for code in AGENCIES}
    for role in ("author", "approver"):
        make.make_officer(f"dla.{role}", (agencies["DLA"], role))
    now = timezone.now()
    draft_loading.load(now=now)
    policies.load()
    hearing_loading.load(now=now)
    sample_talk.load(now=now)
    assert sample_reports.load(now=now) == 1
    report = HearingReport.objects.select_related("hearing").get()
    for language in ("th", "en"):
        report_papers.issue_paper.func(report=str(report.public_id), language=language)
    return report


def look(station: Station, address: str, name: str) -> None:
    """Open a page, keep a picture of it, and let axe look for what keeps people out."""
    station.page.goto(f"{station.address}{address}", timeout=PATIENCE_MS)
    station.picture(name)
    found = axe.Axe().run(station.page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in BAD] == []


def test_anybody_reads_a_report_and_what_stands_behind_its_figures(
    browsers: Callable[..., Station], reported: HearingReport
) -> None:
    path = f"hearings/{reported.hearing.code}"
    for size, shape in SIZES.items():
        station = browsers(shape)
        page = station.page
        look(station, f"/{path}/report", f"report-{size}-1-th")
        assert page.locator("html").get_attribute("lang") == "th"
        assert page.locator("script").count() == 0
        figures = page.locator("figure.figure").count()
        assert figures > 5
        assert page.locator("figure.figure svg[role=img]").count() == figures
        assert page.locator("figure.figure table").count() == figures
        assert page.locator("#themes ~ figure.quote").count() > 2
        assert page.locator("section[aria-labelledby=campaigns] figure.quote").count() == 1

        # Behind a number of comments stand as many comments.
        link = page.locator("section[aria-labelledby=issues] td a").first
        number = int(link.inner_text())
        link.click()
        page.get_by_role("heading", name="รายการความเห็น").wait_for()
        assert page.locator("article").count() == number
        look(station, page.url.removeprefix(station.address), f"report-{size}-2-comments")

        # The other language is one step away, and as good.
        page.goto(f"{station.address}/{path}/report", timeout=PATIENCE_MS)
        page.get_by_role("link", name="English").click()
        page.get_by_role("heading", name="You said, we did").wait_for()
        look(station, f"/en/{path}/report", f"report-{size}-3-en")
        look(station, f"/en/{path}/comments?section=s2", f"report-{size}-4-comments-en")
        assert station.complaints == []

    # Nothing needs script, and a wrong address is told in words.
    plain = browsers(SIZES["phone"], java_script_enabled=False)
    plain.page.goto(f"{plain.address}/{path}/comments", timeout=PATIENCE_MS)
    plain.page.get_by_label("มาตรา").select_option("s2")
    plain.page.get_by_role("button", name="แสดง").click()
    assert "section=s2" in plain.page.url
    assert plain.page.locator("article").count() > 3
    answer = plain.page.goto(f"{plain.address}/{path}/comments?colour=red", timeout=PATIENCE_MS)
    assert answer.status == 400
    plain.page.get_by_role("heading", name="ไม่รู้จักตัวกรอง colour").wait_for()
