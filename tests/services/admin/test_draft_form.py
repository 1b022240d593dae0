"""The draft form: what goes in comes out, errors stand at their field in Thai, and nobody's typing is lost."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from services.actions import drafts
from services.actions.catalogue_files import load as read_files
from services.admin.content_form import ContentForm
from services.admin.editing import form_of
from services.admin.names import names_by_code
from services.models.content_reading import read
from superapp.settings.base import CATALOGUE_DIR
from tests.factories import services as make
from tests.factories.contents import contents
from tests.services.admin.typing_in import as_typed

EDIT = "/admin/services/serviceversion/{}/edit/"


def edited(version, **changes):
    """Return what is sent when the form of a draft is changed in these fields."""
    return as_typed(form_of(version, None), revision=version.revision, **changes)


def sent_back(content, names):
    """Return the form that a browser's answer to the form of `content` makes."""
    form = ContentForm(agency=content.agency, code="this-one", names=names, content=content)
    typed = as_typed(form)
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return ContentForm(agency=content.agency, code="this-one", names=names, content=content, data=data)


def test_every_service_of_the_catalogue_comes_out_as_it_went_in(db):
    text = read_files(CATALOGUE_DIR)
    names = {
        "category": {term["code"]: term["name_th"] for term in text.categories},
        "life_event": {term["code"]: term["name_th"] for term in text.life_events},
        "focus_area": {term["code"]: term["name_th"] for term in text.focus_areas},
        "related": {code: content.name_th for code, content in text.services.items()},
    }

    different = []
    for code, content in text.services.items():
        form = sent_back(content, names)
        if not form.is_valid() or read(form.as_data()) != content:
            different.append(code)

    assert len(text.services) == 300
    assert different == []


@given(content=contents())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_is_drawn_at_random_comes_out_or_is_refused_with_a_reason(agency, content):
    content = read(content)

    form = sent_back(content, names_by_code())

    if form.is_valid():
        back = read(form.as_data())
        assert back.fees == (content.fees or None) or content.fees == ()
        assert back.evidence == content.evidence
        assert back.channels == content.channels
        assert back.legal == content.legal
    else:
        errors = {name for name, said in form.fields.errors.items() if said}
        assert errors <= {"fee_certainty", "evidence_certainty", "processing_certainty"}


def test_saving_keeps_what_was_typed_and_says_so(at_desk, author_officer, author):
    version = make.make_draft(author)

    answer = at_desk(author_officer).post(
        EDIT.format(version.pk), edited(version, name_th="ทำบัตรใหม่เมื่อบัตรหาย", save="1"), follow=True
    )

    version.refresh_from_db()
    assert version.content["name_th"] == "ทำบัตรใหม่เมื่อบัตรหาย"
    assert version.revision == 2
    assert [str(message) for message in answer.context["messages"]] == ["บันทึกร่างแล้ว"]


@pytest.mark.parametrize(
    ("typed", "satang"), [("100", 10_000), ("1,250.50", 125_050), ("๒๐.๕", 2_050), ("0.05", 5), ("0", 0)]
)
def test_baht_become_satang_to_the_last_one(at_desk, author_officer, author, typed, satang):
    version = make.make_draft(author)

    at_desk(author_officer).post(EDIT.format(version.pk), edited(version, **{"fees-0-amount_satang": typed}))

    version.refresh_from_db()
    assert version.content["fees"][0]["amount_satang"] == satang


@pytest.mark.parametrize(
    ("state", "fees", "certainty"),
    [
        ("unknown", None, "unknown"),
        ("free", [{"amount_satang": 0, "note_th": "", "note_en": ""}], "general_knowledge"),
    ],
)
def test_unknown_and_free_are_said_in_so_many_words(at_desk, author_officer, author, state, fees, certainty):
    version = make.make_draft(author)

    at_desk(author_officer).post(EDIT.format(version.pk), edited(version, fee_state=state))

    version.refresh_from_db()
    assert version.content["fees"] == fees
    assert version.content["facts"]["fee"]["certainty"] == certainty


def test_nothing_to_bring_is_not_the_same_as_not_known(at_desk, author_officer, author):
    version = make.make_draft(author)

    at_desk(author_officer).post(EDIT.format(version.pk), edited(version, evidence_state="none"))

    version.refresh_from_db()
    assert version.content["evidence"] == []
    assert version.content["facts"]["evidence"]["certainty"] == "general_knowledge"


def test_a_value_whose_certainty_is_unknown_asks_for_it(at_desk, author_officer, author):
    version = make.make_draft(author, certainty={"processing": "unknown"}, processing_working_days=None)

    answer = at_desk(author_officer).post(
        EDIT.format(version.pk), edited(version, processing_working_days="3", save="1")
    )

    assert answer.context["form"].fields.errors["processing_certainty"] == ["มีข้อมูลแล้ว โปรดเลือกว่าแน่นอนเพียงใด"]
    version.refresh_from_db()
    assert version.revision == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name_th", "", "โปรดกรอกช่องนี้"),
        ("name_en", "x" * 201, "ยาวเกินไป เขียนได้ไม่เกิน 200 ตัวอักษร"),
        ("category", "no-such", "ตัวเลือกนี้ไม่มีอยู่ โปรดเลือกใหม่"),
        ("processing_working_days", "สามวัน", "เขียนจำนวนวันเป็นเลข 1 ถึง 1,000 หรือเว้นว่างถ้าไม่ทราบ"),
        ("keywords", "\n".join(f"คำที่ {place}" for place in range(41)), "ใส่ได้ไม่เกิน 40 คำ ขณะนี้มี 41 คำ"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_saved(at_desk, author_officer, author, field, typed, said):
    version = make.make_draft(author)

    answer = at_desk(author_officer).post(EDIT.format(version.pk), edited(version, **{field: typed}))

    assert answer.status_code == 200
    assert answer.context["form"].fields.errors[field] == [said]
    assert said in answer.content.decode()
    version.refresh_from_db()
    assert version.revision == 1


@pytest.mark.parametrize(
    ("kind", "field", "typed", "said"),
    [
        ("fees", "amount_satang", "ร้อยบาท", "เขียนจำนวนเงินเป็นตัวเลข เช่น 100 หรือ 1,250.50"),
        ("fees", "amount_satang", "1.005", "จำนวนเงินต้องไม่ติดลบ และมีทศนิยมไม่เกินสองตำแหน่ง"),
        ("fees", "amount_satang", "NaN", "จำนวนเงินต้องไม่ติดลบ และมีทศนิยมไม่เกินสองตำแหน่ง"),
        ("channels", "url", "dopa.go.th", "เขียนที่อยู่เว็บให้ครบ ขึ้นต้นด้วย https://"),
        ("evidence", "name_en", "", "โปรดกรอกช่องนี้"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_in_that_row(at_desk, author_officer, author, kind, field, typed, said):
    version = make.make_draft(author)

    answer = at_desk(author_officer).post(EDIT.format(version.pk), edited(version, **{f"{kind}-0-{field}": typed}))

    assert answer.context["form"].rows[kind].forms[0].errors[field] == [said]
    version.refresh_from_db()
    assert version.revision == 1


def test_a_related_service_is_picked_by_its_name(at_desk, author_officer, author, approver):
    make.make_published(author, approver, "id-first", name_th="ทำบัตรครั้งแรก")
    version = make.make_draft(author)
    typed = edited(version) | {
        "related-TOTAL_FORMS": "1",
        "related-0-code": "ทำบัตรครั้งแรก [id-first]",
    }

    at_desk(author_officer).post(EDIT.format(version.pk), typed)

    version.refresh_from_db()
    assert version.content["related"] == ["id-first"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("บริการที่ไม่มี", "ไม่มีบริการชื่อนี้ โปรดเลือกจากรายการ"),
        ("ตัวเอง [id-lost]", "บริการเกี่ยวข้องกับตัวเองไม่ได้"),
    ],
)
def test_a_related_service_must_be_another_one_that_exists(at_desk, author_officer, author, typed, said):
    version = make.make_draft(author)
    sent = edited(version) | {"related-TOTAL_FORMS": "1", "related-0-code": typed}

    answer = at_desk(author_officer).post(EDIT.format(version.pk), sent)

    assert answer.context["form"].rows["related"].forms[0].errors["code"] == [said]


def test_without_scripts_a_button_adds_a_row_and_keeps_what_was_typed(at_desk, author_officer, author):
    version = make.make_draft(author)

    answer = at_desk(author_officer).post(
        EDIT.format(version.pk), edited(version, name_th="ยังไม่บันทึก", add_row="evidence")
    )

    form = answer.context["form"]
    assert len(form.rows["evidence"].forms) == 2
    assert form.fields["name_th"].value() == "ยังไม่บันทึก"
    version.refresh_from_db()
    assert version.revision == 1


def test_a_row_marked_for_deletion_is_gone(at_desk, author_officer, author):
    version = make.make_draft(author)

    at_desk(author_officer).post(EDIT.format(version.pk), edited(version, **{"channels-0-DELETE": "on"}))

    version.refresh_from_db()
    assert version.content["channels"] == [{"type": "web", "url": "https://www.dopa.go.th/card"}]


def test_a_second_officer_sees_what_the_first_saved_and_loses_nothing(
    at_desk, author_officer, head_officer, author, head
):
    version = make.make_draft(author)
    typed = edited(version, description_th="แจ้งบัตรหายได้ที่อำเภอทุกแห่ง", save="1")
    drafts.revise(
        viewer=head,
        code="id-lost",
        number=1,
        revision=1,
        content=version.content | {"name_en": "Get a new card"},
        now=make.NOW,
    )

    answer = at_desk(author_officer).post(EDIT.format(version.pk), typed)

    assert answer.status_code == 200
    assert [change.field for change in answer.context["theirs"]] == ["name_en", "description_th"]
    assert answer.context["form"].fields["description_th"].value() == "แจ้งบัตรหายได้ที่อำเภอทุกแห่ง"
    version.refresh_from_db()
    assert (version.revision, version.content["name_en"]) == (2, "Get a new card")

    # What is on the page now was shown next to the other's text, so sending it again replaces that.
    again = typed | {"revision": answer.context["revision"]}
    at_desk(author_officer).post(EDIT.format(version.pk), again)

    version.refresh_from_db()
    assert (version.revision, version.content["description_th"]) == (3, "แจ้งบัตรหายได้ที่อำเภอทุกแห่ง")


def test_a_draft_in_review_cannot_be_edited(at_desk, author_officer, author):
    version = make.make_review(author)

    answer = at_desk(author_officer).post(EDIT.format(version.pk), {"name_th": "แอบแก้"}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["ฉบับนี้แก้ไม่ได้"]
    version.refresh_from_db()
    assert version.content["name_th"] == "ทำบัตรประชาชนใหม่ กรณีบัตรหาย"


@pytest.mark.parametrize(
    "junk",
    [
        {"fees-TOTAL_FORMS": "999999"},
        {"fees-TOTAL_FORMS": "x"},
        {"channels-TOTAL_FORMS": "-1"},
        {"revision": "²", "name_th": "ไม่ควรถูกบันทึก"},
        {"add_row": "no-such-rows", "x-TOTAL_FORMS": "y"},
        {"name_th": "a\x00b"},
    ],
)
def test_junk_is_answered_with_the_form(at_desk, author_officer, author, junk):
    version = make.make_draft(author)

    answer = at_desk(author_officer).post(EDIT.format(version.pk), edited(version) | junk)

    assert answer.status_code == 200
    version.refresh_from_db()
    assert version.revision == 1
