"""What people write, before it is kept: cleaned safely, measured, and looked through for what a moderator sees first.

Scripts and markup are kept as the plain text they are: nothing here is ever read as HTML.
"""

import hashlib
import hmac
import json
import re
from datetime import datetime, timedelta

from django.conf import settings

from consultation.models import Comment, Hearing
from consultation.text import personal_data
from superapp.accounts.once import IdempotencyKeyMalformed
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from superapp.thai import forms

from . import moderation_rules

LONGEST = 10_000
NEW_ACCOUNT = timedelta(days=7)
_LINK = re.compile(
    r"(?:https?|ftp)://|www\.|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|net|org|info|th|io|me|co|link|shop|xyz)\b",
    re.I,
)
_KEY = re.compile(r"[A-Za-z0-9._:-]{8,64}")
# Kinds of consultation.text.personal_data; a citizen's number only when its check digit is right.
_HELD = {"citizen_id", "phone", "email", "bank_account", "line_id"}


class TextEmpty(Refusal):
    """Nothing is left that anybody could see."""

    code = "TEXT_EMPTY"
    th = "โปรดเขียนข้อความ ข้อความที่ส่งมาไม่มีตัวอักษรที่มองเห็นได้"
    en = "Write something: what was sent holds nothing that can be seen."


class TextTooLong(Refusal):
    """Longer than is kept; nothing is cut off silently. `details`: `most`, `found`."""

    code = "TEXT_TOO_LONG"
    th = "ข้อความยาว {found} ตัวอักษร เขียนได้ไม่เกิน {most} ตัวอักษร โปรดตัดให้สั้นลงหรือแบ่งเป็นหลายความเห็น"
    en = "The text has {found} characters; at most {most} are kept. Shorten it, or split it into several comments."


def cleaned(text: str, *, most: int = LONGEST, path: tuple[str, ...] = ("body",)) -> str:
    """Return `text` as it is kept and shown: without what cannot be seen, ends trimmed.

    :raises TextTooLong: above `most` characters as sent. :raises TextEmpty: when nothing is left to see.
    """
    # Before cleaning: the cleaner itself stops reading at its own limit, and nothing may vanish unsaid.
    if len(text) > LONGEST:
        raise TextTooLong(path=path, most=most, found=len(text))
    clean = forms.display(text).strip()
    if len(clean) > most:
        raise TextTooLong(path=path, most=most, found=len(clean))
    if not any(letter.isalnum() or not letter.isspace() for letter in clean):
        raise TextEmpty(path=path)
    return clean


def require_key(key: str) -> None:
    """Do nothing for a key by which a request may be named.

    :raises IdempotencyKeyMalformed:
    """
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMalformed(path=("idempotency_key",))


def reasons_to_hold(text: str, *, viewer: Viewer, hearing: Hearing, now: datetime) -> list[str]:
    """Return why a moderator looks at it first, as codes in a fixed order; none for most.

    A rule only ever makes a text wait: a person decides.
    """
    reasons = found_in(text)
    if hearing.moderation == Hearing.Moderation.BEFORE:
        reasons.append("before")
    if _is_first_of_new_account(viewer, now):
        reasons.append("first_post")
    if moderation_rules.is_copy_of_hidden(text, hearing):
        reasons.append(moderation_rules.NEAR_COPY)
    return reasons


def found_in(text: str) -> list[str]:
    """Return what in the text itself makes it wait: "link", and kinds of personal data.

    >>> found_in("โทร 081-234-5678 หรือดู https://example.org")
    ['link', 'phone']
    """
    kinds = {datum.kind for datum in personal_data.numbers(text) if datum.valid is not False}
    return (["link"] if _LINK.search(text) else []) + sorted(kinds & _HELD)


def fingerprint(*parts: object) -> str:
    """Return the SHA-256 of what was asked, for telling a repeated request from another one."""
    text = json.dumps(parts, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(text: str) -> str:
    """Return a keyed hash of a text that is being erased: it proves what stood there only to whoever has the text."""
    return hmac.new(settings.SECRET_KEY.encode(), b"erased" + text.encode(), hashlib.sha256).hexdigest()


def _is_first_of_new_account(viewer: Viewer, now: datetime) -> bool:
    citizen = viewer.citizen
    if citizen is None or now - citizen.created_at >= NEW_ACCOUNT:
        return False
    return not Comment.objects.filter(author__citizen=citizen, status=Comment.Status.VISIBLE).exists()
