"""Global ids: opaque to clients, stable for years, and never an integer primary key.

An id is base64url of a short tag and the public key: `svc:` and the service's code, `app:` and a UUID. The tags stand
in one table that only grows, so renaming a class breaks nothing. A wrong tag, an unknown key and a row the viewer may
not see all answer the same: nothing.
"""

import base64
import binascii
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import graphene

from .errors import BadInput
from .fields import Field, ListField, required

# Only ever add to this table: ids live in apps, links and printed letters. tests/api/test_ids.py remembers it.
TAGS = {
    "svc": "Service",
    "agc": "Agency",
    "cat": "Category",
    "lev": "LifeEvent",
    "foc": "FocusArea",
    "cou": "Counter",
    "chn": "Channel",
    "fee": "Fee",
    "evd": "Evidence",
    "alr": "Alert",
    "out": "Output",
    "leg": "LegalResource",
    "fct": "Fact",
    "hrs": "OpeningHours",
    "chg": "CatalogueChange",
    "sug": "Suggestion",
    "ofc": "Officer",
    "sta": "CatalogueStatistics",
    "dif": "VersionDifference",
    "uns": "UnfoundSearch",
    "ver": "ServiceVersion",
    "pst": "Posting",
    "hrg": "Hearing",
    "dlw": "DraftLaw",
    "sec": "Section",
    "cmt": "Comment",
    "stm": "Statement",
    "prg": "Programme",
    "app": "Application",
    "ent": "Entitlement",
    "dsb": "Disbursement",
    "vwr": "Viewer",
    "per": "Person",
    "org": "Organisation",
    "mdt": "Mandate",
    "mev": "MandateEvent",
    "dev": "Device",
    "lgn": "Identity",
    "cns": "Consent",
    "use": "DataUse",
    "ntc": "Notice",
    "exp": "DataExport",
    "acl": "AgencyClient",
    "dcs": "Decision",
    "inv": "MandateInvitation",
    "jap": "JointApproval",
    "upl": "Upload",
    "doc": "Document",
    "dvr": "DraftVersion",
    "evf": "ApplicationEvidence",
    "qst": "HearingQuestion",
    "flw": "Follow",
    "dos": "DossierDocument",
    "evl": "Evaluation",
    "rpt": "HearingReport",
    "ivc": "Invoice",
    "thm": "Theme",
    "cpg": "Campaign",
    "sus": "Suspension",
}
LONGEST_ID = 300
MOST_NODES = 100

Finder = Callable[[Any, str], Any]


@lru_cache(maxsize=16_384)
def global_id(tag: str, key: str) -> str:
    """Return the id of the row that has `key` among those of `tag`.

    :raises KeyError: when the tag is not in the table.
    """
    TAGS[tag]
    return base64.urlsafe_b64encode(f"{tag}:{key}".encode()).decode().rstrip("=")


def parts_of(id_: str) -> tuple[str, str] | None:
    """Return tag and key of an id, None when it is not one of ours."""
    if not 0 < len(id_) <= LONGEST_ID or not id_.isascii():
        return None
    try:
        text = base64.b64decode(id_ + "=" * (-len(id_) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    tag, colon, key = text.partition(":")
    if not colon or tag not in TAGS or not key or "\0" in key or global_id(tag, key) != id_:
        return None
    return tag, key


def key_of(tag: str, id_: str) -> str | None:
    """Return the public key in an id of that tag; None for any other id, which the caller treats as not found."""
    parts = parts_of(id_)
    return parts[1] if parts and parts[0] == tag else None


class IdField(graphene.Field):  # type: ignore[misc]
    """The `id` of a type: its tag, and the attribute that holds the row's public key."""

    def __init__(
        self, tag: str, attribute: str, *, description: str = "Keeps its meaning for as long as it exists."
    ) -> None:
        TAGS[tag]

        def resolve(row: Any, _info: Any) -> str:
            return global_id(tag, str(getattr(row, attribute)))

        super().__init__(graphene.ID, required=True, description=description, resolver=resolve)


class Node(graphene.Interface):
    """Anything a client may keep and ask for again."""

    id = graphene.ID(required=True, description="Opaque and stable; do not take it apart.")

    @classmethod
    def resolve_type(cls, row: Any, _info: Any) -> str:
        """Return the name of the type that shows rows of this class."""
        return _type_of_row[type(row)]


_finders: dict[str, Finder] = {}
_type_of_row: dict[type, str] = {}


def finds(tag: str, *rows: type) -> Callable[[Finder], Finder]:
    """Register how `node` finds what has this tag: a function of the request context and the public key.

    It returns a row of one of the classes `rows`, a Deferred of one, or None when there is none for this viewer. The
    key is any text a stranger may send.
    """

    def register(finder: Finder) -> Finder:
        _finders[tag] = finder
        for row in rows:
            _type_of_row[row] = TAGS[tag]
        return finder

    return register


def find(context: Any, id_: str) -> Any:
    """Return what has this id, a Deferred of it, or None when there is nothing by that id for this viewer."""
    parts = parts_of(id_)
    finder = _finders.get(parts[0]) if parts else None
    return finder(context, parts[1]) if finder and parts else None


class NodeQuery(graphene.ObjectType):
    """The two root fields that find anything by its id. Never public: they may find a citizen's own things."""

    node = Field(
        Node,
        id=required(graphene.ID, description="An id from an earlier answer."),
        public=False,
        description="One object by its id; null when it does not exist or is not open to you.",
    )
    nodes = ListField(
        Node,
        ids=required(
            graphene.List(graphene.NonNull(graphene.ID)), description=f"Ids from earlier answers, at most {MOST_NODES}."
        ),
        most=MOST_NODES,
        sized_by="ids",
        public=False,
        nullable_items=True,
        description="Objects by their ids, in the order asked; null for each that is not there or not open to you.",
    )

    def resolve_node(self, info: Any, id: str) -> Any:
        return find(info.context, id)

    def resolve_nodes(self, info: Any, ids: list[str]) -> list[Any]:
        if len(ids) > MOST_NODES:
            raise BadInput(f"ขอได้ครั้งละไม่เกิน {MOST_NODES} รายการ", f"At most {MOST_NODES} ids at a time.")
        return [find(info.context, id_) for id_ in ids]
