"""A report as people read it: its sections in one language, from its content alone, for page and paper."""

from collections.abc import Mapping
from typing import Any

from . import report_answered, report_found, report_held, report_map, report_said
from .report_blocks import Notice, Paragraph, Section, Speaker

LANGUAGES = ("th", "en")


def sections(content: Mapping[str, Any], language: str) -> tuple[Section, ...]:
    """Return the sections of a report's content in "th" or "en"; content of an earlier format has fewer figures."""
    say = Speaker(language)
    return (
        *_opening(say, content),
        report_held.held(say, content),
        report_held.people(say, content),
        report_said.days(say, content),
        report_said.comments(say, content),
        report_said.stances(say, content),
        report_found.words(say, content),
        report_said.questions(say, content),
        report_found.themes(say, content),
        report_found.campaigns(say, content),
        report_map.opinion_map(say, content),
        report_answered.issues(say, content),
        report_answered.minority(say, content),
        report_answered.moderation(say, content),
        report_held.changes(say, content),
        *report_held.evaluation(say, content),
        report_answered.limits(say, content),
    )


def _opening(say: Speaker, content: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the agency's own words before the figures; nothing where it wrote none."""
    foreword = say.either(content["foreword"])
    if not foreword.text:
        return ()
    parts = [part.strip() for part in foreword.text.split("\n\n") if part.strip()]
    blocks = tuple(Paragraph(type(foreword)(part, foreword.language)) for part in parts)
    return (Section("foreword", say("บทสรุปของหน่วยงาน", "The agency's summary"), blocks),)


def notices(content: Mapping[str, Any], language: str) -> tuple[Notice, ...]:
    """Return what stands above everything: that it is a sample, and what a correction corrects."""
    say = Speaker(language)
    found: list[Notice] = []
    if content["hearing"]["is_sample"]:
        sample = say(
            "ตัวอย่างของระบบ ความเห็นและคำตอบในรายงานนี้แต่งขึ้น ไม่ใช่ของหน่วยงานหรือบุคคลใด",
            "An example: the comments and answers in this report are invented. No agency or person gave them.",
        )
        found.append(Notice(sample, tone="warning"))
    if content["correction"]:
        title = say(
            f"ฉบับแก้ไขที่ {content['revision']} แก้ไขสิ่งต่อไปนี้", f"Revision {content['revision']} corrects the following"
        )
        found.append(Notice(say.either(content["correction"]), title, "warning"))
    return tuple(found)
