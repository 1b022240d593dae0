"""Postings: appointing officers to agencies and ending that, with the rights that come and go with it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from guardian.shortcuts import assign_perm

from services import permissions
from services.models import Agency, Posting
from services.models.rights import ALERT, APPROVE, CONFIRM, DRAFT, MANAGE
from superapp.accounts.models import Officer
from superapp.refusal import NotFound, Refusal

from .trail import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

ROLE_RIGHTS = {
    Posting.Role.AUTHOR: (DRAFT, CONFIRM, ALERT),
    Posting.Role.APPROVER: (APPROVE, CONFIRM, ALERT),
    Posting.Role.HEAD: (DRAFT, APPROVE, CONFIRM, ALERT, MANAGE),
}


class AlreadyPosted(Refusal):
    """An appointment that stands already."""

    code = "ALREADY_POSTED"
    th = "เจ้าหน้าที่คนนี้ประจำหน่วยงานนี้ในบทบาทนี้อยู่แล้ว"
    en = "This officer already works for this agency in this role."


def group_of(agency: Agency, role: str) -> Group:
    """Return the group that carries a role's rights on one agency, made with its rights when it is not there."""
    group, made = Group.objects.get_or_create(name=f"agency:{agency.code}:{role}")
    if made:
        kind = ContentType.objects.get_for_model(Agency)
        for right in ROLE_RIGHTS[Posting.Role(role)]:
            assign_perm(Permission.objects.get(content_type=kind, codename=right), group, agency)
    return group


@transaction.atomic
def appoint(
    *, viewer: "Viewer | None", officer: Officer, agency: Agency, role: str, starts_on: date, now: datetime
) -> Posting:
    """Post an officer to an agency. `viewer` None: the system itself, for sample and reference data.

    :raises NotFound: when the viewer may not appoint for this agency. :raises AlreadyPosted:
    """
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if viewer is not None and not permissions.may_manage(viewer, agency.pk):
        raise NotFound(path=("agency",))
    if Posting.objects.filter(officer=officer, agency=agency, role=role, ends_on=None).exists():
        raise AlreadyPosted(path=("officer",))
    posting = Posting.objects.create(officer=officer, agency=agency, role=role, starts_on=starts_on)
    _settle(posting, timezone.localdate(now))
    leave(viewer, stream=agency.code, action="posting.appoint", about=f"posting:{posting.pk}", now=now, role=role)
    return posting


@transaction.atomic
def end(*, viewer: "Viewer", posting: Posting, ends_on: date, now: datetime) -> Posting:
    """End a posting; from `ends_on` its rights are gone.

    :raises NotFound: when the viewer may not manage this agency's postings.
    """
    posting = Posting.objects.select_for_update(of=("self",)).select_related("agency", "officer").get(pk=posting.pk)
    if not permissions.may_manage(viewer, posting.agency_id):
        raise NotFound(path=("posting",))
    posting.ends_on = max(ends_on, posting.starts_on)
    posting.save(update_fields=["ends_on"])
    _settle(posting, timezone.localdate(now))
    leave(viewer, stream=posting.agency.code, action="posting.end", about=f"posting:{posting.pk}", now=now)
    return posting


@transaction.atomic
def settle_all(*, as_of: date) -> int:
    """Give and take the rights of every posting as of a date; for the daily job. Returns how many were looked at."""
    postings = list(Posting.objects.select_related("agency", "officer").order_by("pk"))
    # Those that are over first: an officer posted anew to the same role keeps the group.
    for posting in sorted(postings, key=lambda row: _holds(row, as_of)):
        _settle(posting, as_of)
    return len(postings)


def _holds(posting: Posting, as_of: date) -> bool:
    return posting.starts_on <= as_of and (posting.ends_on is None or posting.ends_on > as_of)


def _settle(posting: Posting, as_of: date) -> None:
    group = group_of(posting.agency, posting.role)
    members = group.user_set  # type: ignore[attr-defined]
    if _holds(posting, as_of):
        members.add(posting.officer.account_id)
    else:
        members.remove(posting.officer.account_id)
