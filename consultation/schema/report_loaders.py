"""What pages of hearings look up together of reports and open data."""

from collections.abc import Sequence

from consultation.models import HearingReport, OpenDataSet, ReportFile
from superapp.api.loading import Loader


class ReportsOfHearing(Loader[int, list[HearingReport]]):
    """The published reports of hearings."""

    def fetch(self, keys: Sequence[int]) -> list[list[HearingReport]]:
        """Return each hearing's published revisions, the latest first."""
        rows = HearingReport.objects.published().filter(hearing__in=keys)
        found: dict[int, list[HearingReport]] = {key: [] for key in keys}
        for row in rows.order_by("-revision"):
            found[row.hearing_id].append(row)
        return [found[key] for key in keys]


class DataSetsOfHearing(Loader[int, list[OpenDataSet]]):
    """The data sets of hearings that are ready."""

    def fetch(self, keys: Sequence[int]) -> list[list[OpenDataSet]]:
        """Return each hearing's ready sets, the newest first."""
        rows = OpenDataSet.objects.filter(hearing__in=keys, state=OpenDataSet.State.READY)
        found: dict[int, list[OpenDataSet]] = {key: [] for key in keys}
        for row in rows.order_by("-pk"):
            found[row.hearing_id].append(row)
        return [found[key] for key in keys]


class FilesOfReport(Loader[int, dict[str, ReportFile]]):
    """The PDFs of reports that were published."""

    def fetch(self, keys: Sequence[int]) -> list[dict[str, ReportFile]]:
        """Return each report's PDFs by language."""
        found: dict[int, dict[str, ReportFile]] = {key: {} for key in keys}
        for row in ReportFile.objects.filter(report__in=keys).select_related("document__citizen"):
            found[row.report_id][row.language] = row
        return [found[key] for key in keys]
