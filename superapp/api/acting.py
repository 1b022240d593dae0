"""Acting for another, the same way in every field: `onBehalfOf` names a mandate, and the viewer becomes its agent.

A query field declares `on_behalf_of=on_behalf_of()` and asks `viewer_here(info, on_behalf_of)`. A mutation says
`concerns_person = True` and finds `act.viewer` acting already (mutations.py). What the viewer may then do is asked in
superapp/accounts/acting.py.

Registries are asked, and reads noted, by the storey above: it connects itself here when the process starts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import graphene

from superapp.accounts import acting
from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound

from . import ids
from .fields import optional

Renew = Callable[[Viewer, Mandate, datetime], None]
Note = Callable[[Viewer, str, datetime], None]


@dataclass(slots=True)
class _Connected:
    renew: Renew | None = None
    note: Note | None = None


_connected = _Connected()


def connect(*, renew: Renew, note: Note) -> None:
    """Say who asks the registry behind a right again (`renew`), and who writes down a read under one (`note`).

    `renew(viewer, mandate, now)` refuses when the registry cannot be asked, and changes the mandate otherwise. It may
    take seconds and is never called inside a transaction of ours. `note(viewer, field, now)` is told the acting viewer.
    """
    _connected.renew, _connected.note = renew, note


def on_behalf_of() -> graphene.Argument:
    """Return the argument every field has that shows somebody's own matters."""
    return optional(graphene.ID, description="A mandate of yours: whose matters are meant. Your own without it.")


def acting_viewer(viewer: Viewer, id_: str, *, now: datetime, for_writing: bool = False) -> Viewer:
    """Return the viewer as they act under the mandate of that global id; locked with `for_writing`.

    :raises NotFound: when there is none in force for them; and what `superapp.accounts.acting.acting_for` refuses.
    """
    return acting.acting_for(viewer, _key(id_), now=now, for_writing=for_writing)


def make_ready(viewer: Viewer, id_: str, *, now: datetime) -> None:
    """Ask the registry behind a mandate again when its last answer is too old: before, not inside, a transaction.

    :raises NotFound: when there is none in force for them. :raises Refusal: when the registry cannot be asked.
    """
    mandate = acting.held(viewer, _key(id_), now=now)
    if _connected.renew is not None and not acting.basis_is_fresh(mandate, now=now):
        _connected.renew(viewer, mandate, now)


def viewer_here(info: Any, id_: str | None, *, is_noted: bool = True) -> Viewer | None:
    """Return for whom a query field answers: the viewer, or the viewer acting under `id_`; None when they may not.

    A read under a mandate is written down for both sides to see, unless `is_noted` is False: for what is public.

    :raises Refusal: when the registry behind the mandate cannot be asked.
    """
    context = info.context
    if id_ is None:
        return context.viewer
    known = context.remembered.setdefault("acting", {})
    if id_ not in known:
        try:
            make_ready(context.viewer, id_, now=context.now)
            known[id_] = acting_viewer(context.viewer, id_, now=context.now)
        except NotFound:
            known[id_] = None
    viewer: Viewer | None = known[id_]
    if viewer is not None and is_noted and _connected.note is not None:
        _connected.note(viewer, info.field_name, context.now)
    return viewer


def _key(id_: str) -> str:
    key = ids.key_of("mdt", id_)
    if key is None:
        raise NotFound(path=("on_behalf_of",))
    return key
