"""`bin/manage analyse_texts`: comments in, what was found in each out, both as JSON Lines."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.text import batch, comment, jsonlines, tone
from consultation.text.stance import FROM_FORM


class Command(BaseCommand):
    """Analyse comments in input order, with constant memory. The output holds the text: treat it as personal data."""

    help = (
        'Read JSON Lines {"id", "text"}, optionally with "stance", and write what was found in each to standard '
        "output. Bad lines are reported on standard error; the exit status is then 1."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file instead of standard input, and let tone be left out."""
        parser.add_argument("file", nargs="?", default="-", help="JSON Lines in UTF-8; standard input when left out")
        parser.add_argument("--no-tone", action="store_true", help="leave tone out, as when no model is installed")

    def handle(self, *, file: str, no_tone: bool, **options: Any) -> None:
        """Analyse each line; exit with 1 when any could not be read."""
        model = None if no_tone else tone.installed()
        batch.warm()
        bad = 0
        try:
            opened = jsonlines.source(file)
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror}") from problem
        with opened as lines:
            for number, line in jsonlines.lines(lines):
                try:
                    self.stdout.write(analysed(line, model), ending="")
                except jsonlines.BadLine as problem:
                    bad += 1
                    self.stderr.write(f"line {number}: {problem}")
        if bad:
            sys.exit(1)


def analysed(line: bytes | None, model: tone.Model | None) -> str:
    """Return the analysis of one line of input, as one line of output.

    :raises BadLine: when the line is not a comment.
    """
    given = jsonlines.comment(line)
    form = given.get("stance")
    if form is not None and form not in FROM_FORM:
        raise jsonlines.BadLine(f"stance: expected one of {', '.join(sorted(FROM_FORM))}")
    return jsonlines.dumped({"id": given["id"], **comment.fields(comment.analyse(given["text"], form, model))})
