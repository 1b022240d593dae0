"""`bin/manage compare_reform OVERLAY.yaml`: who would win, who would lose, and what it would cost."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from superapp.jobs.progress import Progress
from welfare.population import comparison, page, runs
from welfare.population.storage import BadPopulation
from welfare.rules.faults import Fault
from welfare.rules.overlay import load_overlay, overlaid
from welfare.rules.programmes import SHIPPED, load_programmes
from welfare.rules.sql.terms import Uncompilable


class Command(BaseCommand):
    """Compare the law in force with an overlay over a population; JSON, charts, and a page an officer can read."""

    help = (
        "Compare a reform (overlay/1) with the law in force over a population. Writes comparison.json, index.html and "
        "the charts as SVG; prints a table and last one line of JSON."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the overlay, the population, the date and where to write."""
        parser.add_argument("overlay", type=Path, metavar="OVERLAY.yaml", help="the reform")
        parser.add_argument(
            "--population", type=Path, required=True, metavar="DIR", help="the folder of the population"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="DATE", help="date of assessment (its first day)"
        )
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the report goes")
        parser.add_argument("--only", nargs="+", metavar="CODE", help="these programmes instead of those it touches")
        parser.add_argument("--programmes", type=Path, default=SHIPPED, metavar="DIR", help="other rule documents")

    def handle(
        self,
        *,
        overlay: Path,
        population: Path,
        as_of: date | None,
        out: Path,
        only: list[str] | None,
        programmes: Path,
        **options: Any,
    ) -> None:
        """Compare with a progress bar and write the report."""
        try:
            loaded = load_programmes(programmes)
            reform = load_overlay(overlay)
            strange = [code for code in only or () if code not in loaded]
            if strange:
                raise CommandError(f"ไม่มีโครงการ {', '.join(strange)}\nThere is no programme {', '.join(strange)}.")
            codes = tuple(only or comparison.touched(loaded, overlaid(loaded, reform)))
            manifest = runs.checked_manifest(population, loaded)
            with Progress("Comparing", total=manifest.chunks * len(codes)) as progress:
                report = comparison.compare(
                    population, out, loaded, reform, as_of or reform.since, codes=codes, step=progress.step
                )
        except (BadPopulation, Fault, Uncompilable) as problem:
            raise CommandError(f"{problem.th}\n{problem.en}") from problem
        (out / "comparison.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        (out / "index.html").write_text(page.html(report), encoding="utf-8")
        for name, chart in page.charts(report).items():
            (out / name).write_text(chart + "\n", encoding="utf-8")
        self._table(report)
        self.stdout.write(json.dumps({"overlay": reform.id, "programmes": list(codes), "out": str(out)}))

    def _table(self, report: dict[str, Any]) -> None:
        heads = ("winners", "losers", "newly_eligible", "newly_refused", "newly_unknown")
        self.stdout.write(f"{'programme':<26}" + "".join(f"{name:>16}" for name in heads))
        for each in report["programmes"]:
            cells = "".join(f"{'<10*' if each[name] is None else format(each[name], ','):>16}" for name in heads)
            self.stdout.write(f"{each['code']:<26}{cells}")
            for side in ("base", "reform"):
                cost = each["cost_thb"][side]
                words = "hidden" if cost["none"] is None else f"{cost['none']:,} to {cost['all']:,} THB a period"
                self.stdout.write(f"  {side:<8}{words}")
        self.stdout.write("* hidden: fewer than 10 persons, or a cell that would reveal them")
