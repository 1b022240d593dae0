"""`bin/manage rotate_keys`: change the keys of personal data while everything runs; may be stopped and begun again."""

import argparse

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from superapp.accounts import cipher, keys
from superapp.accounts.models import KeyCheck
from superapp.jobs.progress import Progress
from superapp.people.actions import key_rotation
from superapp.refusal import Refusal


class Command(BaseCommand):
    """Seal anew by the newest key."""

    help = "Seal personal data anew by the first of PII_KEYS; with --index, follow a change of PID_INDEX_KEY."
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the option."""
        parser.add_argument("--index", action="store_true", help="the index of citizens' numbers instead")

    def handle(self, *, index: bool, **options: object) -> None:
        """Rotate, and say which keys may be taken out."""
        purpose = KeyCheck.Purpose.PID_INDEX if index else KeyCheck.Purpose.PII
        try:
            keys.check()
            total = key_rotation.count_citizens() if index else key_rotation.count_sealed()
            rotate = key_rotation.rotate_index if index else key_rotation.rotate_master
            with Progress("Indexing" if index else "Sealing anew", total) as progress:
                changed = rotate(now=timezone.now(), step=progress.step)
        except keys.WrongKey as error:
            raise CommandError(str(error)) from None
        except Refusal as refusal:
            raise CommandError(refusal.message("en")) from None
        except cipher.Unreadable as error:
            raise CommandError(f"A row does not open: {error}. No key was retired; put the key back.") from None
        retired = KeyCheck.objects.filter(purpose=purpose, retired_at__isnull=False).order_by("key_id")
        self.stdout.write(f"rows: {total}, changed: {changed}.")
        unused = [str(row.key_id) for row in retired if row.key_id in keys.keys_of(purpose)]
        if unused:
            self.stdout.write(
                f"Nothing needs key {', '.join(unused)} any more: take it out of {keys.VARIABLES[purpose]}."
            )
