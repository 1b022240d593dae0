"""Recounting: what the counter rows should say, from the tables themselves. For checks and drills, never for a page."""

from collections import Counter
from typing import Any

from django.db.models import Count, F, Q

from consultation.models import (
    Comment,
    Hearing,
    HearingCount,
    Participant,
    SectionCount,
    Stance,
    Statement,
    StatementVote,
    Vote,
)
from consultation.models.wilson import score

from .comment_states import bucket


def differences(hearing: Hearing) -> dict[str, tuple[Any, Any]]:
    """Return every stored number of a hearing that is not what counting gives: its name, stored and counted.

    It reads every comment of the hearing.
    """
    found: dict[str, tuple[Any, Any]] = {}
    stored = HearingCount.objects.filter(hearing=hearing).values().first() or {}
    counted = _of_hearing(hearing)
    for name, value in counted.items():
        if stored.get(name, 0) != value:
            found[name] = (stored.get(name, 0), value)
    found |= _of_sections(hearing)
    found |= _of_comments(hearing)
    return found


def _of_hearing(hearing: Hearing) -> dict[str, int]:
    comments = Comment.objects.filter(hearing=hearing)
    counted: Counter[str] = Counter()
    for status, is_private, number in comments.values_list("status", "is_private").annotate(Count("pk")).order_by():
        counted[bucket(Comment(status=status, is_private=is_private))] += number
    stances = Stance.objects.filter(participant__hearing=hearing, section=None).values_list("value")
    return {
        **dict.fromkeys(("shown", "private", "pending", "hidden", "removed", "erased"), 0),
        **counted,
        "participants": Participant.objects.filter(hearing=hearing, channel=Participant.Channel.ONLINE).count(),
        "roots_listed": comments.filter(parent=None, is_listed=True).count(),
        "statements": Statement.objects.filter(hearing=hearing, status=Statement.Status.VISIBLE).count(),
        "statement_votes": StatementVote.objects.filter(statement__hearing=hearing).count(),
        **dict.fromkeys(Stance.Value.values, 0),
        **dict(stances.annotate(Count("pk")).order_by()),
    }


def _of_sections(hearing: Hearing) -> dict[str, tuple[Any, Any]]:
    counted: Counter[tuple[int, str]] = Counter()
    comments = Comment.objects.filter(hearing=hearing, section__isnull=False).order_by()
    shown = Q(status=Comment.Status.VISIBLE, is_private=False)
    for section, number in comments.filter(shown).values_list("section").annotate(Count("pk")):
        counted[section, "shown"] = number
    for section, number in comments.filter(parent=None, is_listed=True).values_list("section").annotate(Count("pk")):
        counted[section, "roots_listed"] = number
    stances = Stance.objects.filter(participant__hearing=hearing, section__isnull=False).order_by()
    for section, value, number in stances.values_list("section", "value").annotate(Count("pk")):
        counted[section, value] = number
    names = ("shown", "roots_listed", *Stance.Value.values)
    rows = SectionCount.objects.filter(hearing=hearing).values_list("section", *names)
    stored = {(section, name): value for section, *values in rows for name, value in zip(names, values, strict=True)}
    keys = {key for key in (*stored, *counted) if stored.get(key, 0) != counted[key]}
    return {f"section {key[0]} {key[1]}": (stored.get(key, 0), counted[key]) for key in sorted(keys)}


def _of_comments(hearing: Hearing) -> dict[str, tuple[Any, Any]]:
    listed = Comment.objects.filter(hearing=hearing, parent__isnull=False, is_listed=True).order_by()
    replies = dict(listed.values_list("parent").annotate(Count("pk")))
    shown = listed.filter(status=Comment.Status.VISIBLE, is_private=False)
    below = dict(shown.values_list("root").annotate(Count("pk")))
    votes = (
        Vote.objects.filter(comment__hearing=hearing).order_by().values_list("comment", "value").annotate(Count("pk"))
    )
    voted: Counter[tuple[int, int]] = Counter({(comment, value): number for comment, value, number in votes})
    flags = dict(
        Comment.objects.filter(hearing=hearing)
        .annotate(found=Count("flags"))
        .filter(~Q(found=F("flag_count")))
        .values_list("pk", "found")
    )
    found: dict[str, tuple[Any, Any]] = {}
    names = ("pk", "parent_id", "reply_count", "descendant_count", "up", "down", "score")
    for key, parent, *stored in Comment.objects.filter(hearing=hearing).values_list(*names).iterator():
        up, down = voted[key, 1], voted[key, -1]
        # Only roots count what is below them.
        counted = [replies.get(key, 0), below.get(key, 0) if parent is None else 0, up, down, score(up, down)]
        if stored != counted or key in flags:
            found[f"comment {key}"] = (stored, [*counted, flags.get(key, "")])
    return found
