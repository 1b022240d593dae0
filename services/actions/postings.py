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
from services.models.content import ContentFault
from services.models.rights import ALERT, APPROVE, CONFIRM, DRAFT, MANAGE, forget_rights
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


class AlreadyEnded(Refusal):
    """A posting that is over; who comes back is appointed anew."""

    code = "ALREADY_ENDED"
    th = "การประจำหน่วยงานนี้สิ้นสุดไปแล้ว หากเจ้าหน้าที่กลับมา ให้แต่งตั้งใหม่"
    en = "This posting is over already. If the officer comes back, appoint them anew."


def group_of(agency: Agency, role: str) -> Group:
    """Return the group that carries a role's rights on one agency, made with its rights when it is not there."""
    group, made = Group.objects.get_or_create(name=f"agency:{agency.code}:{role}")
    if made:
        kind = ContentType.objects.get_for_model(Agency)
        for right in ROLE_RIGHTS[Posting.Role(role)]:
            assign_perm(Permission.objects.get(content_type=kind, codename=right), group, agency)
    return group


def held_agency(viewer: "Viewer | None", agency_id: int, field: str) -> Agency:
    """Return the agency under a row lock, if the viewer may manage its postings; None is the system, which may.

    `field` is the name of the input that names the agency.

    :raises NotFound: when the viewer may not.
    """
    # Not the key lock: a new service of this agency is checked against it at commit, when that holds the audit head.
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
    if viewer is not None:
        forget_rights(viewer)
        if not permissions.may_manage(viewer, agency.pk):
            raise NotFound(path=(field,))
    return agency


@transaction.atomic
def appoint(
    *, viewer: "Viewer | None", officer: Officer, agency: Agency, role: str, starts_on: date, now: datetime
) -> Posting:
    """Post an officer to an agency. `viewer` None: the system itself, for sample and reference data.

    :raises NotFound: when the viewer may not appoint for this agency. :raises AlreadyPosted:
    :raises ContentFault: when there is no such role.
    """
    agency = held_agency(viewer, agency.pk, "agency")
    if role not in Posting.Role.values:
        raise ContentFault("role", role, f"one of {', '.join(Posting.Role.values)}", "choose one of these")
    if Posting.objects.filter(officer=officer, agency=agency, role=role, ends_on=None).exists():
        raise AlreadyPosted(path=("officer",))
    posting = Posting.objects.create(officer=officer, agency=agency, role=role, starts_on=starts_on)
    _settle(agency, role, officer.account_id, timezone.localdate(now))
    _note(viewer, posting, "posting.appoint", now, starts_on=starts_on.isoformat())
    return posting


@transaction.atomic
def end(*, viewer: "Viewer", posting: Posting, ends_on: date, now: datetime) -> Posting:
    """End a posting; from `ends_on` its rights are gone, unless another posting gives them.

    :raises NotFound: when the viewer may not manage this agency's postings. :raises AlreadyEnded:
    """
    agency = held_agency(viewer, posting.agency_id, "posting")
    posting = Posting.objects.select_for_update(of=("self",)).select_related("officer").get(pk=posting.pk)
    posting.agency = agency
    today = timezone.localdate(now)
    if posting.ends_on is not None and posting.ends_on <= today:
        raise AlreadyEnded(path=("posting",))
    posting.ends_on = max(ends_on, posting.starts_on)
    posting.save(update_fields=["ends_on"])
    _settle(agency, posting.role, posting.officer.account_id, today)
    _note(viewer, posting, "posting.end", now, ends_on=posting.ends_on.isoformat())
    return posting


def settle_all(*, as_of: date) -> int:
    """Give and take the rights of every posting as of a date; for the daily job. Returns how many were looked at.

    One transaction for each agency, so that nobody's appointment waits for the whole country.
    """
    count = 0
    for agency_id in list(Posting.objects.order_by("agency").values_list("agency", flat=True).distinct()):
        with transaction.atomic():
            agency = Agency.objects.select_for_update(no_key=True).get(pk=agency_id)
            seats = agency.postings.values_list("role", "officer__account").order_by("role", "officer__account")
            for role, account_id in list(seats.distinct()):
                _settle(agency, role, account_id, as_of)
            count += agency.postings.count()
    return count


def _settle(agency: Agency, role: str, account_id: int, as_of: date) -> None:
    """Put an account into the group of a role, or out of it: in, while any posting to that role holds."""
    members = group_of(agency, role).user_set  # type: ignore[attr-defined]
    if agency.postings.filter(role=role, officer__account=account_id).open_on(as_of).exists():
        members.add(account_id)
    else:
        members.remove(account_id)


def _note(viewer: "Viewer | None", posting: Posting, action: str, now: datetime, **dates: str) -> None:
    leave(
        viewer,
        stream=posting.agency.code,
        action=action,
        about=f"posting:{posting.pk}",
        now=now,
        officer=str(posting.officer.account.public_id),
        role=posting.role,
        **dates,
    )
