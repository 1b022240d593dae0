"""The rows of open data: public comments, totals of stances, answers of the agency, the moderation log.

Comments start from the one predicate of what is public. Ids are drawn anew for each export, so that nothing leads from
one to another or to the pages; authors of comments and voters have different ids. Texts are masked once more.
"""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count

from consultation.models import Comment, Hearing, ModerationDecision, Section, Stance, Statement
from consultation.text import personal_data

from . import open_data_figures, report_numbers
from .hearing_periods import BANGKOK
from .open_data_files import plain

BATCH = 2_000
COMMENTS = (
    "id",
    "parent",
    "thread",
    "depth",
    "author",
    "channel",
    "section",
    "section_number",
    "version",
    "written_on",
    "revision",
    "agree",
    "disagree",
    "replies",
    "quote",
    "body",
)
STANCES = ("section", "section_number", "stance", "people")
ANSWERS = (
    "issue",
    "title_th",
    "title_en",
    "sections",
    "is_minority",
    "comments",
    "verdict",
    "reasons_th",
    "reasons_en",
    "changed_version",
    "changed_section",
)
QUESTIONS = ("question", "form", "text_th", "answered", "option", "count")
MODERATION = ("id", "decided_on", "about", "act", "reason", "by", "appeal")

Table = tuple[str, tuple[str, ...], Iterator[dict[str, Any]]]


class Tables:
    """The tables of one hearing for one export; `told` hears how many comments were read, by batches."""

    def __init__(self, hearing: Hearing, told: Callable[[int], None] | None = None) -> None:
        self.hearing = hearing
        self._told = told or (lambda _count: None)
        self._secret = secrets.token_bytes(32)
        self._sections = dict(Section.objects.filter(law=hearing.law_id).values_list("pk", "key"))
        self._numbers = report_numbers.section_numbers(hearing)
        self._versions = dict(hearing.law.versions.values_list("pk", "number"))
        shown = Statement.objects.public().filter(hearing=hearing).order_by("pk")
        # By chance: the numbers of statements say nothing of their order.
        keys = list(shown.values_list("pk", flat=True))
        secrets.SystemRandom().shuffle(keys)
        self.statement_numbers = {key: number for number, key in enumerate(keys)}

    def all(self) -> Iterator[Table]:
        """Yield every table that comes as CSV and JSON Lines: its name, columns and rows."""
        yield "comments", COMMENTS, self.comments()
        yield "stances", STANCES, self.stances()
        yield "answers", ANSWERS, self.answers()
        yield "questions", QUESTIONS, self.questions()
        yield "moderation", MODERATION, self.moderation()
        yield from open_data_figures.tables(self.hearing)

    def id_of(self, kind: str, key: int | None) -> str:
        """Return the id a row has in this export alone, "" for none: 64 bits nobody can compute without its secret."""
        if key is None:
            return ""
        return hashlib.blake2b(f"{kind}:{key}".encode(), key=self._secret, digest_size=8).hexdigest()

    def comments(self) -> Iterator[dict[str, Any]]:
        """Yield the public comments in reading order: a reply stands below what it answers.

        `parent` names a comment that is no longer public where a tombstone stands there.
        """
        names = "path pk parent_id root_id depth author_id author__channel section_id version_id created_at revision"
        names += " up down reply_count quote body"
        rows = Comment.objects.public().filter(hearing=self.hearing).order_by("path")
        after = ""
        while batch := list(rows.filter(path__gt=after).values_list(*names.split())[:BATCH]):
            for path, key, parent, root, depth, author, channel, section, version, at, revision, *rest in batch:
                after = path
                up, down, replies, quote, body = rest
                yield {
                    "id": self.id_of("comment", key),
                    "parent": self.id_of("comment", parent),
                    "thread": self.id_of("comment", root or key),
                    "depth": depth,
                    "author": self.id_of("author", author),
                    "channel": channel or "",
                    "section": self._sections.get(section, ""),
                    "section_number": self._numbers.get(section, ""),
                    "version": self._versions[version],
                    "written_on": at.astimezone(BANGKOK).date().isoformat(),
                    "revision": revision,
                    "agree": up,
                    "disagree": down,
                    "replies": replies,
                    "quote": plain(quote),
                    "body": personal_data.masked(plain(body)),
                }
            self._told(len(batch))

    def stances(self) -> Iterator[dict[str, Any]]:
        """Yield how many people stand where, on the whole and by section; nobody's own stance."""
        for section, ways in sorted(counted_stances(self.hearing).items(), key=lambda one: one[0] or 0):
            where = {
                "section": self._sections.get(section, ""),
                "section_number": self._numbers.get(section, ""),
            }
            for value in Stance.Value.values:
                yield where | {"stance": value, "people": ways[value]}

    def answers(self) -> Iterator[dict[str, Any]]:
        """Yield the issues with the agency's answers as the last published report has them; none before."""
        last = self.hearing.reports.filter(published_at__isnull=False).order_by("-revision").first()
        for issue in [] if last is None else json.loads(last.content)["issues"]:
            answer = issue["answer"]
            section = answer["changed_section"]
            yield {
                "issue": issue["number"],
                "title_th": plain(issue["title"]["th"]),
                "title_en": plain(issue["title"]["en"]),
                "sections": " ".join(one["key"] for one in issue["sections"]),
                "is_minority": issue["is_minority"],
                "comments": issue["comments"],
                "verdict": answer["verdict"],
                "reasons_th": plain(answer["reasons"]["th"]),
                "reasons_en": plain(answer["reasons"]["en"]),
                "changed_version": answer["changed_version"],
                "changed_section": "" if section is None else section["key"],
            }

    def questions(self) -> Iterator[dict[str, Any]]:
        """Yield the totals of each question, an option a row; none while the hearing is open."""
        if self.hearing.state not in (Hearing.State.CLOSED, Hearing.State.ANALYSING, Hearing.State.REPORTED):
            return
        for question in report_numbers.questions(self.hearing):
            for option, count in sorted(question["counts"].items()) or [("", None)]:
                yield {
                    "question": question["position"],
                    "form": question["form"],
                    "text_th": plain(question["text"]["th"]),
                    "answered": question["answered"],
                    "option": option,
                    "count": count,
                }

    def moderation(self) -> Iterator[dict[str, Any]]:
        """Yield the public log: what was decided on which day for which reason; no text, author or officer."""
        rows = ModerationDecision.objects.filter(hearing=self.hearing).order_by("pk")
        names = ("pk", "at", "comment_id", "act", "reason", "rule", "appeal__outcome", "appeal__taken_by", "appeal__pk")
        after = 0
        while batch := list(rows.filter(pk__gt=after).values_list(*names)[:BATCH]):
            for key, at, comment, act, reason, rule, outcome, taken_by, appeal in batch:
                after = key
                waiting = "in_review" if taken_by else "filed"
                yield {
                    "id": self.id_of("decision", key),
                    "decided_on": at.astimezone(BANGKOK).date().isoformat(),
                    "about": "statement" if comment is None else "comment",
                    "act": act,
                    "reason": reason,
                    "by": "rule" if rule else "officer",
                    "appeal": "" if appeal is None else outcome or waiting,
                }

    def statements(self) -> Iterator[dict[str, Any]]:
        """Yield the public statements in Polis form."""
        rows = Statement.objects.public().filter(hearing=self.hearing)
        found = {row.pk: row for row in rows}
        for key, number in self.statement_numbers.items():
            row = found[key]
            day = row.created_at.astimezone(BANGKOK).date()
            yield {
                "timestamp": day_stamp(day),
                "datetime": day.isoformat(),
                "comment-id": number,
                "author-id": self.id_of("author", row.author_id),
                "agrees": row.agree,
                "disagrees": row.disagree,
                "moderated": 1,
                "comment-body": personal_data.masked(plain(row.text)),
            }


def day_stamp(day: Any) -> int:
    """Return the first second of a day, UTC, as Polis files have it."""
    return (day.toordinal() - 719_163) * 86_400


def counted_stances(hearing: Hearing) -> dict[int | None, Counter[str]]:
    """Return how many people stand where, counted: by section's key, None for the draft as a whole."""
    rows = Stance.objects.filter(participant__hearing=hearing).order_by().values_list("section", "value")
    found: dict[int | None, Counter[str]] = {None: Counter()}
    for section, value, number in rows.annotate(Count("pk")):
        found.setdefault(section, Counter())[value] = number
    return found


def decided(hearing: Hearing) -> int:
    """Return how many moderation decisions there are."""
    return ModerationDecision.objects.filter(hearing=hearing).count()
