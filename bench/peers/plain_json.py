"""The list of services without GraphQL: values() in four queries, and JsonResponse. And constant bytes."""

from collections import defaultdict

from django.http import HttpRequest, HttpResponse, JsonResponse

from services.models.part import Channel, Fee
from services.models.service import Service

from . import words

ROW = [
    "id",
    "code",
    "name_th",
    "description_th",
    "digital_level",
    "agency_id",
    "agency__code",
    "agency__name_th",
    "category_id",
    "category__code",
    "category__name_th",
    "category__icon",
]

# What `constant` answers, by the number of rows asked for; the benchmark puts our own answers here.
kept: dict[int, bytes] = {}


def services(_request: HttpRequest, first: int) -> JsonResponse:
    """Answer the first services by name."""
    published = Service.objects.published()
    rows = list(published.order_by("sort_key_th", "code").values(*ROW)[: first + 1])
    more, rows = len(rows) > first, rows[:first]
    ids = [row["id"] for row in rows]
    channels, fees = defaultdict(list), defaultdict(list)
    for channel in Channel.objects.filter(service__in=ids).order_by("position").values():
        channels[channel["service_id"]].append(channel)
    for fee in Fee.objects.filter(service__in=ids).order_by("position").values():
        fees[fee["service_id"]].append(fee)
    return JsonResponse(
        {
            "data": {
                "services": {
                    "totalCount": published.count(),
                    "pageInfo": {"hasNextPage": more, "endCursor": rows[-1]["code"] if rows else None},
                    "edges": [
                        {"cursor": row["code"], "node": _node(row, channels[row["id"]], fees[row["id"]])}
                        for row in rows
                    ],
                }
            }
        }
    )


def _node(row: dict, channels: list[dict], fees: list[dict]) -> dict:
    return {
        "id": row["id"],
        "code": row["code"],
        "name": row["name_th"],
        "description": row["description_th"],
        "feeText": words.fees_text((fee["amount_satang"], fee["note_th"]) for fee in fees),
        "digitalLevel": row["digital_level"].upper(),
        "digitalLevelText": words.digital_level_text(row["digital_level"]),
        "agency": {"id": row["agency_id"], "code": row["agency__code"], "name": row["agency__name_th"]},
        "category": {
            "id": row["category_id"],
            "code": row["category__code"],
            "name": row["category__name_th"],
            "icon": row["category__icon"],
        },
        "channels": [
            {
                "id": channel["id"],
                "type": channel["type"].upper(),
                "typeText": words.channel_text(channel["type"]),
                "url": channel["url"] or None,
            }
            for channel in channels
        ],
        "fees": [_fee(fee) for fee in fees] or None,
    }


def _fee(fee: dict) -> dict:
    satang = fee["amount_satang"]
    return {
        "id": fee["id"],
        "amount": None if satang is None else {"satang": satang, "text": words.amount_text(satang)},
        "note": fee["note_th"] or None,
        "text": words.fee_text(satang, fee["note_th"]),
    }


def constant(_request: HttpRequest, first: int) -> HttpResponse:
    """Answer bytes made beforehand: what the middleware and the test client cost."""
    return HttpResponse(kept[first], content_type="application/json; charset=utf-8")
