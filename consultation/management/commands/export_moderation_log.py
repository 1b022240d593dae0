"""Write the public moderation log of one month as CSV to standard output or into a file."""

import argparse
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consultation.actions import moderation_log

_MONTH = re.compile(r"(2\d{3})-(0[1-9]|1[0-2])")


class Command(BaseCommand):
    """export_moderation_log 2026-11 [--to FILE]"""

    help = "Write the public moderation log of a month (2026-11, common era) as CSV."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take the month and the file."""
        parser.add_argument("month", help="Year and month, such as 2026-11.")
        parser.add_argument("--to", type=Path, help="A file to write; standard output without it.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lines; a file appears only when it is complete."""
        found = _MONTH.fullmatch(options["month"])
        if found is None:
            raise CommandError(f"{options['month']!r}: expected a month such as 2026-11")
        lines = moderation_log.lines(moderation_log.month(int(found[1]), int(found[2])))
        if options["to"] is None:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        aside = options["to"].with_suffix(".part")
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        aside.replace(options["to"])
