"""`bin/manage create_operator NAME`: the first operator of a bare machine, who then invites everybody else."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import timezone

from superapp.people.actions import officers
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Make an operator's account, and print the link by which its owner sets a password and a second factor."""

    help = "Make an operator's account and print its one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the user name."""
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        """Make the account."""
        try:
            _, token = officers.create(
                viewer=None, username=username, name_th="", name_en="", is_operator_too=True, now=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(f"{refusal.message('th')}\n{refusal.message('en')}") from refusal
        hours = settings.OFFICER_INVITATION_S // 3600
        self.stdout.write(f"{settings.PUBLIC_URL}{reverse('officer-invitation', args=[token])}")
        self.stderr.write(f"The link works once, within {hours} hours. Open it to set a password and a second factor.")
