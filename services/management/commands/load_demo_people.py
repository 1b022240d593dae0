"""`bin/manage load_demo_people`: sample officers for trying the desk."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from services.actions import demonstration
from superapp.people.sandbox import agency
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Make the sample officers, and print how to sign in as one."""

    help = "Load sample officers with a known password; only with DEMO=1."

    def handle(self, *, verbosity: int, **options: Any) -> None:
        """Load, and say who there is."""
        try:
            made = demonstration.load_people(now=timezone.now())
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        if settings.SANDBOX:
            agency.ensure_client(now=timezone.now())
        if verbosity:
            self.stdout.write(f"  {made} sample officers made; the password of each is {demonstration.PASSWORD}")
            self.stdout.write("  the desk shows the code it asks for next, on this machine only")
            for person in demonstration.PEOPLE:
                roles = ", ".join(f"{role} at {agency}" for agency, role in person.postings)
                self.stdout.write(f"    {person.username:<16} {roles}")
