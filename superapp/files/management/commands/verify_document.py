"""`bin/manage verify_document FILE.pdf|CODE`: tell whether a document is genuine, with or without its book."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from superapp.files.actions import verifying
from superapp.files.signing_keys import keys
from superapp.paper import signing


class Command(BaseCommand):
    """Verify a document."""

    help = "Tell whether a PDF file or a printed code is genuine; end with 1 when it is not."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("subject", help="a PDF file, or the code printed on a document")
        parser.add_argument(
            "--offline", action="store_true", help="look at the signature only, not at the book of what was issued"
        )

    def handle(self, *, subject: str, offline: bool, **options: object) -> None:
        """Verify."""
        path = Path(subject)
        is_file = len(subject) < 1000 and path.is_file()
        if offline:
            self.stdout.write(self._offline(path.read_bytes() if is_file else subject))
            return
        finding = verifying.by_file(path.read_bytes()) if is_file else verifying.by_code(subject)
        told = [finding.outcome, finding.number, finding.kind, finding.agency_code]
        if finding.issued_on:
            told.append(finding.issued_on.isoformat())
        line = " ".join(part for part in told if part)
        if not finding.is_genuine:
            raise CommandError(line)
        self.stdout.write(f"{line}, {'every byte compared' if finding.is_whole_file else 'code alone'}.")

    def _offline(self, subject: bytes | str) -> str:
        try:
            if isinstance(subject, bytes):
                return f"{signing.verify_file(subject, keys())}: every byte is as it was signed."
            found = signing.verify(subject, keys())
        except signing.NotGenuine as error:
            raise CommandError(error.reason) from None
        face = found.face
        return f"{face.number} {face.kind} {face.agency} {face.issued_on}: signed with key {found.key_id}."
