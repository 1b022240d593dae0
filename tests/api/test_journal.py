"""The journal and the request's line: what is written, and what never is."""

import logging
import sys

import orjson
import pytest
import structlog

from superapp.api import journal
from superapp.api.language import language_of
from superapp.thai.identity import check_digit
from tests.asking import Asker

ID = "1101700230708"
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def lines(captured: str) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in captured.splitlines() if line.startswith("{")]


def test_the_sample_id_is_a_valid_one():
    assert journal._is_citizen_id(ID)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"id {ID} end", "id [id] end"),
        ("1-1017-00230-70-8", "[id]"),
        ("1 1017 00230 70 8", "[id]"),
        (ID.translate(THAI_DIGITS), "[id]"),
        ("1101700230709", "1101700230709"),
        ("081-234-5678 or 0812345678", "[phone] or [phone]"),
        ("+66 81 234 5678", "[phone]"),
        ("Bearer abc.def", "[token]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.c2ln", "[token]"),
        ("1.1017.00230.70.8 1_1017_00230_70_8 1/1017/00230/70/8", "[id] [id] [id]"),
        ("1–1017—00230‑70−8", "[id]"),
        ("1 - 1017 - 00230 - 70 - 8", "[id]"),
        ("1\u200b1017\u200b00230\u200b70\u200b8", "[id]"),
        ("๑-๑๐๑๗-๐๐๒๓๐-๗๐-๘", "[id]"),
        ("1101๗00230๗08", "[id]"),
        ("５ 1-1017-00230-70-8 9", "5 [id] 9"),
        (f"pid={ID},pid2={ID}", "pid=[id],pid2=[id]"),
        ('{"pid": "1101700230708"}', '{"pid": "[id]"}'),
        ("11017002307081", "11017002307081"),
        ("๐๘๑-๒๓๔-๕๖๗๘ และ 02-123-4567", "[phone] และ [phone]"),
        ("2026-11-21T10:00:03.123456Z", "2026-11-21T10:00:03.123456Z"),
        ("Authorization: Basic c2VjcmV0", "Authorization: [token]"),
        ("refresh_token=abc123def sessionid: 'xyz12345'", "refresh_token=[token] sessionid: '[token]'"),
        ("GET /people/exports/ImFiYyI:1x:sig done", "GET /people/exports/[token] done"),
        ("GET /x?q=secret&b=1 done", "GET /x?[query] done"),
        ("plain text 42", "plain text 42"),
    ],
)
def test_what_could_name_a_person_is_blotted_out(text: str, shown: str):
    assert journal.masked(text) == shown


def test_what_is_no_text_is_looked_through_as_well(capsys: pytest.CaptureFixture[str]):
    structlog.get_logger().warning("x", frames=[f"a {ID}", {"deep": (ID,)}], count=int(ID), rows=3, cache=None, ms=1.5)

    (line,) = lines(capsys.readouterr().err)
    assert line["frames"] == ["a [id]", {"deep": ["[id]"]}]
    assert (line["count"], line["rows"], line["cache"], line["ms"]) == ("[id]", 3, None, 1.5)


def test_every_form_of_a_thousand_numbers_is_blotted_out():
    """Whatever stands around or between the digits."""
    for number in range(1_000):
        first = f"98{number:010d}"
        pid = first + check_digit(first)
        forms = [pid, "-".join((pid[0], pid[1:5], pid[5:10], pid[10:12], pid[12])), " ".join(pid)]
        for form in forms + [form.translate(THAI_DIGITS) for form in forms]:
            assert journal.masked(f"no. {form}!") == "no. [id]!"


def test_an_unknown_key_shows_its_name_only(capsys: pytest.CaptureFixture[str]):
    structlog.get_logger().warning("x", code="A", citizen_name="สมชาย", document=f"d {ID}")

    (line,) = lines(capsys.readouterr().err)
    assert (line["code"], line["citizen_name"], line["document"], line["level"]) == ("A", "?", "d [id]", "warning")


def test_an_exception_is_its_class_and_places(capsys: pytest.CaptureFixture[str]):
    try:
        raise LookupError(f"person {ID}")
    except LookupError as error:
        structlog.get_logger().error("surprise", exc_info=error)

    (line,) = lines(capsys.readouterr().err)
    assert line["error"] == "LookupError"
    assert line["frames"][-1].endswith("test_an_exception_is_its_class_and_places")
    assert ID not in str(line)


def test_what_libraries_log_is_written_the_same_way():
    try:
        raise ValueError(ID)
    except ValueError:
        record = logging.LogRecord("lib", logging.ERROR, "f", 1, "about %s", (ID,), sys.exc_info())

    line = orjson.loads(journal.JsonFormatter().format(record))

    assert (line["event"], line["level"], line["logger"], line["error"]) == ("about [id]", "error", "lib", "ValueError")
    assert ID not in str(line)


def test_a_request_is_one_line_without_variables_or_query(ask: Asker, capsys: pytest.CaptureFixture[str], citizen):
    ask("query Say($t: String) { echo(text: $t) }", {"t": f"secret {ID}"}, viewer=citizen, x_request_id="request-0001")

    (line,) = lines(capsys.readouterr().err)
    told = ("event", "request_id", "method", "route", "status", "operation", "cost", "rows")
    assert {key: line[key] for key in told} == {
        "event": "request", "request_id": "request-0001", "method": "POST", "route": "graphql", "status": 200,
        "operation": "Say", "cost": 0, "rows": 0,
    }  # fmt: skip
    assert line["viewer"] == citizen.pseudonym
    assert len(line["document"]) == 16
    assert "secret" not in str(line)


def test_the_outcome_of_the_cache_is_told(ask: Asker, capsys: pytest.CaptureFixture[str]):
    ask("{ towns { totalCount } }")
    ask("{ towns { totalCount } }")

    assert [line["cache"] for line in lines(capsys.readouterr().err)] == ["miss", "hit"]


def test_a_surprise_shows_an_incident_and_nothing_else(ask: Asker, capsys: pytest.CaptureFixture[str]):
    answer = ask("{ broken whoami }", language="en", x_request_id="incident-01")

    assert answer.data == {"broken": None, "whoami": "-"}
    assert answer.errors == [
        {
            "message": "Something went wrong on our side: please quote the incident",
            "locations": [{"line": 1, "column": 3}],
            "path": ["broken"],
            "extensions": {"code": "INTERNAL_SERVER_ERROR", "incident": "incident-01"},
        }
    ]
    told = lines(capsys.readouterr().err)[0]
    assert (told["event"], told["incident"], told["error"]) == ("surprise", "incident-01", "RuntimeError")
    assert "1234567890121" not in str(told)


def test_time_used_up_is_an_error_of_its_field(ask: Asker):
    answer = ask("{ slow { name } }", language="en")

    assert (answer.status, answer.data, answer.codes) == (200, None, ["TIMEOUT"])
    assert answer.errors[0]["message"] == "It took longer than allowed"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "th"), ("", "th"), ("th", "th"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("EN-gb", "en"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"), ("en;q=0.8,th;q=0.9", "th"), ("en, th", "th"), ("fr, en;q=0.1", "en"),
        ("fr", "th"), ("*", "th"), ("en;q=0.5, *", "th"), ("*;q=0.1, en", "en"), ("en;q=0", "th"), ("en;q=x", "th"),
        ("th;q=0, *", "en"), (";;;,,,==", "th"), ("en" * 400, "th"),
    ],
)  # fmt: skip
def test_the_language_is_thai_unless_english_is_preferred(header: str | None, language: str):
    assert language_of(header) == language
