"""`bin/manage map_opinions`: the opinion map of a file of votes, as one JSON document."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

MOST_GROUPS = 20


class Command(BaseCommand):
    """Map a file. Its output names a group for each person, so there is no way to ask it for a live hearing."""

    help = "Read votes in one of the two forms of Polis exports and write who votes alike, and what all agree on."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the files, and optionally how many groups and the seed."""
        parser.add_argument("--votes", default="", help="CSV: one row a vote, or one row a person")
        parser.add_argument("--comments", help="CSV with comment-id and moderated: -1 is a rejected statement")
        parser.add_argument("--k", help="into how many groups; the best number when left out")
        parser.add_argument("--seed", default="0", help="of the draws (0)")

    def handle(self, *, votes: str, comments: str | None, k: Any, seed: Any, **options: Any) -> None:
        """Write the document on standard output; errors are one line on standard error, status 2."""
        from consultation.opinions import analysis, document, reading

        if not votes:
            raise CommandError("--votes: name the file with the votes.", returncode=2)
        number = None if k is None else whole("--k", k, least=1, most=MOST_GROUPS)
        drawn_from = whole("--seed", seed, least=0, most=2**32 - 1)
        try:
            read = reading.conversation(votes, comments)
        except reading.BadVotes as problem:
            raise CommandError(str(problem), returncode=2) from problem
        found = analysis.analyse(read.ballots, k=number, seed=drawn_from)
        self.stdout.write(document.written(read, found))


def whole(name: str, given: Any, *, least: int, most: int) -> int:
    """Return an option as a whole number.

    :raises CommandError: when it is none, or out of bounds.
    """
    try:
        number = int(given)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise CommandError(f"{name}: expected a whole number from {least} to {most}, found {given!r}", returncode=2)
    return number
