"""Reports and open data in the API: what was said, what was answered, and the files. Read from what was published.

Issues and answers come from the report's own content, never from rows an agency may be correcting.
"""

import uuid
from functools import cached_property
from typing import Any

import graphene
from django.conf import settings
from django.urls import reverse

from consultation.models import AgencyAnswer, OpenDataSet, ReportFile
from consultation.models import HearingReport as ReportRow
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField, Node, finds
from superapp.api.scalars import DateTime
from superapp.files.actions import links

from .hearing_parts import in_language
from .report_enums import VERDICT_WORDS, AnswerVerdict
from .report_figures import ReportFigures, told
from .report_loaders import FilesOfReport

MOST_ISSUES, MOST_FILES, MOST_SECTIONS = 100, 20, 100


class ReportSection(graphene.ObjectType):
    """A section an issue is about, or in which the draft was changed."""

    is_public = True
    key = Field(graphene.String, required=True, description="Its key, the same in every version.")
    number = Field(graphene.String, required=True, description="Its printed number in the version that was heard.")


class IssueAnswer(graphene.ObjectType):
    """What the agency answers to an issue."""

    is_public = True
    verdict = Field(AnswerVerdict, required=True, description="How far it follows.")
    verdict_text = Field(graphene.String, required=True, description="The same in words.")
    reasons = Field(graphene.String, required=True, description="Why; in Thai where there is no English text.")
    changed_version = Field(graphene.Int, description="In which version the draft was changed for it; null for none.")
    changed_section = Field(ReportSection, cost=0, description="In which section; null for none.")

    def resolve_verdict_text(self: dict[str, Any], info: Any) -> str:
        label = str(AgencyAnswer.Verdict(self["verdict"]).label)
        return in_language(info, label, VERDICT_WORDS[self["verdict"]])

    def resolve_reasons(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["reasons"]["th"], self["reasons"]["en"])


class ReportIssue(graphene.ObjectType):
    """A theme of what was said, with its one answer."""

    is_public = True
    number = Field(graphene.Int, required=True, description="Its number in the report.")
    title = Field(graphene.String, required=True, description="What it is; in Thai where there is no English text.")
    summary = Field(graphene.String, description="What was said, in the agency's words; null where there are none.")
    is_minority = Field(graphene.Boolean, required=True, description="Whether few raised it.")
    comments = Field(graphene.Int, required=True, description="How many comments raised it.")
    sections = ListField(ReportSection, most=MOST_SECTIONS, cost=0, description="The sections it is about.")
    answer = Field(IssueAnswer, required=True, cost=0, description="The agency's answer.")

    def resolve_title(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["title"]["th"], self["title"]["en"])

    def resolve_summary(self: dict[str, Any], info: Any) -> str | None:
        return in_language(info, self["summary"]["th"], self["summary"]["en"]) or None


class HearingReport(ReportFigures, graphene.ObjectType):
    """The results of a hearing, as published: never changed. A correction is the next revision."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("rpt", "public_id")
    revision = Field(graphene.Int, required=True, description="Which revision, from 1; the highest counts.")
    published_at = Field(DateTime, required=True, description="When it was published.")
    foreword = Field(graphene.String, description="The agency's summary; null where it wrote none.")
    correction = Field(graphene.String, description="What it corrects, in Thai; null for the first revision.")
    digest = Field(graphene.String, required=True, description="SHA-256 of `content` in UTF-8.")
    content = Field(graphene.String, required=True, description="All of it as canonical JSON: docs/reports.md.")
    issues = ListField(ReportIssue, most=MOST_ISSUES, cost=0, description="The issues with their answers.")
    pdf_url = Field(
        graphene.String,
        description="Where to fetch it as PDF in your language for ten minutes; null until it is drawn, soon after.",
    )

    def resolve_foreword(self: ReportRow, info: Any) -> str | None:
        return in_language(info, self.foreword_th, self.foreword_en) or None

    def resolve_correction(self: ReportRow, _info: Any) -> str | None:
        return self.correction_th or None

    def resolve_issues(self: ReportRow, _info: Any) -> list[dict[str, Any]]:
        return list(told(self)["issues"][:MOST_ISSUES])

    def resolve_pdf_url(self: ReportRow, info: Any) -> Any:
        def address(files: dict[str, ReportFile]) -> str | None:
            file = files.get(info.context.language) or files.get("th")
            return None if file is None else links.link(file.document, viewer=ANONYMOUS, now=info.context.now)

        return info.context.loaders.get(FilesOfReport).load(self.pk).then(address)


class DataFile(graphene.ObjectType):
    """One file of open data."""

    is_public = True
    name = Field(graphene.String, required=True, description="Its name, as `comments.csv` or `polis/votes.csv`.")
    rows = Field(graphene.Int, required=True, description="How many rows, the header not counted.")
    bytes = Field(graphene.Int, required=True, description="How long it is.")
    sha256 = Field(graphene.String, required=True, description="Its SHA-256.")
    url = Field(graphene.String, required=True, description="Where anybody fetches it.")


class HearingDataSet(graphene.ObjectType):
    """A hearing's public comments, totals, answers and moderation log as files: personal data masked, counted."""

    is_public = True
    made_at = Field(DateTime, required=True, description="When it was ready.")
    manifest_url = Field(graphene.String, required=True, description="Where its manifest is.")
    files = ListField(DataFile, most=MOST_FILES, cost=0, description="Its files.")

    def resolve_made_at(self: "DataSet", _info: Any) -> Any:
        return self.row.ended_at


class DataSet:
    """A ready data set with the addresses of its files."""

    def __init__(self, row: OpenDataSet, code: str) -> None:
        self.row, self._code = row, code

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """Its files with their addresses."""
        return [one | {"url": self._url(one["name"])} for one in self.row.manifest["files"]][:MOST_FILES]

    @property
    def manifest_url(self) -> str:
        """Where its manifest is."""
        return self._url("manifest.json")

    def _url(self, name: str) -> str:
        return settings.PUBLIC_URL + reverse("open-data-file", args=[self._code, self.row.public_id, name])


@finds("rpt", ReportRow)
def find_report(context: Any, key: str) -> ReportRow | None:
    """Return the published report of that public id."""
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    rows = ReportRow.objects.published()
    return rows.filter(public_id=public_id).first()
