"""A published report as PDFs, Thai and English: drawn from its content alone, issued as documents anybody can verify.

They say what the page says, but for the words of participants: those are on the page while they are public, and would
stay on paper for good.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from consultation.models import HearingReport, ReportFile
from superapp.files.actions import documents
from superapp.files.actions.documents import Cover
from superapp.paper.chart_parts import Look
from superapp.paper.pages import Paper
from superapp.paper.tables import Column

from . import report_reading
from .report_blocks import (
    Block,
    Facts,
    Figure,
    Notice,
    Paragraph,
    Rows,
    Said,
    Section,
    Speaker,
    Subheading,
)

KIND, PREFIX = "hearing_report", "HR"
HEADING_MM = 16.0
LOOKS: Mapping[str, Look] = {
    "th": Look(),
    "en": Look(hidden="not shown", more="and {number} more"),
}


@task(max_attempts=8, lease_s=120)
def issue_paper(*, report: str, language: str = "th") -> str:
    """Draw, sign and issue the paper of a published report; answers its number, or "none" before it is published.

    Running twice issues one: its once-key is report and language. One step, since taking a number writes.
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
            "language": language,
        },
        draw=lambda cover: drawn(content, row, cover, language),
        now=timezone.now(),
        matter=f"hearing_report:{row.public_id}",
        # The Thai one goes by the report alone, as it did before there were two.
        once_key=f"report:{row.public_id}" + ("" if language == "th" else f":{language}"),
    )
    ReportFile.objects.get_or_create(report=row, language=language, defaults={"document": document})
    return document.number


def issue_later(report: HearingReport) -> None:
    """Let both papers of a report be issued soon; within the caller's transaction."""
    for language in report_reading.LANGUAGES:
        issue_paper.enqueue(report=str(report.public_id), language=language)


def drawn(content: Mapping[str, Any], report: HearingReport, cover: Cover, language: str = "th") -> bytes:
    """Return the PDF of a report's content; the same content and cover give the same bytes."""
    say = Speaker(language)
    hearing = content["hearing"]
    head = say("รายงานผลการรับฟังความคิดเห็น", "Report on a public hearing")
    title = say.either(hearing["title"])
    paper = Paper(
        title=f"{head.text}: {title.text}",
        made_at=cover.issued_at,
        author=say.either(hearing["agency"]).text,
        language=language,
        footer=cover.number,
    )
    paper.heading(head.text)
    paper.heading(title.text, 2)
    for notice in report_reading.notices(content, language):
        _put(paper, notice, language)
    for section in report_reading.sections(content, language):
        _section(paper, section, language)
    _check(paper, report, cover, say)
    return paper.pdf()


def _section(paper: Paper, section: Section, language: str) -> None:
    if section.blocks:
        _keep_with(paper, section.blocks[0], language)
    paper.heading(section.title.text, 2)
    for block, following in zip(section.blocks, [*section.blocks[1:], None], strict=True):
        if isinstance(block, Subheading) and following is not None:
            _keep_with(paper, following, language)
        _put(paper, block, language)


def _keep_with(paper: Paper, block: Block, language: str) -> None:
    """Begin another page where a heading would stand alone at the bottom, its chart on the next."""
    if isinstance(block, Figure):
        drawing = block.draw(LOOKS[language]).drawing
        paper.keep(HEADING_MM + drawing.height * paper.width / drawing.width)


def _put(paper: Paper, block: Block, language: str) -> None:
    if isinstance(block, Paragraph):
        if block.is_quiet:
            paper.note(block.said.text)
        else:
            paper.paragraph(block.said.text)
    elif isinstance(block, Subheading):
        paper.heading(block.said.text, 3)
    elif isinstance(block, Notice):
        paper.box(block.said.text, title=block.title.text if block.title else "", tone=block.tone)
    elif isinstance(block, Facts):
        paper.facts([(name.text, value.text) for name, value in block.rows])
    elif isinstance(block, Rows):
        _table(paper, block)
    elif isinstance(block, Figure):
        paper.chart(block.draw(LOOKS[language]).drawing)
        if block.is_table_on_paper:
            _table(paper, block.table, has_caption=False)
    # Quotes are not put on paper.


def _table(paper: Paper, rows: Rows, *, has_caption: bool = True) -> None:
    if has_caption:
        paper.paragraph(rows.caption.text, bold=True)
    columns = [Column(head.said.text, head.share, "end" if head.is_number else "start") for head in rows.heads]
    paper.table(columns, [[cell.text for cell in row] for row in rows.rows], size=10)


def _check(paper: Paper, report: HearingReport, cover: Cover, say: Speaker) -> None:
    paper.heading(say("ตรวจสอบรายงานนี้", "Check this report").text, 2)
    told = say(
        "หน้าเว็บของรายงานมีความเห็นที่อยู่หลังตัวเลขแต่ละตัว ข้อมูลเปิด และเนื้อหาที่ตรวจลายพิมพ์ได้",
        "The report's page has the comments behind each figure, open data, and the content to check against.",
    )
    paper.paragraph(told.text)
    place = "/en" if say.language == "en" else ""
    rows: list[tuple[Said, Said]] = [
        (say("หน้าเว็บ", "Page"), Said(f"{settings.PUBLIC_URL}{place}/hearings/{report.hearing.code}/report", "en")),
        (say("ข้อมูลเปิด", "Open data"), Said(f"{settings.PUBLIC_URL}/open-data/{report.hearing.code}/", "en")),
        (say("ฉบับของรายงาน", "Revision"), say.number(report.revision)),
        (say("ลายพิมพ์ SHA-256 ของเนื้อหา", "SHA-256 of the content"), Said(report.digest, "en")),
    ]
    paper.facts([(name.text, value.text) for name, value in rows])
    paper.qr(cover.verify_url, caption=cover.caption)
