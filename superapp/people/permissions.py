"""Who at the desk may open a citizen's record. Which officer works where is known above, and said here.

Few may: heads of agencies, who answer for it, and operators of the platform, whom citizens call when their account is
wrong. Those who write and approve the catalogue's texts have no business with anybody's record.
"""

from collections.abc import Callable

from superapp.accounts.viewer import Viewer

OPERATOR = "operator"

# Agencies' codes with the role in which the viewer may open records for each.
Desks = dict[str, str]
_finders: list[Callable[[Viewer], Desks]] = []


def opens_records(finder: Callable[[Viewer], Desks]) -> Callable[[Viewer], Desks]:
    """Register who knows for which agencies a viewer may open records, and in which role."""
    _finders[:] = [finder]
    return finder


def desks_of(viewer: Viewer) -> Desks:
    """Return the agencies for which the viewer may open a citizen's record, with their role; "" is the platform."""
    if viewer.account is None or viewer.citizen is not None:
        return {}
    if viewer.account.kind == viewer.account.Kind.OPERATOR:
        return {"": OPERATOR}
    return _finders[0](viewer) if _finders and viewer.officer is not None else {}


def may_open_records(viewer: Viewer, agency_code: str) -> bool:
    """Tell whether the viewer may open a citizen's record for that agency; "" is the platform."""
    return agency_code in desks_of(viewer)
