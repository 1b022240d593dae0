"""What mutations about applications share: who acts, which case is meant, what registries say by now."""

from types import SimpleNamespace

from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.acting import acting_viewer
from superapp.api.mutations import Act
from superapp.refusal import NotFound
from welfare import permissions
from welfare.actions.application_prefill import Prefill, gather
from welfare.models import book

from .applications import application_of

CHANGED = "The application as it stands now; null when there are problems."


def standing(act: Act, input: SimpleNamespace) -> Viewer:
    """Return the viewer as they act, before the transaction."""
    return act.viewer if input.on_behalf_of is None else acting_viewer(act.viewer, input.on_behalf_of, now=act.now)


def key_in(input: SimpleNamespace, field: str = "application_id", tag: str = "app") -> str:
    """Return the public key of the thing that a field of the input names.

    :raises NotFound: for an id of anything else.
    """
    key = ids.key_of(tag, getattr(input, field))
    if key is None:
        raise NotFound(path=(field,))
    return key


def asked_again(act: Act, input: SimpleNamespace, *states: str) -> Prefill | None:
    """Ask the registries once more for an application in one of `states`; None when there is nothing to ask."""
    viewer = standing(act, input)
    row = application_of(viewer, key_in(input))
    rules = book.current()
    entry = None if row is None or row.programme_id is None else rules.entries.get(row.matter)
    if row is None or entry is None or row.state not in states or not permissions.may_apply(viewer, row.matter):
        return None
    return gather(viewer=viewer, entry=entry, words=rules.words, now=act.now)
