"""The parts of a report on what was said: day by day, comments, stances, questions."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from superapp.paper import charts
from superapp.paper.chart_parts import Series

from . import report_terms as terms
from .report_blocks import Block, Facts, Figure, Head, Paragraph, Rows, Said, Section, Speaker, Subheading

MOST_SECTIONS = 200
MOST_SECTIONS_DRAWN = 40
MOST_DAYS_DRAWN = 62
# Of fewer people no share is told: it would say more than it knows.
FEW = 5


def days(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return how many comments and stances came on which day, comments counted both ways."""
    title = say("ความเห็นรายวัน", "Day by day")
    told = content.get("days")
    if not told:
        return Section("days", title, (Paragraph(_nothing_by_day(say, told)),))
    caption = say("ความเห็นและจุดยืนที่เข้ามาแต่ละวัน", "Comments and stances by day")
    heads = (
        say.head("วัน", "Day", 2),
        say.head("ความเห็น", "Comments", is_number=True),
        say.head("นับข้อความคล้ายกันเป็นหนึ่ง", "Near-identical once", 2, is_number=True),
        say.head("จุดยืน", "Stances", is_number=True),
    )
    rows = tuple(
        (
            Said(terms.short_day(say, one["day"]), say.language),
            say.number(one["comments"], behind=f"day={one['day']}"),
            say.number(one["once"]),
            say.number(one["stances"]),
        )
        for one in told
    )
    labels, drawn = _drawn_days(say, told)
    draw = partial(
        charts.columns,
        say("จำนวนความเห็น", "Comments").text,
        labels,
        drawn,
        of=say("วัน", "Day").text,
        unit=say("ความเห็น", "Comments").text,
    )
    busiest = max(told, key=lambda one: (one["comments"], one["day"]))
    first = say(
        f"วันที่มีความเห็นมากที่สุดคือ {terms.day(say, busiest['day']).text} จำนวน {busiest['comments']:,} ความเห็น",
        f"Most comments came on {terms.day(say, busiest['day']).text}: {busiest['comments']:,}.",
    )
    return Section("days", title, (Paragraph(first), Figure(lambda look: draw(look=look), Rows(caption, heads, rows))))


def comments(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return how many comments were received and what became of them, and where they belong."""
    title = say("ความเห็นที่ได้รับ", "Comments received")
    told = content["comments"]
    if not told["received"]:
        return Section("comments", title, (Paragraph(say("ไม่มีความเห็นที่ส่งเข้ามา", "No comment was received.")),))
    names = ("shown", "private", "pending", "hidden", "removed", "erased")
    heads = (say.head("ผล", "What became of them", 3), say.head("ความเห็น", "Comments", is_number=True))
    rows = [(terms.term(say, "status", name), _count(say, name, told)) for name in names]
    rows.append((say("รวมที่ได้รับ", "All received"), say.number(told["received"])))
    blocks: list[Block] = [
        Rows(say("ความเห็นที่ได้รับและผล", "Comments received, and what became of them"), heads, tuple(rows))
    ]
    campaigns = content.get("campaigns")
    both: list[tuple[Said, Said]] = [(say("ถ้อยคำที่ไม่ซ้ำกันเลย", "Different wordings"), say.number(told["distinct_texts"]))]
    if campaigns:
        both.append((say("นับข้อความคล้ายกันเป็นหนึ่ง", "Near-identical counted once"), say.number(campaigns["once"])))
    both += [
        (
            say(f"มาทาง: {terms.term(say, 'channel', name).text}", f"By: {terms.term(say, 'channel', name).text}"),
            say.number(number, behind=f"channel={name}"),
        )
        for name, number in told["by_channel"].items()
    ]
    blocks.append(Facts(tuple(both)))
    if told["by_section"]:
        blocks.append(_by_section(say, told["by_section"][:MOST_SECTIONS]))
    return Section("comments", title, tuple(blocks))


def stances(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return where people stand, on the draft as a whole and on each section."""
    title = say("จุดยืนต่อร่าง", "Where people stand")
    told = content["stances"]
    # The content has its keys sorted; people read them from one side to the other.
    names = [name for name in terms.STANCES if name in told["overall"]]
    overall = {name: told["overall"][name] for name in names}
    total = sum(overall.values())
    blocks: list[Block] = []
    if not total:
        blocks.append(Paragraph(say("ไม่มีผู้แสดงจุดยืนต่อร่างทั้งฉบับ", "Nobody took a stance on the draft as a whole.")))
    else:
        blocks.append(_overall(say, overall, total))
    if told["by_section"]:
        blocks += [Subheading(say("จุดยืนรายมาตรา", "By section")), _stances_by_section(say, told["by_section"], names)]
    if total or told["by_section"]:
        note = say(
            "ตัวเลขคือจำนวนคนที่เลือกจุดยืนเอง จุดยืนของแต่ละคนไม่เปิดเผย จึงเปิดได้เฉพาะความเห็นของทั้งมาตรา",
            "Figures count people by what they chose. Where one person stands is told nowhere, so a link opens all "
            "comments on a section.",
        )
        blocks.append(Paragraph(note, is_quiet=True))
    return Section("stances", title, tuple(blocks))


def questions(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return each question with its totals; the words people wrote are not among them."""
    title = say("คำตอบต่อคำถาม", "Answers to the questions")
    blocks: list[Block] = []
    for number, question in enumerate(content["questions"], 1):
        text = say.either(question["text"])
        blocks.append(Subheading(Said(f"{number}. {text.text}", text.language)))
        answered = question["answered"]
        blocks.append(
            Paragraph(
                say(f"ผู้ตอบ {answered:,} คน", f"Answered by {answered:,}.")
                if answered
                else say("ไม่มีผู้ตอบ", "Nobody answered."),
                is_quiet=True,
            )
        )
        if answered and question["form"] != "open":
            blocks.append(_answers(say, question))
        elif answered:
            blocks.append(
                Paragraph(
                    say("คำตอบเป็นข้อความ หน่วยงานอ่านและสรุปไว้ในประเด็น", "Answered in words, which the issues sum up.")
                )
            )
    if not blocks:
        blocks.append(Paragraph(say("การรับฟังนี้ไม่มีคำถาม", "This hearing asked no questions.")))
    return Section("questions", title, tuple(blocks))


def share(number: int, total: int) -> str:
    """Return a share in whole per cent, "" where there are too few to tell one.

    >>> share(1, 8), share(2, 4)
    ('13 %', '')
    """
    return "" if total < FEW else f"{(200 * number + total) // (2 * total)} %"


def _nothing_by_day(say: Speaker, told: Any) -> Said:
    if told is None:
        return say("รายงานฉบับนี้จัดทำก่อนที่ระบบจะนับรายวัน", "This report was made before days were counted.")
    return say("ไม่มีความเห็นหรือจุดยืนในวันใด", "No comment and no stance on any day.")


def _drawn_days(say: Speaker, told: list[Mapping[str, Any]]) -> tuple[list[str], list[int]]:
    """Return labels and numbers without gaps: by day, or by week where the days are too many to see."""
    by_day = {date.fromisoformat(one["day"]): one["comments"] for one in told}
    first, last = min(by_day), max(by_day)
    span = (last - first).days + 1
    step = 1 if span <= MOST_DAYS_DRAWN else 7 if span <= MOST_DAYS_DRAWN * 7 else 28
    starts = [first + timedelta(days=step * number) for number in range(-(-span // step))]
    return (
        [terms.short_day(say, one.isoformat()) for one in starts],
        [sum(by_day.get(one + timedelta(days=more), 0) for more in range(step)) for one in starts],
    )


def _count(say: Speaker, name: str, told: Mapping[str, int]) -> Said:
    # What is not public has no list behind it here; officers have it at the desk.
    if name == "shown":
        return Said(f"{told[name]:,}", say.language, "all=1" if told[name] else "")
    return say.number(told[name])


def _by_section(say: Speaker, sections: list[Mapping[str, Any]]) -> Block:
    caption = say("ความเห็นที่เผยแพร่ รายมาตรา", "Public comments by section")
    heads = (say.head("มาตรา", "Section", 3), say.head("ความเห็น", "Comments", is_number=True))
    rows = tuple(
        (say.thai(one["number"]), say.number(one["shown"], behind=f"section={one['key']}")) for one in sections
    )
    drawn = sections[:MOST_SECTIONS_DRAWN]
    draw = partial(
        charts.bars,
        caption.text,
        [one["number"] for one in drawn],
        [one["shown"] for one in drawn],
        of=say("มาตรา", "Section").text,
        unit=say("ความเห็น", "Comments").text,
    )
    return Figure(
        lambda look: draw(look=look), Rows(caption, heads, rows), is_table_on_paper=len(sections) > len(drawn)
    )


def _overall(say: Speaker, overall: Mapping[str, int], total: int) -> Block:
    caption = say("จุดยืนต่อร่างทั้งฉบับ", "Stances on the draft as a whole")
    heads = (
        say.head("จุดยืน", "Stance", 3),
        say.head("คน", "People", is_number=True),
        say.head("ร้อยละ", "Share", is_number=True),
    )
    rows = [
        (
            terms.term(say, "stance", name),
            say.number(number),
            say(share(number, total) or "-", share(number, total) or "-"),
        )
        for name, number in overall.items()
    ]
    rows.append((say("รวม", "All"), say.number(total), say("", "")))
    draw = partial(
        charts.bars,
        caption.text,
        [terms.term(say, "stance", name).text for name in overall],
        list(overall.values()),
        of=say("จุดยืน", "Stance").text,
        unit=say("คน", "People").text,
    )
    return Figure(lambda look: draw(look=look), Rows(caption, heads, tuple(rows)))


def _stances_by_section(say: Speaker, sections: list[Mapping[str, Any]], names: list[str]) -> Block:
    caption = say("จุดยืนรายมาตรา จำนวนคน", "Stances by section, people")
    heads = (
        say.head("มาตรา", "Section", 2),
        *(_stance_head(say, name) for name in names),
    )
    rows = tuple(
        (
            say.thai(one["number"], behind=f"section={one['key']}"),
            *(say.number(one[name]) for name in names),
        )
        for one in sections[:MOST_SECTIONS]
    )
    drawn = sections[:MOST_SECTIONS_DRAWN]
    series = [
        Series(
            terms.term(say, "stance", name).text,
            tuple(one[name] for one in drawn),
            terms.STANCE_COLOURS.get(name, ""),
        )
        for name in names
    ]
    draw = partial(
        charts.stacked, caption.text, [one["number"] for one in drawn], series, of=say("มาตรา", "Section").text
    )
    return Figure(lambda look: draw(look=look), Rows(caption, heads, rows))


def _stance_head(say: Speaker, stance: str) -> Head:
    words = terms.term(say, "stance", stance)
    return say.head(words.text, words.text, 1.4, is_number=True)


def _answers(say: Speaker, question: Mapping[str, Any]) -> Block:
    counts, form = question["counts"], question["form"]
    labels: list[Said]
    if form == "scale":
        points = range(1, question["scale_points"] + 1)
        labels = [say(f"{point} คะแนน", f"{point} of {question['scale_points']}") for point in points]
        values = [counts.get(str(point), 0) for point in points]
    else:
        labels = [say.either(one) if one["th"] or one["en"] else say.thai(one["code"]) for one in question["options"]]
        values = [counts.get(one["code"], 0) for one in question["options"]]
    unit = say("ผลรวมลำดับ", "Sum of ranks") if form == "rank" else say("คน", "People")
    caption = say("ผลรวมของคำตอบ", "Totals of the answers")
    rows = tuple((label, say.number(value)) for label, value in zip(labels, values, strict=True))
    heads = (say.head("คำตอบ", "Answer", 4), say.head(unit.text, unit.text, is_number=True))
    draw = partial(
        charts.bars,
        say.either(question["text"]).text,
        [label.text for label in labels],
        values,
        of=say("คำตอบ", "Answer").text,
        unit=unit.text,
    )
    return Figure(lambda look: draw(look=look), Rows(caption, heads, rows), is_table_on_paper=False)
