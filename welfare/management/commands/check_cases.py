"""`bin/manage check_cases FILE.yaml`: do the rule documents decide as a case file says they should?"""

import json
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from welfare.rules.cases import Report, check_cases
from welfare.rules.faults import Fault
from welfare.rules.programmes import SHIPPED, load_programmes


class Command(BaseCommand):
    """Check case files against rule documents; a line for each failed check, and last one line of JSON."""

    help = (
        "Check case files (top key `cases`) against the rule documents. Needs no database. "
        "Exit code 0: all passed; 1: something failed; 2: a file could not be read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the case files and where the rule documents are."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a case file, YAML in UTF-8")
        parser.add_argument("--programmes", type=Path, default=SHIPPED, metavar="DIR", help="other rule documents")
        parser.add_argument(
            "--assume-defaults",
            action="store_true",
            help="fill in every missing fact, to compare with models that do so; never for a citizen",
        )

    def handle(self, *, files: list[Path], programmes: Path, assume_defaults: bool, **options: Any) -> None:
        """Check each file and leave with the exit code that says how it went."""
        if isinstance(sys.stdout, TextIOWrapper):
            # A case may have a Thai name where the terminal knows no Thai.
            sys.stdout.reconfigure(errors="backslashreplace")
        total = Report()
        is_readable = True
        try:
            loaded = load_programmes(programmes)
        except Fault as fault:
            self._say(fault)
            self._finish(total, is_readable=False)
        for warned in loaded.warnings:
            self.stderr.write(f"warning: {warned.place}: {warned.en}")
        for file in files:
            try:
                report = check_cases(file, loaded, assume_defaults=assume_defaults)
            except Fault as fault:
                self._say(fault)
                is_readable = False
                continue
            for warning in report.warnings:
                self.stderr.write(f"warning: {warning}")
            for failure in report.failures:
                self.stdout.write(str(failure))
            total.cases += report.cases
            total.checks += report.checks
            total.failures.extend(report.failures)
        self._finish(total, is_readable=is_readable)

    def _say(self, fault: Fault) -> None:
        self.stderr.write(f"{fault.th}\n{fault}")

    def _finish(self, report: Report, *, is_readable: bool) -> None:
        self.stdout.write(json.dumps(report.figures(), separators=(",", ":")))
        if not is_readable:
            sys.exit(2)
        if report.failures:
            sys.exit(1)
