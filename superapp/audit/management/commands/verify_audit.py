"""`bin/manage verify_audit`: check the audit chain and name the first bad row of each stream."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from superapp.audit import heads, verification
from superapp.audit.models import AuditEvent
from superapp.jobs.progress import Progress


class Command(BaseCommand):
    """Check the audit chain."""

    help = "Check the audit chain; name the first bad row of each stream and end with 1 when there is one."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--stream", help="only this stream: an agency's code, platform or money")
        parser.add_argument("--heads", type=Path, help="a file written by publish_audit_heads to compare with")

    def handle(self, *, stream: str | None, heads: Path | None, **options: object) -> None:
        """Verify."""
        published = _read(heads) if heads else []
        names = sorted({*verification.streams(), *(head.stream for head in published)})
        if stream is not None:
            if stream not in names:
                raise CommandError(f"--stream {stream}: no such stream. There are: {', '.join(names) or 'none yet'}.")
            names = [stream]
        total = AuditEvent.objects.in_streams(*names).count()
        with Progress("Verifying", total) as progress:
            faults = verification.verify(names, published=published, step=progress.step)
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"Damaged streams: {len(faults)} of {len(names)}.")
        self.stdout.write(f"streams: {len(names)}, events: {total}, whole.")


def _read(path: Path) -> list[heads.PublishedHead]:
    try:
        return heads.read(path)
    except heads.BadHeadsFile as error:
        raise CommandError(str(error)) from error
