"""What changed between two texts: word by word, line by line, and joined again the marks give both texts back."""

from hypothesis import given, settings
from hypothesis import strategies as st

from services.actions.differences import Segment, compare, words_changed
from services.models.content_reading import read
from tests.factories.contents import contents
from tests.factories.services import make_content


def content(**changes):
    """Return a content with changes laid over it."""
    return read(make_content(**changes))


def marked(change):
    """Return the lines of a change with + and - around what came and went."""
    signs = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return ["".join(signs[part.kind].format(part.text) for part in line.segments) for line in change.lines]


def test_equal_texts_differ_in_nothing():
    assert compare(content(), content()) == ()


def test_thai_is_compared_word_by_word():
    before = content(description_th="แจ้งเกิดเด็กแรกเกิดภายใน 15 วันนับแต่วันเกิด")
    after = content(description_th="แจ้งเกิดเด็กแรกเกิดได้ภายใน 30 วันนับแต่วันเกิด")

    (change,) = compare(before, after)

    assert (change.field, change.label) == ("description_th", "คำอธิบาย (ไทย)")
    assert marked(change) == ["แจ้งเกิดเด็กแรกเกิด+ได้+ภายใน -15-+30+ วันนับแต่วันเกิด"]


def test_a_text_written_anew_is_shown_whole_and_not_in_shreds():
    (change,) = compare(content(name_en="Lost card"), content(name_en="Apply for passport"))

    assert marked(change) == ["-Lost card-", "+Apply for passport+"]


def test_lists_are_compared_line_by_line():
    first = {"name_th": "ทะเบียนบ้าน", "name_en": "House book", "note_th": "", "note_en": ""}
    second = {"name_th": "รูปถ่าย", "name_en": "Photo", "note_th": "", "note_en": ""}

    (change,) = compare(content(evidence=[first]), content(evidence=[first, second]))

    assert change.is_list
    assert [line.kind for line in change.lines] == ["same", "added"]
    assert change.after == ("ทะเบียนบ้าน / House book", "รูปถ่าย / Photo")


def test_unknown_free_and_an_amount_are_different_things_in_words():
    free = [{"amount_satang": 0, "note_th": "", "note_en": ""}]
    paid = [{"amount_satang": 2_050, "note_th": "ฉบับละ", "note_en": ""}]

    to_free = compare(content(fees=None), content(fees=free))
    to_paid = compare(content(fees=free), content(fees=paid))

    assert (to_free[0].before, to_free[0].after) == (("ยังไม่มีข้อมูล",), ("ไม่มีค่าธรรมเนียม",))
    assert to_paid[0].after == ("20.50 บาท · ฉบับละ",)


def test_codes_are_shown_by_their_names_in_the_language_asked():
    names = {"category": {"id_card": "บัตรประชาชน", "driving_vehicle": "ใบขับขี่และรถ"}}
    before, after = content(), content(category="driving_vehicle", digital_level="full")

    thai = compare(before, after, names=names)
    english = compare(before, after, language="en")

    assert [(change.before, change.after) for change in thai] == [
        (("บัตรประชาชน",), ("ใบขับขี่และรถ",)),
        (("ดูข้อมูลอย่างเดียว",), ("ทำออนไลน์ได้จนจบ",)),
    ]
    assert [change.after for change in english] == [("driving_vehicle",), ("Fully online",)]


def test_how_sure_a_fact_is_is_a_change_of_its_own():
    (change,) = compare(content(), content(certainty={"fee": "conflicting"}))

    assert (change.field, change.label) == ("facts.fee", "ความแน่นอน: ค่าธรรมเนียม")
    assert (change.before, change.after) == (("ยังไม่ได้ยืนยันโดยหน่วยงาน",), ("แหล่งข้อมูลไม่ตรงกัน",))


def test_without_a_text_before_everything_is_new():
    changes = compare(None, content())

    assert {line.kind for change in changes for line in change.lines} == {"added"}
    assert [change.field for change in changes][:2] == ["name_th", "name_en"]


def test_a_lone_space_between_two_changes_belongs_to_the_change():
    assert words_changed("ก่อน ๑๕ วัน", "หลัง ๓๐ วัน")[:2] == (Segment("removed", "ก่อน ๑๕"), Segment("added", "หลัง ๓๐"))


@given(before=st.text(max_size=120), after=st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_the_segments_give_both_texts_back(before, after):
    segments = words_changed(before, after)

    assert "".join(part.text for part in segments if part.kind != "added") == before
    assert "".join(part.text for part in segments if part.kind != "removed") == after
    assert all(part.text for part in segments)


@given(before=contents(), after=contents())
@settings(max_examples=40, deadline=None)
def test_any_two_contents_can_be_compared(before, after):
    one, other = read(before), read(after)

    changes = compare(one, other)

    assert all(change.before != change.after for change in changes)
    assert bool(changes) or one.facts == other.facts
