"""Compare the stored numbers of a hearing with its tables."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.actions.recounting import differences
from consultation.models import Hearing


class Command(BaseCommand):
    """Print each number that is not what counting gives; end with an error when there is one."""

    help = "Compare the counters of a hearing with its tables."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the hearing's code."""
        parser.add_argument("code")

    def handle(self, *, code: str, **_options: Any) -> None:
        """Recount one hearing."""
        hearing = Hearing.objects.filter(code=code).first()
        if hearing is None:
            raise CommandError(f"no hearing has the code {code}")
        found = differences(hearing)
        for name, (stored, counted) in found.items():
            self.stdout.write(f"{name}: stored {stored}, counted {counted}")
        if found:
            raise CommandError(f"{len(found)} numbers differ")
        self.stdout.write("all numbers are right")
