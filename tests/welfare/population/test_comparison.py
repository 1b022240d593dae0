"""A reform beside the law in force: exact winners and losers, hidden small groups, and a page that stands alone."""

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest

from welfare.population import agreement, comparison, page, storage
from welfare.population.boundaries import Stored
from welfare.population.storage import Manifest
from welfare.rules.overlay import load_overlay
from welfare.rules.programmes import Programmes

OVERLAY = """
format: overlay/1
id: test-reform
title: "เบี้ย 1,000 <บาท>"
from: 2026-10-01
to: null
set:
  - {code: old_age_allowance, path: tables.steps.a60, value: 1000, cite: "ร่าง"}
  - {code: old_age_allowance, path: tables.steps.a80, value: 700, cite: "ร่าง"}
  - {code: child_support_grant, path: tables.rates.income_limit, value: 90000, cite: "ร่าง"}
"""


def pensioner(born: str | None) -> Stored:
    facts: Stored = {"nationality": "THA", "in_house_registration": True, "oaa_registration_date": "2020-01-01"}
    return facts | ({"birth_date": born} if born else {})


def parent(income: int | None) -> Stored:
    child = {"nationality": "THA", "birth_date": "2024-05-01", "csg_registration_date": "2024-06-01"}
    member = {"annual_income": income * 100} if income is not None else {}
    return {"nationality": "THA", "birth_date": "1995-01-01", "children": [child], "household_members": [member]}


PEOPLE = (
    [pensioner("1960-01-01")] * 20  # 600 becomes 1,000
    + [pensioner("1950-01-01")] * 12  # 700 stays
    + [pensioner("1940-01-01")] * 15  # 800 becomes 700
    + [pensioner(None)] * 11  # unknown stays unknown
    + [parent(95000)] * 13  # refused under the reform
    + [parent(80000)] * 30
    + [parent(None)] * 10
)


@pytest.fixture(scope="module")
def report(shipped: Programmes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("made") / "people"
    with duckdb.connect() as connection:
        agreement.load(connection, shipped.vocabulary, PEOPLE)
        storage.write_chunk(connection, folder, 0, ["persons", *shipped.vocabulary.lists])
    Manifest(len(PEOPLE), 1, "2026-10-01", 1, 0, storage.vocabulary_hash(shipped.vocabulary), "test").write(folder)
    overlay = load_overlay(OVERLAY)
    return comparison.compare(folder, folder / "out", shipped, overlay, overlay.since)


def of(report: dict[str, Any], code: str) -> dict[str, Any]:
    return next(each for each in report["programmes"] if each["code"] == code)


def test_only_what_the_overlay_touches_is_compared(report: dict[str, Any]):
    assert sorted(each["code"] for each in report["programmes"]) == ["child_support_grant", "old_age_allowance"]
    assert report["is_in_force"] is True


def test_winners_losers_and_the_range_of_cost_are_exact(report: dict[str, Any]):
    found = of(report, "old_age_allowance")

    assert (found["winners"], found["losers"], found["unclear"]) == (20, 15, 11)
    assert (found["newly_eligible"], found["newly_refused"], found["newly_unknown"]) == (0, 0, 0)
    base, reform = 20 * 600 + 12 * 700 + 15 * 800, 20 * 1000 + 12 * 700 + 15 * 700
    assert found["cost_thb"] == {
        "base": {"none": base, "all": base + base * 11 // 47},
        "reform": {"none": reform, "all": reform + reform * 11 // 47},
    }


def test_who_is_refused_under_the_reform_loses(report: dict[str, Any]):
    found = of(report, "child_support_grant")

    assert (found["winners"], found["losers"], found["newly_refused"]) == (0, 13, 13)
    # Nobody said whether the pensioners have children.
    assert found["unknown"] == {"base": 10 + 58, "reform": 10 + 58}
    assert found["counted"] == "households"


def test_ages_are_told_apart_and_small_groups_hidden(report: dict[str, Any]):
    rows = {row["name"]: row for row in of(report, "old_age_allowance")["by_age"]}

    assert rows["60-69"]["winners"] == 20
    assert rows["80+"]["losers"] == 15
    assert not any(
        value is not None and 0 < value < 10 for row in rows.values() for key, value in row.items() if key != "name"
    )


def test_the_page_stands_alone_and_says_what_it_is(report: dict[str, Any]):
    text = page.html(report)

    assert "ผลของร่าง: เบี้ย 1,000 &lt;บาท&gt;" in text
    assert "1 ต.ค. 2569" in text
    assert "สมมุติขึ้น" in text
    assert re.findall(r'(?:src|href)="?(?!data:)[^"\s>]*', text) == []
    assert re.findall(r"url\((?!data:)", text) == []


def test_every_chart_is_well_formed(report: dict[str, Any]):
    charts = page.charts(report)

    assert {"old_age_allowance-cost.svg", "old_age_allowance-ages.svg", "child_support_grant-ages.svg"} <= set(charts)
    for chart in charts.values():
        root = ElementTree.fromstring(chart)
        width, height = float(root.attrib["width"]), float(root.attrib["height"])
        for box in root.iter("{http://www.w3.org/2000/svg}rect"):
            assert (
                0
                <= float(box.attrib.get("x", 0))
                <= float(box.attrib.get("x", 0)) + float(box.attrib["width"])
                <= width
            )
            assert float(box.attrib.get("y", 0)) <= height


def test_an_overlay_outside_its_dates_changes_nothing(
    shipped: Programmes, invented: tuple[Path, Manifest], tmp_path: Path
):
    overlay = load_overlay(OVERLAY)

    before = comparison.compare(invented[0], tmp_path, shipped, overlay, overlay.since.replace(month=9))

    assert before["is_in_force"] is False
    assert {(each["winners"], each["losers"], each["newly_unknown"]) for each in before["programmes"]} == {(0, 0, 0)}
