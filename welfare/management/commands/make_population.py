"""`bin/manage make_population`: invent people to try rules on, from public marginals."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from superapp.jobs.progress import Progress
from welfare.population import drawing
from welfare.population.storage import BadPopulation
from welfare.rules.faults import Fault
from welfare.rules.programmes import SHIPPED, load_programmes


class Command(BaseCommand):
    """Write an invented population: the same people for the same seed, date and vocabulary."""

    help = "Invent a population from public marginals (welfare/population/marginals.yaml). Nobody in it is real."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the number of persons, the seed, the date of their ages, and where to write."""
        parser.add_argument("--persons", type=int, required=True, metavar="N", help="how many persons")
        parser.add_argument("--seed", type=int, default=2569, metavar="S", help="another seed, other people (2569)")
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder without a population")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="ages are of this day (today)")
        parser.add_argument("--missing", type=int, default=0, metavar="PERMILLE", help="facts left unknown (0)")
        parser.add_argument("--programmes", type=Path, default=SHIPPED, metavar="DIR", help="whose facts.yaml to use")

    def handle(
        self, *, persons: int, seed: int, out: Path, as_of: date | None, missing: int, programmes: Path, **options: Any
    ) -> None:
        """Draw the people with a progress bar."""
        if persons < 1 or not 0 <= missing <= 1000:
            raise CommandError(
                "--persons ต้องเป็น 1 ขึ้นไป และ --missing 0 ถึง 1000\n"
                "--persons must be 1 or more, and --missing from 0 to 1000."
            )
        day = as_of or timezone.localdate()
        try:
            vocabulary = load_programmes(programmes).vocabulary
            with Progress("Inventing persons", total=persons) as progress:
                manifest = drawing.draw(
                    out,
                    vocabulary,
                    persons=persons,
                    seed=seed,
                    as_of=day.isoformat(),
                    missing_permille=missing,
                    step=progress.step,
                )
        except (BadPopulation, Fault) as problem:
            raise CommandError(f"{problem.th}\n{problem.en}") from problem
        self.stdout.write(f"{manifest.persons:,} invented persons in {manifest.chunks} chunks: {out}")
