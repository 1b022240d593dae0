"""`bin/manage cluster_campaigns`: which comments say nearly the same in nearly the same words."""

import json
import resource
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.text import campaigns, jsonlines


class Command(BaseCommand):
    """Cluster comments; one line per campaign, the largest first, and last one line that counts."""

    help = (
        'Read JSON Lines {"id", "text"} from standard input or a file and write the campaigns among them. '
        "Short answers that several people gave in the same words are no campaign: see --short-answers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file instead of standard input, and the smallest size."""
        parser.add_argument("file", nargs="?", default="-", help="JSON Lines in UTF-8; standard input when left out")
        parser.add_argument("--min-size", type=int, default=campaigns.SMALLEST, help="comments in a campaign (3)")
        parser.add_argument("--short-answers", action="store_true", help="list groups of equal short answers as well")

    def handle(self, *, file: str, min_size: int, short_answers: bool, **options: Any) -> None:
        """Read all, cluster in this process, one thread; exit with 1 when any line could not be read."""
        if min_size < 2:
            raise CommandError(f"--min-size: found {min_size}, expected 2 or more.")
        began = time.process_time()
        comments, bad = self._read(file)
        found = campaigns.find(comments, min_size)
        listed = [*found.campaigns, *(found.short_answers if short_answers else ())]
        for number, each in enumerate(listed, 1):
            line: dict[str, Any] = {
                "cluster": number,
                "size": len(each.ids),
                "exact": each.exact,
                "similarity": each.similarity,
                "representative": each.representative,
                "ids": each.ids,
            }
            if short_answers:
                line["kind"] = "campaign" if number <= len(found.campaigns) else "same_short_answer"
            self.stdout.write(jsonlines.dumped(line), ending="")
        figures = {
            "comments": len(comments),
            "clusters": len(listed),
            "clustered": sum(len(each.ids) for each in listed),
            "cpu_s": round(time.process_time() - began, 2),
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "short_answers": len(found.short_answers),
        }
        self.stdout.write(json.dumps(figures))
        if bad:
            sys.exit(1)

    def _read(self, file: str) -> tuple[list[tuple[Any, str]], int]:
        """Return the comments, and how many lines could not be read; each of those is named on standard error."""
        comments: list[tuple[Any, str]] = []
        seen: set[Any] = set()
        bad = 0
        try:
            opened = jsonlines.source(file)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}") from problem
        with opened as lines:
            for number, line in jsonlines.lines(lines):
                try:
                    given = jsonlines.comment(line)
                    if given["id"] in seen:
                        raise jsonlines.BadLine("the id was read before")
                except jsonlines.BadLine as problem:
                    bad += 1
                    self.stderr.write(f"line {number}: {problem}")
                    continue
                seen.add(given["id"])
                comments.append((given["id"], given["text"]))
        return comments, bad
