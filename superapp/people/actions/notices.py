"""The inbox: putting a message in, reading it, and choosing what rings.

Every domain tells people things through `put`. The inbox is the message; a push only says that one has come.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people.models import Notice, NoticePreference, PushTarget
from superapp.people.models.notice import TEXTS
from superapp.people.models.push import TOKEN
from superapp.refusal import NotFound, Refusal

from . import pushing

# What people switch on and off, in Thai and English: the part of a topic before its full stop.
SUBJECTS = {
    "account": ("บัญชีและการเข้าสู่ระบบ", "Account and sign-in"),
    "consultation": ("รับฟังความคิดเห็นร่างกฎหมาย", "Public hearings"),
    "mandate": ("การทำแทน", "Acting for another"),
    "payment": ("การจ่ายเงิน", "Payments"),
    "privacy": ("ข้อมูลส่วนบุคคล", "Personal data"),
    "service": ("บริการและคำขอ", "Services and requests"),
    "welfare": ("สวัสดิการ", "Welfare"),
}
LONGEST_TITLE, LONGEST_BODY = 150, 2_000
MOST_AT_ONCE = 100
MOST_DEVICES = 10
_TOPIC = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_TOKEN = re.compile(r"[!-~]{16,4096}")


class PushTokenUnreadable(Refusal):
    """What the app sent is not a token of a push service."""

    code = "PUSH_TOKEN_UNREADABLE"
    th = "อ่านโทเคนของอุปกรณ์ไม่ได้ ต้องเป็นอักขระ ASCII 16 ถึง 4,096 ตัว ไม่มีช่องว่าง"
    en = "The device's token cannot be read: 16 to 4,096 ASCII characters without blanks are expected."


class TooManyNotices(Refusal):
    """More notices named at once than are marked in one go."""

    code = "TOO_MANY_NOTICES"
    th = "ทำเครื่องหมายว่าอ่านแล้วได้ครั้งละไม่เกิน {most} ข้อความ"
    en = "At most {most} notices can be marked as read at once."


@transaction.atomic
def put(
    *,
    citizen: Citizen,
    topic: str,
    key: str,
    texts: Mapping[str, str],
    link: str = "",
    matter: str = "",
    now: datetime,
) -> Notice | None:
    """Put a message into a citizen's inbox, once per (citizen, key), and let their devices ring; return the message.

    `topic` is a subject of SUBJECTS and a kind ("welfare.entitlement"), `texts` has title_th, title_en, body_th and
    body_en, `link` a global id the app opens or "", `matter` the code of the service or programme it belongs to or "".
    A second call with the same key changes nothing and returns what stands. None when the citizen was erased: there is
    nobody to tell any more.

    :raises ValueError: when topic, key or texts are not as described.
    """
    _check(topic, key, texts)
    notice = Notice(citizen=citizen, topic=topic, key=key, link=link, matter=matter, created_at=now)
    try:
        notice.seal(texts)
    except cipher.Unreadable:
        return None
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    standing = Notice.objects.select_related("citizen__account").get(citizen=citizen, key=key)
    if standing.public_id == notice.public_id and settings.PUSH_CHANNEL:
        pushing.announce.enqueue(notice=str(notice.public_id))
    return standing


@transaction.atomic
def mark_read(*, viewer: Viewer, public_ids: Sequence[str], now: datetime) -> int:
    """Mark the notices of those public ids as read; return how many were not read before.

    :raises NotFound: when one of them is not in the viewer's inbox; then none is marked.
    :raises TooManyNotices: for more than MOST_AT_ONCE.
    """
    if len(public_ids) > MOST_AT_ONCE:
        raise TooManyNotices(path=("notice_ids",), most=MOST_AT_ONCE)
    wanted: list[UUID] = []
    for place, public_id in enumerate(public_ids):
        wanted.append(_uuid(public_id, path=("notice_ids", str(place))))
    found = set(Notice.objects.visible_to(viewer).filter(public_id__in=wanted).values_list("public_id", flat=True))
    for place, public_id in enumerate(wanted):
        if public_id not in found:
            raise NotFound(path=("notice_ids", str(place)))
    marked = Notice.objects.filter(public_id__in=found).unread().update(read_at=now)
    _record_for_another(viewer, marked, now)
    return marked


@transaction.atomic
def mark_all_read(*, viewer: Viewer, now: datetime) -> int:
    """Mark all notices that have come until `now` as read; return how many were not read before.

    :raises NotFound: for whoever has no inbox here.
    """
    if viewer.citizen is None:
        raise NotFound()
    marked = Notice.objects.visible_to(viewer).unread().filter(created_at__lte=now).update(read_at=now)
    _record_for_another(viewer, marked, now)
    return marked


@transaction.atomic
def register_target(*, viewer: Viewer, platform: str, token: str, now: datetime) -> PushTarget:
    """Let this device ring for the viewer's notices; return it. A device rings for one person: the last to register.

    A person has at most MOST_DEVICES; the one registered longest ago makes room.

    :raises NotFound: for whoever is no citizen, or acts for another: devices are one's own.
    :raises PushTokenUnreadable: when the token is none.
    """
    citizen = _oneself(viewer)
    if not _TOKEN.fullmatch(token):
        raise PushTokenUnreadable(path=("token",))
    index = cipher.blind_index(TOKEN, token)
    # While the index key changes a device may be known under the key before: whose it was must not hear it ring.
    known = [cipher.index_by(key, TOKEN, token) for key in cipher.index_keys().values()]
    PushTarget.objects.filter(token_index__in=known).exclude(citizen=citizen, token_index=index).delete()
    standing = PushTarget.objects.select_for_update().filter(token_index=index).first()
    if standing is not None and standing.citizen_id == citizen.pk:
        standing.registered_at, standing.platform = now, platform
        standing.save(update_fields=["registered_at", "platform"])
        return standing
    target = PushTarget(citizen=citizen, platform=platform, token_index=index, registered_at=now)
    target.token_sealed = cipher.seal_with(citizen.own_key(), token, target.about)
    PushTarget.objects.bulk_create(
        [target],
        update_conflicts=True,
        unique_fields=["token_index"],
        update_fields=["public_id", "citizen", "platform", "token_sealed", "registered_at"],
    )
    kept = PushTarget.objects.filter(citizen=citizen).order_by("-registered_at", "-pk").values_list("pk", flat=True)
    PushTarget.objects.filter(citizen=citizen).exclude(pk__in=list(kept[:MOST_DEVICES])).delete()
    record(
        stream="platform",
        action="push_target.register",
        object=f"push_target:{target.public_id}",
        actor=viewer.actor,
        details={"platform": platform},
        now=now,
    )
    return PushTarget.objects.get(token_index=index)


@transaction.atomic
def set_preference(*, viewer: Viewer, subject: str, is_pushed: bool, now: datetime) -> NoticePreference:
    """Choose whether the viewer's devices ring for notices of `subject`; the inbox receives them either way.

    :raises NotFound: for whoever is no citizen, acts for another, or names no subject.
    """
    citizen = _oneself(viewer)
    if subject not in SUBJECTS:
        raise NotFound(path=("subject",))
    preference, _ = NoticePreference.objects.update_or_create(
        citizen=citizen, subject=subject, defaults={"is_pushed": is_pushed, "changed_at": now}
    )
    return preference


def preferences(viewer: Viewer) -> dict[str, bool]:
    """Return for every subject whether the viewer's devices ring; nothing for whoever is no citizen."""
    if viewer.citizen is None or viewer.mandate is not None:
        return {}
    chosen = dict(NoticePreference.objects.filter(citizen=viewer.citizen).values_list("subject", "is_pushed"))
    return {subject: chosen.get(subject, True) for subject in SUBJECTS}


def _oneself(viewer: Viewer) -> Citizen:
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound()
    return viewer.citizen


def _uuid(text: str, *, path: tuple[str, ...]) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(path=path) from None


def _record_for_another(viewer: Viewer, marked: int, now: datetime) -> None:
    # Reading one's own inbox concerns nobody else; what is done in another's name they can look up.
    if viewer.mandate is None or marked == 0:
        return
    record(
        stream="platform",
        action="notice.read",
        object=f"citizen:{viewer.principal}",
        actor=viewer.actor,
        principal=viewer.principal,
        mandate=viewer.mandate_id,
        details={"count": marked},
        now=now,
    )


def _check(topic: str, key: str, texts: Mapping[str, str]) -> None:
    if not _TOPIC.fullmatch(topic) or topic.partition(".")[0] not in SUBJECTS or len(topic) > 60:
        raise ValueError(f"topic: expected a subject of {', '.join(SUBJECTS)}, a full stop and a kind, found {topic!r}")
    if not 0 < len(key) <= 120:
        raise ValueError("key: expected 1 to 120 characters that name the fact the message is about")
    if set(texts) != set(TEXTS):
        raise ValueError(f"texts: expected {', '.join(TEXTS)}, found {', '.join(sorted(texts))}")
    for name in TEXTS:
        longest = LONGEST_TITLE if name.startswith("title") else LONGEST_BODY
        # The text itself stays out of the message: it is about somebody.
        if not 0 < len(texts[name].strip()) <= longest:
            raise ValueError(f"texts.{name}: expected 1 to {longest} characters")
