"""The parts of a report on what was answered: issues, minority views, moderation; and how far it may be trusted."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from superapp.paper import charts

from . import report_terms as terms
from .report_blocks import Block, Facts, Figure, Notice, Paragraph, Rows, Said, Section, Speaker, Subheading
from .report_numbers import reason_key

GOOD = ("accepted", "partly")
MOST_BARS = 20
MOST_SECTIONS_NAMED = 20


def issues(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return each issue with the agency's answer: what was said, and what was done."""
    title = say("ท่านเสนอ หน่วยงานตอบ", "You said, we did")
    found = content["issues"]
    if not found:
        none = Paragraph(say("ไม่มีประเด็นจากการรับฟังครั้งนี้", "No issue was raised in this hearing."))
        return Section("issues", title, (none, *_no_issue(say, content)))
    blocks: list[Block] = [_overview(say, found)]
    for issue in found:
        blocks += _issue(say, issue)
    return Section("issues", title, (*blocks, *_no_issue(say, content)))


def minority(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return the issues few people raised: kept, however few."""
    found = [one for one in content["issues"] if one["is_minority"]]
    title = say("ความเห็นของคนส่วนน้อย", "Minority views")
    if not found:
        none = say("ไม่มีประเด็นที่หน่วยงานระบุว่ามาจากคนส่วนน้อย", "The agency marked no issue as raised by few.")
        return Section("minority", title, (Paragraph(none),))
    heads = (
        say.head("ประเด็น", "Issue", 4),
        say.head("ความเห็น", "Comments", is_number=True),
        say.head("คำตอบ", "Answer", 2),
    )
    rows = tuple(
        (
            _numbered(say, one),
            say.number(one["comments"], behind=f"issue={one['number']}"),
            terms.term(say, "verdict", one["answer"]["verdict"]) if one["answer"] else _unanswered(say),
        )
        for one in found
    )
    caption = say("ประเด็นที่มีผู้เสนอน้อย คงไว้ในรายงานและได้รับคำตอบเช่นกัน", "Raised by few; kept and answered like the others")
    return Section("minority", title, (Rows(caption, heads, rows),))


def moderation(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return how often moderators decided, why, and what came of appeals."""
    told = content["moderation"]
    appeals = dict(told["appeals"])
    filed = appeals.pop("filed")
    rows: list[tuple[Said, Said]] = [
        (
            say("เมื่อใดตรวจ", "When comments are looked at"),
            say("หลังเผยแพร่", "after they are shown")
            if told["policy"] == "after"
            else say("ก่อนเผยแพร่", "before they are shown"),
        ),
        (say("เจ้าหน้าที่ตัดสิน", "Decided by officers"), say.number(told["by_hand"])),
        (say("ระบบพักไว้ให้ตรวจ", "Held by a rule for review"), say.number(told["by_rule"])),
        (say("ผลการตัดสิน", "Decisions"), terms.listed(say, "act", told["decisions"])),
        (say("เหตุที่ซ่อน", "Hidden because of"), terms.listed(say, "reason", told["hidden_for"])),
        (say("อุทธรณ์", "Appeals"), say.number(filed)),
    ]
    if filed:
        rows.append((say("ผลอุทธรณ์", "What came of appeals"), terms.listed(say, "outcome", appeals)))
    note = say(
        "นับทุกการตัดสินต่อความเห็นและข้อความให้ลงคะแนน ระบบไม่ซ่อนสิ่งใดเองโดยเด็ดขาด",
        "Every decision on comments and statements is counted. No rule ever hides anything for good.",
    )
    return Section(
        "moderation", say("การดูแลความเห็น", "Moderation"), (Facts(tuple(rows)), Paragraph(note, is_quiet=True))
    )


def limits(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return how the figures came about, and what they do not say."""
    counted = terms.moment(say, content["counted_at"]).text
    told = (
        (
            f"ตัวเลขทั้งหมดนับเมื่อ {counted} และไม่เปลี่ยนอีก รายการความเห็นที่เปิดจากตัวเลขแสดงเฉพาะที่ยังเผยแพร่อยู่ จึงอาจน้อยกว่าที่นับไว้",
            f"All figures were counted on {counted} and do not change. Lists opened from a figure show what is still "
            "public, so they may hold fewer.",
        ),
        (
            "ผู้ร่วมแสดงความเห็นเลือกเข้ามาเอง ตัวเลขบอกว่าผู้ที่เข้ามาคิดอย่างไร ไม่ใช่ประชาชนทั้งประเทศ",
            "People chose to take part. The figures tell what those who came think, not what the public thinks.",
        ),
        (
            "จุดยืนต่อร่างคือที่แต่ละคนเลือกเอง หนึ่งคนหนึ่งเสียง จุดยืนตามถ้อยคำคือที่เครื่องอ่านจากความเห็น เป็นคนละตัวเลขกัน "
            "น้ำเสียงของข้อความไม่ใช่จุดยืน และไม่มีอยู่ในรายงานนี้",
            "Stances are what each person chose, one voice each. What the words of comments say is read by machine and "
            "counted apart. The tone of a text is not a stance, and no figure here is made from it.",
        ),
        (
            "เรื่องที่คนพูดถึงและข้อความที่คล้ายกันจัดกลุ่มด้วยเครื่องจากคำที่ใช้ เจ้าหน้าที่แก้ได้และระบุไว้ "
            "ความถูกต้องกับความเห็นจริงในการรับฟังยังไม่เคยวัด สิ่งที่วัดแล้วคือชุดข้อความ 414 ข้อความที่เขียนขึ้นเอง จัดตรงกลุ่มร้อยละ 74",
            "Themes and near-identical comments are grouped by machine from the words used; officers may correct them, "
            "and it is marked where they did. How right this is on real comments has not been measured. Measured so "
            "far: 414 comments written for the purpose, 74 % of them grouped with their like.",
        ),
        (
            "ตัวเลขที่นับสองวิธีคือ นับทุกความเห็น และนับข้อความที่ส่งมาคล้ายกันเป็นหนึ่ง ไม่มีความเห็นใดถูกตัดออก",
            "Figures given twice count every comment, and count near-identical comments once. None is left out.",
        ),
        (
            "จำนวนคนที่ต่ำกว่า 5 ในแต่ละลักษณะไม่แสดง เพื่อไม่ให้รู้ว่าเป็นใคร "
            "ไม่มีความเห็นหรือข้อความของผู้ใดบันทึกไว้ในรายงาน มีเพียงคำเดี่ยว ๆ ที่ใช้เป็นชื่อเรื่อง",
            "Fewer than 5 people of a kind are not shown, so that nobody is recognised. No comment or "
            "statement of a participant is kept in the report; only single words that name a theme are.",
        ),
    )
    return Section("method", say("วิธีและข้อจำกัด", "Method and limits"), tuple(Paragraph(say(*one)) for one in told))


def _overview(say: Speaker, found: list[Mapping[str, Any]]) -> Block:
    heads = (
        say.head("ประเด็น", "Issue", 4),
        say.head("ความเห็น", "Comments", 1.5, is_number=True),
        say.head("คำตอบ", "Answer", 2),
        say.head("แก้ไขในร่าง", "Changed in the draft", 2),
    )
    rows = tuple(
        (
            _numbered(say, one),
            say.number(one["comments"], behind=f"issue={one['number']}"),
            terms.term(say, "verdict", one["answer"]["verdict"]) if one["answer"] else _unanswered(say),
            _changed(say, one["answer"]) or say("ไม่มี", "no"),
        )
        for one in found
    )
    caption = say("ประเด็นเรียงตามเลขที่ พร้อมคำตอบ", "Issues by number, with the answers")
    largest = sorted(found, key=lambda one: (-one["comments"], one["number"]))[:MOST_BARS]
    draw = partial(
        charts.bars,
        say("จำนวนความเห็นในแต่ละประเด็น", "Comments by issue").text,
        [_numbered(say, one).text for one in largest],
        [one["comments"] for one in largest],
        of=say("ประเด็น", "Issue").text,
        unit=say("ความเห็น", "Comments").text,
    )
    return Figure(lambda look: draw(look=look), Rows(caption, heads, rows))


def _issue(say: Speaker, issue: Mapping[str, Any]) -> list[Block]:
    number = issue["number"]
    title = _numbered(say, issue)
    mark = say(" (ความเห็นส่วนน้อย)", " (raised by few)").text if issue["is_minority"] else ""
    blocks: list[Block] = [Subheading(Said(title.text + mark, title.language), f"issue-{number}")]
    about = ", ".join(one["number"] for one in issue["sections"][:MOST_SECTIONS_NAMED])
    told: list[tuple[Said, Said]] = [
        (say("ความเห็น", "Comments"), say.number(issue["comments"], behind=f"issue={number}"))
    ]
    if about:
        told.append((say("เกี่ยวกับ", "About"), say.thai(about)))
    blocks.append(Facts(tuple(told)))
    said = say.either(issue["summary"])
    if said.text:
        blocks.append(Notice(said, say("ท่านเสนอ", "You said")))
    answer = issue["answer"]
    if answer is None:
        return [*blocks, Notice(_unanswered(say), tone="warning")]
    verdict = terms.term(say, "verdict", answer["verdict"]).text
    changed = _changed(say, answer)
    heading = say(f"หน่วยงานตอบ: {verdict}", f"The agency answers: {verdict}")
    if changed is not None:
        heading = Said(f"{heading.text} · {changed.text}", heading.language)
    return [*blocks, Notice(say.either(answer["reasons"]), heading, "good" if answer["verdict"] in GOOD else "plain")]


def _no_issue(say: Speaker, content: Mapping[str, Any]) -> list[Block]:
    if not content["no_issue"]:
        return []
    heads = (say.head("เหตุผล", "Reason", 4), say.head("ความเห็น", "Comments", is_number=True))
    rows = tuple(
        (say.thai(one["reason"]), say.number(one["comments"], behind=f"none={reason_key(one['reason'])}"))
        for one in content["no_issue"]
    )
    return [Rows(say("ความเห็นที่ไม่ได้จัดเป็นประเด็น พร้อมเหตุผล", "Comments that raise no issue, and why"), heads, rows)]


def _numbered(say: Speaker, issue: Mapping[str, Any]) -> Said:
    title = say.either(issue["title"])
    return Said(f"{issue['number']}. {title.text}", title.language)


def _unanswered(say: Speaker) -> Said:
    return say("ยังไม่ได้ตอบ", "not answered")


def _changed(say: Speaker, answer: Mapping[str, Any] | None) -> Said | None:
    if answer is None or answer["changed_version"] is None:
        return None
    number = answer["changed_version"]
    where = answer["changed_section"]["number"] if answer["changed_section"] else ""
    return say(
        f"แก้ไขแล้วในร่างฉบับที่ {number}{' ' + where if where else ''}",
        f"changed in version {number}{', ' + where if where else ''}",
    )
