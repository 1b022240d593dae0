"""What officers type about a hearing, read into plain values; days as people write them, in the Buddhist era too."""

from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from consultation.actions import hearing_periods
from consultation.actions.hearing_periods import window_of
from consultation.actions.hearing_plan import HearingFieldWrong, HearingPlan
from consultation.actions.questions import QuestionGiven
from consultation.models import Hearing
from consultation.models.hearing_phase import Function
from superapp.thai import dates
from superapp.thai.date_reading import DateUnreadable, read

MOST_ROWS, MOST_PHASES = 40, 10


def plan_of(asked: QueryDict, *, source_url: str = "") -> HearingPlan:
    """Return the plan that was typed; `source_url` is what no field of the form holds.

    :raises HearingFieldWrong: for days that cannot be read.
    """
    first, last = _day(asked, "first_day"), _day(asked, "last_day")
    opens_at, closes_at = (None, None) if first is None or last is None else window_of(first, last)
    return HearingPlan(
        title_th=asked.get("title_th", ""),
        title_en=asked.get("title_en", ""),
        summary_th=asked.get("summary_th", ""),
        summary_en=asked.get("summary_en", ""),
        opens_at=opens_at,
        closes_at=closes_at,
        co_agencies=tuple(code for code in asked.get("co_agencies", "").replace(",", " ").split() if code),
        display_choices=("pseudonym", *asked.getlist("display")),
        identity_level=asked.get("identity_level", "2.1"),
        moderation=asked.get("moderation", "after"),
        shows_votes_as_data="shows_votes_as_data" in asked,
        phases=phases_of(asked),
        embargo_ground=asked.get("embargo_ground", ""),
        source_url=source_url,
    )


def phases_of(asked: QueryDict) -> tuple[dict[str, Any], ...]:
    """Return the phases that were typed, in their order; a row without name and days is none.

    :raises HearingFieldWrong: for days that cannot be read, or of which one is missing.
    """
    found = []
    for place in range(MOST_PHASES):
        name = asked.get(f"phase_th_{place}", "").strip()
        first, last = _day(asked, f"phase_first_{place}"), _day(asked, f"phase_last_{place}")
        if not name and first is None and last is None:
            continue
        if first is None or last is None:
            raise HearingFieldWrong(
                path=("phases", str(place)),
                wanted_th=f"ช่วงที่ {place + 1} ต้องมีทั้งวันแรกและวันสุดท้าย",
                wanted_en=f"phase {place + 1} needs both its first and its last day",
            )
        opens_at, closes_at = window_of(first, last)
        found.append(
            {
                "name_th": name,
                "name_en": asked.get(f"phase_en_{place}", "").strip(),
                "opens_at": opens_at.isoformat(),
                "closes_at": closes_at.isoformat(),
                "functions": asked.getlist(f"phase_does_{place}"),
            }
        )
    return tuple(found)


def phase_rows(asked: QueryDict | None, hearing: Hearing | None) -> list[dict[str, Any]]:
    """Return the rows of the form: what was typed, else the hearing's phases, and blank ones after them."""
    if asked is not None:
        rows = [
            {
                "name_th": asked.get(f"phase_th_{place}", ""),
                "name_en": asked.get(f"phase_en_{place}", ""),
                "first": asked.get(f"phase_first_{place}", ""),
                "last": asked.get(f"phase_last_{place}", ""),
                "functions": asked.getlist(f"phase_does_{place}"),
            }
            for place in range(MOST_PHASES)
        ]
        rows = [row for row in rows if row["name_th"] or row["first"] or row["last"]]
    else:
        rows = [_phase_row(phase) for phase in (hearing.phases if hearing else [])]
    return [*rows, *[{"functions": list(Function.values)}] * min(2, MOST_PHASES - len(rows))]


def phase_lines(hearing: Hearing) -> list[tuple[str, str]]:
    """Return each phase's name and days, and in words what can be done in it."""
    lines = []
    for phase in hearing.phases:
        row = _phase_row(phase)
        does = " · ".join(str(Function(one).label) for one in phase["functions"]) or "อ่านเอกสารเท่านั้น"
        lines.append((f"{row['name_th']} ({row['first']} – {row['last']})", does))
    return lines


def typed(hearing: Hearing | None) -> dict[str, Any]:
    """Return the form's values of a hearing as it stands; a new one's without it."""
    if hearing is None:
        return {"display": ["named", "private"], "identity_level": "2.1", "moderation": "after"}
    values = {name: getattr(hearing, name) for name in ("title_th", "title_en", "summary_th", "summary_en")}
    values |= {name: getattr(hearing, name) for name in ("identity_level", "moderation", "shows_votes_as_data")}
    values |= {"embargo_ground": hearing.embargo_ground, "display": hearing.display_choices}
    values["co_agencies"] = " ".join(hearing.co_agencies.order_by("code").values_list("code", flat=True))
    if hearing.opens_at is not None and hearing.closes_at is not None:
        first, last = days_of(hearing)
        values |= {"first_day": dates.date_text(first, "th"), "last_day": dates.date_text(last, "th")}
    return values


def days_of(hearing: Hearing) -> tuple[date, date]:
    """Return the first and the last day of a hearing that has them."""
    return hearing_periods.first_day_of(hearing.opens_at), hearing_periods.last_day_of(hearing.closes_at)  # type: ignore[arg-type]


def questions_of(asked: QueryDict) -> list[QuestionGiven]:
    """Return the questions that were typed; a row without a text is none.

    Options stand one to a line: code, Thai, English, with strokes between.
    """
    found = []
    for place in range(MOST_ROWS):
        text = asked.get(f"text_th_{place}", "").strip()
        if not text:
            continue
        form = asked.get(f"form_{place}", "")
        points = asked.get(f"points_{place}", "")
        found.append(
            QuestionGiven(
                form=form,
                text_th=text,
                text_en=asked.get(f"text_en_{place}", ""),
                options=tuple(_option(line) for line in asked.get(f"options_{place}", "").splitlines() if line.strip()),
                scale_points=int(points) if form == "scale" and points.isascii() and points.isdigit() else None,
                section=asked.get(f"section_{place}", ""),
            )
        )
    return found


def day_of(text: str) -> date | None:
    """Return the day somebody typed, None when it cannot be read."""
    try:
        return read(text)
    except DateUnreadable:
        return None


def _phase_row(phase: dict[str, Any]) -> dict[str, Any]:
    first = hearing_periods.first_day_of(datetime.fromisoformat(phase["opens_at"]))
    last = hearing_periods.last_day_of(datetime.fromisoformat(phase["closes_at"]))
    days = {"first": dates.date_text(first, "th"), "last": dates.date_text(last, "th")}
    return {name: phase.get(name, "") for name in ("name_th", "name_en", "functions")} | days


def _option(line: str) -> dict[str, str]:
    code, _, rest = line.partition("|")
    thai, _, english = rest.partition("|")
    return {"code": code.strip(), "th": thai.strip(), "en": english.strip()}


def _day(asked: QueryDict, name: str) -> date | None:
    text = asked.get(name, "").strip()
    if not text:
        return None
    found = day_of(text)
    if found is None:
        raise HearingFieldWrong(
            path=(name,), wanted_th="วันที่ เช่น 1 ธันวาคม 2569", wanted_en="a day, such as 1 December 2026"
        )
    return found
