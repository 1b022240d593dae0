"""What changed in the catalogue since an app last looked, so that it can keep a copy and fetch only the rest."""

from dataclasses import dataclass
from typing import Any

import graphene

from services.models.rows import AgencyRow, ServiceRow
from services.models.snapshot import Snapshot, current
from superapp.api.connections import Listing, connection_of
from superapp.api.errors import BadInput
from superapp.api.fields import Field
from superapp.api.ids import IdField, Node, finds
from superapp.api.keyset import Column, Order
from superapp.api.scalars import BigInt

from .agency import Agency
from .enums import ChangeKind
from .service import Service

AHEAD = 100

BY_CHANGE = Order("catalogue.changes", (Column("version", int), Column("key")))


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that changed; `key` is its kind and code."""

    version: int
    key: str
    kind: str
    code: str
    service: ServiceRow | None = None
    agency: AgencyRow | None = None


class CatalogueChange(graphene.ObjectType):
    """The newest state of something that changed. Apply them in order; a second time does no harm."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("chg", "key")
    version = Field(BigInt, required=True, description="The catalogue version that last changed it.")
    kind = Field(ChangeKind, required=True, description="What changed.")
    code = Field(graphene.String, required=True, description="Code of the service or agency.")
    service = Field(
        Service, description="The service as it is now; null for an agency or a withdrawn service: drop that."
    )
    agency = Field(Agency, description="The agency as it is now; null for a service or a closed agency.")


CatalogueChangeConnection = connection_of(
    CatalogueChange,
    "CatalogueChange",
    is_public=True,
    extra={
        "catalogue_version": Field(
            BigInt,
            required=True,
            description="The version this page shows. When all pages are applied, send the smallest of theirs as "
            "`sinceVersion` next: the catalogue may have moved on between two pages.",
            resolver=lambda page, _info: page.about,
        )
    },
)


def changes_since(snapshot: Snapshot, since_version: int) -> Listing:
    """Return what changed after a version, oldest change first; 0 gives everything that is published now.

    A version a little ahead has no changes: another process may have shown the app the newest publication a second
    before this one sees it.

    :raises BadInput: for a version below 0, or so far ahead that the copy is of another catalogue.
    """
    if not 0 <= since_version <= snapshot.version + AHEAD:
        raise BadInput(
            "รุ่นข้อมูลนี้ไม่ใช่ของบัญชีบริการนี้ โปรดเริ่มคัดลอกใหม่จากรุ่น 0",
            "This version is not of this catalogue: start a new copy from 0.",
        )
    rows = [
        ChangeRow(row.changed_in, f"agency:{row.code}", "agency", row.code, agency=row)
        for row in snapshot.agencies
        if since_version == 0 or row.changed_in > since_version
    ]
    rows += [
        ChangeRow(row.changed_in, f"service:{row.code}", "service", row.code, service=row)
        for row in snapshot.services
        if row.changed_in > since_version
    ]
    if since_version:
        rows += [
            ChangeRow(version, f"service:{code}", "service_retired", code)
            for version, code in snapshot.retired
            if version > since_version
        ]
        rows += [
            ChangeRow(version, f"agency:{code}", "agency_retired", code)
            for version, code in snapshot.retired_agencies
            if version > since_version
        ]
    rows.sort(key=lambda row: (row.version, row.key))
    return Listing(rows, BY_CHANGE, about=snapshot.version)


@finds("chg", ChangeRow)
def _change(context: Any, key: str) -> ChangeRow | None:
    rows = changes_since(current(context.language), 0).rows
    return next((row for row in rows if row.key == key), None)
