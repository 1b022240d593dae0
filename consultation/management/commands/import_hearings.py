"""`bin/manage import_hearings`: load hearings that were held on the Central Law Portal, apart from ours."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.actions import past_hearings


class Command(BaseCommand):
    """Load a file of past hearings; says how many were added, changed and unchanged."""

    help = "Load hearings of the Central Law Portal as past hearings, after load_catalogue. Runs twice without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file to read."""
        parser.add_argument("--file", type=Path, default=past_hearings.FILE, help="CSV, columns as shipped")

    def handle(self, *, file: Path, verbosity: int, **options: Any) -> None:
        """Load, and say what was done."""
        try:
            report = past_hearings.load(file)
        except FileNotFoundError:
            raise CommandError(f"{file.name}: there is no such file") from None
        except past_hearings.PastHearingFault as fault:
            raise CommandError(str(fault)) from fault
        if verbosity:
            counts = ", ".join(f"{report[name]} {name}" for name in ("added", "changed", "unchanged"))
            self.stdout.write(f"  past hearings {counts}")
