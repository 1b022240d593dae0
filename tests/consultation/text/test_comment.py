"""One comment analysed whole: what its result says of itself, and what importing it costs."""

import subprocess
import sys

import pytest

from consultation.text import comment, keywords, lexicon, personal_data, stance
from consultation.text.personal_data import PersonalDatum


def test_a_changed_list_changes_the_version():
    contents = {"terms.txt": b"one", "idf.txt": b"two"}

    assert lexicon.version_of(contents) == lexicon.version_of(dict(reversed(contents.items())))
    assert lexicon.version_of(contents) != lexicon.version_of(contents | {"terms.txt": b"three"})
    assert lexicon.version_of({"a": b"bc"}) != lexicon.version_of({"ab": b"c"})


def test_a_result_says_what_made_it():
    found = comment.analyse("เห็นด้วย")

    assert found.made_by == ("comment", lexicon.version())
    assert lexicon.version()[:2] == "1-"
    assert len(bytes.fromhex(lexicon.version()[2:])) == 4


def test_equal_texts_give_equal_results():
    text = "ไม่เห็นด้วยกับมาตรา ๑๒ โทร 081-234-5678 นายสมชาย ใจดี"

    assert comment.analyse(text) == comment.analyse(text)


def test_the_form_comes_before_the_words():
    found = comment.analyse("ไม่เห็นด้วย", "support_with_changes")

    assert found.stance == stance.Stance("support_with_changes", "form", None)


def test_an_unknown_position_is_refused():
    with pytest.raises(ValueError, match="form: found 'mixed', expected one of neutral, oppose, support, support_with"):
        comment.analyse("ไม่เห็นด้วย", "mixed")


def test_personal_data_are_masked_by_kind():
    text = "ผมนายสมชาย ใจดี เลขบัตร 1-2345-67890-12-1 โทร ๐๘๑-๒๓๔-๕๖๗๘ อีเมล a@b.go.th ไลน์ไอดี som99"

    assert personal_data.masked(text) == "ผมนาย[ชื่อ] เลขบัตร [เลขบัตร] โทร [โทรศัพท์] อีเมล [อีเมล] ไลน์ไอดี [ไลน์]"


def test_a_finding_never_holds_the_value():
    found = personal_data.find("โทร 081-234-5678")

    assert found == (PersonalDatum("phone", 4, 16, None),)
    assert personal_data.numbers("นายสมชาย ใจดี โทร 081-234-5678") == (PersonalDatum("phone", 18, 30, None),)


def test_keywords_do_not_depend_on_other_comments_and_hold_no_personal_data():
    found = comment.analyse("ภาษีที่ดินแพง ภาษีที่ดินไม่เป็นธรรม โทร 081-234-5678 นายสมชาย ใจดี มาตรา 12")

    assert found.keywords[0] == "ภาษีที่ดิน"
    assert not any("081" in word or "สมชาย" in word or "มาตรา" in word for word in found.keywords)
    assert keywords.weight("ภาษีที่ดิน") > keywords.weight("มาก")


def test_what_the_web_process_uses_imports_nothing_heavy():
    program = (
        "import sys; from consultation.text import batch, comment, flags, personal_data; "
        "print(sorted({'numpy', 'scipy', 'sklearn'} & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (0, "[]\n")
