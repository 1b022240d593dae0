"""A published report as a PDF: drawn from its content alone, issued as a document that anybody can verify."""

import json
from typing import Any

from django.utils import timezone
from django_tasks import task

from consultation.models import AgencyAnswer, Hearing, HearingReport, ModerationDecision, ReportFile, Stance
from superapp.files.actions import documents
from superapp.files.actions.documents import Cover
from superapp.paper import charts
from superapp.paper.pages import Paper
from superapp.paper.tables import Column

from . import report_words
from .report_words import shown

KIND, PREFIX = "hearing_report", "HR"
# A paper of hundreds of pages is read by nobody; the JSON has them all.
MOST_SECTIONS = 200


@task(max_attempts=8, lease_s=120)
def issue_paper(*, report: str) -> str:
    """Draw, sign and issue the paper of a published report; answers its number, or "none" before it is published.

    Running twice issues one: its once-key is the report. One step, since taking a number writes.
    """
    row = HearingReport.objects.select_related("hearing__agency").get(public_id=report)
    if row.published_at is None:
        return "none"
    content = json.loads(row.content)
    document = documents.issue(
        kind=KIND,
        prefix=PREFIX,
        agency_code=row.hearing.agency.code,
        citizen=None,
        facts={
            "hearing": row.hearing.code,
            "revision": row.revision,
            "content_sha256": row.digest,
            "title": row.hearing.title_th,
        },
        draw=lambda cover: drawn(content, row, cover),
        now=timezone.now(),
        matter=f"hearing_report:{row.public_id}",
        once_key=f"report:{row.public_id}",
    )
    ReportFile.objects.get_or_create(report=row, defaults={"document": document})
    return document.number


def drawn(content: dict[str, Any], report: HearingReport, cover: Cover) -> bytes:
    """Return the PDF of a report's content; the same content and cover give the same bytes."""
    hearing = content["hearing"]
    paper = Paper(
        title=f"รายงานผลการรับฟังความคิดเห็น: {hearing['title']['th']}",
        made_at=cover.issued_at,
        author=hearing["agency"]["th"],
        footer=cover.number,
    )
    paper.heading("รายงานผลการรับฟังความคิดเห็น")
    paper.heading(hearing["title"]["th"], 2)
    if hearing["is_sample"]:
        paper.box("ตัวอย่างของระบบ ความเห็นและคำตอบในรายงานนี้แต่งขึ้น ไม่ใช่ของหน่วยงานหรือบุคคลใด", tone="warning")
    if content["correction"]:
        paper.box(content["correction"]["th"], title=f"ฉบับแก้ไขที่ {content['revision']} แก้ไขสิ่งต่อไปนี้", tone="warning")
    _method(paper, content)
    if content["foreword"]["th"]:
        paper.heading("บทสรุป", 2)
        for part in content["foreword"]["th"].split("\n\n"):
            paper.paragraph(part)
    _numbers(paper, content)
    _stances(paper, content)
    _questions(paper, content)
    _issues(paper, content)
    _rest(paper, content)
    paper.heading("ตรวจสอบรายงานนี้", 2)
    paper.paragraph(f"ลายพิมพ์ SHA-256 ของเนื้อหา: {report.digest}", size=9)
    paper.qr(cover.verify_url, caption=cover.caption)
    return paper.pdf()


def _method(paper: Paper, content: dict[str, Any]) -> None:
    hearing, law, period = content["hearing"], content["law"], content["period"]
    days = f"{shown(period['days'])} วัน"
    if period["minimum_days"] is not None:
        days += f" (เกณฑ์อย่างน้อย {period['minimum_days']} วัน แนะนำ {period['recommended_days']} วัน)"
    paper.facts(
        [
            ("หน่วยงาน", hearing["agency"]["th"]),
            ("ประเภท", f"{Hearing.Kind(hearing['kind']).label} รอบที่ {hearing['round']}"),
            ("กฎหมาย", f"{law['title']['th']} ฉบับที่ {law['version']}"),
            ("วันรับฟัง", f"{report_words.day(period['first_day'])} ถึง {report_words.day(period['last_day'])}"),
            ("ระยะเวลา", days),
            ("ฉบับของรายงาน", str(content["revision"])),
            ("นับข้อมูลเมื่อ", report_words.moment(content["counted_at"])),
        ]
    )
    if period["justification"]:
        paper.box(period["justification"]["th"], title="เหตุที่รับฟังสั้นกว่าเกณฑ์")
    paper.heading("เอกสารที่เผยแพร่ก่อนรับฟัง", 2)
    rows = [
        (report_words.dossier(one["kind"]), one["title"], one["digest"][:16])
        for one in content["dossier"]["documents"]
        if one["is_current"]
    ]
    rows += [(report_words.dossier(one["kind"]), f"ไม่มี: {one['th']}", "") for one in content["dossier"]["waivers"]]
    _table(paper, [Column("เรื่อง", 2), Column("เอกสาร", 3), Column("ลายพิมพ์", 2)], rows, "ไม่มีเอกสาร")


def _numbers(paper: Paper, content: dict[str, Any]) -> None:
    part, said, told = content["participation"], content["comments"], content["stakeholders"]
    paper.heading("ผู้มีส่วนร่วมและความเห็นที่ได้รับ", 2)
    paper.facts(
        [
            ("ผู้เกี่ยวข้องในบัญชี", f"{shown(told['listed'])} แจ้งแล้ว {shown(told['told'])} ถึงแล้ว {shown(told['reached'])}"),
            ("ผู้มีส่วนร่วม", f"{shown(part['participants'])} ยืนยันตัวตนแล้ว {shown(part['verified'])}"),
            ("ช่องทาง", report_words.listed(part["by_channel"], report_words.CHANNELS)),
            ("การแสดงชื่อ", report_words.listed(part["by_display"], report_words.DISPLAYS)),
            ("ในฐานะ", report_words.listed(part["by_capacity"], report_words.CAPACITIES)),
            ("ความเห็นที่ได้รับ", shown(said["received"])),
            (
                "ผลของความเห็น",
                f"เผยแพร่ {shown(said['shown'])} ถึงหน่วยงานเท่านั้น {shown(said['private'])} รอตรวจ "
                f"{shown(said['pending'])} ซ่อน {shown(said['hidden'])} ผู้เขียนลบ {shown(said['removed'])} "
                f"ลบตามคำขอ {shown(said['erased'])}",
            ),
            ("ข้อความที่ไม่ซ้ำกัน", shown(said["distinct_texts"])),
        ]
    )


def _stances(paper: Paper, content: dict[str, Any]) -> None:
    stances = content["stances"]
    labels = {value: Stance.Value(value).label for value in Stance.Value.values}
    if not any(stances["overall"].values()):
        return
    names = list(labels)
    overall = charts.bars(
        "จุดยืนต่อร่างทั้งฉบับ",
        [labels[name] for name in names],
        [stances["overall"][name] for name in names],
        of="จุดยืน",
        unit="คน",
    )
    paper.chart(overall.drawing)
    rows = [[one["number"], *(shown(one[name]) for name in names)] for one in stances["by_section"][:MOST_SECTIONS]]
    if rows:
        columns = [Column("มาตรา", 2), *(Column(labels[name], 1.4, "end") for name in names)]
        paper.table(columns, rows)


def _questions(paper: Paper, content: dict[str, Any]) -> None:
    if not content["questions"]:
        return
    paper.heading("คำถามที่ถาม", 2)
    for number, question in enumerate(content["questions"], start=1):
        paper.heading(f"ข้อ {number} {question['text']['th']}", 3)
        paper.note(f"ผู้ตอบ {shown(question['answered'])} คน")
        rows = report_words.answers(question)
        if rows:
            paper.table([Column("คำตอบ", 4), Column(report_words.unit(question), 1, "end")], rows)


def _issues(paper: Paper, content: dict[str, Any]) -> None:
    paper.heading("ประเด็นและคำตอบของหน่วยงาน", 2)
    if not content["issues"]:
        paper.paragraph("ไม่มีประเด็นจากการรับฟังครั้งนี้")
    for issue in content["issues"]:
        minority = " (ความเห็นส่วนน้อย)" if issue["is_minority"] else ""
        paper.heading(f"ประเด็นที่ {issue['number']} {issue['title']['th']}{minority}", 3)
        about = ", ".join(one["number"] for one in issue["sections"][:20])
        paper.note(f"{shown(issue['comments'])} ความเห็น" + (f" เกี่ยวกับ {about}" if about else ""))
        if issue["summary"]["th"]:
            paper.paragraph(issue["summary"]["th"])
        answer = issue["answer"]
        title = f"คำตอบ: {AgencyAnswer.Verdict(answer['verdict']).label}"
        if answer["changed_version"] is not None:
            where = answer["changed_section"]["number"] if answer["changed_section"] else ""
            title += f" แก้ไขแล้วใน{where or 'ร่าง'} ฉบับที่ {answer['changed_version']}"
        paper.box(answer["reasons"]["th"], title=title, tone="good" if answer["changed_version"] else "plain")
    rows = [(one["reason"], shown(one["comments"])) for one in content["no_issue"]]
    if rows:
        paper.heading("ความเห็นที่ไม่ได้จัดเป็นประเด็น", 3)
        paper.table([Column("เหตุผล", 4), Column("ความเห็น", 1, "end")], rows)


def _rest(paper: Paper, content: dict[str, Any]) -> None:
    moderation = content["moderation"]
    paper.heading("การดูแลความเห็น", 2)
    reasons = {value: ModerationDecision.Reason(value).label for value in ModerationDecision.Reason.values}
    paper.facts(
        [
            ("การตัดสินโดยเจ้าหน้าที่", shown(moderation["by_hand"])),
            ("ระบบพักไว้ให้ตรวจ", shown(moderation["by_rule"])),
            ("เหตุที่ซ่อน", report_words.listed(moderation["hidden_for"], reasons) or "ไม่มี"),
            ("อุทธรณ์", f"{shown(moderation['appeals']['filed'])} เรื่อง"),
        ]
    )
    if content["evaluation"] and content["evaluation"]["indicators"]:
        paper.heading("ตัวชี้วัดของการประเมิน", 2)
        paper.table(
            [Column("ตัวชี้วัด", 3), Column("ค่า", 1, "end"), Column("หน่วย", 1), Column("ที่มา", 2)],
            [
                (one["name"]["th"], one["value"] or "-", one["unit"]["th"], one["source"])
                for one in content["evaluation"]["indicators"]
            ],
        )
    for change in content["changes"]:
        paper.heading(f"สิ่งที่เปลี่ยนในร่างฉบับที่ {change['version']}", 2)
        paper.paragraph(change["note"] or "ไม่มีคำอธิบาย")
    paper.note("ความเห็นที่เผยแพร่ทั้งหมดเป็นภาคผนวก อยู่ในข้อมูลเปิดของการรับฟังนี้")


def _table(paper: Paper, columns: list[Column], rows: list[tuple[str, ...]], empty: str) -> None:
    if rows:
        paper.table(columns, rows)
    else:
        paper.note(empty)
