"""Drafts: starting, writing and throwing away a text of a service before anybody else has to look at it."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from services import permissions
from services.models import Agency, Service, ServiceVersion
from services.models.content import ContentFault, ServiceContent
from services.models.content_reading import read
from services.models.content_rows import content_of
from services.models.rights import forget_rights
from services.models.wellformed import is_plain
from superapp.refusal import NotFound, Refusal
from superapp.thai.collation import sort_key

from .layout import Codes
from .trail import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

REASON_LIMIT = 1_000
# What a service's code may look like; anything else names nothing, and is not worth asking a database.
CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")
NEW_CODE = re.compile(r"(?=.{2,60}$)[a-z0-9]+(-[a-z0-9]+)*")


class ReasonMissing(Refusal):
    """A step without a reason."""

    code = "REASON_MISSING"
    th = "โปรดระบุเหตุผลของขั้นตอนนี้ ไม่เกิน 1,000 ตัวอักษร"
    en = "Give a reason for this step, in at most 1,000 characters."


class DraftExists(Refusal):
    """A service with a version already being worked on."""

    code = "DRAFT_EXISTS"
    th = "บริการนี้มีร่างที่ยังดำเนินการอยู่แล้ว ให้แก้ร่างนั้นหรือทิ้งก่อน"
    en = "This service already has a version being worked on: revise that one, or discard it first."


class DraftChanged(Refusal):
    """A draft that somebody else has written since it was read."""

    code = "DRAFT_CHANGED"
    th = "มีผู้แก้ร่างนี้ไปแล้ว โปรดเปิดร่างล่าสุดแล้วแก้อีกครั้ง ข้อความของท่านยังไม่ถูกบันทึก"
    en = "Somebody has changed this draft since you opened it. Open it again and repeat your change; nothing was saved."


class NotADraft(Refusal):
    """A version that is past changing."""

    code = "NOT_A_DRAFT"
    th = "ฉบับนี้ไม่ใช่ร่างแล้ว จึงแก้ไม่ได้"
    en = "This version is no longer a draft, so its text cannot change."


class CodeTaken(Refusal):
    """A new service under a code that is or was another's."""

    code = "CODE_TAKEN"
    th = "รหัสบริการนี้ถูกใช้แล้ว โปรดตั้งรหัสอื่น"
    en = "This service code is or was in use: choose another."


def reason_given(reason: str) -> str:
    """Return the reason without surrounding blanks.

    :raises ReasonMissing: when it is blank, too long or holds characters a database cannot keep.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_LIMIT or not is_plain(reason):
        raise ReasonMissing(path=("reason",))
    return reason


def held_service(viewer: "Viewer", code: str) -> Service:
    """Return the service of that code under a row lock, if the viewer works for its agency.

    :raises NotFound: when it does not exist for this viewer.
    """
    if not CODE.fullmatch(code):
        raise NotFound(path=("code",))
    # The row alone, without joins: PostgreSQL reads joined rows as they were before it waited for the lock. And no key
    # lock: related services point at this row, and their check at commit would wait in a circle with the audit head.
    service = Service.objects.select_for_update(no_key=True).filter(code=code).first()
    forget_rights(viewer)
    if service is None or not permissions.may_enter(viewer, service.agency_id):
        raise NotFound(path=("code",))
    return service


def held_version(viewer: "Viewer", code: str, number: int) -> ServiceVersion:
    """Return one version of a service, both under row locks, if the viewer works for its agency.

    :raises NotFound: when it does not exist for this viewer.
    """
    service = held_service(viewer, code)
    version = ServiceVersion.objects.select_for_update(no_key=True).filter(service=service, number=number).first()
    if version is None:
        raise NotFound(path=("number",))
    version.service = service
    return version


def add_version(
    service: Service,
    content: ServiceContent,
    *,
    viewer: "Viewer",
    reason: str,
    now: datetime,
    intent: str = ServiceVersion.Intent.PUBLISH,
    based_on: ServiceVersion | None = None,
) -> ServiceVersion:
    """Add the next version of a service, as a draft of the viewer's.

    :raises DraftExists: when another version is still being worked on.
    """
    last = service.versions.order_by("-number").values_list("number", flat=True).first() or 0
    try:
        with transaction.atomic():
            version = ServiceVersion.objects.create(
                service=service,
                number=last + 1,
                intent=intent,
                content=content.as_data(),
                content_hash=content.fingerprint(),
                base_facts=content.as_data()["facts"],
                based_on=based_on,
                reason=reason,
                author=viewer.officer,
                created_at=now,
            )
    except IntegrityError as error:
        raise DraftExists(path=("code",)) from error
    _write_down_writer(version, viewer)
    return version


@transaction.atomic
def start(*, viewer: "Viewer", code: str, reason: str, now: datetime) -> ServiceVersion:
    """Start a draft of a service from what is published now, or from its last text when nothing is.

    :raises NotFound: when the service does not exist for this viewer, or they may not draft for its agency.
    :raises DraftExists: when a version is already being worked on.
    :raises ReasonMissing: when no reason is given.
    """
    reason = reason_given(reason)
    service = held_service(viewer, code)
    if not permissions.may_draft(viewer, service.agency_id):
        raise NotFound(path=("code",))
    if service.published_version is not None:
        content = content_of(Service.objects.with_parts().get(pk=service.pk))
        based_on = service.published_version
    else:
        based_on = service.versions.order_by("-number").first()
        if based_on is None:
            raise NotFound(path=("code",))
        content = read(based_on.content)
    version = add_version(service, content, viewer=viewer, reason=reason, now=now, based_on=based_on)
    _note(viewer, version, "draft.start", now)
    return version


@transaction.atomic
def create(*, viewer: "Viewer", code: str, content: dict[str, Any], reason: str, now: datetime) -> ServiceVersion:
    """Create a service that does not exist yet, with its first draft.

    :raises NotFound: when the viewer may not draft for the agency the content names.
    :raises CodeTaken: when the code is or was in use. :raises ContentFault: when the content is wrong.
    """
    reason = reason_given(reason)
    if not NEW_CODE.fullmatch(code):
        raise ContentFault(
            "code", code, "2 to 60 small letters, digits and single hyphens", "choose a code such as birth-register"
        )
    parsed = read(content)
    agency = Agency.objects.in_service().filter(code=parsed.agency).first()
    if agency is None or not permissions.may_draft(viewer, agency.pk):
        raise NotFound(path=("content", "agency"))
    codes = Codes()
    codes.check(parsed, code)
    try:
        with transaction.atomic():
            service = Service.objects.create(
                code=code,
                agency=agency,
                name_th=parsed.name_th,
                name_en=parsed.name_en,
                description_th=parsed.description_th,
                description_en=parsed.description_en,
                category=codes.categories[parsed.category],
                kind=parsed.kind,
                digital_level=parsed.digital_level,
                audience=list(parsed.audience),
                login=parsed.login,
                sort_key_th=sort_key(parsed.name_th),
                created_at=now,
            )
    except IntegrityError as error:
        raise CodeTaken(path=("code",)) from error
    version = add_version(service, parsed, viewer=viewer, reason=reason, now=now)
    _note(viewer, version, "draft.create", now)
    return version


@transaction.atomic
def revise(
    *, viewer: "Viewer", code: str, number: int, revision: int, content: dict[str, Any], now: datetime
) -> ServiceVersion:
    """Replace the text of a draft. `revision` is the one the writer read; an older one is refused.

    :raises NotFound: when the draft does not exist for this viewer, or they may not draft for its agency.
    :raises NotADraft: when it has left the draft. :raises DraftChanged: when somebody else wrote it meanwhile.
    :raises ContentFault: when the content is wrong, or names another agency.
    """
    version = held_version(viewer, code, number)
    if not permissions.may_draft(viewer, version.service.agency_id):
        raise NotFound(path=("code",))
    if version.state != ServiceVersion.State.DRAFT:
        raise NotADraft(path=("number",))
    if version.revision != revision:
        raise DraftChanged(path=("revision",))
    parsed = read(content)
    if parsed.agency != version.service.agency.code:
        raise ContentFault(
            "agency", parsed.agency, f"{version.service.agency.code}, whose service this is", "change it back"
        )
    Codes().check(parsed, code)
    version.content, version.content_hash = parsed.as_data(), parsed.fingerprint()
    version.revision += 1
    # Whoever writes last answers for the text; nobody who ever wrote any of it approves it.
    version.author = viewer.officer
    version.save(update_fields=["content", "content_hash", "revision", "author"])
    _write_down_writer(version, viewer)
    _note(viewer, version, "draft.revise", now)
    return version


@transaction.atomic
def discard(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> ServiceVersion:
    """Throw a draft away. Its row stays, so that its number is not used again.

    :raises NotFound: when the draft does not exist for this viewer. :raises NotADraft: when it has left the draft.
    """
    reason = reason_given(reason)
    version = held_version(viewer, code, number)
    if not permissions.may_draft(viewer, version.service.agency_id):
        raise NotFound(path=("code",))
    if version.state != ServiceVersion.State.DRAFT:
        raise NotADraft(path=("number",))
    version.state, version.reason, version.decided_at = ServiceVersion.State.DISCARDED, reason, now
    version.save(update_fields=["state", "reason", "decided_at"])
    _note(viewer, version, "draft.discard", now)
    return version


def _write_down_writer(version: ServiceVersion, viewer: "Viewer") -> None:
    if viewer.officer is not None:
        version.writers.add(viewer.officer)


def _note(viewer: "Viewer", version: ServiceVersion, action: str, now: datetime) -> None:
    leave(
        viewer,
        stream=version.service.agency.code,
        action=action,
        about=f"service:{version.service.code}#{version.number}",
        now=now,
        content_hash=version.content_hash,
        revision=version.revision,
    )
