"""Draw up a payday by hand: `bin/manage run_payday --programme CODE --as-of 2026-12-03 [--period 2026-12]`."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from superapp.refusal import Refusal
from welfare.actions import paydays


class Command(BaseCommand):
    """Draw up who a programme pays, as the nightly job does; again it goes on where it stopped or changes nothing."""

    help = "Draw up who a programme pays for a period. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the programme, the day the list is frozen, and the month."""
        parser.add_argument("--programme", required=True, help="The programme's code.")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, help="The day the list is frozen, as 2026-12-03; today when left out."
        )
        parser.add_argument("--period", help="The month, as 2026-12; that of the day when left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw, and say how many and how much."""
        now = timezone.now()
        as_of = options["as_of"] or timezone.localdate(now)
        try:
            run = paydays.draw(programme=options["programme"], period=options["period"], as_of=as_of, now=now)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{run.programme.code} {run.period}, paid on {run.pays_on}: {run.looked_at} rights looked at, "
            f"{run.drawn} payments of {run.satang} satang, {run.waiting} waiting, {run.stopped} stopped"
        )
