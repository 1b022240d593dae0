"""The figures of a report counted again by plain SQL, written without looking at how the report counts."""

# ruff: noqa: E501 - a statement is read as a whole

from collections.abc import Iterator
from typing import Any

from django.db import connection

SHOWN = "c.hearing_id = %(hearing)s AND c.status = 'visible' AND NOT c.is_private"
PUBLIC = f"consultation_comment c WHERE {SHOWN}"


def differing(hearing: Any, report: dict[str, Any]) -> list[str]:
    """Return each figure of the report that differs from its recount, with both."""
    ask = _Asking(hearing.pk)
    return [
        f"{name}: report {told}, SQL {counted}"
        for name, told, counted in (
            *_basics(ask, report),
            *_words(ask, report),
            *_groups(ask, report),
            *_rest(ask, report),
        )
        if told != counted
    ]


class _Asking:
    def __init__(self, hearing: int) -> None:
        self.hearing = hearing

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of one statement about the hearing."""
        with connection.cursor() as cursor:
            cursor.execute(sql, {"hearing": self.hearing})
            return list(cursor.fetchall())

    def one(self, sql: str) -> Any:
        """Return the only value of one statement."""
        return self.rows(sql)[0][0]


Line = tuple[str, Any, Any]


def _basics(ask: _Asking, report: dict[str, Any]) -> Iterator[Line]:
    comments = report["comments"]
    by_status = dict(
        ask.rows("SELECT status, count(*) FROM consultation_comment WHERE hearing_id = %(hearing)s GROUP BY 1")
    )
    yield "received", comments["received"], sum(by_status.values())
    yield "shown", comments["shown"], ask.one(f"SELECT count(*) FROM {PUBLIC}")
    for status in ("hidden", "pending", "removed", "erased"):
        yield status, comments[status], by_status.get(status, 0)
    keys = dict(
        ask.rows(
            "SELECT s.id, s.key FROM consultation_section s JOIN consultation_hearing h ON h.law_id = s.law_id WHERE h.id = %(hearing)s"
        )
    )
    counted = {keys[section]: number for section, number in ask.rows(
        f"SELECT c.section_id, count(*) FROM {PUBLIC} AND c.section_id IS NOT NULL GROUP BY 1")}  # fmt: skip
    yield "by section", {one["key"]: one["shown"] for one in comments["by_section"]}, counted
    yield "participants", report["participation"]["participants"], ask.one(
        "SELECT count(*) FROM consultation_participant WHERE hearing_id = %(hearing)s")  # fmt: skip
    stances = dict(ask.rows(
        "SELECT s.value, count(*) FROM consultation_stance s JOIN consultation_participant p ON p.id = s.participant_id "
        "WHERE p.hearing_id = %(hearing)s AND s.section_id IS NULL GROUP BY 1"))  # fmt: skip
    yield "stances", report["stances"]["overall"], {name: stances.get(name, 0) for name in report["stances"]["overall"]}
    day = {
        "postgresql": "({0} AT TIME ZONE 'Asia/Bangkok')::date",
        "sqlite": "date({0}, '+7 hours')",
    }[connection.vendor]
    days = {
        str(at): number
        for at, number in ask.rows(f"SELECT {day.format('c.created_at')}, count(*) FROM {PUBLIC} GROUP BY 1")
    }
    yield "days", {one["day"]: one["comments"] for one in report["days"] if one["comments"]}, days


def _words(ask: _Asking, report: dict[str, Any]) -> Iterator[Line]:
    found = dict(ask.rows(
        f"SELECT f.stance, count(*) FROM consultation_commentfinding f JOIN {PUBLIC.replace(' WHERE', ' ON c.id = f.comment_id WHERE')} GROUP BY 1"))  # fmt: skip
    overall = report["words"]["overall"]
    yield "stances in words", overall, {name: found.get(name, 0) for name in overall}
    yield "read", sum(overall.values()), ask.one(f"SELECT count(*) FROM {PUBLIC}")


def _groups(ask: _Asking, report: dict[str, Any]) -> Iterator[Line]:
    campaigns = report["campaigns"]
    sizes = [number for _, number in ask.rows(
        "SELECT m.campaign_id, count(*) FROM consultation_campaignmember m JOIN consultation_comment c ON c.id = m.comment_id "
        f"WHERE {SHOWN} GROUP BY 1")]  # fmt: skip
    public = ask.one(f"SELECT count(*) FROM {PUBLIC}")
    yield "once", campaigns["once"], public - sum(sizes) + len(sizes)
    yield "campaigns", campaigns["groups"], sum(size > 2 for size in sizes)
    yield "in campaigns", campaigns["grouped"], sum(size for size in sizes if size > 2)
    yield (
        "largest",
        [one["comments"] for one in campaigns["largest"]],
        sorted(sizes, reverse=True)[: len(campaigns["largest"])],
    )
    yield "days once", sum(one["once"] for one in report["days"]), public - sum(sizes) + len(sizes)
    rows = ask.rows(
        "SELECT t.public_id, COALESCE(k.campaign_id, -m.comment_id), f.stance FROM consultation_thememember m "
        "JOIN consultation_theme own ON own.id = m.theme_id "
        "JOIN consultation_theme t ON t.id = COALESCE(own.merged_into_id, own.id) "
        "JOIN consultation_themeset s ON s.id = m.set_id AND s.section_id IS NULL "
        "JOIN consultation_comment c ON c.id = m.comment_id "
        "LEFT JOIN consultation_commentfinding f ON f.comment_id = c.id "
        f"LEFT JOIN consultation_campaignmember k ON k.comment_id = c.id WHERE {SHOWN}"
    )
    themes: dict[str, list[tuple[int, str]]] = {}
    for theme, voice, stance in rows:
        themes.setdefault(str(theme).replace("-", ""), []).append((voice, stance))
    told = {one["id"].replace("-", ""): one for one in report["themes"]["themes"]}
    yield "themes", {key: one["comments"] for key, one in told.items()}, {key: len(one) for key, one in themes.items()}
    yield (
        "themes once",
        {key: one["once"] for key, one in told.items()},
        {key: len({voice for voice, _ in one}) for key, one in themes.items()},
    )
    yield (
        "themes' stances",
        {(key, name): number for key, one in told.items() for name, number in one["stances"].items() if number},
        {
            (key, name): sum(stance == name for _, stance in one)
            for key, one in themes.items()
            for name in {stance for _, stance in one}
        },
    )
    yield "unplaced", report["themes"]["unplaced"], public - sum(len(one) for one in themes.values())


def _rest(ask: _Asking, report: dict[str, Any]) -> Iterator[Line]:
    linked = dict(ask.rows(
        "SELECT i.number, count(*) FROM consultation_issuelink l JOIN consultation_issue i ON i.id = l.issue_id "
        "WHERE i.hearing_id = %(hearing)s GROUP BY 1"))  # fmt: skip
    yield "issues", {one["number"]: one["comments"] for one in report["issues"]}, linked
    left = ask.one(
        "SELECT count(*) FROM consultation_issuelink l JOIN consultation_comment c ON c.id = l.comment_id "
        "WHERE c.hearing_id = %(hearing)s AND l.issue_id IS NULL")  # fmt: skip
    yield "no issue", sum(one["comments"] for one in report["no_issue"]), left
    votes = ask.rows(
        "SELECT v.value, count(*) FROM consultation_statementvote v JOIN consultation_statement s ON s.id = v.statement_id "
        "WHERE s.hearing_id = %(hearing)s AND s.status = 'visible' GROUP BY 1")  # fmt: skip
    told = report["statements"]
    yield "votes", {1: told["agree"], -1: told["disagree"], 0: told["passes"]}, {1: 0, -1: 0, 0: 0} | dict(votes)
    if report["map"] is not None:
        yield "voters", report["map"]["people_voted"], ask.one(
            "SELECT count(DISTINCT v.participant_id) FROM consultation_statementvote v "
            "JOIN consultation_statement s ON s.id = v.statement_id WHERE s.hearing_id = %(hearing)s")  # fmt: skip
