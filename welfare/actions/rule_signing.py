"""Signing rules: from a draft through the gate and a colleague's eyes to every citizen, and back to an earlier text.

    draft --submit--> in review --sign--> published --a newer one--> superseded
                          |--send_back--> draft

Locks are taken in one order everywhere: the rule book's row, the programme, the version, then the audit head.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import RuleVersion, book
from welfare.rules.gate.completeness import UNVERIFIED, pays
from welfare.rules.gate.report import GateReport

from . import rule_checks, vocabularies
from .rule_drafts import RulesNotADraft, add_version, held_programme, held_version, reason_given, trail
from .rule_loading import advance, hold

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

ONCE_SIGNED = (RuleVersion.State.PUBLISHED, RuleVersion.State.SUPERSEDED)


class OwnRules(Refusal):
    """Somebody who wrote any of the rules and would decide on them."""

    code = "OWN_RULES"
    th = "ผู้เขียนหลักเกณฑ์ลงนามหรือส่งคืนงานของตนเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคน"
    en = "Authors cannot decide on their own rules: another officer has to."


class RulesNotInReview(Refusal):
    """A decision on a version nobody has asked to sign, or that is decided already."""

    code = "RULES_NOT_IN_REVIEW"
    th = "ฉบับนี้ไม่ได้รอลงนาม อาจมีผู้ตัดสินไปแล้ว"
    en = "This version is not waiting to be signed; somebody may have decided already."


class RulesRefused(Refusal):
    """A text that the gate refuses. `report` holds every finding."""

    code = "RULES_REFUSED"
    th = "ส่งตรวจไม่ได้ ต้องแก้ {count} จุดก่อน จุดแรก{where}: {first}"
    en = "This cannot be submitted: {count} things have to be mended first, beginning{where_en}: {first_en}"

    def __init__(self, report: GateReport) -> None:
        self.report = report
        first = report.refusals[0]
        where = (f" บรรทัด {first.place.line}", f" on line {first.place.line}") if first.place.line else ("", "")
        super().__init__(
            path=("text",), count=len(report.refusals), where=where[0], where_en=where[1], first=first.th,
            first_en=first.en,
        )  # fmt: skip


class RulesUnchanged(Refusal):
    """A draft that says what is in force already."""

    code = "RULES_UNCHANGED"
    th = "ร่างนี้เหมือนกับหลักเกณฑ์ที่ใช้อยู่ทุกประการ จึงไม่มีอะไรให้ลงนาม"
    en = "This draft says exactly what is in force already, so there is nothing to sign."


class GateNotPassed(Refusal):
    """A version whose very text has not passed the publish gate."""

    code = "GATE_NOT_PASSED"
    th = "ฉบับนี้ยังไม่ผ่านการตรวจของระบบ โปรดรอผลตรวจ สั่งตรวจใหม่ หรือส่งคืนเพื่อส่งตรวจอีกครั้ง"
    en = "This version has not passed the publish gate: wait for the report, ask for it again, or send it back."


class SourcesNotAcknowledged(Refusal):
    """A signature under sources nobody has verified, without saying so."""

    code = "SOURCES_NOT_ACKNOWLEDGED"
    th = "หลักเกณฑ์นี้จ่ายเงินโดยที่มาบางรายการยังไม่มีผู้ตรวจ ผู้ลงนามต้องทำเครื่องหมายรับทราบก่อน"
    en = "These rules pay money and some of their sources are not verified: the signer has to take note of it."


@transaction.atomic
def submit(
    *, viewer: "Viewer", code: str, number: int, reason: str, accepted: Collection[str] = (), now: datetime
) -> RuleVersion:
    """Send a draft to be signed, and ask the worker for its report. Its text cannot change from now on.

    `accepted` are the names of tables whose gaps the author accepts ("tables.steps").

    :raises NotFound: :raises RulesNotADraft: :raises RulesUnchanged: :raises ReasonMissing:
    :raises RulesRefused: with every finding, when the text may not be published.
    """
    reason = reason_given(reason)
    version = held_version(viewer, code, number)
    if not permissions.may_write(viewer, version.programme.agency_id):
        raise NotFound(path=("code",))
    if version.state != RuleVersion.State.DRAFT:
        raise RulesNotADraft(path=("number",))
    return _submitted(viewer, version, reason, sorted(set(accepted)), now)


def _submitted(viewer: "Viewer", version: RuleVersion, reason: str, accepted: list[str], now: datetime) -> RuleVersion:
    report = rule_checks.findings_of(version.programme, version.text, based_on=version.based_on, accepted=accepted)
    if not report.is_passed:
        raise RulesRefused(report)
    published = version.programme.versions.published().first()
    if published is not None and published.digest == report.digest and published.signer_id is not None:
        raise RulesUnchanged(path=("number",))
    known = {one.name for one in report.findings}
    accepted = [name for name in accepted if name in known]
    version.vocabulary = vocabularies.shipped(now=now)
    version.state, version.reason, version.submitted_at = RuleVersion.State.IN_REVIEW, reason, now
    version.digest = report.digest
    version.gate = _waiting(version, accepted, [one.as_data() for one in report.findings])
    version.save(update_fields=["state", "reason", "submitted_at", "digest", "gate", "vocabulary"])
    rule_checks.enqueue(version, now)
    trail(viewer, version, "rules.submit", now, digest=version.digest, accepted=len(accepted))
    return version


def _waiting(version: RuleVersion, accepted: list[str], findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "state": rule_checks.WAITING,
        "digest": version.digest,
        "vocabulary": version.vocabulary.digest,
        "accepted": accepted,
        "findings": findings,
    }


@transaction.atomic
def check_again(*, viewer: "Viewer", code: str, number: int, now: datetime) -> RuleVersion:
    """Ask the worker for the report on a version in review once more, as when a job died or the vocabulary changed.

    :raises NotFound: :raises RulesNotInReview:
    """
    version = held_version(viewer, code, number)
    agency_id = version.programme.agency_id
    if not (permissions.may_write(viewer, agency_id) or permissions.may_decide_for(viewer, agency_id)):
        raise NotFound(path=("code",))
    if version.state != RuleVersion.State.IN_REVIEW:
        raise RulesNotInReview(path=("number",))
    version.gate = _waiting(version, list(version.gate.get("accepted", ())), list(version.gate.get("findings", ())))
    version.save(update_fields=["gate"])
    rule_checks.enqueue(version, now)
    trail(viewer, version, "rules.check_again", now)
    return version


@transaction.atomic
def send_back(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> RuleVersion:
    """Return a version in review to its author with a reason.

    :raises NotFound: :raises OwnRules: :raises RulesNotInReview: :raises ReasonMissing:
    """
    reason = reason_given(reason)
    version = _version_to_decide(viewer, code, number)
    version.state, version.reason, version.decided_at = RuleVersion.State.DRAFT, reason, now
    version.save(update_fields=["state", "reason", "decided_at"])
    trail(viewer, version, "rules.send_back", now)
    return version


@transaction.atomic
def sign(
    *, viewer: "Viewer", code: str, number: int, reason: str, takes_note: bool = False, now: datetime
) -> RuleVersion:
    """Put a version in force, in place of the one before. The signer wrote none of it.

    `takes_note`: the signer has read that sources of rules that pay money are not verified.

    :raises NotFound: :raises OwnRules: :raises RulesNotInReview: :raises ReasonMissing:
    :raises GateNotPassed: unless the gate has passed exactly this text with the words now in use, beside the rules
        now in force.
    :raises SourcesNotAcknowledged: when note has to be taken and was not.
    """
    reason = reason_given(reason)
    held = hold()
    version = _version_to_decide(viewer, code, number)
    published = version.programme.versions.published().select_for_update(no_key=True).first()
    _passed_or_refused(version, published)
    needs_note = must_take_note(version)
    if needs_note and not takes_note:
        raise SourcesNotAcknowledged(path=("takesNote",))
    if published is not None:
        published.state = RuleVersion.State.SUPERSEDED
        published.save(update_fields=["state"])
    version.state, version.signer, version.reason, version.decided_at = (
        RuleVersion.State.PUBLISHED, viewer.officer, reason, now,
    )  # fmt: skip
    version.save(update_fields=["state", "signer", "reason", "decided_at"])
    edition = advance(held)
    transaction.on_commit(book.forget)
    trail(viewer, version, "rules.sign", now, digest=version.digest, book=edition, took_note=needs_note)
    return version


@transaction.atomic
def roll_back(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> RuleVersion:
    """Propose an earlier text again: a new version with it, submitted at once, to be signed like any other.

    Gaps of its tables count as accepted, for the text was in force with them.

    :raises NotFound: :raises RulesDraftExists: :raises RulesUnchanged: :raises ReasonMissing: :raises RulesRefused:
    """
    reason = reason_given(reason)
    programme = held_programme(viewer, code)
    earlier = programme.versions.filter(number=number, state__in=ONCE_SIGNED).first()
    if earlier is None or not permissions.may_write(viewer, programme.agency_id):
        raise NotFound(path=("number",))
    earlier.programme = programme
    version = add_version(programme, viewer=viewer, text=earlier.text, reason=reason, based_on=earlier, now=now)
    report = rule_checks.findings_of(programme, earlier.text, based_on=earlier)
    return _submitted(viewer, version, reason, sorted({one.name for one in report.findings if one.name}), now)


def must_take_note(version: RuleVersion) -> bool:
    """Tell whether a version pays money by sources that nobody has verified."""
    if not any(one["code"] == UNVERIFIED for one in version.gate.get("findings", ())):
        return False
    return pays(book.document_of(version.text, book.words_of(version.vocabulary), version.vocabulary.digest,
                                 version.programme.code))  # fmt: skip


def is_gate_passed(version: RuleVersion, published: RuleVersion | None) -> bool:
    """Tell whether the gate has passed exactly this text, with the words now in use, beside what is now in force."""
    gate, words = version.gate, vocabularies.texts()[2]
    against = published.number if published is not None else None
    return (
        gate.get("state") == rule_checks.PASSED
        and gate.get("digest") == version.digest != ""
        and gate.get("vocabulary") == version.vocabulary.digest == words
        and gate.get("against", against) == against
    )


def _passed_or_refused(version: RuleVersion, published: RuleVersion | None) -> None:
    if not is_gate_passed(version, published):
        raise GateNotPassed(path=("number",))


def _version_to_decide(viewer: "Viewer", code: str, number: int) -> RuleVersion:
    version = held_version(viewer, code, number)
    if not permissions.may_decide_for(viewer, version.programme.agency_id):
        raise NotFound(path=("code",))
    if version.state != RuleVersion.State.IN_REVIEW:
        raise RulesNotInReview(path=("number",))
    if not permissions.may_sign(viewer, version):
        raise OwnRules(path=("number",))
    return version
