"""The part of a report on the opinion map: groups that vote alike, what all agree on, or why nothing is shown."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from superapp.paper import charts

from . import report_terms as terms
from .report_blocks import Block, Facts, Figure, Notice, Paragraph, Rows, Said, Section, Speaker, Subheading


def opinion_map(say: Speaker, content: Mapping[str, Any]) -> Section:
    """Return the opinion map as it could be shown when the report was counted."""
    title = say("แผนที่ความเห็น", "Opinion map")
    told, votes = content.get("map"), content["statements"]
    blocks: list[Block] = [_votes(say, votes)]
    if told is None:
        none = say(
            "ไม่มีแผนที่ความเห็น เพราะยังมีการลงคะแนนต่อข้อความไม่พอ",
            "There is no opinion map: not enough has been voted on statements.",
        )
        return Section("map", title, (*blocks, Paragraph(none)))
    people = Facts(
        (
            (say("ผู้ลงคะแนน ประมาณ", "Voted, about"), say.number(told["people_voted"])),
            (say("จัดเข้ากลุ่มได้ ประมาณ", "Placed in groups, about"), say.number(told["people_placed"])),
            (say("คำนวณเมื่อ", "Made"), terms.moment(say, told["made_at"])),
        )
    )
    blocks.append(people)
    for reason in told["withheld"]:
        blocks.append(Notice(say.either(reason), say("ไม่แสดงกลุ่มความเห็น", "No groups are shown"), "warning"))
    if told["groups"]:
        blocks += _groups(say, told)
    if told["density"]:
        blocks.append(_density(say, told["density"]))
    blocks.append(Subheading(say("ข้อความที่เห็นพ้องกันทุกกลุ่ม", "What all agree on")))
    blocks.append(
        _statements(say, told["consensus"], say("ข้อความที่เห็นพ้องกัน", "Statements of consensus"))
        if told["consensus"]
        else Paragraph(say("ไม่มีข้อความที่เห็นพ้องกันชัดเจน", "No statement is clearly agreed on by all."))
    )
    note = say(
        "จำนวนคนปัดเป็นหลักห้า สัดส่วนแสดงเมื่อมีผู้ลงคะแนนอย่างน้อย 10 คน ไม่มีการเก็บหรือแสดงว่าใครอยู่กลุ่มใด",
        "People are counted in fives; shares are shown where at least 10 voted. Nobody's group is kept or shown.",
    )
    return Section("map", title, (*blocks, Paragraph(note, is_quiet=True)))


def _votes(say: Speaker, votes: Mapping[str, int]) -> Block:
    return Facts(
        (
            (say("ข้อความให้ลงคะแนน", "Statements to vote on"), say.number(votes["shown"])),
            (say("เห็นด้วย", "Agreed"), say.number(votes["agree"])),
            (say("ไม่เห็นด้วย", "Disagreed"), say.number(votes["disagree"])),
            (say("ข้าม", "Passed"), say.number(votes["passes"])),
        )
    )


def _groups(say: Speaker, told: Mapping[str, Any]) -> list[Block]:
    caption = say("กลุ่มความเห็น จำนวนคนโดยประมาณ", "Groups of opinion, people in fives")
    names = [say(f"กลุ่มที่ {one['number']}", f"Group {one['number']}") for one in told["groups"]]
    rows = tuple((name, say.number(one["people"])) for name, one in zip(names, told["groups"], strict=True))
    heads = (say.head("กลุ่ม", "Group", 3), say.head("คน", "People", is_number=True))
    draw = partial(
        charts.bars,
        caption.text,
        [name.text for name in names],
        [one["people"] for one in told["groups"]],
        of=say("กลุ่ม", "Group").text,
        unit=say("คน", "People").text,
    )
    blocks: list[Block] = [Figure(lambda look: draw(look=look), Rows(caption, heads, rows), is_table_on_paper=False)]
    if told["stability_percent"] is not None:
        stable = told["stability_percent"]
        blocks.append(
            Paragraph(
                say(
                    f"ความคงที่ของกลุ่มเมื่อตัดผู้ลงคะแนนออกหนึ่งในห้า ร้อยละ {stable} (แสดงกลุ่มเมื่อไม่ต่ำกว่าร้อยละ 60)",
                    f"When a fifth of the people is left out, the groups come out {stable} % alike (shown from 60 %).",
                ),
                is_quiet=True,
            )
        )
    for name, one in zip(names, told["groups"], strict=True):
        blocks.append(Subheading(say(f"{name.text} พูดต่างจากกลุ่มอื่นว่า", f"What {name.text.lower()} says, unlike others")))
        blocks.append(
            _statements(say, one["says"], name)
            if one["says"]
            else Paragraph(say("ไม่มีข้อความที่ต่างจากกลุ่มอื่นชัดเจน", "Nothing clearly unlike the others."))
        )
    return blocks


def _statements(say: Speaker, found: list[Mapping[str, Any]], caption: Said) -> Block:
    heads = (
        say.head("ข้อความ", "Statement", 4),
        say.head("ทาง", "Side", 1.3),
        say.head("ทุกคน: เห็นด้วย / ไม่เห็นด้วย", "All: agree / disagree", 2, is_number=True),
        say.head("รายกลุ่ม: เห็นด้วย / ไม่เห็นด้วย", "By group: agree / disagree", 3, is_number=True),
    )
    return Rows(caption, heads, tuple(_statement(say, one) for one in found))


def _statement(say: Speaker, one: Mapping[str, Any]) -> tuple[Said, ...]:
    every = [share for share in one["shares"] if share["group"] is None]
    groups = [share for share in one["shares"] if share["group"] is not None]
    whole = f"{every[0]['agree']} / {every[0]['disagree']} %" if every else "-"
    by_group = " · ".join(f"({share['group']}) {share['agree']} / {share['disagree']} %" for share in groups) or "-"
    number = one["number"]
    named = say(f"ข้อความที่ {number}", f"Statement {number}", statement=one["id"])
    if one["text"]:
        named = Said(one["text"], "th", statement=one["id"])
    return (
        named,
        terms.term(say, "direction", one["direction"]),
        Said(whole, say.language),
        Said(by_group, say.language),
    )


def _density(say: Speaker, density: Mapping[str, Any]) -> Block:
    """Return where people lie in the plane: cells of fewer than five are empty, as they are for everybody."""
    people = {(column, row): number for column, row, number in density["cells"]}
    columns, rows = range(density["columns"]), range(density["rows"])
    # The first row of the plane is its lowest; a picture begins at the top.
    # An empty cell may hold up to four: it has no number, not even zero.
    values = [[people.get((column, row)) for column in columns] for row in reversed(rows)]
    caption = say("ที่ที่คนอยู่ในแผนที่ ช่องที่มีไม่ถึง 5 คนว่างไว้", "Where people lie in the map; cells below 5 are empty")
    draw = partial(
        charts.grid,
        caption.text,
        [str(column + 1) for column in columns],
        [str(row + 1) for row in reversed(rows)],
        values,
        of=say("แถว", "Row").text,
    )
    filled = sorted(people.items(), key=lambda item: (-item[1], item[0]))[:30]
    heads = (
        say.head("ช่อง (คอลัมน์, แถว)", "Cell (column, row)", 3),
        say.head("คน ประมาณ", "People, about", is_number=True),
    )
    table = tuple(
        (Said(f"{column + 1}, {row + 1}", say.language), say.number(number)) for (column, row), number in filled
    )
    return Figure(lambda look: draw(look=look), Rows(caption, heads, table), is_table_on_paper=False)
