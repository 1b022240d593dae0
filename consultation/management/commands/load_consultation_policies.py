"""`bin/manage load_consultation_policies`: make the database a copy of consultation/policies.yaml."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.actions import policies


class Command(BaseCommand):
    """Load how long hearings last and what they need; says how many rows were added, changed and unchanged."""

    help = "Load the reviewed policies of hearings into the database. Runs twice without effect."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file to read."""
        parser.add_argument("--file", type=Path, default=policies.FILE, help="where the policies are")

    def handle(self, *, file: Path, verbosity: int, **options: Any) -> None:
        """Load, and say what was done."""
        try:
            report = policies.load(file)
        except policies.PolicyFault as fault:
            raise CommandError(str(fault)) from fault
        if verbosity:
            counts = ", ".join(
                f"{report[outcome]} {outcome}" for outcome in ("added", "changed", "unchanged", "removed")
            )
            self.stdout.write(f"  policies     {counts}")
