"""The reading room at the desk: themes, campaigns with differences, search, masking; nobody from elsewhere."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.models import Theme, ThemeMember
from tests import signing_in
from tests.factories.services import NOW

from . import talking

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(author, monkeypatch) -> Client:
    """Return the author's browser, on a day when the hearing is open."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return signed_in(author)


def signed_in(viewer: Any) -> Client:
    client = Client()
    signing_in.sign_in(client, viewer.account)
    return client


def address(talk: Any, rest: str = "") -> str:
    return f"/admin/consultation/theme/hearing/{talk.hearing.pk}/{rest}"


def test_an_officer_reads_by_theme_campaign_and_words_and_puts_right(desk, talk):
    theme = ThemeMember.objects.get(set__section=None, comment=talk.comments["phone"][1]).theme
    listed = desk.get("/admin/consultation/theme/").content.decode()
    themes = desk.get(address(talk, f"?theme={theme.public_id}")).content.decode()
    desk.post(address(talk, "rename/"), {"theme": theme.public_id, "label_th": "สายด่วนร้องเรียน"})
    renamed = desk.get(address(talk, f"?theme={theme.public_id}")).content.decode()
    campaigns = desk.get(address(talk, "?view=campaigns")).content.decode()
    key = campaigns.split("view=campaigns&amp;campaign=")[1][:36]
    differences = desk.get(address(talk, f"?view=campaigns&campaign={key}")).content.decode()
    sought = desk.get(address(talk, "?view=search&q=ดาวเทียม สายด่วน")).content.decode()
    nothing = desk.get(address(talk, "?view=search&q=และ")).content.decode()
    mask = desk.get(address(talk, "?view=masking")).content.decode()

    assert talk.hearing.title_th in listed
    assert talk.comments["phone"][1].body in themes
    assert "คำที่คนใช้" in themes
    assert "สายด่วนร้องเรียน" in renamed
    assert "ตั้งชื่อแล้ว" in renamed
    assert talking.CAMPAIGN in campaigns
    assert "5 ความเห็น" in campaigns
    assert "<mark>กราบเรียน" in differences
    assert "ไม่มีความเห็นที่ตรงกับที่ค้น" in sought
    assert "คำที่ค้นสั้นหรือทั่วไปเกินไป" in nothing
    assert "[โทรศัพท์]" in mask
    assert Theme.objects.get(pk=theme.pk).label_th == "สายด่วนร้องเรียน"


def test_a_page_costs_the_same_however_much_was_said(desk, talk):
    theme = ThemeMember.objects.get(set__section=None, comment=talk.comments["fine"][1]).theme
    with CaptureQueriesContext(
        connection,
    ) as at_themes:
        desk.get(address(talk, f"?theme={theme.public_id}"))
    with CaptureQueriesContext(connection) as at_search:
        desk.get(address(talk, "?view=search"))
    ThemeMember.objects.filter(theme=theme).exclude(comment=talk.comments["fine"][1]).delete()
    with CaptureQueriesContext(connection) as at_fewer:
        desk.get(address(talk, f"?theme={theme.public_id}"))

    assert len(at_fewer) == len(at_themes) <= 32
    assert len(at_search) <= 20


def test_it_is_not_there_for_others(talk, stranger, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    elsewhere = signed_in(stranger)
    theme = Theme.objects.filter(set__hearing=talk.hearing)[0]

    assert elsewhere.get(address(talk)).status_code == 404
    assert elsewhere.post(address(talk, "rename/"), {"theme": theme.public_id, "label_th": "ยึด"}).status_code == 404
    assert elsewhere.get(f"/admin/consultation/theme/{theme.pk}/change/").status_code == 404
    assert talk.hearing.title_th not in elsewhere.get("/admin/consultation/theme/").content.decode()
    assert Client().get(address(talk)).status_code == 302
    assert not Theme.objects.exclude(label_th="").exists()


def test_odd_addresses_are_answered(desk, talk):
    for rest in (
        "?view=nowhere",
        "?theme=x",
        "?after=๑",
        "?after=99999999999999999999",
        "?section=s9",
        "?stance=no&view=search",
    ):
        assert desk.get(address(talk, rest)).status_code == 200
    assert desk.get(address(talk, "no-such-step/")).status_code == 302
    assert desk.post(address(talk, "merge/"), {"theme": "x", "merge": ["y"]}).status_code == 302
