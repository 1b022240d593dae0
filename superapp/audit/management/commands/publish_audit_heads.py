"""`bin/manage publish_audit_heads`: write the signed heads of the audit chain to a file to keep elsewhere."""

from django.core.management.base import BaseCommand, CommandError

from superapp.audit import heads
from superapp.jobs import clock


class Command(BaseCommand):
    """Write the signed heads of the audit chain to a file."""

    help = "Write the signed heads of the audit chain to VAR_DIR/audit/; keep a copy outside this machine."

    def handle(self, **options: object) -> None:
        """Publish."""
        try:
            path = heads.publish(folder=heads.folder(), now=clock.read())
        except OSError as error:
            raise CommandError(f"{heads.folder()}: cannot be written ({error.strerror}).") from error
        self.stdout.write(str(path))
