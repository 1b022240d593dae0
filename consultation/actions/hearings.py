"""Hearings before they are announced: making one, writing it, and a new round of an earlier one."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from consultation import permissions
from consultation.models import DraftLaw, DraftVersion, Hearing, HearingState
from services.models import Agency
from superapp.refusal import NotFound, Refusal

from .hearing_plan import HearingPlan, check
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class HearingCodeTaken(Refusal):
    """Another hearing has the code, or it is no code."""

    code = "HEARING_CODE_TAKEN"
    th = "รหัสการรับฟังซ้ำหรือใช้ไม่ได้ ใช้ตัวอักษรอังกฤษตัวเล็ก ตัวเลข และขีดกลาง ไม่เกิน 80 ตัว"
    en = "The code is taken or cannot be used: small letters, digits and hyphens, at most 80."


class HearingNotDraft(Refusal):
    """What was sent to be announced, or announced, is not edited."""

    code = "HEARING_NOT_DRAFT"
    th = "การรับฟังนี้ไม่อยู่ในขั้นเตรียมการแล้ว จึงแก้ไขไม่ได้"
    en = "This hearing is no longer being prepared and cannot be edited."


class HearingChanged(Refusal):
    """Somebody else has written since the officer read it."""

    code = "HEARING_CHANGED"
    th = "มีผู้แก้ไขการรับฟังนี้ระหว่างที่ท่านพิมพ์ โปรดเปิดใหม่แล้วแก้อีกครั้ง"
    en = "Somebody has edited this hearing meanwhile. Open it again and repeat your change."


class HearingStillOpen(Refusal):
    """A new round begins after the earlier one has ended."""

    code = "HEARING_STILL_OPEN"
    th = "เริ่มรอบใหม่ได้หลังจากรอบนี้ปิดหรือยกเลิกแล้ว"
    en = "A new round can begin once this one is closed or cancelled."


@transaction.atomic
def create(
    *,
    viewer: "Viewer | None",
    law: str,
    version: int,
    kind: str,
    code: str,
    plan: HearingPlan,
    now: datetime,
    is_sample: bool = False,
) -> Hearing:
    """Make a hearing of one version of a law and return it, a draft. `viewer` None: what comes with the software.

    :raises NotFound: when the law or version is not there for the viewer, or they may not prepare hearings of its
        agency. :raises HearingCodeTaken: :raises HearingFieldWrong:
    """
    check(plan)
    found = DraftVersion.objects.select_related("law__agency").filter(law__code=law, number=version).first()
    if found is None or not _may_prepare(viewer, found.law):
        raise NotFound(path=("law",))
    if kind not in Hearing.Kind.values:
        raise NotFound(path=("kind",))
    latest = Hearing.objects.filter(law=found.law, kind=kind).aggregate(round=Max("round"))["round"] or 0
    hearing = _made(
        Hearing(
            code=code,
            law=found.law,
            version=found,
            kind=kind,
            round=latest + 1,
            agency=found.law.agency,
            author=None if viewer is None else viewer.officer,
            is_sample=is_sample,
            **plan.as_fields(),
        )
    )
    _set_co_agencies(hearing, plan)
    note_writer(hearing, viewer)
    leave(viewer, hearing, "create", now=now, kind=kind, version=version)
    return hearing


@transaction.atomic
def revise(*, viewer: "Viewer | None", code: str, revision: int, plan: HearingPlan, now: datetime) -> Hearing:
    """Write a draft's fields anew and return it; `revision` is the one the officer read.

    :raises NotFound: :raises HearingNotDraft: :raises HearingChanged: :raises HearingFieldWrong:
    """
    check(plan)
    hearing = held_draft(viewer, code)
    if hearing.revision != revision:
        raise HearingChanged()
    for name, value in plan.as_fields().items():
        setattr(hearing, name, value)
    _set_co_agencies(hearing, plan)
    touch(hearing, viewer)
    leave(viewer, hearing, "revise", now=now, revision=hearing.revision)
    return hearing


@transaction.atomic
def new_round(*, viewer: "Viewer | None", code: str, version: int, new_code: str, now: datetime) -> Hearing:
    """Begin a new round of a hearing that has ended, on the same or a newer version; return the new draft.

    Questions and documents are not copied: they are of the version they were written for.

    :raises NotFound: :raises HearingStillOpen: :raises HearingCodeTaken:
    """
    before = held(viewer, code)
    if before.state not in (S.CLOSED, S.ANALYSING, S.REPORTED, S.CANCELLED):
        raise HearingStillOpen()
    plan = HearingPlan(
        title_th=before.title_th,
        title_en=before.title_en,
        summary_th=before.summary_th,
        summary_en=before.summary_en,
        co_agencies=tuple(before.co_agencies.values_list("code", flat=True)),
        display_choices=tuple(before.display_choices),
        identity_level=before.identity_level,
        moderation=before.moderation,
        shows_votes_as_data=before.shows_votes_as_data,
    )
    hearing = create(
        viewer=viewer,
        law=before.law.code,
        version=version,
        kind=before.kind,
        code=new_code,
        plan=plan,
        now=now,
        is_sample=before.is_sample,
    )
    hearing.previous = before
    hearing.save(update_fields=["previous"])
    return hearing


def held(viewer: "Viewer | None", code: str) -> Hearing:
    """Return a hearing the viewer may prepare, its row locked until the transaction ends.

    :raises NotFound: when there is none of that code for them.
    """
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related(
        "law", "version", "agency", "author"
    )
    hearing = rows.filter(code=code).first()
    if hearing is None or not (viewer is None or permissions.may_prepare(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    return hearing


def held_draft(viewer: "Viewer | None", code: str) -> Hearing:
    """Return a draft the viewer may write, its row locked.

    :raises NotFound: :raises HearingNotDraft:
    """
    hearing = held(viewer, code)
    if hearing.state != S.DRAFT:
        raise HearingNotDraft()
    return hearing


def touch(hearing: Hearing, viewer: "Viewer | None") -> None:
    """Save a draft that was written, under its next revision, and remember who wrote."""
    hearing.revision += 1
    hearing.save()
    note_writer(hearing, viewer)


def note_writer(hearing: Hearing, viewer: "Viewer | None") -> None:
    """Remember that the viewer wrote a part of it: they will not announce it."""
    if viewer is not None and viewer.officer is not None:
        hearing.writers.add(viewer.officer)


S = HearingState


def _may_prepare(viewer: "Viewer | None", law: DraftLaw) -> bool:
    return viewer is None or permissions.may_prepare(viewer, law.agency_id)


def _made(hearing: Hearing) -> Hearing:
    if not _CODE.fullmatch(hearing.code) or len(hearing.code) > 80:
        raise HearingCodeTaken(path=("code",))
    try:
        with transaction.atomic():
            hearing.save(force_insert=True)
    except IntegrityError:
        # The same code, or the same round begun twice at once: one of the two stands.
        raise HearingCodeTaken(path=("code",)) from None
    return hearing


def _set_co_agencies(hearing: Hearing, plan: HearingPlan) -> None:
    found = list(Agency.objects.in_service().filter(code__in=plan.co_agencies).exclude(pk=hearing.agency_id))
    if len(found) != len(set(plan.co_agencies)):
        raise NotFound(path=("co_agencies",))
    hearing.co_agencies.set(found)
