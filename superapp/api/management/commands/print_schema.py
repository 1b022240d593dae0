"""`bin/manage print_schema`: writes graphql/schema.graphql and graphql/weights.txt from the code."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string


def printed() -> dict[str, str]:
    """Return the files this command writes, by name, and their content."""
    # By name, since the joined schema stands above this package.
    contract = import_string("superapp.schema.schema")
    return {"schema.graphql": contract.sdl, "weights.txt": contract.weights}


class Command(BaseCommand):
    """Write the contract, or compare it with --check."""

    help = "Write graphql/schema.graphql, and graphql/weights.txt (what each field costs, and which are public)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is out of date")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write or compare both files.

        :raises CommandError: with --check, when one is out of date.
        """
        folder = settings.GRAPHQL_SCHEMA_FILE.parent
        for name, text in printed().items():
            path = folder / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                self.stdout.write(f"graphql/{name}: unchanged")
            elif options["check"]:
                raise CommandError(f"graphql/{name} is out of date: run bin/manage print_schema, and review the diff.")
            else:
                folder.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"graphql/{name}: written")
