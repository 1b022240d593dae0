"""Drafts of rules: starting, writing and throwing away a programme's next rule document."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from services.models.rights import forget_rights
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Programme, RuleVersion

from . import vocabularies

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
LONGEST_TEXT = 200_000
LONGEST_REASON = 1_000


class ReasonMissing(Refusal):
    """A step without a reason."""

    code = "REASON_MISSING"
    th = "โปรดระบุเหตุผลของขั้นตอนนี้ ไม่เกิน 1,000 ตัวอักษร"
    en = "Give a reason for this step, in at most 1,000 characters."


class RulesDraftExists(Refusal):
    """A programme whose next rules are already being worked on."""

    code = "RULES_DRAFT_EXISTS"
    th = "โครงการนี้มีร่างหลักเกณฑ์ที่ยังดำเนินการอยู่แล้ว ให้แก้ร่างนั้นหรือทิ้งก่อน"
    en = "This programme already has a draft of its next rules: revise that one, or discard it first."


class RulesDraftChanged(Refusal):
    """A draft that somebody else has written since it was read."""

    code = "RULES_DRAFT_CHANGED"
    th = "มีผู้แก้ร่างนี้ไปแล้ว โปรดเปิดร่างล่าสุดแล้วแก้อีกครั้ง ข้อความของท่านยังไม่ถูกบันทึก"
    en = "Somebody has changed this draft since you opened it. Open it again and repeat your change; nothing was saved."


class RulesNotADraft(Refusal):
    """A version that is past changing."""

    code = "RULES_NOT_A_DRAFT"
    th = "ฉบับนี้ไม่ใช่ร่างแล้ว จึงแก้ไม่ได้"
    en = "This version is no longer a draft, so its text cannot change."


class RulesTooLong(Refusal):
    """A text longer than any rule document."""

    code = "RULES_TOO_LONG"
    th = "หลักเกณฑ์ยาวเกิน 200,000 ตัวอักษร หรือมีอักขระที่เก็บไม่ได้"
    en = "The rules are longer than 200,000 characters, or hold characters that cannot be kept."


class ProgrammeCodeTaken(Refusal):
    """A new programme under a code that is another's."""

    code = "PROGRAMME_CODE_TAKEN"
    th = "รหัสโครงการนี้ถูกใช้แล้ว โปรดตั้งรหัสอื่น"
    en = "This programme code is in use: choose another."


def reason_given(reason: str) -> str:
    """Return the reason without surrounding blanks.

    :raises ReasonMissing: when it is blank or too long.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON or "\0" in reason:
        raise ReasonMissing(path=("reason",))
    return reason


def held_programme(viewer: "Viewer", code: str) -> Programme:
    """Return the programme under a row lock, if the viewer works for its agency.

    :raises NotFound: when it does not exist for this viewer.
    """
    if not CODE.fullmatch(code):
        raise NotFound(path=("code",))
    programme = Programme.objects.select_for_update(no_key=True).filter(code=code).first()
    forget_rights(viewer)
    if programme is None or not permissions.may_enter(viewer, programme.agency_id):
        raise NotFound(path=("code",))
    return programme


def held_version(viewer: "Viewer", code: str, number: int) -> RuleVersion:
    """Return one version of a programme's rules, both under row locks, if the viewer works for its agency.

    :raises NotFound: when it does not exist for this viewer.
    """
    programme = held_programme(viewer, code)
    version = RuleVersion.objects.select_for_update(no_key=True).filter(programme=programme, number=number).first()
    if version is None:
        raise NotFound(path=("number",))
    version.programme = programme
    return version


@transaction.atomic
def propose(*, viewer: "Viewer", agency_id: int, code: str, text: str, reason: str, now: datetime) -> RuleVersion:
    """Start a programme that has no rules yet, of an agency the viewer writes for, with its first draft.

    :raises NotFound: :raises ProgrammeCodeTaken: :raises RulesTooLong: :raises ReasonMissing:
    """
    reason = reason_given(reason)
    if not permissions.may_write(viewer, agency_id):
        raise NotFound(path=("agency",))
    if not CODE.fullmatch(code):
        raise NotFound(path=("code",))
    try:
        with transaction.atomic():
            programme = Programme.objects.create(code=code, agency_id=agency_id)
    except IntegrityError:
        raise ProgrammeCodeTaken(path=("code",)) from None
    return add_version(programme, viewer=viewer, text=text, reason=reason, based_on=None, now=now)


@transaction.atomic
def start(*, viewer: "Viewer", code: str, reason: str, text: str | None = None, now: datetime) -> RuleVersion:
    """Start the next version of a programme's rules from `text`, or from what is published when that is None.

    :raises NotFound: :raises RulesDraftExists: :raises RulesTooLong: :raises ReasonMissing:
    """
    reason = reason_given(reason)
    programme = held_programme(viewer, code)
    if not permissions.may_write(viewer, programme.agency_id):
        raise NotFound(path=("code",))
    published = programme.versions.published().first()
    if text is None:
        text = published.text if published is not None else ""
    return add_version(programme, viewer=viewer, text=text, reason=reason, based_on=published, now=now)


@transaction.atomic
def write(*, viewer: "Viewer", code: str, number: int, text: str, revision: int, now: datetime) -> RuleVersion:
    """Replace a draft's text. `revision` is that of the draft as the writer read it.

    :raises NotFound: :raises RulesNotADraft: :raises RulesDraftChanged: :raises RulesTooLong:
    """
    text = _text_given(text)
    version = held_version(viewer, code, number)
    if not permissions.may_write(viewer, version.programme.agency_id):
        raise NotFound(path=("code",))
    if version.state != RuleVersion.State.DRAFT:
        raise RulesNotADraft(path=("number",))
    if version.revision != revision:
        raise RulesDraftChanged(path=("revision",))
    if version.text == text:
        return version
    version.text, version.digest, version.gate = text, "", {}
    version.vocabulary = vocabularies.shipped(now=now)
    version.author, version.revision = viewer.officer, revision + 1
    version.save(update_fields=["text", "digest", "gate", "vocabulary", "author", "revision"])
    version.writers.add(viewer.officer)
    trail(viewer, version, "rules.write", now, revision=version.revision)
    return version


@transaction.atomic
def discard(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> RuleVersion:
    """Throw a draft away. The row stays, since versions are never deleted.

    :raises NotFound: :raises RulesNotADraft: :raises ReasonMissing:
    """
    reason = reason_given(reason)
    version = held_version(viewer, code, number)
    if not permissions.may_write(viewer, version.programme.agency_id):
        raise NotFound(path=("code",))
    if version.state != RuleVersion.State.DRAFT:
        raise RulesNotADraft(path=("number",))
    version.state, version.reason, version.decided_at = RuleVersion.State.DISCARDED, reason, now
    version.save(update_fields=["state", "reason", "decided_at"])
    trail(viewer, version, "rules.discard", now)
    return version


def trail(viewer: "Viewer", version: RuleVersion, action: str, now: datetime, **details: object) -> None:
    """Write one act on a version into the audit chain of its agency."""
    agency = version.programme.agency
    recording.record(
        stream=agency.code if agency is not None else "platform",
        action=action,
        object=f"programme:{version.programme.code}#{version.number}",
        actor=viewer.actor,
        details=details,
        now=now,
    )


def add_version(
    programme: Programme, *, viewer: "Viewer", text: str, reason: str, based_on: RuleVersion | None, now: datetime
) -> RuleVersion:
    """Add the next draft of a programme that the caller holds and whose viewer may write.

    :raises RulesDraftExists: :raises RulesTooLong:
    """
    if programme.versions.open().exists():
        raise RulesDraftExists(path=("code",))
    text = _text_given(text)
    last = programme.versions.order_by("-number").values_list("number", flat=True).first() or 0
    fields: dict[str, Any] = {"text": text, "reason": reason, "based_on": based_on, "created_at": now}
    version = RuleVersion.objects.create(
        programme=programme,
        number=last + 1,
        vocabulary=vocabularies.shipped(now=now),
        author=viewer.officer,
        **fields,
    )
    version.writers.add(viewer.officer)
    trail(viewer, version, "rules.start", now)
    return version


def _text_given(text: str) -> str:
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise RulesTooLong(path=("text",))
    return text.replace("\r\n", "\n")
