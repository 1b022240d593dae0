"""Publishing: from a draft through a colleague's eyes to the public, and back again.

    draft --submit--> in review --approve--> published | scheduled --its moment--> published
                          |--send_back--> draft            published --a newer one--> superseded
    withdrawal goes the same way (intent `withdraw`) and ends with the service retired

Locks are taken in one order everywhere: the catalogue's row, the service, the version, then the audit head.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from services import permissions
from services.models import Catalogue, Service, ServiceVersion
from services.models.content import ServiceContent
from services.models.content_reading import read, read_facts
from services.models.content_rows import content_of
from superapp.refusal import NotFound, Refusal

from . import edition
from .drafts import NotADraft, held_version, reason_given
from .layout import Codes, lay_out, lay_out_related
from .moments import moment_given
from .trail import leave

if TYPE_CHECKING:
    from superapp.accounts.models import Officer
    from superapp.accounts.viewer import Viewer


class OwnWork(Refusal):
    """Somebody who wrote any of a text and would decide on it."""

    code = "OWN_WORK"
    th = "ผู้ร่างอนุมัติหรือส่งคืนงานของตนเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคนเป็นผู้ตรวจ"
    en = "Authors cannot decide on their own text: another officer has to review it."


class NotInReview(Refusal):
    """A decision on a version nobody has asked to review, or that is decided already."""

    code = "NOT_IN_REVIEW"
    th = "ฉบับนี้ไม่ได้รอการตรวจ อาจมีผู้ตัดสินไปแล้ว"
    en = "This version is not waiting for review; somebody may have decided already."


class CatalogueFull(Refusal):
    """One service more than may be published at once."""

    code = "CATALOGUE_FULL"
    th = "เผยแพร่บริการครบ {allowed} รายการแล้ว ต้องเลิกบริการหนึ่งก่อนจึงจะเผยแพร่เพิ่มได้"
    en = "{allowed} services are published, which is the most allowed: withdraw one before publishing another."


class NothingChanged(Refusal):
    """A draft that says what is published already."""

    code = "NOTHING_CHANGED"
    th = "ร่างนี้เหมือนกับฉบับที่เผยแพร่อยู่ทุกประการ จึงไม่มีอะไรให้ตรวจ"
    en = "This draft says exactly what is published already, so there is nothing to review."


@transaction.atomic
def submit(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> ServiceVersion:
    """Send a draft to review. From now on its text cannot change unless it is sent back.

    :raises NotFound: :raises NotADraft: :raises NothingChanged: :raises ReasonMissing: :raises ContentFault:
    """
    reason = reason_given(reason)
    version = held_version(viewer, code, number)
    if not permissions.may_draft(viewer, version.service.agency_id):
        raise NotFound(path=("code",))
    if version.state != ServiceVersion.State.DRAFT:
        raise NotADraft(path=("number",))
    content = read(version.content)
    Codes().check(content, code)
    if version.intent == ServiceVersion.Intent.PUBLISH and version.service.state == Service.State.PUBLISHED:
        published = content_of(Service.objects.with_parts().get(pk=version.service_id))
        restated = content.facts != read_facts(version.base_facts)
        if not restated and replace(published, facts=content.facts) == content:
            raise NothingChanged(path=("number",))
    version.state, version.reason, version.submitted_at = ServiceVersion.State.IN_REVIEW, reason, now
    version.save(update_fields=["state", "reason", "submitted_at"])
    note(viewer, version, "version.submit", now)
    return version


@transaction.atomic
def send_back(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> ServiceVersion:
    """Return a version in review, or one waiting for its moment, to its author with a reason.

    :raises NotFound: :raises OwnWork: :raises NotInReview: :raises ReasonMissing:
    """
    reason = reason_given(reason)
    version = _version_to_decide(viewer, code, number)
    if version.state not in {ServiceVersion.State.IN_REVIEW, ServiceVersion.State.SCHEDULED}:
        raise NotInReview(path=("number",))
    version.state, version.reason, version.decided_at = ServiceVersion.State.DRAFT, reason, now
    version.approver, version.effective_at = None, None
    version.save(update_fields=["state", "reason", "decided_at", "approver", "effective_at"])
    note(viewer, version, "version.send_back", now)
    return version


@transaction.atomic
def approve(
    *, viewer: "Viewer", code: str, number: int, reason: str, effective_at: datetime | None = None, now: datetime
) -> ServiceVersion:
    """Let a version take effect, at once or at `effective_at`. The approver wrote none of its text.

    :raises NotFound: :raises OwnWork: :raises NotInReview: :raises ReasonMissing:
    :raises MomentPassed: when `effective_at` is not in the future. :raises MomentTooFar: when it is beyond two years.
    :raises CatalogueFull: when it would be one published service too many.
    :raises ContentFault: when a code in the text no longer stands for anything.
    """
    reason = reason_given(reason)
    effective_at = moment_given(effective_at, "effectiveAt", now)
    catalogue = edition.hold()
    version = _version_to_decide(viewer, code, number)
    if version.state != ServiceVersion.State.IN_REVIEW:
        raise NotInReview(path=("number",))
    version.approver, version.reason, version.decided_at = viewer.officer, reason, now
    if effective_at is not None:
        version.state, version.effective_at = ServiceVersion.State.SCHEDULED, effective_at
        version.save(update_fields=["state", "effective_at", "approver", "reason", "decided_at"])
        note(viewer, version, "version.schedule", now, effective_at=effective_at.isoformat())
        return version
    version.effective_at = now
    _take_effect(catalogue, version, now)
    note(viewer, version, f"version.{version.intent}", now, catalogue_version=catalogue.version)
    return version


def publish_due(*, now: datetime) -> list[ServiceVersion]:
    """Let every approved version whose moment has come take effect, each in a transaction of its own.

    Returns those that did. One that cannot, since there is no place for it or a code in it is gone by now, goes back
    to review with the reason. A surprise with one does not keep the others waiting.

    :raises ExceptionGroup: at the end, with every surprise.
    """
    done, surprises = [], []
    # At the same moment withdrawals come first: they make room.
    due = ServiceVersion.objects.due(now).order_by("effective_at", "-intent", "pk").values_list("pk", flat=True)
    for pk in list(due):
        try:
            version = _publish_one_due(pk, now)
        except Exception as surprise:
            surprises.append(surprise)
        else:
            if version is not None:
                done.append(version)
    if surprises:
        raise ExceptionGroup("versions that could not take effect", surprises)
    return done


@transaction.atomic
def _publish_one_due(pk: int, now: datetime) -> ServiceVersion | None:
    catalogue = edition.hold()
    service_id = ServiceVersion.objects.values_list("service_id", flat=True).get(pk=pk)
    service = Service.objects.select_for_update(no_key=True).get(pk=service_id)
    version = ServiceVersion.objects.select_for_update(no_key=True).due(now).filter(pk=pk).first()
    if version is None:
        return None
    version.service = service
    try:
        with transaction.atomic():
            _take_effect(catalogue, version, now)
    except Refusal as refusal:
        version = ServiceVersion.objects.get(pk=pk)
        version.service = Service.objects.get(pk=service_id)
        version.state, version.approver, version.effective_at = ServiceVersion.State.IN_REVIEW, None, None
        version.reason = refusal.message("th")
        version.save(update_fields=["state", "approver", "effective_at", "reason"])
        note(None, version, "version.not_possible", now, refusal=refusal.code)
        return None
    note(None, version, f"version.{version.intent}", now, catalogue_version=catalogue.version)
    return version


def _version_to_decide(viewer: "Viewer", code: str, number: int) -> ServiceVersion:
    version = held_version(viewer, code, number)
    if not permissions.may_decide_for(viewer, version.service.agency_id):
        raise NotFound(path=("code",))
    if not permissions.may_approve(viewer, version):
        raise OwnWork(path=("number",))
    return version


def _take_effect(catalogue: Catalogue, version: ServiceVersion, now: datetime) -> None:
    if version.intent == ServiceVersion.Intent.WITHDRAW:
        retire(version.service, edition.advance(catalogue), now)
        version.state = ServiceVersion.State.RETIRED
        version.save()
        return
    content, codes = read(version.content), Codes()
    codes.check(content, version.service.code)
    enact(
        version,
        content,
        codes=codes,
        catalogue_version=edition.advance(catalogue),
        approver=version.approver,
        now=now,
    )


def enact(
    version: ServiceVersion,
    content: ServiceContent,
    *,
    codes: Codes,
    catalogue_version: int,
    approver: "Officer | None",
    now: datetime,
    link: bool = True,
) -> None:
    """Make `version`, unsaved changes included, the published one. The caller holds the catalogue.

    `link` False leaves the related services to the caller, for loads where some of them do not exist yet.

    :raises CatalogueFull: when the service is not among the published ones and all places are taken.
    """
    service = version.service
    previous = None
    if service.state == Service.State.PUBLISHED:
        previous = content_of(Service.objects.with_parts().get(pk=service.pk))
        service.versions.filter(state=ServiceVersion.State.PUBLISHED).update(state=ServiceVersion.State.SUPERSEDED)
    else:
        if Service.objects.published().count() >= settings.CATALOGUE_LIMIT:
            raise CatalogueFull(allowed=settings.CATALOGUE_LIMIT)
        _clear_parts(service)
    version.state = ServiceVersion.State.PUBLISHED
    version.save()
    service.state, service.published_version = Service.State.PUBLISHED, version
    lay_out(
        service,
        content,
        codes=codes,
        version=catalogue_version,
        now=now,
        previous=previous,
        base_facts=read_facts(version.base_facts),
        approver=approver,
    )
    if link:
        lay_out_related(service, content, codes)


def retire(service: Service, catalogue_version: int, now: datetime) -> None:
    """Take a published service from the public; its rows stay, its code is never used again."""
    service.versions.filter(state=ServiceVersion.State.PUBLISHED).update(state=ServiceVersion.State.RETIRED)
    service.alerts.filter(cleared_at=None).update(cleared_at=now)
    service.state, service.published_version = Service.State.RETIRED, None
    service.changed_in = catalogue_version
    service.save(update_fields=["state", "published_version", "changed_in"])


def _clear_parts(service: Service) -> None:
    for rows in (
        service.channels,
        service.fees,
        service.evidence,
        service.outputs,
        service.legal_resources,
        service.facts,
    ):
        rows.all().delete()


def note(viewer: "Viewer | None", version: ServiceVersion, action: str, now: datetime, **details: object) -> None:
    """Write down what happened to a version, in its agency's stream."""
    leave(
        viewer,
        stream=version.service.agency.code,
        action=action,
        about=f"service:{version.service.code}#{version.number}",
        now=now,
        content_hash=version.content_hash,
        **details,
    )
