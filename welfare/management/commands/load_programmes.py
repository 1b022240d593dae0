"""`bin/manage load_programmes`: make the database a copy of welfare/programmes/."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from welfare.actions import rule_loading
from welfare.rules.faults import Fault
from welfare.rules.programmes import SHIPPED


class Command(BaseCommand):
    """Load the rule documents and their vocabulary; says what was added, changed, unchanged and kept."""

    help = "Load the reviewed rule documents into the database. Runs twice without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder to read."""
        parser.add_argument("--folder", type=Path, default=SHIPPED, help="where the files are")

    def handle(self, *, folder: Path, verbosity: int, **options: Any) -> None:
        """Load, with a line that counts the programmes as they go by."""
        seen = 0

        def step(code: str) -> None:
            nonlocal seen
            seen += 1
            if verbosity and self.stdout.isatty():
                self.stdout.write(f"\r  {seen:>4} programmes  {code:<40.40}", ending="")

        try:
            report = rule_loading.load(folder, now=timezone.now(), step=step)
        except Fault as fault:
            raise CommandError(f"{fault.th}\n{fault.en}") from fault
        if verbosity:
            if self.stdout.isatty():
                self.stdout.write("\r" + " " * 64 + "\r", ending="")
            outcomes = ("added", "changed", "unchanged", "kept", "orphaned")
            counts = ", ".join(f"{report.counts[outcome]} {outcome}" for outcome in outcomes)
            self.stdout.write(f"  {'programme':<12} {counts}")
            for outcome in ("changed", "kept", "orphaned"):
                if report.codes.get(outcome):
                    self.stdout.write(f"  programme {outcome}: {', '.join(report.codes[outcome])}")
