"""`bin/manage evaluate_search FILE.csv`: how well the search answers judged queries."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from services.actions import catalogue
from services.search import evaluation, index, ranking


class Command(BaseCommand):
    """Run every query of a file against the published catalogue; a table, and last one line of JSON."""

    help = (
        "Measure the search on judged queries: CSV with query_id, query, lang, style and up to three services "
        "(rel1_code, rel1_grade, ...; grade 2 exact, 1 acceptable)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file of judged queries."""
        parser.add_argument("file", type=Path, help="the judged queries, CSV in UTF-8")
        parser.add_argument("--verbose", action="store_true", help="also list the queries that fared worst")
        parser.add_argument("--worst", type=int, default=30, help="how many of those (30)")

    def handle(self, *, file: Path, verbose: bool, worst: int, **options: Any) -> None:
        """Evaluate in this process, one thread, without a cache."""
        documents = catalogue.search_documents()
        if not documents:
            raise CommandError(
                "The database: found no published service; expected a catalogue. Run bin/manage load_catalogue first."
            )
        try:
            queries = evaluation.read(file, frozenset(document.code for document in documents))
        except evaluation.BadQueryFile as problem:
            raise CommandError(str(problem)) from problem
        searchable = index.build(documents)
        report = evaluation.evaluate(lambda text: ranking.codes(searchable, text, evaluation.CUT), queries)
        self.stdout.write(evaluation.table(report, worst=worst if verbose else 0))
        self.stdout.write(json.dumps(report.figures(), ensure_ascii=False))
