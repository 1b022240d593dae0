"""`bin/manage run_population`: decide every programme for every person of a population."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from superapp.jobs.progress import Progress
from welfare.population import runs
from welfare.population.storage import BadPopulation
from welfare.rules.faults import Fault
from welfare.rules.programmes import SHIPPED, load_programmes
from welfare.rules.sql.terms import Uncompilable


class Command(BaseCommand):
    """Write results as Parquet, one file per programme and chunk, and a summary; begun again, it goes on."""

    help = (
        "Decide a population (a folder of make_population, or one of the same layout) on one date. What is already "
        "there is not computed again. Prints a table and last one line of JSON; the whole summary is in summary.json."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the population, the date, the programmes and where to write."""
        parser.add_argument("population", type=Path, help="the folder of the population")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, required=True, metavar="DATE", help="date of assessment"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where results go")
        parser.add_argument("--only", nargs="+", metavar="CODE", help="these programmes instead of all")
        parser.add_argument("--programmes", type=Path, default=SHIPPED, metavar="DIR", help="other rule documents")

    def handle(
        self, *, population: Path, as_of: date, out: Path, only: list[str] | None, programmes: Path, **options: Any
    ) -> None:
        """Run with a progress bar."""
        try:
            loaded = load_programmes(programmes)
            codes = tuple(only or loaded.documents)
            strange = [code for code in codes if code not in loaded]
            if strange:
                raise CommandError(f"ไม่มีโครงการ {', '.join(strange)}\nThere is no programme {', '.join(strange)}.")
            work = runs.Run(population, out, loaded, codes, as_of)
            manifest = runs.checked_manifest(population, loaded)
            with Progress("Deciding", total=manifest.chunks * len(codes)) as progress:
                summary = runs.run(work, step=progress.step)
        except (BadPopulation, Fault, Uncompilable) as problem:
            raise CommandError(f"{problem.th}\n{problem.en}") from problem
        for line in runs.lines(summary):
            self.stdout.write(line)
        short = {"persons": summary["persons"], "programmes": len(codes), "as_of": as_of.isoformat(), "out": str(out)}
        self.stdout.write(json.dumps(short, ensure_ascii=False))
