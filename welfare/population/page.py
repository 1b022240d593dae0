# ruff: noqa: E501  # markup and style sheets
"""A comparison as one HTML page an officer can open, keep and print: nothing is fetched from anywhere."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from welfare.population import svg
from welfare.population.marginals import read_marginals

_FONTS = Path(__file__).resolve().parents[2] / "superapp" / "accounts" / "static" / "fonts"
_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
_PERIODS = {
    "month": "ต่อเดือน", "quarter": "ต่อไตรมาส", "year": "ต่อปี", "school_year": "ต่อปีการศึกษา", "season": "ต่อฤดู",
    "fiscal_year": "ต่อปีงบประมาณ", "episode": "ต่อครั้ง", "once": "ครั้งเดียว",
}  # fmt: skip
HIDDEN = "ปกปิด"
_STYLE = """
:root{--ink:#1f2a37;--quiet:#5b6675;--line:#dfe4ea;--gain:#0f7b5f;--loss:#b4472e;--blue:#1d4f91}
*{box-sizing:border-box}body{margin:0;background:#f2f4f7;color:var(--ink);font:16px/1.6 Sarabun,'Noto Sans Thai',Tahoma,sans-serif}
main{max-width:924px;margin:0 auto;padding:28px 16px 60px}h1{font-size:26px;line-height:1.35;margin:0 0 6px}h2{font-size:21px;margin:0 0 4px}
.lead{color:var(--quiet);margin:0 0 18px}.sheet{background:#fff;border:1px solid var(--line);border-radius:10px;padding:22px;margin:0 0 20px}
.note{background:#fff8e6;border:1px solid #ecd9a3;border-radius:8px;padding:10px 14px;margin:0 0 20px}
.figures{display:grid;grid-template-columns:repeat(3,1fr);gap:12px;margin:16px 0}
.figures div{border:1px solid var(--line);border-radius:8px;padding:10px 12px}.figures b{display:block;font-size:23px;line-height:1.3}
.figures span{color:var(--quiet);font-size:14px}.gain{color:var(--gain)}.loss{color:var(--loss)}
svg{max-width:100%;height:auto;display:block;margin:14px 0}table{border-collapse:collapse;width:100%;font-size:15px}
th,td{padding:5px 8px;border-bottom:1px solid var(--line);text-align:right}th:first-child,td:first-child{text-align:left}
th{color:var(--quiet);font-weight:700}td.none{color:var(--quiet)}details{margin-top:12px}summary{cursor:pointer;color:var(--blue);font-weight:700}
footer{color:var(--quiet);font-size:14px}code{font-size:13px;overflow-wrap:anywhere}
@media(max-width:600px){.figures{grid-template-columns:repeat(2,1fr)}.charts{overflow-x:auto}.charts svg{max-width:none;width:680px}}
@media print{body{background:#fff}.sheet{break-inside:avoid-page;border:0;padding:0}}
"""


def charts(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the SVG charts of a report by file name: cost, ages and provinces of each programme."""
    found = {}
    for each in report["programmes"]:
        found[f"{each['code']}-cost.svg"] = _cost_chart(each)
        found[f"{each['code']}-ages.svg"] = _age_chart(each)
        provinces = _province_chart(each)
        if provinces.startswith("<svg"):
            found[f"{each['code']}-provinces.svg"] = provinces
    return found


def html(report: Mapping[str, Any]) -> str:
    """Return the whole page."""
    overlay = report["overlay"]
    since = thai_date(overlay["from"])
    until = f"ถึง {thai_date(overlay['to'])}" if overlay["to"] else "เป็นต้นไป"
    invented = (
        "<p class='note'>ประชากรชุดนี้สมมุติขึ้นจากสถิติสาธารณะ ไม่ใช่บุคคลจริง ตัวเลขใช้ดูทิศทาง ไม่ใช่ประมาณการงบประมาณ "
        "<span lang='en'>These people are invented; read directions, not budgets.</span></p>"
        if report["population"]["seed"] is not None
        else ""
    )
    asleep = (
        ""
        if report["is_in_force"]
        else "<p class='note'>วันที่ประเมินอยู่นอกช่วงที่ร่างนี้มีผล ผลจึงเหมือนกฎหมายปัจจุบัน "
        "<span lang='en'>The reform is not in force on this date.</span></p>"
    )
    sheets = "".join(_sheet(each, report["persons"]) for each in report["programmes"])
    return f"""<!doctype html>
<html lang="th"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(overlay["title"])}</title><style>{_fonts()}{_STYLE}</style></head><body><main>
<h1>ผลของร่าง: {escape(overlay["title"])}</h1>
<p class="lead">มีผล {since} {until} · ประเมิน ณ {thai_date(report["as_of"])} · ประชากร {report["persons"]:,} คน</p>
{invented}{asleep}{sheets}
<footer><p>ปกปิดจำนวนที่น้อยกว่า {report["threshold"]} คน และช่องที่จะทำให้คำนวณจำนวนนั้นกลับได้
<span lang="en">Cells under {report["threshold"]}, and cells that would reveal them, are hidden.</span></p>
<p>ร่าง <code>{escape(overlay["id"])}</code> · เอกสารกฎ {_hashes(report)}</p></footer></main></body></html>
"""


def thai_date(iso: str) -> str:
    """Return a date in the Buddhist era.

    >>> thai_date("2027-10-01")
    '1 ต.ค. 2570'
    """
    day = date.fromisoformat(iso)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year + 543}"


def _hashes(report: Mapping[str, Any]) -> str:
    return " · ".join(
        f"{escape(each['code'])} <code>{each['documents']['base'][:12]}</code> → <code>{each['documents']['reform'][:12]}</code>"
        for each in report["programmes"]
    )


def _sheet(each: Mapping[str, Any], persons: int) -> str:
    figures = [
        (each["winners"], "ได้เพิ่มขึ้น", "gain"), (each["losers"], "ได้ลดลงหรือเสียสิทธิ", "loss"),
        (each["newly_eligible"], "ได้สิทธิใหม่", "gain"), (each["newly_refused"], "เสียสิทธิ", "loss"),
        (each["newly_unknown"], "กลายเป็นยังไม่ทราบผล", ""), (each["unknown"]["reform"], "ยังไม่ทราบผลตามร่าง", ""),
    ]  # fmt: skip
    boxes = "".join(
        f'<div><b class="{colour}">{_count(value)}</b><span>{words}</span></div>' for value, words, colour in figures
    )
    return f"""<section class="sheet"><h2>{escape(each["title"]["th"])}</h2>
<p class="lead"><span lang="en">{escape(each["title"]["en"])}</span> · นับเป็น{_unit(each)}</p><div class="figures">{boxes}</div>
<div class="charts">{_cost_chart(each)}{_age_chart(each)}{_province_chart(each)}</div>
<details><summary>ตารางตามจังหวัดและช่วงอายุ</summary>{_table("ช่วงอายุ (ปี)", each["by_age"], {})}{_table("จังหวัด", each["by_province"], _provinces())}</details></section>
"""


def _unit(each: Mapping[str, Any]) -> str:
    return "ครัวเรือน" if each["counted"] == "households" else "คน"


def _table(head: str, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    lines = "".join(
        f"<tr><td>{escape(names.get(row['name'], row['name']) or 'ไม่ทราบ')}</td>"
        + "".join(_cell(row[key]) for key in ("winners", "losers", "unclear", "same", "persons"))
        + "</tr>"
        for row in rows
    )
    heads = "".join(f"<th>{words}</th>" for words in (head, "ได้เพิ่มขึ้น", "ได้ลดลง", "ยังไม่ทราบ", "เท่าเดิม", "รวม"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _cell(value: int | None) -> str:
    return f'<td class="none">{HIDDEN}</td>' if value is None else f"<td>{value:,}</td>"


def _count(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def _cost_chart(each: Mapping[str, Any]) -> str:
    cost = each["cost_thb"]
    items = [
        svg.Range("กฎหมายปัจจุบัน", cost["base"]["none"], cost["base"]["all"], svg.BASE_COLOUR),
        svg.Range("ตามร่าง", cost["reform"]["none"], cost["reform"]["all"], svg.REFORM_COLOUR),
    ]
    period = _PERIODS.get(each["period"] or "", "ต่องวด")
    note = "สีเข้ม: ผู้ที่ทราบผลแล้ว  สีอ่อน: หากผู้ที่ยังไม่ทราบผลได้สิทธิทุกคน"
    return svg.ranges(f"ค่าใช้จ่าย{period}", note, items, hidden=HIDDEN)


def _age_chart(each: Mapping[str, Any]) -> str:
    bars = [svg.Bar(row["name"] or "ไม่ทราบ", row["losers"], row["winners"]) for row in _changed(each["by_age"])]
    return svg.diverging("ตามช่วงอายุ", f"จำนวน{_unit(each)}ที่ได้ต่างจากกฎหมายปัจจุบัน", bars, hidden=HIDDEN)


def _province_chart(each: Mapping[str, Any], most: int = 15) -> str:
    names = _provinces()
    seen = [row for row in _changed(each["by_province"]) if row["winners"] or row["losers"]]
    if not seen:
        return '<p class="lead">ตามจังหวัด: ไม่มีจังหวัดใดที่แสดงจำนวนได้</p>'
    rows = sorted(seen, key=lambda row: (-((row["winners"] or 0) + (row["losers"] or 0)), row["name"]))
    bars = [
        svg.Bar(names.get(row["name"], row["name"]) or "ไม่ทราบ", row["losers"], row["winners"]) for row in rows[:most]
    ]
    return svg.diverging(
        f"จังหวัดที่เปลี่ยนมากที่สุด {len(bars)} จังหวัด", f"จำนวน{_unit(each)}ที่ได้ต่างจากกฎหมายปัจจุบัน", bars, hidden=HIDDEN
    )


def _changed(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rows in which something changes, hidden counts among them."""
    return [row for row in rows if row["winners"] != 0 or row["losers"] != 0]


def _provinces() -> dict[str, str]:
    return {row["code"]: row["th"] for row in read_marginals().raw["provinces"]["rows"]}


def _fonts() -> str:
    faces = []
    for weight in (400, 700):
        file = _FONTS / f"Sarabun-{weight}.ttf"
        if file.is_file():
            data = base64.b64encode(file.read_bytes()).decode()
            faces.append(
                f"@font-face{{font-family:Sarabun;font-weight:{weight};src:url(data:font/ttf;base64,{data}) format('truetype')}}"
            )
    return "".join(faces)
