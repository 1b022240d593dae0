"""What changed between two documents, field by field."""

from tests.factories import rules as make
from welfare.rules.differences import compare


def told(before: str, after: str) -> list[tuple[str, str, list[str]]]:
    """Return each change as field, kind, and its lines that differ, with +, - or ~ and [-old-]{+new+} inside."""
    found = []
    for change in compare(before, after):
        lines = []
        for line in change.lines:
            if line.kind == "same":
                continue
            marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
            said = "".join(marks[part.kind].format(part.text) for part in line.segments)
            lines.append({"added": "+", "removed": "-", "changed": "~"}[line.kind] + said)
        found.append((change.field, change.kind, lines))
    return found


def test_the_same_text_differs_in_nothing() -> None:
    assert compare(make.text(), make.text()) == ()
    assert compare("a: 1 # a remark", "a:   1") == ()


def test_a_rate_that_changed_is_one_word_in_one_row() -> None:
    (table, *tests) = told(make.text(), make.text(amount=400))

    assert table == (
        "tables.rates",
        "changed",
        ["~rows: from 2024-01-01, to ไม่มีกำหนด, amount [-300,-]{+400,+} limit 100000, cite reg"],
    )
    assert [field for field, *_ in tests] == ["tests.all_met"]


def test_criteria_are_compared_by_id_and_their_order_is_told() -> None:
    before = "{criteria: [{id: a, expr: x}, {id: b, expr: y}]}"
    after = "{criteria: [{id: b, expr: y}, {id: c, expr: z}]}"

    assert told(before, after) == [
        ("criteria.c", "added", ["+{+id c, expr z+}"]),
        ("criteria_order", "changed", ["~[-a-]{+b+} → [-b-]{+c+}"]),
        ("criteria.a", "removed", ["-[-id a, expr x-]"]),
    ]


def test_a_first_version_is_all_new() -> None:
    changes = compare("", make.text())

    assert {change.kind for change in changes} == {"added"}
    assert [change.field for change in changes][:4] == ["format", "code", "version", "title"]


def test_thai_sentences_keep_what_stayed() -> None:
    before, after = '{title: {th: "เบี้ยยังชีพ ผู้สูงอายุ"}}', '{title: {th: "เบี้ยยังชีพ คนพิการ"}}'

    assert told(before, after) == [("title", "changed", ["~th: เบี้ยยังชีพ [-ผู้สูงอายุ-]{+คนพิการ+}"])]


def test_a_text_that_cannot_be_read_is_compared_line_by_line() -> None:
    assert told("a: [\nb: 1", "a: [\nb: 2") == [("text", "changed", ["~b: [-1-]{+2+}"])]
