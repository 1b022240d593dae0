"""`bin/manage print_operations`: writes graphql/operations.json, the ids of the documents our apps send."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from superapp.api.documents import Documents
from superapp.api.errors import RequestRefused
from superapp.api.manifest import Listed, ManifestError, listed_in, manifest_text


class Command(BaseCommand):
    """Write the manifest, or compare it with --check."""

    help = "Write graphql/operations.json: two ids for each file in graphql/operations."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is out of date")

    def handle(self, *_: Any, **options: Any) -> None:
        """Write or compare the manifest, once every operation fits schema and limits.

        :raises CommandError: when an operation does not, or with --check, when the file is out of date.
        """
        try:
            listed = listed_in(settings.GRAPHQL_OPERATIONS_DIR)
        except ManifestError as error:
            raise CommandError(str(error)) from error
        documents = Documents(import_string("superapp.schema.schema"), profile="closed")
        faults = [fault for one in listed if (fault := _fault(documents, one))]
        if faults:
            raise CommandError("Operations that cannot be run:\n- " + "\n- ".join(faults))
        path, text = settings.GRAPHQL_MANIFEST, manifest_text(listed)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            self.stdout.write(f"graphql/{path.name}: unchanged, {len(listed)} ids")
        elif options["check"]:
            raise CommandError(f"graphql/{path.name} is out of date: run bin/manage print_operations.")
        else:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"graphql/{path.name}: written, {len(listed)} ids")


def _fault(documents: Documents, one: Listed) -> str:
    try:
        documents.learn(one.text, one.id)
    except RequestRefused as refused:
        told = "; ".join(str(getattr(detail, "message", detail)) for detail in refused.details)
        return f"{one.file} ({one.form}): {told or refused.kind.en}"
    return ""
