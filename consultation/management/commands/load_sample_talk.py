"""`bin/manage load_sample_talk`: let invented people speak in the sample hearings, and report on one of them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultation.actions import sample_reports, sample_talk
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Load sample comments, stances, votes, answers and a report; says how many were added."""

    help = "Load sample comments; only with DEMO=1, after load_hearings. Runs twice without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to read."""
        parser.add_argument("--folder", type=Path, default=sample_talk.FOLDER, help="where the files are")

    def handle(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        """Load, and say what was done."""
        try:
            report = sample_talk.load(folder, now=timezone.now())
            published = sample_reports.load(folder, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        except sample_talk.SampleTalkFault as fault:
            raise CommandError(str(fault)) from fault
        if verbosity:
            self.stdout.write(
                f"  comments     {report['comments']} in {report['hearings']} hearings, {published} reports published"
            )
