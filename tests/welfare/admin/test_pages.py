"""The pages of the rules in use: writing, trying, submitting, reading the report, signing, going back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import rules as make
from welfare.models import RuleVersion, book

DRAFT = "/admin/welfare/ruleversion/{}/{}/"


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def save(client, version, **more):
    fields = {"text": version.text, "revision": version.revision, "save": "1"} | more
    return client.post(DRAFT.format(version.pk, "edit"), fields, follow=True)


def test_the_list_tells_what_is_in_force_and_what_is_being_worked_on(at_desk, author_officer, keys):
    page = at_desk(author_officer).get("/admin/welfare/programme/").content.decode()

    assert "อาหารกลางวันผู้สูงอายุ" in page
    assert "เจ้าหน้าที่ลงนามแล้ว" in page
    assert "ยังไม่มีหลักเกณฑ์ที่ใช้อยู่" in page
    found = at_desk(author_officer).get("/admin/welfare/programme/?q=อาหารกลางวัน").content.decode()
    assert make.CODE in found
    assert "elder_tea" not in found


def test_the_list_costs_the_same_for_more_rows(at_desk, author_officer, author, agency, django_assert_num_queries):
    client = at_desk(author_officer)
    make.draft(author, agency)
    client.get("/admin/welfare/programme/")
    with django_assert_num_queries(11) as few:
        client.get("/admin/welfare/programme/")
    for number in range(6):
        make.rule_drafts.propose(viewer=author, agency_id=agency.pk, code=f"more_{number}", text="", **make.STEP)

    with django_assert_num_queries(len(few.captured_queries)):
        client.get("/admin/welfare/programme/")


def test_the_programme_page_tells_the_criteria_in_sentences(at_desk, author_officer, keys):
    page = at_desk(author_officer).get(f"/admin/welfare/programme/{keys['programme']}/change/").content.decode()

    assert "มีสัญชาติไทย" in page
    assert "reg ข้อ 4" in page
    assert "ยังไม่มีผู้ตรวจ" in page


def test_a_fault_stands_beside_its_line_with_how_to_mend_it(at_desk, author_officer, draft):
    wrong = draft.text.replace("nationality == 'THA'", "nationalty == 'THA'")

    answer = save(at_desk(author_officer), draft, text=wrong)

    (finding,) = answer.context["refusals"]
    page = answer.content.decode()
    assert said(answer) == ["บันทึกร่างแล้ว"]
    assert finding["line"] == wrong[: wrong.index("nationalty")].count("\n") + 1
    assert "nationalty == " in finding["excerpt"]
    assert f'data-line="{finding["line"]}"' in page
    assert "หมายถึง nationality หรือไม่" in page
    assert RuleVersion.objects.get(pk=draft.pk).text == wrong


def test_a_file_takes_the_place_of_what_was_typed(at_desk, author_officer, draft):
    text = make.text(amount=444)
    file = SimpleUploadedFile("rules.yaml", ("\ufeff" + text.replace("\n", "\r\n")).encode())

    answer = save(at_desk(author_officer), draft, text="typed", file=file)

    assert said(answer) == ["บันทึกร่างแล้ว"]
    assert RuleVersion.objects.get(pk=draft.pk).text == text


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"\xff\xfe\x00", "อ่านแฟ้มไม่ได้"), (b"x" * 1_000_001, "แฟ้มใหญ่เกิน"), (b"x" * 200_001, "หลักเกณฑ์ยาวเกิน")],
)
def test_a_file_that_cannot_be_kept_is_told(at_desk, author_officer, draft, content, why):
    answer = save(at_desk(author_officer), draft, file=SimpleUploadedFile("rules.yaml", content))

    assert why in said(answer)[0]
    assert RuleVersion.objects.get(pk=draft.pk).text == draft.text


def test_who_saves_an_older_revision_keeps_what_they_typed(at_desk, author_officer, head, draft):
    make.rule_drafts.write(viewer=head, code=make.CODE, number=2, text=make.text(amount=111), revision=1, now=make.NOW)

    answer = save(at_desk(author_officer), draft, text=make.text(amount=222))

    page = answer.content.decode()
    assert "มีผู้แก้ร่างนี้ระหว่างที่ท่านพิมพ์" in said(answer)[0]
    assert "amount: 222" in page
    assert "เพื่อนร่วมงานแก้ร่างนี้ไว้ก่อนแล้ว" in page
    assert answer.context["revision"] == 2
    assert "amount: 111" in RuleVersion.objects.get(pk=draft.pk).text


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ("nationality: THA\nbirth_date: 1950-01-01\nannual_income: 5", ["มีสิทธิ", "เดือนละ 300 บาท"]),
        ("nationality: LAO", ["ไม่มีสิทธิ"]),
        ("nationality: THA", ["ยังบอกไม่ได้", "ยังต้องทราบ", "birth_date"]),
        ("birth_date: 2509-01-01", ["birth_date"]),
        ("no_such_fact: 1", ["ไม่รู้จักข้อมูลชื่อ no_such_fact"]),
        ("a: [", ["อ่านข้อเท็จจริงไม่ได้"]),
    ],
)
def test_the_box_decides_what_is_typed_and_keeps_nothing(at_desk, author_officer, draft, facts, expected):
    answer = save(
        at_desk(author_officer), draft, text=draft.text + "\n", facts=facts, as_of="2026-11-21", **{"try": "1"}
    )

    shown = answer.content.decode().partition('class="answer"')[2]
    assert all(part in shown for part in expected)
    assert RuleVersion.objects.get(pk=draft.pk).text == draft.text


def test_a_text_with_faults_is_not_submitted_and_says_where(at_desk, author_officer, draft):
    client = at_desk(author_officer)
    save(client, draft, text=draft.text.replace("entity: person", "entity: cat"))

    answer = client.post(DRAFT.format(draft.pk, "submit"), {"reason": "ลองส่ง"}, follow=True)

    assert "บรรทัด 6" in said(answer)[0]
    assert "ต้องแก้ 1 จุด" in answer.content.decode()
    assert RuleVersion.objects.get(pk=draft.pk).state == "draft"


def test_a_gap_is_accepted_with_a_tick(at_desk, author_officer, draft):
    client = at_desk(author_officer)
    answer = save(client, draft, text=make.text(amount=5).replace("covers: {from: 2024", "covers: {from: 2023"),
                  then_review="1")  # fmt: skip
    assert 'name="accepted" value="tables.rates"' in answer.content.decode()

    client.post(DRAFT.format(draft.pk, "submit"), {"reason": "ลองส่ง", "accepted": "tables.rates"})

    version = RuleVersion.objects.get(pk=draft.pk)
    assert (version.state, version.gate["accepted"]) == ("in_review", ["tables.rates"])


def test_the_signer_ticks_the_note_and_signs(at_desk, approver_officer, review):
    client = at_desk(approver_officer)
    page = client.get(DRAFT.format(review.pk, "change")).content.decode()
    assert 'name="takes_note"' in page

    without = client.post(DRAFT.format(review.pk, "sign"), {"reason": "ตรวจแล้ว"}, follow=True)
    signed = client.post(DRAFT.format(review.pk, "sign"), {"reason": "ตรวจแล้ว", "takes_note": "1"}, follow=True)

    assert "ต้องทำเครื่องหมายรับทราบ" in said(without)[0]
    assert said(signed) == ["ลงนามแล้ว หลักเกณฑ์ฉบับนี้มีผลทันที"]
    assert RuleVersion.objects.get(pk=review.pk).state == "published"


def test_nothing_can_be_signed_while_the_report_is_awaited(at_desk, approver_officer, review):
    review.gate = review.gate | {"state": "waiting"}
    review.save(update_fields=["gate"])
    client = at_desk(approver_officer)

    page = client.get(DRAFT.format(review.pk, "change")).content.decode()
    answer = client.post(DRAFT.format(review.pk, "sign"), {"reason": "ตรวจแล้ว", "takes_note": "1"}, follow=True)

    assert "/sign/" not in page
    assert "ยังไม่ผ่านการตรวจของระบบ" in said(answer)[0]


def test_the_author_reads_that_another_must_sign(at_desk, author_officer, approver_officer, review):
    page = at_desk(author_officer).get(DRAFT.format(review.pk, "change")).content.decode()

    assert "ผู้ที่ลงนามได้: ประสิทธิ์ วงศ์ทอง" in page


def test_charts_are_drawn_from_figures_and_words_are_escaped(at_desk, approver_officer, review):
    row = {"name": "60-69", "winners": 12, "losers": 0, "unclear": 0, "same": 5, "persons": 17}
    side = {"none": 100, "all": 200}
    effect = {
        "code": "elder_tea", "title": {"th": "<b>", "en": "<b>"}, "period": "month", "counted": "persons",
        "winners": 12, "losers": 0, "newly_eligible": None, "newly_refused": 0, "newly_unknown": 0,
        "entitled": {"base": 0, "reform": 12}, "unknown": {"base": 0, "reform": 0},
        "cost_thb": {"base": side, "reform": side},
        "by_age": [row, row | {"name": "<script>alert(1)</script>"}], "by_province": [],
    }  # fmt: skip
    review.gate = review.gate | {
        "impact": {"persons": 20_000, "threshold": 10, "programmes": [effect]},
        "charts": {"cost": "<script>kept</script>"},
    }
    review.save(update_fields=["gate"])

    page = at_desk(approver_officer).get(DRAFT.format(review.pk, "change")).content.decode()

    assert page.count("<svg") >= 2
    assert "20,000" in page
    assert "ปกปิด" in page
    assert "<script>alert" not in page
    assert "<script>kept" not in page


def test_what_an_author_writes_is_escaped(at_desk, author_officer, draft):
    client = at_desk(author_officer)

    answer = save(client, draft, text=draft.text.replace("มีสัญชาติไทย", "</textarea><script>alert(1)</script>"))

    assert "<script>alert" not in answer.content.decode()
    assert "<script>alert" not in client.get(DRAFT.format(draft.pk, "change")).content.decode()


def test_history_compares_two_versions_and_proposes_an_earlier_one(at_desk, author_officer, author, approver, in_force):
    make.pass_gate(make.next_review(author, make.text(amount=500)))
    make.sign(approver, 2)
    book.forget()
    client = at_desk(author_officer)
    address = f"/admin/welfare/programme/{in_force.programme_id}/"

    page = client.get(f"{address}history/?from=2&to=1").content.decode()
    answer = client.post(f"{address}roll-back/", {"number": "1", "reason": "อัตราใหม่ถูกเพิกถอน"}, follow=True)

    assert "จากฉบับที่ 1 เป็นฉบับที่ 2" in page
    assert "<ins>500,</ins>" in page
    assert "เสนอกลับไปใช้ฉบับที่ 1 แล้ว" in said(answer)[0]
    version = RuleVersion.objects.get(number=3)
    assert (version.state, version.text) == ("in_review", in_force.text)


def test_the_text_comes_as_a_file(at_desk, author_officer, in_force):
    answer = at_desk(author_officer).get(DRAFT.format(in_force.pk, "download"))

    assert answer.content.decode() == in_force.text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="elder_meal-1.yaml"'


def test_a_new_programme_starts_with_a_text_that_passes(at_desk, author_officer, agency):
    sent = {"code": "winter_coat", "agency": agency.code, "reason": "โครงการใหม่"}

    answer = at_desk(author_officer).post("/admin/welfare/programme/add/", sent, follow=True)

    assert "สร้างโครงการพร้อมร่างแรกแล้ว" in said(answer)[0]
    assert answer.context["refusals"] == []
    assert RuleVersion.objects.get().programme.code == "winter_coat"


@pytest.mark.parametrize("code", ["", "Winter Coat", make.CODE])
def test_a_code_that_cannot_be_is_told(at_desk, author_officer, agency, in_force, code):
    sent = {"code": code, "agency": agency.code, "reason": "โครงการใหม่"}

    answer = at_desk(author_officer).post("/admin/welfare/programme/add/", sent)

    assert answer.status_code == 200
    assert len(said(answer)) == 1
    assert RuleVersion.objects.count() == 1
