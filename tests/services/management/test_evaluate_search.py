"""`bin/manage evaluate_search`: a table, one last line of JSON, and a clear word on a bad file."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from services.actions import catalogue
from tests.services.search.catalogue import DOCUMENTS

QUERIES = """query_id,query,lang,style,rel1_code,rel1_grade,rel2_code,rel2_grade,rel3_code,rel3_grade
q1,เงินคนแก่,th,keyword,elderly-allowance,2,,,,
q2,bat prachachon hai,romanised,romanised,id-lost,2,,,,
q3,ไฟดับ,th,keyword,pea-outage,2,,,,
"""


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "search_documents", lambda: list(DOCUMENTS))


def run(path: Path, *options: str) -> list[str]:
    out = io.StringIO()
    call_command("evaluate_search", str(path), *options, stdout=out)
    return out.getvalue().splitlines()


def test_prints_figures_last(tmp_path: Path) -> None:
    path = tmp_path / "queries.csv"
    path.write_text(QUERIES, encoding="utf-8")

    lines = run(path)

    figures = json.loads(lines[-1])
    assert figures.pop("p95_ms") > 0
    assert figures == {
        "queries": 3,
        "ndcg_at_10": 0.877,
        "mrr_at_10": 0.8333,
        "p_at_1": 0.6667,
        "by_lang": {"romanised": 1.0, "th": 0.8155},
        "by_style": {"keyword": 0.8155, "romanised": 1.0},
    }
    assert not any("q3" in line for line in lines)


def test_verbose_lists_the_worst(tmp_path: Path) -> None:
    path = tmp_path / "queries.csv"
    path.write_text(QUERIES, encoding="utf-8")

    lines = run(path, "--verbose", "--worst", "1")

    assert "0.63  q3  ไฟดับ" in lines
    assert "      wanted pea-outage:2   found mea-outage pea-outage" in lines


def test_bad_file_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "queries.csv"
    path.write_text(QUERIES + "q4,x,th,keyword,no-such,2,,,,\n", encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        run(path)

    assert str(caught.value) == f"{path}, line 5: found the code no-such; expected the code of a published service"
    assert caught.value.returncode == 1


def test_empty_catalogue_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "search_documents", list)

    with pytest.raises(CommandError, match="found no published service"):
        run(tmp_path / "queries.csv")
