"""The parts of a report on what the machine found: stances in words, themes, campaigns, the opinion map."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from superapp.paper import charts
from superapp.paper.chart_parts import Series

from . import report_terms as terms
from .report_blocks import Block, Facts, Figure, Head, Paragraph, Quotes, Rows, Said, Section, Speaker, Subheading

MOST_DRAWN = 20
MOST_SECTIONS = 200
# What the comments page calls the draft as a whole, where others have the key of a section.
WHOLE = "-"


def words(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return what the words of comments say of where somebody stands, in all and by section."""
    title = say("จุดยืนตามถ้อยคำของความเห็น", "What the words of comments say")
    told = content.get("words")
    total = sum(told["overall"].values()) if told else 0
    if not told or not total:
        return Section("words", title, (Paragraph(_not_read(say, told)),))
    names = [name for name in terms.WORDINGS if name in told["overall"]]
    caption = say("ความเห็นที่เผยแพร่ ตามที่เครื่องอ่านจากถ้อยคำ", "Public comments, as a machine reads their words")
    heads = (say.head("มาตรา", "Section", 2), *(_word_head(say, name) for name in names))
    every = [{"key": "", "number": say("ทั้งหมด", "All").text, **told["overall"]}]
    if any(told["whole"].values()):
        every.append({"key": WHOLE, "number": say("ร่างทั้งฉบับ", "The whole draft").text, **told["whole"]})
    every += told["by_section"][:MOST_SECTIONS]
    rows = tuple(
        (
            Said(one["number"], "th" if one["key"] not in ("", WHOLE) else say.language),
            *(say.number(one[name], behind=_behind(one["key"], name)) for name in names),
        )
        for one in every
    )
    drawn = every[1 : MOST_DRAWN + 1]
    series = [
        Series(
            terms.term(say, "wording", name).text, tuple(one[name] for one in drawn), terms.STANCE_COLOURS.get(name, "")
        )
        for name in names
    ]
    labels = [one["number"] for one in drawn]
    draw = partial(charts.stacked, caption.text, labels, series, of=say("มาตรา", "Section").text)
    note = say(
        "อ่านด้วยกฎจากคำที่ใช้ ไม่ใช่จุดยืนที่เจ้าของเลือก เมื่อไม่แน่ใจจะนับว่าไม่ได้บอก และอ่านคำประชดไม่ออก",
        "Read by rules from the words used; it is not the stance their authors chose. In doubt it counts as not said, "
        "and irony is not seen.",
    )
    return Section(
        "words",
        title,
        (Paragraph(note, is_quiet=True), Figure(lambda look: draw(look=look), Rows(caption, heads, rows))),
    )


def themes(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return what comments are about, counted both ways, with quotes."""
    title = say("เรื่องที่คนพูดถึง", "What people talked about")
    told = content.get("themes")
    if not told or not told["themes"]:
        return Section("themes", title, (Paragraph(_too_little(say, told)),))
    found = told["themes"]
    caption = say("เรื่องที่คนพูดถึง นับสองวิธี", "What people talked about, counted both ways")
    heads = (
        say.head("เรื่อง", "Theme", 4),
        say.head("ทุกความเห็น", "All comments", 1.5, is_number=True),
        say.head("นับข้อความคล้ายกันเป็นหนึ่ง", "Near-identical once", 1.7, is_number=True),
        say.head("ผู้ตั้งชื่อ", "Named by", 1.5),
    )
    rows = tuple(
        (
            _label(say, one),
            say.number(one["comments"], behind=f"theme={one['id']}"),
            say.number(one["once"]),
            say("เจ้าหน้าที่", "an officer") if one["is_labelled_by_officer"] else say("เครื่อง", "machine"),
        )
        for one in found
    )
    drawn = found[:MOST_DRAWN]
    labels = [_label(say, one).text for one in drawn]
    both = [
        Series(say("ทุกความเห็น", "All comments").text, tuple(one["comments"] for one in drawn)),
        Series(say("นับข้อความคล้ายกันเป็นหนึ่ง", "Near-identical once").text, tuple(one["once"] for one in drawn)),
    ]
    draw = partial(charts.paired, caption.text, labels, both, of=say("เรื่อง", "Theme").text)
    left = say(
        f"ความเห็นที่เผยแพร่ {told['comments']:,} ความเห็น จัดเข้าเรื่องไม่ได้ {told['unplaced']:,} ความเห็น",
        f"Of {told['comments']:,} public comments, {told['unplaced']:,} fit no theme.",
    )
    blocks: list[Block] = [Paragraph(left), Figure(lambda look: draw(look=look), Rows(caption, heads, rows))]
    for one in found:
        blocks += _theme(say, one)
    return Section("themes", title, tuple(blocks))


def campaigns(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return the near-identical comments: shown and counted, never taken away."""
    title = say("ข้อความที่ส่งมาคล้ายกัน", "Near-identical comments")
    told = content.get("campaigns")
    # Themes are sought after campaigns: where there are themes and no campaigns, none was found.
    was_sought = told and (told["made"] or content["themes"]["made"])
    if not was_sought:
        return Section("campaigns", title, (Paragraph(_not_read(say, told)),))
    if not told["largest"]:
        none = say("ไม่พบข้อความที่ส่งมาคล้ายกันตั้งแต่ 3 ข้อความขึ้นไป", "No three comments say nearly the same.")
        return Section("campaigns", title, (Paragraph(none),))
    facts = Facts(
        (
            (say("ทุกความเห็น", "All comments"), say.number(told["comments"], behind="all=1")),
            (say("นับข้อความคล้ายกันเป็นหนึ่ง", "Near-identical counted once"), say.number(told["once"])),
            (say("กลุ่มข้อความคล้ายกัน", "Groups of near-identical comments"), say.number(told["groups"])),
            (say("ความเห็นในกลุ่มเหล่านี้", "Comments in these groups"), say.number(told["grouped"])),
        )
    )
    blocks: list[Block] = [facts]
    for place, one in enumerate(told["largest"], 1):
        blocks.append(Subheading(say(f"กลุ่มที่ {place}", f"Group {place}")))
        blocks.append(
            Facts(
                (
                    (say("ความเห็น", "Comments"), say.number(one["comments"], behind=f"campaign={one['id']}")),
                    (say("คล้ายกัน", "Alike"), say(f"ร้อยละ {one['alike_percent']}", f"{one['alike_percent']} %")),
                )
            )
        )
        blocks.append(Quotes((one["comment"],)))
    return Section("campaigns", title, tuple(blocks))


def _theme(say: Speaker, one: Mapping[str, Any]) -> list[Block]:
    stances = one["stances"]
    told = " · ".join(
        f"{terms.term(say, 'wording', name).text} {say.number(number).text}"
        for name, number in stances.items()
        if number
    )
    rows: list[tuple[Said, Said]] = [
        (say("ความเห็น", "Comments"), say.number(one["comments"], behind=f"theme={one['id']}")),
        (say("ถ้อยคำบอกว่า", "Their words say"), say(told or "-", told or "-")),
    ]
    if one["is_labelled_by_officer"] and one["words"]:
        rows.append((say("คำที่เครื่องพบ", "Words the machine found"), say.thai(" · ".join(one["words"][:6]))))
    blocks: list[Block] = [Subheading(_label(say, one)), Facts(tuple(rows))]
    return [*blocks, Quotes(tuple(one["quotes"]))] if one["quotes"] else blocks


def _label(say: Speaker, one: Mapping[str, Any]) -> Said:
    return say.either(one["label"])


def _word_head(say: Speaker, name: str) -> Head:
    told = terms.term(say, "wording", name).text
    return say.head(told, told, 1.4, is_number=True)


def _behind(section: str, stance: str) -> str:
    return f"section={section}&stance={stance}" if section else f"stance={stance}"


def _not_read(say: Speaker, told: Any) -> Said:
    if told is None:
        return say("รายงานฉบับนี้จัดทำก่อนที่ระบบจะอ่านความเห็น", "This report was made before comments were read.")
    return say("ยังไม่มีความเห็นที่เครื่องอ่าน", "No comments have been read by the machine.")


def _too_little(say: Speaker, told: Any) -> Said:
    if told is None:
        return _not_read(say, told)
    return say(
        f"มีความเห็นที่เผยแพร่ {told['comments']:,} ความเห็น ยังน้อยเกินกว่าจะบอกได้ว่าคนพูดถึงเรื่องใด",
        f"There are {told['comments']:,} public comments: not enough to say what they are about.",
    )
