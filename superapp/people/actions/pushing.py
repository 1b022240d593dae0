"""Telling devices that a message has come: what goes out names nobody and quotes nothing.

`announce` writes one Push for each device and enqueues `send` for it; `send` calls the channel outside any transaction,
and `settle` writes what came of it. A worker that dies in between sends again under the same key, by which push
services show one message.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from superapp.accounts import cipher
from superapp.accounts.models import Mandate
from superapp.people.models import Notice, NoticePreference, Push, PushTarget

# The same for everybody and every message, in both languages: whoever sees the locked screen learns nothing.
TITLE = "มีข้อความใหม่ / New message"
BODY = "เปิดแอปเพื่ออ่าน / Open the app to read it"


@dataclass(frozen=True, slots=True)
class Device:
    """A device as a push service knows it."""

    platform: str
    token: str


class ChannelAway(Exception):
    """The push service does not answer, or is too busy; the job tries again later."""


class Channel(Protocol):
    """A way to reach devices."""

    def send(self, *, device: Device, key: str, title: str, body: str) -> bool:
        """Send one message under its idempotency key; True when taken, False when there is no such device any more.

        :raises ChannelAway: when it cannot be told now.
        """
        ...


class SandboxChannel:
    """Writes to VAR_DIR/sandbox/pushes.jsonl instead of ringing, for developers of apps. Only with DEMO on."""

    def __init__(self) -> None:
        if not settings.DEMO:
            raise ImproperlyConfigured("The sandbox's push channel reaches nobody: it is for DEMO=1 only.")
        self.path = Path(settings.VAR_DIR) / "sandbox" / "pushes.jsonl"

    def send(self, *, device: Device, key: str, title: str, body: str) -> bool:
        """Append a line. The device is told by the beginning of its token's SHA-256, which its developer can make."""
        line = {
            "at": timezone.now().isoformat(timespec="seconds"),
            "key": key,
            "platform": device.platform,
            "device": hashlib.sha256(device.token.encode()).hexdigest()[:16],
            "title": title,
            "body": body,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        return True


def channel() -> Channel:
    """Return the channel PUSH_CHANNEL names."""
    made: Channel = import_string(settings.PUSH_CHANNEL)()
    return made


@task()
def announce(*, notice: str) -> int:
    """Write a Push for each device that should ring, and send them; return how many. Running twice adds nothing."""
    message = Notice.objects.get(public_id=notice)
    targets = PushTarget.objects.filter(citizen__in=_listeners(message, timezone.now()))
    Push.objects.bulk_create(
        [Push(notice=message, target=target) for target in targets.order_by("pk")], ignore_conflicts=True
    )
    waiting = Push.objects.filter(notice=message, state=Push.State.WAITING, target__isnull=False).order_by("pk")
    for push in waiting:
        send.using(dedupe=f"push:{push.public_id}").enqueue(push=str(push.public_id))
    return len(waiting)


def settle(is_taken: bool | None, *, push: str) -> None:
    """Write what came of a push: taken, no such device (which is then forgotten), or None for nothing to be done."""
    if is_taken is None:
        return
    row = Push.objects.select_for_update(of=("self",)).get(public_id=push)
    if row.state != Push.State.WAITING:
        return
    row.state = Push.State.SENT if is_taken else Push.State.GONE
    row.settled_at = timezone.now()
    row.save(update_fields=["state", "settled_at"])
    if not is_taken:
        PushTarget.objects.filter(pk=row.target_id).delete()


@task(store=settle, max_attempts=8)
def send(*, push: str) -> bool | None:
    """Send one push; return whether the service took it, None when it need not be sent any more.

    :raises ChannelAway: when the service does not answer; the job comes back later.
    """
    row = Push.objects.select_related("target__citizen__account").get(public_id=push)
    if row.state != Push.State.WAITING or row.target is None:
        return None
    try:
        device = Device(row.target.platform, row.target.token)
    except cipher.Unreadable:
        # The citizen was erased meanwhile: there is nobody to tell.
        return False
    return channel().send(device=device, key=str(row.public_id), title=TITLE, body=BODY)


def _listeners(notice: Notice, now: datetime) -> list[int]:
    """Return the keys of the citizens whose devices ring: the owner, and who may receive the owner's notices."""
    mandates = Mandate.objects.filter(principal_citizen=notice.citizen_id).in_force(now)
    agents = {each.agent_id for each in mandates if each.covers(Mandate.Verb.NOTICES, notice.matter or None)}
    asked = {notice.citizen_id} | agents
    silent = NoticePreference.objects.filter(citizen__in=asked, subject=notice.subject, is_pushed=False)
    return sorted(asked - set(silent.values_list("citizen_id", flat=True)))
