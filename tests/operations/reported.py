"""A reported hearing: `rows` issues with answers, and `rows` data sets that are ready."""

from typing import Any

from django.utils import timezone

from consultation.models import Hearing, HearingReport, OpenDataSet
from services.models import Agency
from superapp.paper.records import canonical
from tests.factories import services as make
from tests.operations.entry import Entry

CODE = "park-00-principles-1"


def make_reported(agency: Agency, rows: int) -> None:
    """Report on the first hearing that has closed."""
    now = timezone.now()
    hearing = Hearing.objects.get(code=CODE)
    author, publisher = (make.make_officer(name, (agency, "head")) for name in ("reporter", "publisher"))
    words = {"th": "ข้อความ", "en": "words"}
    answer = {"verdict": "accepted", "reasons": words, "changed_version": None, "changed_section": None}
    issues = [
        {
            "number": place,
            "title": words,
            "summary": words,
            "sections": [{"key": "s1", "number": "มาตรา ๑"}],
            "is_minority": False,
            "comments": 3,
            "answer": answer,
        }
        for place in range(rows)
    ]
    HearingReport.objects.create(
        hearing=hearing,
        content=canonical({"hearing": {"code": CODE}, "issues": issues} | _figures(rows, words)).decode(),
        digest="0" * 64,
        author=author,
        publisher=publisher,
        drawn_up_at=now,
        published_at=now,
    )
    for _ in range(rows):
        OpenDataSet.objects.create(
            hearing=hearing,
            state="ready",
            folder="open-data/x",
            manifest={"files": [{"name": "comments.csv", "rows": 1, "bytes": 9, "sha256": "0" * 64}]},
            asked_at=now,
            ended_at=now,
        )


def _figures(rows: int, words: dict[str, str]) -> dict[str, Any]:
    """Return the figures of a report that a machine found, `rows` of each."""
    numbers = {"comments": 3, "once": 2}
    day = {"day": "2026-11-20", "stances": 1} | numbers
    theme = {"id": "t", "label": words, "words": ["คำ"], "is_labelled_by_officer": False} | numbers
    return {
        "days": [day] * rows,
        "themes": {"themes": [theme] * rows},
        "campaigns": {
            "groups": rows,
            "grouped": 3 * rows,
            "largest": [{"id": "c", "comments": 3, "alike_percent": 91}] * rows,
        }
        | numbers,
        "map": {
            "people_voted": 60,
            "people_placed": 50,
            "groups": [{"number": 1, "people": 30}],
            "withheld": [],
        },
    }


def _figured(data: Any) -> tuple[int, int, int]:
    report = data["hearing"]["reports"][0]
    return len(report["days"]), len(report["themes"]), len(report["campaigns"]["largest"])


def _results(data: Any) -> tuple[int, int]:
    return len(data["hearing"]["reports"][0]["issues"]), len(data["hearing"]["dataSets"])


REPORTED: dict[str, Entry] = {
    "HearingResults": Entry(_results, (2, 2), (20, 20), lambda _: {"code": CODE}, queries=4),
    "HearingReportFigures": Entry(_figured, (2, 2, 2), (20, 20, 20), lambda _: {"code": CODE}, queries=2),
    "HearingReportContent": Entry(
        lambda data: len(data["hearing"]["reports"]), 1, 1, lambda _: {"code": CODE}, queries=2
    ),
}
