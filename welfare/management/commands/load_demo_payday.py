"""`bin/manage load_demo_payday`: sample pensioners with a payday, for trying the payday desk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from superapp.refusal import Refusal
from welfare.actions import demonstration


class Command(BaseCommand):
    """Make the sample pensioners and their payday, after the sample officers."""

    help = "Load sample pensioners with a payday that waits to be released; only with DEMO=1."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Load, and say how many there are."""
        try:
            made = demonstration.load_payday(now=timezone.now())
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        if verbosity:
            self.stdout.write(f"  {made} sample pensioners made; a batch waits for dla.approver to release it")
