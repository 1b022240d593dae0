"""Proposals: steps that need no writing and go to review at once: withdrawing a service, going back to an old text."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from services import permissions
from services.models import Service, ServiceVersion
from services.models.content import ServiceContent
from services.models.content_reading import read
from services.models.content_rows import content_of
from superapp.refusal import NotFound, Refusal

from .drafts import add_version, held_service, reason_given
from .publishing import NothingChanged, note

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class NotPublished(Refusal):
    """A withdrawal of something that is not published."""

    code = "NOT_PUBLISHED"
    th = "บริการนี้ไม่ได้เผยแพร่อยู่"
    en = "This service is not published."


@transaction.atomic
def withdraw(*, viewer: "Viewer", code: str, reason: str, now: datetime) -> ServiceVersion:
    """Ask a colleague to let a published service be withdrawn; goes to review at once.

    :raises NotFound: :raises NotPublished: :raises DraftExists: :raises ReasonMissing:
    """
    reason = reason_given(reason)
    service = held_service(viewer, code)
    if not permissions.may_draft(viewer, service.agency_id):
        raise NotFound(path=("code",))
    if service.state != Service.State.PUBLISHED or service.published_version is None:
        raise NotPublished(path=("code",))
    content = content_of(Service.objects.with_parts().get(pk=service.pk))
    return _straight_to_review(
        service, content, viewer, reason, now, ServiceVersion.Intent.WITHDRAW, service.published_version
    )


@transaction.atomic
def roll_back(*, viewer: "Viewer", code: str, number: int, reason: str, now: datetime) -> ServiceVersion:
    """Ask a colleague to let an earlier text take effect again, as a new version; goes to review at once.

    :raises NotFound: when no version of that number was ever published. :raises DraftExists: :raises ReasonMissing:
    :raises NothingChanged: when that is what is published now.
    """
    reason = reason_given(reason)
    service = held_service(viewer, code)
    earlier = service.versions.filter(
        number=number,
        intent=ServiceVersion.Intent.PUBLISH,
        state__in=[ServiceVersion.State.SUPERSEDED, ServiceVersion.State.RETIRED],
    ).first()
    if earlier is None or not permissions.may_draft(viewer, service.agency_id):
        raise NotFound(path=("number",))
    content = read(earlier.content)
    if service.state == Service.State.PUBLISHED:
        published = content_of(Service.objects.with_parts().get(pk=service.pk))
        if replace(published, facts=content.facts) == content:
            raise NothingChanged(path=("number",))
    return _straight_to_review(service, content, viewer, reason, now, ServiceVersion.Intent.PUBLISH, earlier)


def _straight_to_review(
    service: Service,
    content: ServiceContent,
    viewer: "Viewer",
    reason: str,
    now: datetime,
    intent: str,
    based_on: ServiceVersion,
) -> ServiceVersion:
    version = add_version(service, content, viewer=viewer, reason=reason, now=now, intent=intent, based_on=based_on)
    version.state, version.submitted_at = ServiceVersion.State.IN_REVIEW, now
    version.save(update_fields=["state", "submitted_at"])
    note(viewer, version, f"version.propose_{intent}", now, based_on=based_on.number)
    return version
