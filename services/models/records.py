"""What the pages about people ask of the catalogue: an agency's name, and for whom an officer may open records."""

from typing import TYPE_CHECKING

from .agency import Agency
from .posting import Posting
from .rights import MANAGE, agencies_with
from .snapshot import current

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


def agency_name(code: str, language: str) -> str | None:
    """Return an agency's name in that language; None when there is no such agency any more."""
    row = current(language).agency_by_code.get(code)
    return row.name if row else None


def desks_of(viewer: "Viewer") -> dict[str, str]:
    """Return the codes of the agencies an officer heads, with that role: heads alone answer for opening records."""
    headed = agencies_with(viewer, MANAGE)
    if "desks" not in viewer.remembered:
        # The sidebar of every page asks; most officers head nothing, and cost nothing.
        codes = Agency.objects.filter(pk__in=headed).values_list("code", flat=True) if headed else ()
        viewer.remembered["desks"] = dict.fromkeys(codes, str(Posting.Role.HEAD))
    found: dict[str, str] = viewer.remembered["desks"]
    return found
