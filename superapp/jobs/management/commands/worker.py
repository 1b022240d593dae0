"""`bin/manage worker`: run the jobs of the queue. SIGTERM and Ctrl-C finish the job in hand, then end."""

import argparse
import signal

from django.core.management.base import BaseCommand

from superapp.jobs import clock, discovery
from superapp.jobs.worker import Until, Worker, new_owner


class Command(BaseCommand):
    """Run the jobs of the queue until stopped."""

    help = "Run the jobs of the queue until stopped (SIGTERM or Ctrl-C finish the job in hand)."
    # Other checks would load every page and the whole API contract into a process that serves neither.
    requires_system_checks = ["keys"]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--queue", action="append", default=[], help="only this queue; may be given several times")
        parser.add_argument("--poll-s", type=float, default=1.0, help="seconds between looks when nothing is due")
        ending = parser.add_mutually_exclusive_group()
        ending.add_argument("--once", action="store_true", help="run at most one job, then end")
        ending.add_argument("--until-idle", action="store_true", help="end when nothing is due")

    def handle(self, *, queue: list[str], poll_s: float, once: bool, until_idle: bool, **options: object) -> None:
        """Work."""
        discovery.import_modules()
        worker = Worker(owner=new_owner(), clock=clock.read, queues=queue, poll_s=poll_s)
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
        for number in before:
            signal.signal(number, lambda *_: worker.stop())
        try:
            ran = worker.work(Until.ONCE if once else Until.IDLE if until_idle else Until.STOPPED)
        finally:
            for number, previous in before.items():
                signal.signal(number, previous)
        self.stdout.write(f"{ran} jobs run")
