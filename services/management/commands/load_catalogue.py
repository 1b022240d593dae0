"""`bin/manage load_catalogue`: make the database a copy of services/catalogue/."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from services.actions import catalogue
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Load agencies, vocabularies and services; says what was added, changed, unchanged, retired and kept."""

    help = "Load the reviewed catalogue text into the database. Runs twice without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to read."""
        parser.add_argument("--folder", type=Path, default=settings.CATALOGUE_DIR, help="where the files are")

    def handle(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        """Load, with a line that counts the services as they go by."""
        seen = 0

        def step(code: str) -> None:
            nonlocal seen
            seen += 1
            if verbosity and self.stdout.isatty():
                self.stdout.write(f"\r  {seen:>4} services  {code:<40.40}", ending="")

        try:
            report = catalogue.load(folder, now=timezone.now(), step=step)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        if verbosity:
            if self.stdout.isatty():
                self.stdout.write("\r" + " " * 60 + "\r", ending="")
            for kind, tally in report.counts.items():
                counts = ", ".join(
                    f"{tally[outcome]} {outcome}" for outcome in ("added", "changed", "unchanged", "retired", "kept")
                )
                self.stdout.write(f"  {kind:<12} {counts}")
            for what, codes in report.codes.items():
                if not what.endswith("added"):
                    self.stdout.write(f"  {what}: {', '.join(codes)}")
