"""Make the open data of a hearing now, while one waits; and print its manifest."""

import sys
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from consultation.actions import open_data, open_data_making, report_numbers
from consultation.models import Hearing, OpenDataSet
from superapp.jobs.progress import Progress


class Command(BaseCommand):
    """Export the public comments, stances, answers, votes and moderation log of one hearing."""

    help = "Make the open data of a public hearing and print its manifest; status 1 when it failed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the code of a hearing."""
        parser.add_argument("--hearing", required=True, metavar="CODE")

    def handle(self, *args: Any, hearing: str, **options: Any) -> None:
        """Make it, and say what came of it.

        :raises CommandError: for no public hearing, and when the data is not whole.
        """
        found = Hearing.objects.public().select_related("law", "version").filter(code=hearing).first()
        if found is None:
            raise CommandError(f"no public hearing has the code {hearing!r}")
        row = OpenDataSet.objects.create(hearing=found, asked_at=timezone.now())
        with Progress("Exporting comments", total=report_numbers.counts(found).shown) as progress:
            try:
                outcome = open_data.Outcome(
                    manifest=open_data_making.write(row, now=timezone.now(), told=progress.step)
                )
            except open_data_making.NotWhole as wrong:
                outcome = open_data.Outcome(error=wrong.code)
        with transaction.atomic():
            state = open_data.keep(outcome, data_set=str(row.public_id))
        if state != OpenDataSet.State.READY:
            raise CommandError(f"failed: {outcome.error}; no file is kept")
        sys.stdout.write(orjson.dumps(outcome.manifest, option=orjson.OPT_INDENT_2).decode() + "\n")
