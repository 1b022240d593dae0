"""`bin/manage load_hearings`: load the sample hearings, their days counted from today."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultation.actions import hearing_loading, policies
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Load the policies and the sample hearings; says how many were added and unchanged."""

    help = "Load sample hearings; only with DEMO=1, after load_catalogue and load_drafts. Runs twice without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to read."""
        parser.add_argument("--folder", type=Path, default=hearing_loading.FOLDER, help="where the files are")

    def handle(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        """Load, and say what was done."""
        policies.load()
        try:
            report = hearing_loading.load(folder, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        except hearing_loading.SampleHearingFault as fault:
            raise CommandError(str(fault)) from fault
        if verbosity:
            self.stdout.write(f"  hearings     {report['added']} added, {report['unchanged']} unchanged")
