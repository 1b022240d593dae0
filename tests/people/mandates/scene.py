"""What the API's tests know of their scene (conftest.py): its code, its ids, its offers."""

from datetime import datetime
from typing import Any

from superapp.accounts.models import Mandate
from superapp.api.ids import global_id
from superapp.people.actions import invitations
from superapp.people.models import MandateInvitation
from tests.factories.services import NOW

CODE = "7KQ2-M9XT-04HB-WZ3D"


def offer(inviter: Any, code: str, under: Mandate | None = None) -> MandateInvitation:
    return MandateInvitation.objects.create(
        code_hash=invitations.hash_of(code),
        kind="carer" if under is None else "delegate",
        inviter=inviter,
        under=under,
        organisation=None if under is None else under.principal_organisation,
        scope_verbs=["view"],
        valid_days=30,
        created_at=NOW,
        lapses_at=datetime.fromisoformat("2026-11-28T10:00:00+07:00"),
    )


def id_of(mandate: Mandate) -> str:
    return global_id("mdt", str(mandate.public_id))
