"""Telling those who spoke that the issue they raised was answered: each person once in a hearing, in batches."""

from datetime import datetime

from django_tasks import task

from consultation.models import Hearing, IssueLink
from superapp.accounts.models import Citizen
from superapp.people.actions import notices

from .hearing_telling import BATCH, LONGEST_NAME, link_to

TOPIC = "consultation.answered"


@task(lease_s=120)
def tell_heard(*, hearing: str, after: int, at: str) -> int:
    """Tell the next people whose comments belong to an issue, by the citizens' keys; answers how many, then goes on.

    Running twice tells nobody twice: the inbox keeps one message for each hearing.
    """
    found = Hearing.objects.get(public_id=hearing)
    raised = IssueLink.objects.filter(issue__hearing=found, comment__author__citizen__gt=after)
    keys = list(
        raised.order_by("comment__author__citizen")
        .values_list("comment__author__citizen", flat=True)
        .distinct()[:BATCH]
    )
    texts = texts_of(found)
    for citizen in Citizen.objects.filter(pk__in=keys).select_related("account").order_by("pk"):
        notices.put(
            citizen=citizen,
            topic=TOPIC,
            key=f"hearing:{found.public_id}:answered",
            texts=texts,
            link=link_to(found.public_id),
            now=datetime.fromisoformat(at),
        )
    if len(keys) == BATCH:
        tell_heard.enqueue(hearing=hearing, after=keys[-1], at=at)
    return len(keys)


def texts_of(hearing: Hearing) -> dict[str, str]:
    """Return what the inbox says."""
    th, en = (
        name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        for name in (hearing.title_th, hearing.title_en or hearing.title_th)
    )
    return {
        "title_th": f"ประเด็นที่ท่านเสนอได้รับคำตอบ: {th}",
        "body_th": "หน่วยงานตอบประเด็นที่มาจากความเห็นของท่านแล้ว อ่านคำตอบและสิ่งที่แก้ไขในร่างได้ในรายงานผลการรับฟัง",
        "title_en": f"The issue you raised was answered: {en}",
        "body_en": "The agency has answered the issue your comment raised. Its report says how, and what was changed.",
    }
