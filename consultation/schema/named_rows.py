"""The rows that a mutation's input names by their global ids: those the viewer may see, or not found."""

import uuid

from consultation.models import Comment as CommentRow
from consultation.models import Hearing as HearingRow
from consultation.models import Section as SectionRow
from consultation.models import Statement as StatementRow
from superapp.accounts.viewer import Viewer
from superapp.api.ids import key_of
from superapp.refusal import NotFound

from .comments import comment_of
from .hearing_comments import section_of
from .statements import statement_of


def hearing_here(viewer: Viewer, id_: str) -> HearingRow:
    """Return the hearing of that global id, with what actions read of it.

    :raises NotFound: when there is none the viewer may see.
    """
    rows = HearingRow.objects.visible_to(viewer).select_related("agency", "version")
    found = rows.filter(public_id=_uuid("hrg", id_, "hearing_id")).first()
    if found is None:
        raise NotFound(path=("hearing_id",))
    return found


def comment_here(viewer: Viewer, id_: str, path: str = "comment_id") -> CommentRow:
    """Return the comment of that global id: a tombstone too, which the action refuses with its own reason.

    :raises NotFound: when there is none the viewer may see.
    """
    found = comment_of(viewer, _uuid("cmt", id_, path))
    if found is None:
        raise NotFound(path=(path,))
    return found


def statement_here(viewer: Viewer, id_: str) -> StatementRow:
    """Return the statement of that global id.

    :raises NotFound: when there is none the viewer may see.
    """
    found = statement_of(viewer, _uuid("stm", id_, "statement_id"))
    if found is None:
        raise NotFound(path=("statement_id",))
    return found


def section_here(id_: str | None) -> SectionRow | None:
    """Return the section of that global id, None for None; whether it is heard is the action's to say.

    :raises NotFound: when there is none.
    """
    if id_ is None:
        return None
    found = section_of(id_)
    if found is None:
        raise NotFound(path=("section_id",))
    return found


def _uuid(tag: str, id_: str, path: str) -> uuid.UUID:
    try:
        return uuid.UUID(key_of(tag, id_) or "")
    except ValueError:
        raise NotFound(path=(path,)) from None
