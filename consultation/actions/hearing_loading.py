"""Loading the sample hearings of consultation/hearings/: prepared, announced, opened and closed as officers and the
clock do it, with days counted from the day of loading. Only for demonstrations; what is there already is left alone.
"""

from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from consultation.models import DossierKind, DraftVersion, Evaluation, Hearing, Statement
from services.models import Agency
from superapp.refusal import Refusal

from . import dossiers, evaluations, hearing_schedule, hearing_steps, hearings, overdue, questions, stakeholders
from .counters import Tally
from .hearing_periods import BANGKOK, first_day_of, window_of
from .hearing_plan import HearingPlan

FOLDER = Path(__file__).resolve().parent.parent / "hearings"
MORNING = time(9, 0, tzinfo=BANGKOK)


class NotForDemonstration(Refusal):
    """Sample hearings are asked for where the public reads them."""

    is_for_clients = False
    code = "SAMPLE_HEARINGS_ONLY_IN_DEMONSTRATION"
    th = "โหลดการรับฟังตัวอย่างได้เฉพาะบนเครื่องทดลองที่ตั้ง DEMO=1 เท่านั้น"
    en = "Sample hearings are loaded only on a demonstration machine, with DEMO=1."


class SampleHearingFault(Exception):
    """A file cannot be loaded; the message names it and says what is wrong."""


def load(folder: Path = FOLDER, *, now: datetime) -> Counter[str]:
    """Load every file whose code is not there yet, the first rounds first; return how many were added and unchanged.

    :raises NotForDemonstration: unless DEMO is on. :raises SampleHearingFault: naming the file; the others stay loaded.
    """
    if not settings.DEMO:
        raise NotForDemonstration()
    files = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))}
    report: Counter[str] = Counter()
    # A second round needs the first; what began earliest is told first.
    for name, told in sorted(files.items(), key=lambda item: (item[1]["days"]["announced"], item[0])):
        if Hearing.objects.filter(code=told["code"]).exists():
            report["unchanged"] += 1
            continue
        try:
            with transaction.atomic():
                _load(told, now)
        except (Refusal, KeyError, TypeError, ValueError, DraftVersion.DoesNotExist) as fault:
            raise SampleHearingFault(f"{name}: {type(fault).__name__}: {fault}") from fault
        report["added"] += 1
    return report


def _load(told: dict[str, Any], now: datetime) -> None:
    today = now.astimezone(BANGKOK).date()
    announced_at = datetime.combine(today + timedelta(days=told["days"]["announced"]), MORNING)
    code = told["code"]
    how: dict[str, Any] = {"viewer": None, "code": code, "now": announced_at - timedelta(hours=1)}
    hearings.create(
        viewer=None,
        law=told["law"],
        version=told["version"],
        kind=told["kind"],
        code=code,
        plan=_plan(told, today),
        now=how["now"],
        is_sample=True,
    )
    if "follows" in told:
        Hearing.objects.filter(code=code).update(previous=Hearing.objects.get(code=told["follows"]))
    for kind, text in (told["documents"] | told.get("more_documents", {})).items():
        dossiers.write(**how, kind=kind, title=_title(kind), text=text)
    for kind, text in told.get("documents_en", {}).items():
        dossiers.write(**how, kind=kind, title=_title(kind), text=text, language="en")
    for kind, text in told.get("waivers", {}).items():
        dossiers.waive(**how, kind=kind, ground="not_in_draft", text_th=text)
    questions.write(**how, questions=[_question(one) for one in told["questions"]])
    _choose_stakeholders(told, how)
    if why := told.get("justification"):
        dossiers.justify(**how, reason=why["reason"], text_th=why["th"], text_en=why.get("en", ""))
    hearing = hearing_steps.make_ready(**how)
    _seed(hearing, told.get("statements", []), announced_at)
    hearing = hearing_steps.announce(viewer=None, code=code, now=announced_at)
    for moment in (hearing.opens_at, hearing.closes_at):
        if moment is not None and moment <= now:
            hearing_schedule.turn(now=moment)
    _indicators(hearing, told, announced_at)
    if delay := told.get("delay"):
        expected = today + timedelta(days=delay["expected"])
        overdue.explain(viewer=None, code=code, text_th=delay["th"], text_en=delay["en"], expected_on=expected, now=now)


def _plan(told: dict[str, Any], today: date) -> HearingPlan:
    def instants(days: dict[str, Any]) -> tuple[datetime, datetime]:
        return window_of(today + timedelta(days=days["first"]), today + timedelta(days=days["last"]))

    opens_at, closes_at = instants(told["days"])
    phases = []
    for phase in told.get("phases", []):
        begins, ends = instants(phase)
        phases.append(
            {
                "name_th": phase["name"]["th"],
                "name_en": phase["name"]["en"],
                "opens_at": begins.isoformat(),
                "closes_at": ends.isoformat(),
                "functions": phase["functions"],
            }
        )
    return HearingPlan(
        title_th=told["title"]["th"],
        title_en=told["title"]["en"],
        summary_th=told["summary"]["th"],
        summary_en=told["summary"]["en"],
        opens_at=opens_at,
        closes_at=closes_at,
        display_choices=tuple(told["display"]),
        shows_votes_as_data=told.get("shows_votes_as_data", False),
        phases=tuple(phases),
    )


def _title(kind: str) -> str:
    return str(DossierKind(kind).label)


def _question(told: dict[str, Any]) -> questions.QuestionGiven:
    options = []
    for line in told.get("options", []):
        code, thai, english = (part.strip() for part in line.split("|"))
        options.append({"code": code, "th": thai, "en": english})
    return questions.QuestionGiven(
        form=told["form"],
        text_th=told["th"],
        text_en=told["en"],
        options=tuple(options),
        scale_points=told.get("points"),
        section=told.get("section", ""),
    )


def _choose_stakeholders(told: dict[str, Any], how: dict[str, Any]) -> None:
    hearing = Hearing.objects.select_related("agency").get(code=how["code"])
    keys = []
    for line in told.get("stakeholders", []):
        kind, name, agency = ([part.strip() for part in line.split("|")] + [""])[:3]
        found = hearing.agency.stakeholders_listed.filter(name_th=name).first()
        # An agency that the catalogue does not list is told by letter, as anybody else.
        is_listed = bool(agency) and Agency.objects.in_service().filter(code=agency).exists()
        keys.append(
            (
                found
                or stakeholders.add(
                    viewer=None,
                    listed_by=hearing.agency.code,
                    kind=kind,
                    name_th=name,
                    agency=agency if is_listed else None,
                    now=how["now"],
                )
            ).public_id
        )
    if keys:
        stakeholders.choose(**how, stakeholder_ids=keys, identified="analysis")


def _seed(hearing: Hearing, texts: list[str], now: datetime) -> None:
    for text in texts:
        Statement.objects.create(
            hearing=hearing, text=text, is_seed=True, status=Statement.Status.VISIBLE, created_at=now
        )
    tally = Tally()
    tally.add("statements", len(texts))
    tally.write(hearing)


def _indicators(hearing: Hearing, told: dict[str, Any], now: datetime) -> None:
    evaluation = Evaluation.objects.filter(hearing=hearing).first()
    given = [
        evaluations.IndicatorGiven(
            name_th=one["name"],
            unit_th=one["unit"],
            value=Decimal(str(one["value"])),
            target=Decimal(str(one["target"])),
            as_of=min(one["as_of"], first_day_of(now)),
            source=one["source"],
        )
        for one in told.get("indicators", [])
    ]
    if evaluation is not None and given:
        evaluations.set_indicators(viewer=None, public_id=evaluation.public_id, indicators=given, now=now)
