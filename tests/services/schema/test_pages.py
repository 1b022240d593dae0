"""What citizens see: in their language, at a municipality, with an alert up, with a fee unknown or disputed."""

from datetime import timedelta
from typing import Any

import pytest

from services.actions import catalogue, facts
from tests.asking import Asker
from tests.factories import services as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]

WORDS = {"messageTh": "ระบบบัตรขัดข้อง", "messageEn": "The card system is down"}


@pytest.mark.parametrize(
    ("accepted", "language", "name", "office", "fee"),
    [
        ("", "th", "ทำบัตรประชาชนใหม่ กรณีบัตรหาย", "กรมการปกครอง", "100 บาท"),
        ("th-TH,en;q=0.5", "th", "ทำบัตรประชาชนใหม่ กรณีบัตรหาย", "กรมการปกครอง", "100 บาท"),
        ("fr", "th", "ทำบัตรประชาชนใหม่ กรณีบัตรหาย", "กรมการปกครอง", "100 บาท"),
        ("en", "en", "Replace a lost national ID card", "Department of Provincial Administration", "100 baht"),
        (
            "en-GB,en;q=0.9,th;q=0.1",
            "en",
            "Replace a lost national ID card",
            "Department of Provincial Administration",
            "100 baht",
        ),
    ],
)
def test_a_page_is_in_the_language_asked_for(
    ask: Asker, author: Any, approver: Any, accepted: str, language: str, name: str, office: str, fee: str
) -> None:
    make.make_published(author, approver)

    answer = ask("ServicePage", {"code": "id-lost"}, language=accepted)

    service = answer.data["service"]
    assert answer.response.headers["Content-Language"] == language
    assert (service["name"], service["agency"]["name"], service["feeText"]) == (name, office, fee)


def test_a_page_in_one_language_does_not_answer_for_the_other(ask: Asker, author: Any, approver: Any) -> None:
    make.make_published(author, approver)

    texts = {
        (turn, language): ask("ServicePage", {"code": "id-lost"}, language=language).data["service"]["description"]
        for turn in (1, 2)
        for language in ("th", "en")
    }

    assert texts[1, "th"] == texts[2, "th"]
    assert texts[1, "en"] == texts[2, "en"]
    assert texts[1, "en"].startswith("Report a lost identity card")
    assert texts[1, "th"].startswith("แจ้งบัตรหาย")


def test_dates_are_of_the_buddhist_era_in_thai_and_of_the_common_era_in_english(
    ask: Asker, author: Any, approver: Any
) -> None:
    make.make_published(author, approver)

    thai = ask("ServicePage", {"code": "id-lost"}).data["service"]
    english = ask("ServicePage", {"code": "id-lost"}, language="en").data["service"]

    assert (thai["publishedText"], english["publishedText"]) == ("21 พฤศจิกายน 2569", "21 November 2026")
    assert thai["publishedAt"] == english["publishedAt"] == "2026-11-21T10:00:00+07:00"


def test_a_municipality_offers_what_the_body_that_stands_for_it_publishes(
    ask: Asker, author: Any, approver: Any, agency: Any
) -> None:
    make.make_agency("TESSABAN", name_th="เทศบาลนครเชียงใหม่", name_en="Chiang Mai City", parent=agency)
    make.make_published(author, approver)

    answer = ask("AgencyPage", {"code": "TESSABAN"}).data["agency"]

    assert answer["parent"]["code"] == "DOPA"
    assert answer["serviceCount"] == 1
    assert [edge["node"]["code"] for edge in answer["services"]["edges"]] == ["id-lost"]


def test_a_service_is_told_apart_from_one_that_is_only_being_written(ask: Asker, author: Any, approver: Any) -> None:
    make.make_draft(author, "id-draft")
    make.make_review(author, "id-review")

    for code in ("id-draft", "id-review", "no-such", "", "ID-LOST", "x" * 10_000):
        assert ask("ServicePage", {"code": code}).data == {"service": None}


def test_an_alert_shows_at_once_everywhere_and_is_gone_after_its_end(
    ask: Asker, author: Any, approver: Any, now: Any
) -> None:
    make.make_published(author, approver)
    assert _alerts(ask) == [None, None, None, []]
    ends_at = now + timedelta(days=300)

    told = {"code": "id-lost", "severity": "DISRUPTION", "endsAt": ends_at.isoformat(), **WORDS}
    posted = ask("PostServiceAlert", {"input": told}, viewer=author)

    assert posted.data["postServiceAlert"] == {"serviceCode": "id-lost", "problems": []}
    assert _alerts(ask) == ["ระบบบัตรขัดข้อง"] * 3 + [["id-lost"]]
    assert catalogue.clear_ended_alerts(now=ends_at - timedelta(seconds=1)) == 0
    assert _alerts(ask) == ["ระบบบัตรขัดข้อง"] * 3 + [["id-lost"]]
    assert catalogue.clear_ended_alerts(now=ends_at) == 1
    assert _alerts(ask) == [None, None, None, []]


def test_an_alert_that_is_taken_down_is_gone_at_once(ask: Asker, author: Any, approver: Any) -> None:
    make.make_published(author, approver)
    ask("PostServiceAlert", {"input": {"code": "id-lost", "severity": "NOTICE", **WORDS}}, viewer=author)
    assert _alerts(ask)[3] == ["id-lost"]

    cleared = ask("ClearServiceAlert", {"input": {"code": "id-lost"}}, viewer=approver)

    assert cleared.data["clearServiceAlert"] == {"serviceCode": "id-lost", "problems": []}
    assert _alerts(ask) == [None, None, None, []]


def _alerts(ask: Asker) -> list[Any]:
    page = ask("ServicePage", {"code": "id-lost"}).data["service"]["alert"]
    hit = ask("SearchServices", {"query": "บัตรหาย"}).data["searchServices"]["edges"][0]["node"]["alert"]
    changed = ask("CatalogueChanges", {"sinceVersion": 0}).data["catalogueChanges"]["edges"]
    (copied,) = [edge["node"]["service"]["alert"] for edge in changed if edge["node"]["service"]]
    alerted = [service["code"] for service in ask("Home").data["alertedServices"]]
    return [alert and alert["message"] for alert in (page, hit, copied)] + [alerted]


def fee_texts(ask: Asker, language: str = "th") -> dict[str, str]:
    """Return the fee of the only service in every place that shows it."""

    def first(operation: str, *path: str, **variables: Any) -> Any:
        found = ask(operation, variables, language=language).data
        for name in path:
            found = found[name]
        return found["edges"][0]["node"]["feeText"]

    changes = ask("CatalogueChanges", {"sinceVersion": 0}, language=language).data["catalogueChanges"]["edges"]
    return {
        "page": ask("ServicePage", {"code": "id-lost"}, language=language).data["service"]["feeText"],
        "list": first("ServiceList", "services"),
        "search": first("SearchServices", "searchServices", query="บัตรหาย"),
        "agency": first("AgencyPage", "agency", "services", code="DOPA"),
        "category": first("CategoryPage", "category", "services", code="id_card"),
        "life event": first("LifeEventPage", "lifeEvent", "services", code="crime_victim"),
        "focus area": first("FocusAreaPage", "focusArea", "services", code="welfare"),
        "copy": next(edge["node"]["service"]["feeText"] for edge in changes if edge["node"]["service"]),
    }


FREE = [{"amount_satang": 0, "note_th": "", "note_en": ""}]
PRICE = [{"amount_satang": 10_000, "note_th": "", "note_en": ""}]
BY_SIZE = [{"amount_satang": None, "note_th": "ตามขนาดพื้นที่", "note_en": "By area"}]


@pytest.mark.parametrize(
    ("fees", "certainty", "thai", "english", "is_free"),
    [
        (None, "unknown", "ยังไม่มีข้อมูล", "Not known yet", False),
        (FREE, "general_knowledge", "ไม่มีค่าธรรมเนียม", "Free", True),
        (PRICE, "general_knowledge", "100 บาท", "100 baht", False),
        (BY_SIZE, "published_source", "ตามขนาดพื้นที่", "By area", False),
        (PRICE, "conflicting", "100 บาท (แหล่งข้อมูลไม่ตรงกัน)", "100 baht (Sources disagree)", False),
        (FREE, "conflicting", "ไม่มีค่าธรรมเนียม (แหล่งข้อมูลไม่ตรงกัน)", "Free (Sources disagree)", False),
        (PRICE + FREE, "general_knowledge", "100 บาท; ไม่มีค่าธรรมเนียม", "100 baht; Free", False),
    ],
)
def test_a_fee_says_the_same_wherever_it_stands_and_is_free_only_when_that_is_known(
    ask: Asker, author: Any, approver: Any, fees: Any, certainty: str, thai: str, english: str, is_free: bool
) -> None:
    make.make_published(author, approver, fees=fees, certainty={"fee": certainty}, focus_area="welfare")

    assert set(fee_texts(ask).values()) == {thai}
    assert set(fee_texts(ask, "en").values()) == {english}
    free = ask("ServiceList", {"filter": {"freeOnly": True}}).data["services"]["edges"]
    assert [edge["node"]["code"] for edge in free] == (["id-lost"] if is_free else [])


def test_an_unknown_fee_is_null_and_a_free_one_is_a_fee_of_nothing(ask: Asker, author: Any, approver: Any) -> None:
    make.make_published(author, approver, "id-unknown", fees=None)
    make.make_published(author, approver, "id-free", fees=FREE)

    unknown = ask("ServicePage", {"code": "id-unknown"}).data["service"]
    free = ask("ServicePage", {"code": "id-free"}).data["service"]

    assert unknown["fees"] is None
    assert [fee["amount"]["satang"] for fee in free["fees"]] == [0]
    assert _fact(unknown, "FEE")["certainty"] == "UNKNOWN"
    assert _fact(free, "FEE")["certainty"] == "AGENCY_CONFIRMED"


def test_documents_that_are_not_known_are_not_none(ask: Asker, author: Any, approver: Any) -> None:
    make.make_published(author, approver, "id-unknown", evidence=None)
    make.make_published(author, approver, "id-none", evidence=[])

    unknown = ask("ServicePage", {"code": "id-unknown"}).data["service"]
    none = ask("ServicePage", {"code": "id-none"}).data["service"]

    assert (unknown["evidence"], unknown["evidenceText"]) == (None, "ยังไม่มีข้อมูล")
    assert (none["evidence"], none["evidenceText"]) == ([], "ไม่ต้องใช้เอกสาร")


def test_a_page_says_how_sure_each_statement_is_and_who_confirmed_it_when(
    ask: Asker, author: Any, approver: Any, now: Any
) -> None:
    make.make_published(author, approver, certainty={"legal": "conflicting"})
    facts.confirm(viewer=author, facts=[("id-lost", "output")], now=now)

    service = ask("ServicePage", {"code": "id-lost"}, language="en").data["service"]

    assert len(service["facts"]) == 9
    confirmed, disputed = _fact(service, "OUTPUT"), _fact(service, "LEGAL")
    assert (confirmed["certaintyText"], confirmed["confirmedText"]) == (
        "Confirmed by the agency",
        "Confirmed by the agency on 21 November 2026",
    )
    assert (disputed["certaintyText"], disputed["confirmedAt"]) == ("Sources disagree", None)
    assert service["confirmedFactCount"] == sum(fact["confirmedAt"] is not None for fact in service["facts"])


def test_figures_add_up(ask: Asker, author: Any, approver: Any) -> None:
    make.make_published(author, approver)
    make.make_published(author, approver, "id-online", digital_level="full")

    figures = ask("CatalogueStatistics", language="en").data["catalogueStatistics"]

    assert (figures["serviceCount"], figures["agencyCount"], figures["factCount"]) == (2, 1, 18)
    assert [(each["code"], each["count"]) for each in figures["byDigitalLevel"]] == [
        ("information", 1),
        ("form", 0),
        ("full", 1),
    ]
    assert sum(each["count"] for each in figures["byCertainty"]) == 18


def _fact(service: dict[str, Any], name: str) -> dict[str, Any]:
    (fact,) = [fact for fact in service["facts"] if fact["name"] == name]
    found: dict[str, Any] = fact
    return found
