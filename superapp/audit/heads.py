"""Publishing the heads of the audit chain: a signed file outside the database, every day.

Whoever has the database and the key could write a whole new history that verifies. A copy of the heads somewhere else,
at each agency for instance, is what they cannot reach: `verify_audit --heads FILE` compares.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django_tasks import task

from superapp.jobs.schedules import schedule

from . import chain
from .models import AuditHead


class BadHeadsFile(Exception):
    """A file of heads cannot be used; the message says which file, what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """Where a stream ended when the heads were published."""

    stream: str
    seq: int
    hash: str


def publish(*, folder: Path, now: datetime) -> Path:
    """Write the present heads to `folder/heads-<instant>.json` and return its path.

    A file of that instant is replaced, whole or not at all.

    :raises OSError: when the folder cannot be written.
    """
    heads = [
        PublishedHead(head.stream, head.seq, head.hash) for head in AuditHead.objects.filter(seq__gt=0).order_by("pk")
    ]
    content = {"published_at": chain.instant(now), "heads": [asdict(head) for head in heads]}
    content["signature"] = chain.signature(settings.AUDIT_KEY.encode(), dict(content))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"heads-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.json"
    aside = folder / f".{path.name}.{os.getpid()}"
    with aside.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
    return path


def read(path: Path) -> list[PublishedHead]:
    """Return the heads a file holds.

    :raises BadHeadsFile: when it cannot be read, is no file of heads, or was not signed with this key.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        signed = content.pop("signature")
        heads = [PublishedHead(str(one["stream"]), int(one["seq"]), str(one["hash"])) for one in content["heads"]]
    except OSError as error:
        raise BadHeadsFile(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadHeadsFile(
            f"{path}: found no heads: expected a file written by publish_audit_heads, unchanged."
        ) from error
    if chain.signature(settings.AUDIT_KEY.encode(), content) != signed:
        raise BadHeadsFile(f"{path}: its signature does not fit: it was changed, or AUDIT_KEY is another one.")
    return heads


def folder() -> Path:
    """Return where heads are published."""
    return Path(settings.VAR_DIR) / "audit"


@schedule(name="publish-audit-heads", every=timedelta(days=1), at=timedelta(hours=1), missed="last")
@task()
def publish_heads(*, slot: str) -> str:
    """Publish the heads under the instant of `slot`; running twice writes the same name again."""
    return publish(folder=folder(), now=datetime.fromisoformat(slot)).name
