"""Our own schema without the snapshot: the same types, resolved from database rows as they are asked for.

It shows what the snapshot is worth, and what we would be without it. It loads what the list shows and no more, as the
peers do; `Service.objects.with_parts()` would load a whole page for each.
"""

from typing import Any

from services.models import wording
from services.models.row_making import money_row
from services.models.rows import ChannelRow, FeeRow
from services.models.service import Service
from superapp.api.connections import Listing
from superapp.api.contract import Contract
from superapp.api.keyset import by
from superapp.schema import Query

from . import words

BY_NAME = by("bench.services", "sort_key_th", "code")


class Named:
    """An agency or a category that was read with its service."""

    __slots__ = ("row",)

    def __init__(self, row: Any) -> None:
        self.row = row

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def name(self) -> str:
        return self.row.name_th

    @property
    def icon(self) -> str:
        return self.row.icon


class ServiceFromRows:
    """What the fields of the list read, taken from a row and the parts read with it."""

    __slots__ = ("row",)

    def __init__(self, row: Service) -> None:
        self.row = row

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def name(self) -> str:
        return self.row.name_th

    @property
    def description(self) -> str:
        return self.row.description_th

    @property
    def digital_level(self) -> str:
        return self.row.digital_level

    @property
    def digital_level_text(self) -> str:
        return words.digital_level_text(self.row.digital_level)

    @property
    def agency(self) -> Named:
        return Named(self.row.agency)

    @property
    def category(self) -> Named:
        return Named(self.row.category)

    @property
    def fee_text(self) -> str:
        return words.fees_text((fee.amount_satang, fee.note_th) for fee in words.in_order(self.row.fees.all()))

    @property
    def channels(self) -> list[ChannelRow]:
        return [
            ChannelRow(f"{self.row.code}/{each.position}", each.type, wording.CHANNEL[each.type][0], each.url or None)
            for each in words.in_order(self.row.channels.all())
        ]

    @property
    def fees(self) -> list[FeeRow] | None:
        found = [
            FeeRow(
                f"{self.row.code}/{fee.position}",
                None if fee.amount_satang is None else money_row(fee.amount_satang, "th"),
                fee.note_th or None,
                words.fee_text(fee.amount_satang, fee.note_th),
            )
            for fee in words.in_order(self.row.fees.all())
        ]
        return found or None


class QueryFromRows(Query):
    """What can be asked, with one root field that reads rows."""

    def resolve_services(self, _info: Any, filter: Any = None) -> Listing:
        rows = Service.objects.published().select_related("agency", "category").prefetch_related("channels", "fees")
        return Listing(rows, BY_NAME, node=ServiceFromRows)


schema = Contract(query=QueryFromRows)
