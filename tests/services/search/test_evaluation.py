"""The figures and the query file: exact values, and each fault said with file, line, found and expected."""

from pathlib import Path

import pytest

from services.search import evaluation

HEADER = "query_id,query,lang,style,rel1_code,rel1_grade,rel2_code,rel2_grade,rel3_code,rel3_grade\n"
KNOWN = frozenset({"a", "b", "c"})


def written(folder: Path, text: str) -> Path:
    path = folder / "queries.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("found", "grades", "expected"),
    [
        (["a"], {"a": 2}, 1.0),
        (["b", "a"], {"a": 2}, 0.6309297535714575),
        (["b", "a"], {"a": 2, "b": 1}, 0.7967075809905066),
        (["a", "b"], {"a": 2, "b": 1}, 1.0),
        ([], {"a": 2}, 0.0),
        (["x"] * 10 + ["a"], {"a": 2}, 0.0),
    ],
)
def test_ndcg(found: list[str], grades: dict[str, int], expected: float) -> None:
    assert evaluation.ndcg(found, grades) == pytest.approx(expected, abs=1e-12)


def test_report() -> None:
    queries = [
        evaluation.JudgedQuery("q1", "one", "th", "keyword", {"a": 2}),
        evaluation.JudgedQuery("q2", "two", "en", "keyword", {"a": 2}),
        evaluation.JudgedQuery("q3", "three", "en", "question", {"a": 2}),
    ]
    answers = {"one": ["a"], "two": ["b", "a"], "three": []}

    report = evaluation.evaluate(lambda text: answers[text], queries)

    figures = report.figures()
    assert figures.pop("p95_ms") >= 0
    assert figures == {
        "queries": 3,
        "ndcg_at_10": 0.5436,
        "mrr_at_10": 0.5,
        "p_at_1": 0.3333,
        "by_lang": {"en": 0.3155, "th": 1.0},
        "by_style": {"keyword": 0.8155, "question": 0.0},
    }


def test_table_shows_the_worst_first() -> None:
    queries = [
        evaluation.JudgedQuery("q1", "ดี", "th", "keyword", {"a": 2}),
        evaluation.JudgedQuery("q2", "ไม่ดี", "th", "keyword", {"a": 2}),
    ]

    report = evaluation.evaluate(lambda text: ["a"] if text == "ดี" else ["b"], queries)

    lines = evaluation.table(report, worst=1).splitlines()
    assert lines[0].startswith("2 queries   nDCG@10 0.500   MRR@10 0.500   right first 0.500")
    assert lines[-2:] == ["0.00  q2  ไม่ดี", "      wanted a:2   found b"]


def test_read(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff" + HEADER + 'q1,"หาย, ทำไง",th,question,a,2,b,1,,\nq2,x,en,english,c,1\n')

    assert evaluation.read(path, KNOWN) == [
        evaluation.JudgedQuery("q1", "หาย, ทำไง", "th", "question", {"a": 2, "b": 1}),
        evaluation.JudgedQuery("q2", "x", "en", "english", {"c": 1}),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: found columns nothing; expected also query_id, query, lang, style, rel1_code, rel1_grade"),
        ("query_id,query,lang,style\n", "line 1: found columns query_id, query, lang, style; expected also rel1_code"),
        (HEADER, "line 2: found no query; expected at least one"),
        (HEADER + "q1,,th,x,a,2,,,,\n", "line 2: found an empty query; expected what a person would type"),
        (HEADER + ",x,th,x,a,2,,,,\n", "line 2: found no query_id; expected an id in every row"),
        (HEADER + "q1,x,th,x,,,,,,\n", "line 2: found no relevant service; expected at least rel1_code"),
        (HEADER + "q1,x,th,x,a,3,,,,\n", "line 2: found grade 3 for a; expected 2 (exact) or 1 (acceptable)"),
        (HEADER + "q1,x,th,x,a,,,,,\n", "line 2: found grade nothing for a; expected 2 (exact)"),
        (HEADER + "q1,x,th,x,,2,,,,\n", "line 2: found a grade 2 without a code; expected the code of a service"),
        (HEADER + "q1,x,th,x,z,2,,,,\n", "line 2: found the code z; expected the code of a published service"),
        (HEADER + "q1,x,th,x,a,2\nq1,y,th,x,a,2\n", "found query_id q1 twice; expected each once"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, text: str, fault: str) -> None:
    path = written(tmp_path, text)

    with pytest.raises(evaluation.BadQueryFile) as caught:
        evaluation.read(path, KNOWN)

    assert str(caught.value).startswith(str(path))
    assert fault in str(caught.value)


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"query_id,\xff\xfe")

    with pytest.raises(evaluation.BadQueryFile, match="not UTF-8"):
        evaluation.read(latin)
    with pytest.raises(evaluation.BadQueryFile, match="found no file"):
        evaluation.read(tmp_path / "missing.csv")
    with pytest.raises(evaluation.BadQueryFile, match="cannot be read"):
        evaluation.read(tmp_path)
