"""Intake: entered by officers, masked, marked by channel, counted apart; the same twice, and faults, are refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consultation.actions import intake, report_numbers
from consultation.actions.recounting import differences
from consultation.models import Comment, HearingCount, Intake, Participant
from superapp.audit.models import AuditEvent
from superapp.refusal import NotFound
from tests.consultation.comments import place
from tests.factories.services import NOW

from .conftest import officer_of

pytestmark = pytest.mark.django_db
SOURCE = intake.Source("meeting", NOW.date(), "ตู้เอกสาร 3 แฟ้มรับฟัง 2569", 40)
ROWS = (
    intake.Given("โทรหาผม 081-234-5678 ขอให้มีล่าม", "s2"),
    intake.Given("เห็นด้วยกับร่าง"),
)


def bring_in(room, rows=ROWS, source=SOURCE, viewer=None):
    return intake.bring_in(viewer=viewer or room.moderator, hearing=room.hearing, source=source, rows=rows, now=NOW)


def test_a_meeting_is_entered_masked_and_counted_apart(room):
    before = HearingCount.objects.get(hearing=room.hearing).participants

    made = bring_in(room)

    first, second = Comment.objects.filter(author__channel="meeting").order_by("pk")
    assert (made.rows, made.attendance) == (2, 40)
    assert (first.body, first.section.key) == ("โทรหาผม [โทรศัพท์] ขอให้มีล่าม", "s2")
    assert (second.section, second.author.citizen, second.author.is_verified) == (None, None, False)
    assert HearingCount.objects.get(hearing=room.hearing).participants == before
    assert report_numbers.comments(room.hearing)["by_channel"] == {"meeting": 2}
    assert AuditEvent.objects.order_by("-pk")[0].action == "intake.bring_in"
    assert differences(room.hearing) == {}
    with pytest.raises(intake.IntakeTwice):
        bring_in(room)


def test_others_and_faults_change_nothing(room):
    for viewer in room.strangers:
        with pytest.raises(NotFound):
            bring_in(room, viewer=viewer)
    for rows, source, said in (
        ((), SOURCE, "1 ถึง 2,000"),
        ((intake.Given("ก", "s9"), intake.Given("\u200b")), SOURCE, "ความเห็นที่ 2"),
        (ROWS, intake.Source("online", NOW.date(), "ตู้", None), "ช่องทาง"),
        (ROWS, intake.Source("paper", NOW.date() + timedelta(days=1), "ตู้"), "ช่วงรับฟัง"),
        (ROWS, intake.Source("paper", NOW.date(), " "), "ที่เก็บต้นฉบับ"),
        (ROWS, intake.Source("paper", NOW.date(), "ตู้", 3), "เฉพาะการประชุม"),
    ):
        with pytest.raises(intake.IntakeFaulty) as refused:
            bring_in(room, rows, source)
        assert said in refused.value.message("th")

    assert not Intake.objects.exists()
    assert not Participant.objects.exclude(channel="online").exists()


def test_a_file_is_read_or_each_fault_is_told_with_its_line():
    assert intake.read_csv('\ufeffsection,text\ns2,"ยาว\nสองบรรทัด"\n,สั้น\n'.encode()) == [
        intake.Given("ยาว\nสองบรรทัด", "s2"),
        intake.Given("สั้น", ""),
    ]
    for content, said in (
        (b"text\nx\n", "บรรทัด 1"),
        ("section,text\ns1,ก,ข\n\ns2\n".encode(), "บรรทัด 4: พบ 1 ช่อง"),
        (b"\xff\xfe", "UTF-8"),
        (b'section,text\n,"open\n', "CSV"),
        (b"", "หัวตาราง"),
    ):
        with pytest.raises(intake.IntakeFaulty) as refused:
            intake.read_csv(content)
        assert said in refused.value.message("th")


def test_the_desk_takes_a_file_or_one_text_and_others_enter_nothing(room, at_desk):
    url = "/admin/consultation/intake/add/"
    typed = {"hearing": room.hearing.code, "channel": "paper", "held_on": "21 พฤศจิกายน 2569", "note": "แฟ้ม 3"}
    desk = at_desk(officer_of(room.moderator))
    assert room.hearing.title_th in desk.get(url).content.decode()

    faulty = desk.post(url, typed | {"file": SimpleUploadedFile("a.csv", b"section,text\ns9,a\n")}, follow=True)
    desk.post(url, typed | {"file": SimpleUploadedFile("a.csv", "section,text\ns1,ดี\n,แย่\n".encode())})
    desk.post(url, typed | {"text": "ขอให้เร็วขึ้น", "section": "s3"})
    elsewhere = at_desk(officer_of(room.outsider))
    elsewhere.post(url, typed | {"text": "แทรก"})
    at_desk(place.citizen_of(room.writer).account).post(url, typed | {"text": "แทรก"})
    at_desk(None).post(url, typed | {"text": "แทรก"})

    assert "ความเห็นที่ 1: ไม่มีมาตรารหัส s9" in faulty.content.decode()
    assert list(Intake.objects.order_by("pk").values_list("rows", "channel")) == [(2, "paper"), (1, "paper")]
    assert desk.get("/admin/consultation/intake/").status_code == 200
    assert room.hearing.code not in elsewhere.get("/admin/consultation/intake/").content.decode()
