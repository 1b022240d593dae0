"""Laws that drafts are texts of: begun by an officer of the agency that makes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import yaml
from django.db import IntegrityError, transaction

from consultation import permissions
from consultation.models import DraftLaw
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal

from .draft_files import CODE
from .draft_loading import SUBJECTS

if TYPE_CHECKING:
    from services.models import Agency
    from superapp.accounts.viewer import Viewer

CODE_LENGTH = 80
TITLE_LENGTH = 500


class DraftLawInvalid(Refusal):
    """A law that cannot be begun as it stands. `details`: `field`."""

    is_for_clients = False
    code = "DRAFT_LAW_INVALID"
    th = "ข้อมูลร่างกฎหมายไม่ถูกต้องที่ {field}"
    en = "The law's details are not right at {field}."


class DraftLawCodeTaken(Refusal):
    """A code that a law has already; codes are never used again."""

    is_for_clients = False
    code = "DRAFT_LAW_CODE_TAKEN"
    th = "รหัสนี้มีร่างกฎหมายอื่นใช้แล้ว"
    en = "Another law has this code."


def subjects() -> dict[str, str]:
    """Return the subjects by code with their Thai names, in the order of the file."""
    text = SUBJECTS.read_text(encoding="utf-8")
    return {code: names["th"] for code, names in yaml.safe_load(text).items()}


@transaction.atomic
def begin(
    *,
    viewer: "Viewer",
    agency: "Agency",
    code: str,
    title_th: str,
    title_en: str,
    instrument: str,
    subject_codes: Sequence[str],
    amends: str,
    now: datetime,
) -> DraftLaw:
    """Begin a law; it is not public before its first version is. `amends` is the code of the law it changes, or "".

    :raises NotFound: for officers who may not prepare drafts of the agency. :raises DraftLawInvalid:
    :raises DraftLawCodeTaken:
    """
    if not permissions.may_prepare(viewer, agency.pk):
        raise NotFound(path=("agency",))
    amended = DraftLaw.objects.visible_to(viewer).filter(code=amends).first() if amends else None
    title_th, title_en = " ".join(title_th.split()), " ".join(title_en.split())
    checks = {
        "code": bool(CODE.fullmatch(code)) and len(code) <= CODE_LENGTH,
        "title_th": 0 < len(title_th) <= TITLE_LENGTH,
        "title_en": len(title_en) <= TITLE_LENGTH,
        "instrument": instrument in DraftLaw.Instrument.values,
        "subjects": bool(subject_codes) and set(subject_codes) <= subjects().keys(),
        "amends": not amends or amended is not None,
    }
    for name, is_right in checks.items():
        if not is_right:
            raise DraftLawInvalid(path=(name,), field=name)
    try:
        with transaction.atomic():
            law = DraftLaw.objects.create(
                agency=agency,
                code=code,
                title_th=title_th,
                title_en=title_en,
                instrument=instrument,
                subjects=list(dict.fromkeys(subject_codes)),
                amends=amended,
            )
    except IntegrityError as error:
        raise DraftLawCodeTaken(path=("code",)) from error
    recording.record(stream=agency.code, action="draft.begin", object=f"draft:{code}", actor=viewer.actor, now=now)
    return law
