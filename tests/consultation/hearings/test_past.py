"""Hearings held elsewhere: all real rows load, as their source has them, twice without effect, and apart from ours."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.actions import overdue, past_hearings
from consultation.models import Hearing, PastHearing
from tests.factories import services as make
from tests.services.admin.conftest import at_desk, clock

__all__ = ["at_desk", "clock"]
pytestmark = pytest.mark.django_db
HEAD = (
    "survey_id,survey_name,kind,agency_name,agency_code,start_date,end_date,duration_day,answer_count,view_count,"
    "question_count,n_invited,affected_person,tags,isconclude,url\n"
)
ROW = "1,รับฟัง,bill,กรม,DOPA,2026-03-01,2026-03-15,15,3,40,1,0,,,P,https://law.go.th/1\n"


def test_all_real_rows_load_as_they_are_and_twice_without_effect(agency):
    first, again = past_hearings.load(), past_hearings.load()

    assert (first, again) == ({"added": 64}, {"unchanged": 64})
    kinds = dict.fromkeys(PastHearing.objects.values_list("kind", flat=True), 0)
    for kind in PastHearing.objects.values_list("kind", flat=True):
        kinds[kind] += 1
    assert kinds == {"bill": 21, "subordinate": 18, "evaluation": 17, "principles": 8}
    of = {one.number: one for one in PastHearing.objects.all()}
    assert "“" in of[373].title_th or '"' in of[373].title_th
    assert (of[1483].days, of[398].questions) == (152, 0)
    assert [of[number].days_told < 15 for number in (284, 364, 1472, 1506)] == [True] * 4
    assert (of[284].days, of[284].days_told) == (15, 14)
    assert "\t" not in of[6658].affected
    assert max(one.responses for one in of.values()) == 55_584
    assert sum(one.responses == 0 for one in of.values()) == 17
    # Ours know nothing of them: no hearing, nothing overdue.
    assert not Hearing.objects.exists()
    assert overdue.by_agency(date(2027, 1, 1)) == []
    record = past_hearings.record()
    assert (record.hearings, record.without_response) == (64, 17)
    assert record.with_summary == sum(one.has_summary for one in of.values()) > 0


def test_texts_with_separators_of_unicode_stay_one_row_and_changes_are_told(agency, tmp_path):
    file = tmp_path / "more.csv"
    file.write_text(HEAD + ROW.replace("รับฟัง,", '"รับฟัง\u2028ร่าง ""ใหม่""\x0bต่อ",'), encoding="utf-8-sig")

    added = past_hearings.load(file)
    file.write_text(HEAD + ROW, encoding="utf-8")
    changed = past_hearings.load(file)

    assert (added, changed) == ({"added": 1}, {"changed": 1})
    found = PastHearing.objects.get()
    assert (found.title_th, found.agency, found.has_summary) == ("รับฟัง", agency, True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + ROW + ROW, "survey_id 1 stands here twice"),
        (HEAD + ROW.replace("2026-03-15", "2026-02-30"), "line 2: end_date is '2026-02-30'"),
        (HEAD + ROW.replace("2026-03-15", "2026-02-15"), "line 2: end_date is before start_date"),
        (HEAD + ROW.replace(",bill,", ",decree,"), "line 2: kind is 'decree'"),
        (HEAD + ROW.replace(",3,40,", ",-3,40,"), "line 2: answer_count is '-3'"),
        (HEAD + ROW.replace("https://", "javascript:"), "line 2: it needs a title"),
        (HEAD.replace("tags,", "") + ROW, "columns are missing: tags"),
        ("\x00", "columns are missing"),
    ],
)
def test_a_faulty_file_names_its_line_and_loads_nothing(agency, tmp_path, text, told):
    file = tmp_path / "faulty.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError) as fault:
        call_command("import_hearings", file=file, stdout=StringIO())

    assert told in str(fault.value)
    assert not PastHearing.objects.exists()


def test_officers_look_them_up_beside_the_overdue_board(agency, at_desk, author_officer, citizen_account):
    past_hearings.load()
    desk = at_desk(author_officer)

    board = desk.get("/admin/consultation/hearing/overdue/").content.decode()
    listed = desk.get("/admin/consultation/pasthearing/?q=ดอกเบี้ย").content.decode()
    one = desk.get(f"/admin/consultation/pasthearing/{PastHearing.objects.get(number=281).pk}/change/")

    assert "64 เรื่อง" in board
    assert "อัตราดอกเบี้ย" in listed
    assert "อกม-3" not in listed
    assert (one.status_code, one["Location"]) == (302, "https://law.go.th/listeningDetail?survey_id=281")
    assert at_desk(citizen_account).get("/admin/consultation/pasthearing/").status_code == 302
    assert at_desk(make.make_officer("nobody", name_th="ไม่มี สังกัด")).get("/admin/").status_code == 200
