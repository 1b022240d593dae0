"""`bin/manage load_drafts`: make the database a copy of consultation/drafts/."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultation.actions import draft_loading
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Load laws and their versions; says how many were added, changed and unchanged, and which lost their folder."""

    help = "Load the reviewed draft texts into the database. Runs twice without effect. Needs the catalogue's agencies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to read."""
        parser.add_argument("--folder", type=Path, default=draft_loading.FOLDER, help="where the files are")

    def handle(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        """Load, and say what was done."""
        try:
            report = draft_loading.load(folder, now=timezone.now())
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        if not verbosity:
            return
        for kind, tally in (("laws", report.laws), ("versions", report.versions)):
            counts = ", ".join(f"{tally[outcome]} {outcome}" for outcome in ("added", "changed", "unchanged"))
            self.stdout.write(f"  {kind:<12} {counts}")
        if report.orphaned:
            self.stdout.write(f"  folder gone: {', '.join(report.orphaned)}")
