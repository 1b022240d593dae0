"""A hearing of 100,000 comments, from posting to its report: seconds per stage, and every figure against plain SQL.

    bin/bench hearing [--comments 100000] [--posted 300]

In a scratch database (SQLite, or beside DATABASE_URL's) `--posted` comments go through the posting action one by one,
the rest are written in bulk with counters as posting leaves them: one in five in the words of a campaign, with
greetings and typing errors, the others about twelve things, some hidden or waiting. Then the shipped jobs read them
all, and seek campaigns and themes; the hearing closes, an issue is made of each theme, and the report is drawn up.
Its figures are counted again by SQL of its own. Ends with 1 when one differs.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.hearing_crowd.scratch import scratch_database

SEED = 2569


class Stages:
    """Seconds of each stage, printed as they end."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def run(self, name: str, work: Callable[[], Any]) -> Any:
        """Do the work, and print and keep how long it took."""
        began = time.monotonic()
        answer = work()
        self.seconds[name] = round(time.monotonic() - began, 2)
        print(f"{name}: {self.seconds[name]:,.2f} s", flush=True)
        return answer


def main() -> int:
    """Measure and print; return 1 when a figure differs from its recount."""
    parser = argparse.ArgumentParser(prog="bin/bench hearing", description=__doc__.split("\n")[0])
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--posted", type=int, default=300)
    arguments = parser.parse_args()
    if not 0 <= arguments.posted <= arguments.comments or arguments.comments < 100:
        parser.error("at least 100 comments, and no more posted than there are")
    stages = Stages()
    with scratch_database() as kind:
        hearing, officer = prepared()
        differing = measured(hearing, officer, arguments.comments, arguments.posted, stages)
    figures = {"database": kind, "comments": arguments.comments, "seconds": stages.seconds, "differing": differing}
    for one in differing:
        print(f"DIFFERS: {one}")
    print(f"{kind}: {arguments.comments:,} comments in {sum(stages.seconds.values()):,.0f} s")
    print(json.dumps(figures, ensure_ascii=False))
    return 1 if differing else 0


def prepared() -> tuple[Any, Any]:
    """Return an open hearing and an officer who writes for its agency."""
    from bench.hearing_crowd import stage
    from services.actions import postings
    from superapp.accounts.models import Account, Officer
    from superapp.accounts.viewer import viewer_for

    hearing = stage.make_hearing("whole")
    account = Account.objects.create_user("bench-officer", kind=Account.Kind.OFFICER, is_staff=True)
    officer = Officer.objects.create(account=account, name_th="เจ้าหน้าที่ทดสอบ", name_en="Bench")
    postings.appoint(
        viewer=None, officer=officer, agency=hearing.agency, role="author", starts_on=stage.NOW.date(), now=stage.NOW
    )
    return hearing, viewer_for(account)


def measured(hearing: Any, officer: Any, size: int, posted: int, stages: Stages) -> list[str]:
    """Go from posting to the report; return the figures that differ from their recount."""
    from django.db import transaction

    from bench.hearing_crowd import recount, spoken
    from consultation.actions import campaign_seeking, listening, report_content, theme_seeking
    from consultation.models import HearingReport

    now = spoken.LATER
    chance = random.Random(SEED)
    texts = [spoken.text(chance) for _ in range(size)]
    queries = stages.run(f"post {posted} comments one by one", lambda: spoken.post(hearing, texts[:posted]))
    print(f"  {queries} statements a comment")
    stages.run(f"write the other {size - posted:,}", lambda: spoken.write(hearing, texts[posted:], chance))
    stages.run("read them all", lambda: read_all(hearing, listening, transaction))
    found = stages.run("seek campaigns", lambda: campaign_seeking.seek(hearing.pk))
    stages.run("store campaigns", lambda: stored(campaign_seeking, found, hearing, now))
    sought = stages.run("seek themes", lambda: theme_seeking.seek(hearing.pk))
    stages.run("store themes", lambda: stored(theme_seeking, sought, hearing, now))
    stages.run("opinion map", lambda: spoken.map_opinions(hearing, chance, min(size // 5, 20_000)))
    closed = spoken.close(hearing)
    issues = stages.run("make issues of themes", lambda: spoken.make_issues(closed, officer, now))
    print(f"  {len(found):,} campaigns, {issues} themes made issues")
    report = HearingReport(hearing=closed, revision=1)
    text, _ = stages.run("draw up the report", lambda: report_content.build(closed, report, now=now))
    searched = stages.run("search for 50 words", lambda: spoken.search(closed))
    print(f"  slowest search {searched:.0f} ms")
    return recount.differing(closed, json.loads(text))


def read_all(hearing: Any, listening: Any, transaction: Any) -> None:
    """Read everything by the batches of the jobs."""
    while found := listening.read(listening.waiting(hearing.pk)[: listening.BATCH]):
        with transaction.atomic():
            listening.keep(found, hearing_id=hearing.pk)


def stored(seeking: Any, found: Any, hearing: Any, now: Any) -> None:
    """Store what was sought, in one transaction as the job does."""
    from django.db import transaction

    with transaction.atomic():
        seeking.store(found, hearing_id=hearing.pk, now=now + timedelta(minutes=1))


if __name__ == "__main__":
    sys.exit(main())
