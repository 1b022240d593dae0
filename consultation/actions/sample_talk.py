"""Loading what invented people say in the sample hearings, and one report that answers them. Only for demonstrations.

Each file of consultation/hearings/samples/ is about one hearing. A line is `S s2 | words`: a stance (S support, C with
changes, O oppose, N neutral, - none), a section or `*` for the draft as a whole; `>` before the stance replies to
the last comment that is no reply, `!` lets a moderator hide it, `?` lets it wait. `listeners` and `camps` vote on the
hearing's statements (sample_opinions). Nobody is behind these people: their rows name no citizen.
"""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction
from django.db.models import F

from consultation.models import (
    Answer,
    Comment,
    Hearing,
    ModerationDecision,
    Participant,
    Question,
    Section,
    Stance,
    Vote,
)
from consultation.models.comment import path_step
from consultation.models.wilson import score
from superapp.accounts.models import Officer

from . import comment_states, listening, pseudonyms, sample_opinions
from .counters import Tally
from .hearing_loading import NotForDemonstration
from .sample_opinions import chance

FOLDER = Path(__file__).resolve().parent.parent / "hearings" / "samples"
STANCES = {"S": "support", "C": "support_with_changes", "O": "oppose", "N": "neutral"}
ANSWERING_SHARE = 70
VOTING_SHARE = 18


class SampleTalkFault(Exception):
    """A file cannot be loaded; the message names it and says what is wrong."""


def load(folder: Path = FOLDER, *, now: datetime) -> Counter[str]:
    """Load every file whose hearing is there and has no comment yet; return how many comments were added.

    :raises NotForDemonstration: unless DEMO is on. :raises SampleTalkFault: naming the file.
    """
    if not settings.DEMO:
        raise NotForDemonstration()
    report: Counter[str] = Counter()
    for path in sorted(folder.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        hearing = Hearing.objects.select_related("agency", "law", "version").filter(code=told["hearing"]).first()
        if hearing is None or hearing.comments.exists():
            report["unchanged"] += 1
            continue
        try:
            with transaction.atomic():
                report["comments"] += _load(hearing, told, now)
                listening.ask(hearing.pk, now)
        except (KeyError, ValueError) as fault:
            raise SampleTalkFault(f"{path.name}: {type(fault).__name__}: {fault}") from fault
        report["hearings"] += 1
    return report


def parsed(line: str) -> tuple[bool, str, str, str, str]:
    """Return a line's parts: whether it replies, its mark ("!", "?" or ""), stance, section ("" for none) and words.

    >>> parsed("> ! O s2 | ไม่เอา")
    (True, '!', 'oppose', 's2', 'ไม่เอา')

    :raises ValueError: for a line of another form.
    """
    head, bar, words = line.partition(" | ")
    marks = head.split()
    is_reply = marks[0] == ">"
    marks = marks[1:] if is_reply else marks
    mark = marks.pop(0) if marks[0] in ("!", "?") else ""
    if not bar or len(marks) != 2 or marks[0] not in (*STANCES, "-"):
        raise ValueError(f"expected 'S s2 | words', found {line[:60]!r}")
    return is_reply, mark, STANCES.get(marks[0], ""), "" if marks[1] == "*" else marks[1], words.strip()


def _load(hearing: Hearing, told: dict[str, Any], now: datetime) -> int:
    lines: list[str] = told["comments"]
    assert hearing.opens_at is not None
    assert hearing.closes_at is not None
    sections = {row.key: row for row in Section.objects.filter(law=hearing.law_id)}
    ends = min(hearing.closes_at, now)
    step = (ends - hearing.opens_at) / (len(lines) + 1)
    people, said, root = [], [], None
    for place, line in enumerate(lines, start=1):
        is_reply, mark, stance, key, words = parsed(line)
        at = hearing.opens_at + step * place
        # Every fifth line is somebody's second one.
        person = people[chance(hearing, place, "who") % len(people)] if place % 5 == 0 else _person(hearing, at)
        people = people if place % 5 == 0 else [*people, person]
        section = sections[key] if key else None
        comment = _say(hearing, person, words, at, root if is_reply else None, section)
        root = root if is_reply else comment
        said.append((comment, mark))
        if stance and place % 5:
            _stand(hearing, person, stance, None, at)
            if section is not None and root is comment:
                _stand(hearing, person, stance, section, at)
    _vote(hearing, people, [comment for comment, mark in said if not mark])
    _moderate(hearing, said, ends)
    people += sample_opinions.join(hearing, told.get("listeners", 0), ends)
    sample_opinions.vote(hearing, people, told.get("camps", []), ends)
    _answer(hearing, people, ends)
    return len(lines)


def _person(hearing: Hearing, at: datetime) -> Participant:
    taken = set(hearing.participants.values_list("pseudonym", flat=True))
    pseudonym = next(name for name in iter(pseudonyms.draw, "") if name not in taken)
    person = Participant.objects.create(
        hearing=hearing, pseudonym=pseudonym, is_verified=True, notice_version=hearing.notice_version, joined_at=at
    )
    tally = Tally()
    tally.add("participants", 1)
    tally.write(hearing)
    return person


def _say(
    hearing: Hearing, person: Participant, words: str, at: datetime, above: Comment | None, section: Section | None
) -> Comment:
    comment = Comment(
        hearing=hearing,
        version_id=hearing.version_id,
        section=section if above is None else above.section,
        parent=above,
        root=above,
        depth=0 if above is None else 1,
        author=person,
        body=words,
        is_listed=True,
        lot=chance(hearing, len(words), words),
        created_at=at,
    )
    comment.save(force_insert=True)
    comment.path = ("" if above is None else above.path) + path_step(comment.pk)
    comment.save(update_fields=["path"])
    if above is not None:
        counts = {"reply_count": F("reply_count") + 1, "descendant_count": F("descendant_count") + 1}
        Comment.objects.filter(pk=above.pk).update(**counts)
    comment_states.counts_of(comment, hearing).write(hearing)
    return comment


def _stand(hearing: Hearing, person: Participant, value: str, section: Section | None, at: datetime) -> None:
    Stance.objects.create(participant=person, section=section, version_id=hearing.version_id, value=value, at=at)
    tally = Tally()
    if section is None:
        tally.add(value, 1)
    else:
        tally.add_to_section(value, 1, section.pk)
    tally.write(hearing)


def _vote(hearing: Hearing, people: list[Participant], comments: list[Comment]) -> None:
    for comment in comments:
        votes = []
        for person in people:
            draw = chance(hearing, person.pk, f"vote{comment.pk}")
            if person.pk != comment.author_id and draw % 100 < VOTING_SHARE:
                value = 1 if draw // 100 % 4 else -1
                at = comment.created_at + timedelta(minutes=1)
                votes.append(Vote(comment=comment, participant=person, value=value, revision=1, at=at))
        Vote.objects.bulk_create(votes)
        up, down = (sum(1 for vote in votes if vote.value == way) for way in (1, -1))
        Comment.objects.filter(pk=comment.pk).update(up=up, down=down, score=score(up, down))


def _moderate(hearing: Hearing, said: list[tuple[Comment, str]], at: datetime) -> None:
    moderator = Officer.objects.exclude(postings__agency=hearing.agency_id).order_by("pk").first()
    for comment, mark in said:
        if mark == "!" and moderator is not None:
            ModerationDecision.objects.create(
                hearing=hearing,
                comment=comment,
                act="hide",
                reason="insult",
                sentence_th="มีถ้อยคำดูหมิ่นบุคคล โปรดเขียนใหม่โดยวิจารณ์เนื้อหา",
                officer=moderator,
                at=at,
            )
            comment_states.set_status(comment=comment, status="hidden", now=at)
        elif mark == "?":
            comment_states.set_status(comment=comment, status="pending", now=at, held_for=["link"])


def _answer(hearing: Hearing, people: list[Participant], at: datetime) -> None:
    answers = []
    for question in hearing.questions.exclude(form=Question.Form.OPEN).order_by("position"):
        codes = [option["code"] for option in question.options]
        for person in people:
            draw = chance(hearing, person.pk, f"question{question.pk}")
            if draw % 100 >= ANSWERING_SHARE:
                continue
            turn = draw // 100
            given: dict[str, Any] = {"choices": [codes[turn % len(codes)]] if codes else []}
            if question.form == Question.Form.SCALE:
                given = {"scale": 1 + turn % (question.scale_points or 1)}
            elif question.form == Question.Form.RANK:
                first = turn % len(codes)
                given = {"choices": codes[first:] + codes[:first]}
            answers.append(Answer(question=question, participant=person, answered_at=at, **given))
    Answer.objects.bulk_create(answers)
