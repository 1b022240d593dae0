"""Read what was said in a hearing again, or see first what another version would find differently."""

import json
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultation.actions import listening
from consultation.models import Comment, CommentFinding, Hearing

BATCH = 2_000
COMPARED = ("stance", "tone", "language", "keywords", "section_refs", "flags", "personal_data", "failed")


class Command(BaseCommand):
    """Without an option: read what is new, and group everything. Findings hold no text; nothing is printed of any."""

    help = "Analyse the comments of a hearing now; --again reads all anew, --compare only says what would change."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the hearing's code, and what to do."""
        parser.add_argument("code")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--again", action="store_true", help="read everything anew, not only what is new")
        how.add_argument("--compare", action="store_true", help="store nothing; count what would be found differently")

    def handle(self, *, code: str, again: bool, compare: bool, **_options: Any) -> None:
        """Print one line of JSON with counts."""
        hearing = Hearing.objects.filter(code=code).first()
        if hearing is None:
            raise CommandError(f"no hearing has the code {code}")
        if compare:
            self.stdout.write(json.dumps(compared(hearing), ensure_ascii=False, sort_keys=True))
            return
        now = timezone.now()
        if again:
            listening.recompute(hearing=hearing, now=now)
        number = listening.listen(hearing=hearing, now=now)
        self.stdout.write(json.dumps({"read": number}))


def compared(hearing: Hearing) -> dict[str, Any]:
    """Return how many findings the present lists and model would change, by what changes, and from which version."""
    changed: Counter[str] = Counter()
    versions: Counter[str] = Counter()
    number, last = 0, 0
    while True:
        rows = Comment.objects.filter(hearing=hearing, pk__gt=last, status__in=listening.KEPT, finding__isnull=False)
        found = listening.read(rows.filter(analysed_at__isnull=False).order_by("pk")[:BATCH])
        if not found:
            break
        last = found[-1].comment
        stored = CommentFinding.objects.in_bulk([one.comment for one in found])
        for new in listening.findings_of(hearing.pk, found, timezone.now()):
            old = stored[new.pk]
            number += 1
            versions[f"{old.version} / {old.tone_version} -> {new.version} / {new.tone_version}"] += 1
            changed.update(name for name in COMPARED if getattr(old, name) != getattr(new, name))
    return {"compared": number, "versions": dict(versions), "changed": {name: changed[name] for name in COMPARED}}
