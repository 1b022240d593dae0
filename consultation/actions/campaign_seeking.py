"""Seeking campaigns: nearly equal comments of a hearing, grouped in a job whenever new ones were read.

A campaign keeps its public key as long as half of its comments stay together, so that links to it last.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from consultation.models import Campaign, CampaignMember, Comment, Hearing
from consultation.text import lexicon
from superapp.jobs import queue

from . import theme_seeking
from .grouping import held, readable, slot_of

METHOD = "campaigns"
TASK = "consultation.actions.campaign_seeking.find_campaigns"
# How often the groups are sought anew, in seconds, by how many comments there are.
PACES = ((2_000, 60), (50_000, 600))
SLOWEST_S = 3_600
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster as it was found: keys of comments in order, that of the one that speaks for all, and how alike."""

    members: tuple[int, ...]
    representative: int
    exact: int
    similarity: float


def ask(hearing_id: int, now: datetime) -> None:
    """Ask for the campaigns and themes of a hearing to be sought, at the pace its size allows."""
    size = Comment.objects.filter(hearing=hearing_id)[: PACES[-1][0]].count()
    pace = next((seconds for most, seconds in PACES if size < most), SLOWEST_S)
    slot, due_at = slot_of(now, pace)
    queue.enqueue_unless_there(
        TASK,
        {"hearing_id": hearing_id},
        dedupe=f"campaigns:{hearing_id}:{pace}:{slot}",
        run_at=due_at,
        lease_s=1_800,
        max_attempts=3,
    )


def keep(found: Sequence[Cluster], *, hearing_id: int) -> int:
    """Store the campaigns, then ask for the themes; return how many campaigns there are."""
    now = timezone.now()
    store(found, hearing_id=hearing_id, now=now)
    theme_seeking.find_themes.enqueue(hearing_id=hearing_id)
    return len(found)


@task(store=keep, lease_s=1_800, max_attempts=3)
def find_campaigns(*, hearing_id: int) -> list[Cluster]:
    """Seek the campaigns of a hearing. Reads only; `keep` stores."""
    return seek(hearing_id)


def seek(hearing_id: int) -> list[Cluster]:
    """Return the clusters of a hearing, the largest first."""
    # numpy comes with it, which the web process does without.
    from consultation.text import campaigns

    texts = dict(readable(hearing_id).values_list("pk", "body").iterator(chunk_size=5_000))
    found = []
    for one in campaigns.find(texts.items()).campaigns:
        chosen = next(key for key in one.ids if texts[key] == one.representative)
        found.append(Cluster(one.ids, chosen, one.exact, one.similarity))
    return found


def store(found: Sequence[Cluster], *, hearing_id: int, now: datetime) -> None:
    """Write the clusters over what stood before, one writer at a time."""
    Hearing.objects.select_for_update(of=("self",), no_key=True).get(pk=hearing_id)
    current = {one.pk: one for one in Campaign.objects.current().filter(hearing=hearing_id).order_by("pk")}
    rows = CampaignMember.objects.filter(campaign__hearing=hearing_id)
    before = dict(rows.values_list("comment", "campaign"))
    sizes = Counter(before.values())
    after: dict[int, int] = {}
    taken: set[int] = set()
    for cluster in found:
        kept = _same(cluster, before, sizes, taken)
        row = current.get(kept) if kept is not None else None
        row = row or Campaign(hearing_id=hearing_id)
        row.representative_id, row.size = cluster.representative, len(cluster.members)
        row.exact, row.similarity = cluster.exact, min(1.0, max(0.0, cluster.similarity))
        row.method, row.version, row.made_at, row.ended_at = METHOD, lexicon.version(), now, None
        row.save()
        taken.add(row.pk)
        after |= dict.fromkeys(cluster.members, row.pk)
    Campaign.objects.filter(pk__in=set(current) - taken).update(ended_at=now)
    # Who was taken back or erased while the job ran does not come back.
    joining = held([comment for comment, campaign in after.items() if before.get(comment) != campaign])
    gone = [comment for comment, campaign in before.items() if after.get(comment) != campaign]
    for start in range(0, len(gone), CHUNK):
        CampaignMember.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
    fresh = [CampaignMember(comment_id=comment, campaign_id=after[comment]) for comment in sorted(joining)]
    CampaignMember.objects.bulk_create(fresh, batch_size=CHUNK)


def _same(cluster: Cluster, before: dict[int, int], sizes: Counter[int], taken: set[int]) -> int | None:
    """Return the campaign this cluster continues: the one most of whose comments it holds, None for a new one."""
    votes = Counter(before[key] for key in cluster.members if key in before)
    for campaign, number in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        if campaign not in taken and number * 2 >= sizes[campaign]:
            return campaign
    return None


def seek_now(hearing: Hearing, now: datetime) -> None:
    """Seek and store campaigns and themes at once, as the jobs would."""
    found = seek(hearing.pk)
    with transaction.atomic():
        store(found, hearing_id=hearing.pk, now=now)
    sought = theme_seeking.seek(hearing.pk)
    with transaction.atomic():
        theme_seeking.store(sought, hearing_id=hearing.pk, now=now)
