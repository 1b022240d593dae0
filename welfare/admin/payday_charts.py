"""The numbers and charts of the payday dashboard: counts and satang by state, never a person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum
from django.utils.safestring import SafeString, mark_safe

from superapp.paper import charts
from superapp.paper.chart_parts import Chart, Series
from superapp.thai import money
from welfare.gateways.iso20022.reasons import REASONS
from welfare.models import Disbursement, DisbursementState
from welfare.models.payment_state import FAILED

D = DisbursementState
# The stations a payday is told by, and the states that stand at each.
STATIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("due", "ถึงกำหนด", (D.DRAFT, D.APPROVED, D.BATCHED, D.RETRY)),
    ("sent", "ส่งธนาคารแล้ว", (D.SENT, D.ACCEPTED)),
    ("paid", "เงินเข้าแล้ว", (D.PAID,)),
    ("failed", "จ่ายไม่ได้", tuple(FAILED)),
    ("closed", "สิ้นสุดหรือยกเลิก", (D.LAPSED, D.CANCELLED)),
)
# Light to dark, so that they are told apart without colour too.
COLOURS = {"due": "#c3d9e8", "sent": "#6aa7c8", "paid": "#177470", "failed": "#b4472e", "closed": "#9aa3ab"}
PERIODS_SHOWN = 12
SHORT = {
    "AC01": "เลขบัญชีไม่ถูกต้อง",
    "AC04": "บัญชีปิด",
    "AC06": "บัญชีถูกระงับ",
    "BE01": "ชื่อไม่ตรง",
    "NOPROXY": "ไม่ได้ผูกพร้อมเพย์",
    "AM05": "ธนาคารแจ้งว่าซ้ำ",
    "MD07": "ผู้รับเสียชีวิต",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the dashboard: how many payments stand at a station, and how much they are."""

    code: str
    label: str
    count: int
    money: str


@dataclass(frozen=True, slots=True)
class Board:
    """All that the dashboard shows of payments."""

    tiles: list[Tile]
    drawings: list[SafeString]
    tables: list[SafeString]


def states_of(station: str) -> tuple[str, ...]:
    """Return the states that stand at a station; none for an unknown one."""
    return next((tuple(str(one) for one in states) for code, _, states in STATIONS if code == station), ())


def board(rows: QuerySet[Disbursement], names: dict[str, str]) -> Board:
    """Return the dashboard of these payments in two queries; `names` are the programmes', by code."""
    counted: Counter[tuple[str, str, str]] = Counter()
    satang: Counter[str] = Counter()
    totals = rows.values("programme__code", "period", "state").annotate(count=Count("pk"), satang=Sum("satang"))
    for one in totals.order_by("programme__code", "period", "state"):
        station = next(code for code, _, states in STATIONS if one["state"] in states)
        counted[one["programme__code"], one["period"], station] += one["count"]
        satang[station] += one["satang"]
    tiles = [
        Tile(code, label, sum(count for key, count in counted.items() if key[2] == code), money.text(satang[code]))
        for code, label, _ in STATIONS
    ]
    failed = rows.filter(state__in=[str(state) for state in FAILED]).values("reason").annotate(count=Count("pk"))
    reasons = {one["reason"]: one["count"] for one in failed.order_by("-count", "reason")}
    drawn = [
        _stacked("แต่ละโครงการ", sorted({key[0] for key in counted}), counted, 0, names),
        _stacked("แต่ละงวด", sorted({key[1] for key in counted})[-PERIODS_SHOWN:], counted, 1, {"once": "จ่ายครั้งเดียว"}),
        charts.bars(
            "จ่ายไม่ได้ เพราะ",
            [reason_text(code) for code in reasons],
            list(reasons.values()),
            of="เหตุ",
            unit="รายการ",
            colour=COLOURS["failed"],
        ),
    ]
    # Drawings and tables of our own making; every word in them is escaped where it is written.
    filled = [one for one in drawn if one.rows]
    return Board(tiles, [mark_safe(one.svg) for one in filled], [mark_safe(one.table) for one in filled])  # noqa: S308


def reason_text(code: str) -> str:
    """Return a bank's code in a few words."""
    return f"{SHORT[code]} ({code})" if code in SHORT and code in REASONS else code or "ไม่ระบุ"


def _stacked(
    title: str, keys: Iterable[str], counted: Counter[tuple[str, str, str]], place: int, names: dict[str, str]
) -> Chart:
    labels = list(keys)
    series = []
    for code, name, _ in STATIONS:
        found = [sum(n for key, n in counted.items() if key[place] == label and key[2] == code) for label in labels]
        series.append(Series(name, tuple(found), COLOURS[code]))
    return charts.stacked(title, [names.get(label, label) for label in labels], series, of="รายการ")
