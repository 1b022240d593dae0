"""Draft laws in the API: published texts for everybody, what is worked on for nobody."""

from typing import Any

import pytest

from consultation.models import DraftLaw, Section
from superapp.api.ids import global_id
from tests.asking import Asker
from tests.consultation.drafts.conftest import SECOND, bring_in

NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
FREE = "query ($code: String!) { draftLaw(code: $code) { title version { sections { totalCount } } amends { code } } }"


def lines_of(section: dict[str, Any]) -> list[str]:
    marks = {"SAME": "{}", "ADDED": "[+{}]", "REMOVED": "[-{}]"}
    return ["".join(marks[span["kind"]].format(span["text"]) for span in line["spans"]) for line in section["lines"]]


@pytest.mark.django_db
def test_the_difference_reads_section_by_section(sample_laws, ask: Asker) -> None:
    answer = ask("DraftLawDifference", {"code": "older-persons-fund", "number": 2, "changedOnly": True})

    found = answer.data["draftLawDifference"]
    assert (found["isAgainstAmendedLaw"], found["older"]["number"], found["newer"]["number"]) == (False, 1, 2)
    sections = [edge["node"] for edge in found["sections"]["edges"]]
    assert [
        (each["change"], [row["number"] for row in each["before"]], [row["number"] for row in each["after"]])
        for each in sections
    ] == [
        ("EDITED", ["มาตรา ๙"], ["มาตรา ๙"]),
        ("SPLIT", ["มาตรา ๑๑"], ["มาตรา ๑๑", "มาตรา ๑๒"]),
        ("EDITED", ["มาตรา ๑๔"], ["มาตรา ๑๕"]),
        ("EDITED", ["มาตรา ๑๕"], ["มาตรา ๑๖"]),
        ("EDITED", ["มาตรา ๑๕/๑"], ["มาตรา ๑๖/๑"]),
        ("EDITED", ["มาตรา ๑๕/๒"], ["มาตรา ๑๖/๒"]),
        ("EDITED", ["มาตรา ๑๕/๓"], ["มาตรา ๑๖/๓"]),
        ("ADDED", [], ["มาตรา ๑๖/๔"]),
        ("EDITED", ["มาตรา ๑๕/๘"], ["มาตรา ๑๖/๙"]),
        ("REMOVED", ["มาตรา ๒๓"], []),
    ]
    assert lines_of(sections[3]) == ["เงินและดอกผลตาม[-มาตรา ๑๔][+มาตรา ๑๕] ไม่ต้องนำส่งกระทรวงการคลังเป็นรายได้แผ่นดิน"]
    assert sections[1]["changeText"] == "แยกเป็นหลายมาตรา"


@pytest.mark.django_db
def test_a_draft_is_compared_with_the_law_it_amends(sample_laws, ask: Asker) -> None:
    fields = {"code": "older-persons-fund", "number": 1, "changedOnly": True}

    amended = ask("DraftLawDifference", {**fields, "againstAmendedLaw": True}, language="en").data["draftLawDifference"]

    assert (amended["isAgainstAmendedLaw"], amended["older"]["law"]["code"]) == (True, "older-persons-2546")
    changes = [edge["node"]["changeText"] for edge in amended["sections"]["edges"]]
    assert changes == ["Edited", "Edited", *["New"] * 8]
    # The first version has none before it, a law in force amends none, and there is no version 9.
    for nothing in (
        fields,
        fields | {"number": 9},
        {"code": "older-persons-2546", "number": 1, "againstAmendedLaw": True},
    ):
        assert ask("DraftLawDifference", nothing).data == {"draftLawDifference": None}
    assert ask("DraftLawDifference", fields | {"number": 2, "against": 3}).data == {"draftLawDifference": None}


@pytest.mark.django_db
def test_a_law_page_shows_text_summary_and_what_it_amends(sample_laws, ask: Asker) -> None:
    law = ask("DraftLawPage", {"code": "older-persons-fund", "number": 3}, language="en").data["draftLaw"]

    assert (law["title"], law["amends"]["code"], law["isSample"]) == (
        "Older Persons Bill (sample)",
        "older-persons-2546",
        True,
    )
    assert [version["number"] for version in law["versions"]] == [3, 2, 1]
    nodes = [edge["node"] for edge in law["version"]["sections"]["edges"]]
    assert [(each["kind"], each["number"]) for each in nodes[:3]] == [
        ("PREAMBLE", ""),
        ("SECTION", "มาตรา ๑"),
        ("SECTION", "มาตรา ๒"),
    ]
    assert nodes[1]["summary"] == "บอกชื่อของกฎหมาย"


@pytest.mark.django_db
def test_laws_are_listed_by_agency(sample_laws, ask: Asker) -> None:
    laws = ask("DraftLawList", {"agencyCode": "DGA"}).data["draftLaws"]["edges"]

    assert [edge["node"]["code"] for edge in laws] == ["digital-government-2562", "open-data-principles"]


def test_what_is_worked_on_is_not_there_for_anybody(
    published, author, citizen, anonymous, officer_elsewhere, ask: Asker
) -> None:
    bring_in(author, SECOND)
    added = Section.objects.get(key="s3-v2")
    unpublished = [global_id("dvr", "public-parks.2"), global_id("sec", str(added.public_id))]
    DraftLaw.objects.create(code="secret", title_th="ลับ", instrument="act", agency=published.law.agency)

    for viewer in (anonymous, citizen, officer_elsewhere, author):
        page = ask("DraftLawPage", {"code": "public-parks"}, viewer=viewer).data["draftLaw"]
        assert [version["number"] for version in page["versions"]] == [1]
        assert (
            ask("DraftLawPage", {"code": "public-parks", "number": 2}, viewer=viewer).data["draftLaw"]["version"]
            is None
        )
        assert ask("DraftLawPage", {"code": "secret"}, viewer=viewer).data == {"draftLaw": None}
        assert len(ask("DraftLawList", {"agencyCode": "DOPA"}, viewer=viewer).data["draftLaws"]["edges"]) == 1
        for id_ in [
            *unpublished,
            global_id("dlw", "secret"),
            global_id("sec", "x"),
            global_id("dvr", "public-parks.x"),
        ]:
            assert ask(NODE, {"id": id_}, viewer=viewer).data == {"node": None}


def test_every_id_leads_back(published, ask: Asker) -> None:
    page = ask("DraftLawPage", {"code": "public-parks"}).data["draftLaw"]
    section = page["version"]["sections"]["edges"][2]["node"]

    for id_, name in (
        (page["id"], "DraftLaw"),
        (page["version"]["id"], "DraftVersion"),
        (section["section"]["id"], "Section"),
    ):
        assert ask(NODE, {"id": id_}).data == {"node": {"__typename": name, "id": id_}}
    assert (
        page["version"]["sections"]["edges"][3]["node"]["parentSectionId"]
        == (page["version"]["sections"]["edges"][1]["node"]["section"]["id"])
    )
