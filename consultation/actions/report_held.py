"""The parts of a report on how a hearing was held: law, period, documents, whom it reached; and what changed since."""

from collections.abc import Mapping
from typing import Any

from . import report_terms as terms
from .report_blocks import Block, Facts, Notice, Paragraph, Rows, Said, Section, Speaker, Subheading

# A table of hundreds of rows is read by nobody; the JSON has them all.
MOST_ROWS = 200


def held(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return what was heard, by whom, when, and measured by which policy."""
    hearing, law, period = content["hearing"], content["law"], content["period"]
    blocks: list[Block] = [
        Facts(
            (
                (say("หน่วยงาน", "Agency"), say.either(hearing["agency"])),
                *((say("หน่วยงานร่วม", "Together with"), say.either(one)) for one in hearing["co_agencies"]),
                (say("กฎหมาย", "Law"), say.either(law["title"])),
                (say("ประเภทกฎหมาย", "Kind of law"), terms.term(say, "instrument", law["instrument"])),
                (
                    say("ฉบับที่รับฟัง", "Version heard"),
                    say(f"ฉบับที่ {law['version']}", f"Version {law['version']}"),
                ),
                (say("ชนิดการรับฟัง", "Kind of hearing"), _kind(say, hearing)),
                (
                    say("วันรับฟัง", "Days"),
                    Said(terms.days(say, period["first_day"], period["last_day"]), say.language),
                ),
                (say("ระยะเวลา", "Length"), _length(say, period)),
                *([(say("ที่มาของเกณฑ์", "Basis"), _basis(say, period))] if period["basis"]["rank"] else []),
                (say("วิธีรับฟัง", "Method"), _method(say, content)),
            )
        )
    ]
    if period["justification"]:
        why = period["justification"]
        title = terms.term(say, "shorter", why["reason"])
        blocks.append(
            Notice(
                say.either(why),
                say(f"เหตุที่รับฟังสั้นกว่าเกณฑ์: {title.text}", f"Why it was shorter than the policy: {title.text}"),
                "warning",
            )
        )
    for one in period["extensions"]:
        when = terms.moment(say, one["at"]).text
        blocks.append(Notice(say.thai(one["why"]), say(f"ขยายเวลาเมื่อ {when}", f"Given more days on {when}")))
    blocks += _dossier(say, content)
    return Section("hearing", say("การรับฟังครั้งนี้", "This hearing"), tuple(blocks))


def people(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return who took part, by which way, and whom the agency had told."""
    part, told = content["participation"], content["stakeholders"]
    if not part["participants"]:
        nobody = Paragraph(say("ไม่มีผู้ร่วมแสดงความเห็น", "Nobody took part."))
        return Section("people", say("ผู้มีส่วนร่วม", "Who took part"), (nobody, _stakeholders(say, told)))
    blocks: list[Block] = [
        Facts(
            (
                (say("ผู้มีส่วนร่วม", "Took part"), say.number(part["participants"])),
                (say("ยืนยันตัวตนแล้ว", "Identity verified"), say.number(part["verified"])),
                (say("การแสดงชื่อ", "How they are shown"), terms.listed(say, "display", part["by_display"])),
                (say("ในฐานะ", "As"), terms.listed(say, "capacity", part["by_capacity"])),
                (say("ช่องทาง", "Channel"), terms.listed(say, "channel", part["by_channel"])),
            )
        ),
        _stakeholders(say, told),
    ]
    if part["intakes"]:
        caption = say("ความเห็นที่เจ้าหน้าที่นำเข้า นับแยกจากระบบกลาง", "Brought in by officers, counted apart")
        heads = (
            say.head("วันที่", "Day", 2),
            say.head("ช่องทาง", "Channel", 2),
            say.head("ผู้เข้าร่วม", "Attended", is_number=True),
            say.head("ความเห็น", "Comments", is_number=True),
        )
        rows = tuple(
            (
                terms.day(say, one["held_on"]),
                terms.term(say, "channel", one["channel"]),
                say("ไม่ระบุ", "not said") if one["attendance"] is None else say.number(one["attendance"]),
                say.number(one["comments"]),
            )
            for one in part["intakes"][:MOST_ROWS]
        )
        blocks.append(Rows(caption, heads, rows))
    return Section("people", say("ผู้มีส่วนร่วม", "Who took part"), tuple(blocks))


def changes(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return what later versions changed in the draft that was heard."""
    blocks: list[Block] = []
    for version in content["changes"]:
        number = version["version"]
        blocks.append(Subheading(say(f"ร่างฉบับที่ {number}", f"Version {number}")))
        blocks.append(
            Paragraph(
                say.thai(version["note"])
                if version["note"]
                else say("ไม่มีคำอธิบายการเปลี่ยนแปลง", "No note says what was changed.")
            )
        )
        if version["sections"]:
            rows = tuple(
                (say.thai(one["key"] or "-"), terms.term(say, "change", one["change"]))
                for one in version["sections"][:MOST_ROWS]
            )
            heads = (say.head("มาตรา", "Section"), say.head("สิ่งที่เกิดขึ้น", "What became of it", 2))
            blocks.append(
                Rows(say(f"มาตราที่เปลี่ยนในฉบับที่ {number}", f"Sections changed in version {number}"), heads, rows)
            )
    if not blocks:
        blocks.append(
            Paragraph(
                say(
                    "ยังไม่มีร่างฉบับใหม่หลังการรับฟังครั้งนี้ เมื่อนับข้อมูลของรายงาน",
                    "No newer version had been published when this report was counted.",
                )
            )
        )
    return Section("changes", say("สิ่งที่เปลี่ยนในร่างหลังรับฟัง", "What changed in the draft"), tuple(blocks))


def evaluation(say: Speaker, content: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the indicators of the evaluation this hearing served; nothing for other hearings."""
    told = content["evaluation"]
    if not told or not told["indicators"]:
        return ()
    heads = (
        say.head("ตัวชี้วัด", "Indicator", 3),
        say.head("ค่า", "Value", is_number=True),
        say.head("เป้าหมาย", "Target", is_number=True),
        say.head("หน่วย", "Unit"),
        say.head("ที่มา", "Source", 2),
    )
    rows = tuple(
        (
            say.either(one["name"]),
            say(one["value"] or "-", one["value"] or "-"),
            say(one["target"] or "-", one["target"] or "-"),
            say.either(one["unit"]),
            say.thai(one["source"]),
        )
        for one in told["indicators"]
    )
    title = say("ตัวชี้วัดของการประเมินผลกฎหมาย", "Indicators of the evaluation")
    return (Section("evaluation", title, (Rows(title, heads, rows),)),)


def _kind(say: Speaker, hearing: Mapping[str, Any]) -> Said:
    kind = terms.term(say, "kind", hearing["kind"]).text
    return say(f"{kind} รอบที่ {hearing['round']}", f"{kind}, round {hearing['round']}")


def _length(say: Speaker, period: Mapping[str, Any]) -> Said:
    days, least, better = period["days"], period["minimum_days"], period["recommended_days"]
    if least is None:
        return say(f"{days} วัน", f"{days} days")
    return say(
        f"{days} วัน (เกณฑ์อย่างน้อย {least} วัน แนะนำ {better} วัน)",
        f"{days} days (policy: at least {least}, {better} recommended)",
    )


def _basis(say: Speaker, period: Mapping[str, Any]) -> Said:
    basis = period["basis"]
    told = say.either(basis)
    rank = terms.term(say, "rank", basis["rank"]).text
    return Said(f"{told.text} ({rank})", told.language)


def _method(say: Speaker, content: Mapping[str, Any]) -> Said:
    th, en = ["แสดงความเห็นและจุดยืนในระบบกลาง"], ["comments and stances in this system"]
    if content["questions"]:
        th.append(f"แบบสอบถาม {len(content['questions'])} ข้อ")
        en.append(f"{len(content['questions'])} questions")
    if content["statements"]["shown"]:
        th.append("ลงคะแนนต่อข้อความ")
        en.append("votes on statements")
    ways = content["participation"]["by_channel"]
    th += [str(terms.THAI["channel"][name]) for name in ("paper", "email", "meeting") if ways.get(name)]
    en += [terms.ENGLISH["channel"][name].lower() for name in ("paper", "email", "meeting") if ways.get(name)]
    return say(" · ".join(th), " · ".join(en))


def _stakeholders(say: Speaker, told: Mapping[str, Any]) -> Block:
    return Facts(
        (
            (say("ผู้เกี่ยวข้องในบัญชี", "Stakeholders listed"), say.number(told["listed"])),
            (say("แจ้งแล้ว", "Told"), say.number(told["told"])),
            (say("ยืนยันว่าแจ้งถึง", "Known to be reached"), say.number(told["reached"])),
        )
    )


def _dossier(say: Speaker, content: Mapping[str, Any]) -> list[Block]:
    rows = [
        (terms.term(say, "dossier", one["kind"]), Said(one["title"], one["language"]), say.thai(one["digest"][:16]))
        for one in content["dossier"]["documents"]
        if one["is_current"]
    ]
    missing = [
        (terms.term(say, "dossier", one["kind"]), say.either(one), say("ไม่มีเอกสาร", "no document"))
        for one in content["dossier"]["waivers"]
    ]
    if not rows and not missing:
        return []
    heads = (
        say.head("เรื่อง", "About", 2),
        say.head("เอกสาร หรือเหตุที่ไม่มี", "Document, or why there is none", 3),
        say.head("ลายพิมพ์ SHA-256 (16 ตัวแรก)", "SHA-256 (first 16)", 2),
    )
    caption = say("เอกสารที่เผยแพร่ก่อนรับฟัง", "Published before the hearing")
    return [Rows(caption, heads, (*rows, *missing))]
