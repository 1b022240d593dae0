"""The numbers of a report: who took part, what was received and shown, stances, questions, moderation.

Totals come from the counter rows where there are some. What tells people apart (by name or not, person or organisation)
is hidden where fewer than FEWEST are in a cell, with a second cell where the sum would betray it.
"""

import hashlib
from collections import Counter
from typing import Any

from django.db.models import Count, Sum

from consultation.models import (
    Comment,
    Hearing,
    HearingCount,
    Intake,
    IssueLink,
    ModerationAppeal,
    ModerationDecision,
    Participant,
    SectionCount,
    SectionText,
    Stance,
    Statement,
)

from . import answers

FEWEST = 5
# The version of models/comment_visibility.py: raised when what it says changes.
PREDICATE = "comment-visibility/1"


def counts(hearing: Hearing) -> HearingCount:
    """Return the counter row of a hearing, all zero where nothing has happened."""
    return HearingCount.objects.filter(hearing=hearing).first() or HearingCount(hearing=hearing)


def suppressed(cells: dict[str, int]) -> dict[str, int | None]:
    """Return cells with None for those of 1 to 4, and for the next smallest where only one would be hidden.

    >>> suppressed({"named": 2, "pseudonym": 90, "private": 8})
    {'named': None, 'pseudonym': 90, 'private': None}
    """
    hidden = {name for name, number in cells.items() if 0 < number < FEWEST}
    rest = sorted((number, name) for name, number in cells.items() if name not in hidden and number)
    if len(hidden) == 1 and rest:
        hidden.add(rest[0][1])
    return {name: None if name in hidden else number for name, number in cells.items()}


def stakeholders(hearing: Hearing) -> dict[str, Any]:
    """Return how many were listed, told and reached, and by which way."""
    rows = hearing.hearing_stakeholders
    by_result = dict(rows.values_list("result").annotate(Count("pk")).order_by())
    by_channel = dict(rows.exclude(channel="").values_list("channel").annotate(Count("pk")).order_by())
    by_kind = dict(rows.values_list("stakeholder__kind").annotate(Count("pk")).order_by())
    listed = sum(by_result.values())
    return {
        "listed": listed,
        "told": listed - by_result.get("waiting", 0),
        "reached": by_result.get("delivered", 0),
        "by_channel": by_channel,
        "by_kind": by_kind,
    }


def participation(hearing: Hearing) -> dict[str, Any]:
    """Return how many took part, by channel, and by what tells people apart; and what was brought in by officers."""
    rows = Participant.objects.filter(hearing=hearing).order_by()
    channels = Counter(dict(rows.values_list("channel").annotate(Count("pk"))))
    online = rows.filter(channel=Participant.Channel.ONLINE)
    display = Counter(dict(online.values_list("display").annotate(Count("pk"))))
    organisations = online.filter(organisation__isnull=False).count()
    everyone = sum(channels.values())
    verified = rows.filter(is_verified=True).count()
    intakes = Intake.objects.filter(hearing=hearing).order_by("held_on", "pk")
    return {
        "participants": everyone,
        "by_channel": {name: channels[name] for name in Participant.Channel.values},
        "verified": verified,
        "not_verified": everyone - verified,
        "by_display": suppressed({name: display[name] for name in Participant.Display.values}),
        "by_capacity": suppressed({"person": online.count() - organisations, "organisation": organisations}),
        "intakes": [
            {
                "channel": one.channel,
                "held_on": one.held_on.isoformat(),
                "attendance": one.attendance,
                "comments": one.rows,
            }
            for one in intakes
        ],
    }


def comments(hearing: Hearing) -> dict[str, Any]:
    """Return how many comments were received and what became of them, by channel, section and reason."""
    count = counts(hearing)
    rows = Comment.objects.filter(hearing=hearing).order_by()
    decided = ModerationDecision.objects.filter(hearing=hearing, comment__status=Comment.Status.HIDDEN, act="hide")
    return {
        "received": count.received,
        "shown": count.shown,
        "private": count.private,
        "pending": count.pending,
        "hidden": count.hidden,
        "removed": count.removed,
        "erased": count.erased,
        "by_channel": dict(
            rows.filter(author__isnull=False).values_list("author__channel").annotate(Count("pk")).order_by()
        ),
        "hidden_by_reason": dict(decided.values_list("reason").annotate(Count("comment", distinct=True)).order_by()),
        "distinct_texts": Comment.objects.public()
        .filter(hearing=hearing)
        .order_by()
        .aggregate(texts=Count("body", distinct=True))["texts"],
        "by_section": [
            {"key": one.section.key, "number": number, "shown": one.shown}
            for one, number in _sections(hearing)
            if one.shown
        ],
    }


def stances(hearing: Hearing) -> dict[str, Any]:
    """Return the stances on the draft as a whole and on each section."""
    count = counts(hearing)
    return {
        "overall": {name: getattr(count, name) for name in Stance.Value.values},
        "by_section": [
            {"key": one.section.key, "number": number, **{name: getattr(one, name) for name in Stance.Value.values}}
            for one, number in _sections(hearing)
            if one.stances
        ],
    }


def statements(hearing: Hearing) -> dict[str, Any]:
    """Return how many statements there were to agree or disagree with, and how often people did."""
    shown = Statement.objects.public().filter(hearing=hearing).order_by()
    sums = shown.aggregate(agree=Sum("agree"), disagree=Sum("disagree"), passes=Sum("passes"))
    return {"shown": shown.count(), **{name: sums[name] or 0 for name in ("agree", "disagree", "passes")}}


def questions(hearing: Hearing) -> list[dict[str, Any]]:
    """Return each question with its totals; the words people wrote are not among them."""
    found = []
    for question in hearing.questions.select_related("section").order_by("position"):
        told = answers.tally(question)
        found.append(
            {
                "position": question.position,
                "form": question.form,
                "text": {"th": question.text_th, "en": question.text_en},
                "section": None if question.section is None else question.section.key,
                "options": [
                    {"code": one["code"], "th": one.get("th", ""), "en": one.get("en", "")} for one in question.options
                ],
                "scale_points": question.scale_points,
                "answered": told["answered"],
                "counts": told["counts"],
            }
        )
    return found


def linked(hearing: Hearing) -> dict[int, int]:
    """Return how many comments are linked to each issue, by the issue's key."""
    rows = IssueLink.objects.filter(issue__hearing=hearing).order_by()
    return dict(rows.values_list("issue").annotate(Count("pk")))


def no_issue(hearing: Hearing) -> list[dict[str, Any]]:
    """Return how many comments were marked as raising no issue, by the reason given, most first."""
    rows = IssueLink.objects.filter(issue=None, comment__hearing=hearing).order_by()
    told = rows.values_list("no_issue_reason").annotate(number=Count("pk")).order_by("-number", "no_issue_reason")
    return [{"reason": reason, "comments": number} for reason, number in told[:100]]


def reason_key(reason: str) -> str:
    """Return what addresses call a reason that raises no issue."""
    return hashlib.sha256(reason.encode()).hexdigest()[:16]


def moderation(hearing: Hearing) -> dict[str, Any]:
    """Return how often moderators decided, for which reasons, by rule or by hand, and what came of appeals."""
    rows = ModerationDecision.objects.filter(hearing=hearing).order_by()
    decided: Counter[str] = Counter(dict(rows.values_list("act").annotate(Count("pk"))))
    by_hand = rows.filter(officer__isnull=False)
    appeals = ModerationAppeal.objects.filter(decision__hearing=hearing).order_by()
    outcomes: Counter[str] = Counter(dict(appeals.values_list("outcome").annotate(Count("pk"))))
    waiting = outcomes.pop("", 0)
    return {
        "policy": hearing.moderation,
        "decisions": {act: decided[act] for act in ModerationDecision.Act.values},
        "by_hand": by_hand.count(),
        "by_rule": rows.filter(officer__isnull=True).count(),
        "hidden_for": dict(by_hand.filter(act="hide").values_list("reason").annotate(Count("pk")).order_by()),
        "appeals": {"filed": sum(outcomes.values()) + waiting, "waiting": waiting, **outcomes},
    }


def section_numbers(hearing: Hearing) -> dict[int, str]:
    """Return the printed numbers of the sections of the version that was heard, by their keys."""
    rows = SectionText.objects.filter(version=hearing.version_id)
    return {key: number or heading for key, number, heading in rows.values_list("section_id", "number", "heading")}


def _sections(hearing: Hearing) -> list[tuple[SectionCount, str]]:
    order = dict(SectionText.objects.filter(version=hearing.version_id).values_list("section_id", "position"))
    numbers = section_numbers(hearing)
    rows = SectionCount.objects.filter(hearing=hearing).select_related("section")
    found = sorted(rows, key=lambda one: (order.get(one.section_id, len(order) + 1), one.section_id))
    return [(one, numbers.get(one.section_id, one.section.key)) for one in found]
