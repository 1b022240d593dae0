"""What pages of hearings look up together: the parts of several hearings in one query for each kind of part."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from consultation.models import (
    DelayReason,
    DossierDocument,
    DossierWaiver,
    Hearing,
    HearingEvent,
    HearingStakeholder,
    Justification,
    Question,
)
from superapp.api.loading import Loader


def _grouped(keys: Sequence[int], rows: QuerySet[Any]) -> list[list[Any]]:
    found: dict[int, list[Any]] = {key: [] for key in keys}
    for row in rows:
        found[row.hearing_id].append(row)
    return [found[key] for key in keys]


class DocumentsOfHearing(Loader[int, list[DossierDocument]]):
    """The published documents that no other has replaced."""

    def fetch(self, keys: Sequence[int]) -> list[list[DossierDocument]]:
        """Return each hearing's documents, by kind."""
        rows = DossierDocument.objects.published().current().select_related("replaces").order_by("kind", "language")
        return _grouped(keys, rows.filter(hearing__in=keys))


class WaiversOfHearing(Loader[int, list[DossierWaiver]]):
    """What hearings do without."""

    def fetch(self, keys: Sequence[int]) -> list[list[DossierWaiver]]:
        """Return each hearing's published waivers, by kind."""
        rows = DossierWaiver.objects.filter(hearing__in=keys, published_at__isnull=False).order_by("kind")
        return _grouped(keys, rows)


class QuestionsOfHearing(Loader[int, list[Question]]):
    """The questions of hearings."""

    def fetch(self, keys: Sequence[int]) -> list[list[Question]]:
        """Return each hearing's questions, in their order."""
        rows = Question.objects.filter(hearing__in=keys).select_related("section__law").order_by("position")
        return _grouped(keys, rows)


class EventsOfHearing(Loader[int, list[HearingEvent]]):
    """What happened to hearings in public."""

    def fetch(self, keys: Sequence[int]) -> list[list[HearingEvent]]:
        """Return each hearing's events, the oldest first."""
        return _grouped(keys, HearingEvent.objects.filter(hearing__in=keys).order_by("at", "pk"))


class StakeholdersOfHearing(Loader[int, list[HearingStakeholder]]):
    """Who was found to be concerned, and told."""

    def fetch(self, keys: Sequence[int]) -> list[list[HearingStakeholder]]:
        """Return each hearing's stakeholders, by name."""
        rows = HearingStakeholder.objects.filter(hearing__in=keys).select_related("stakeholder")
        return _grouped(keys, rows.order_by("stakeholder__name_th"))


class JustificationOfHearing(Loader[int, Justification]):
    """Why hearings are shorter than the policy."""

    def fetch(self, keys: Sequence[int]) -> list[Justification | None]:
        """Return each hearing's published justification, None where it has none."""
        rows = Justification.objects.filter(hearing__in=keys, published_at__isnull=False)
        found = {row.hearing_id: row for row in rows}
        return [found.get(key) for key in keys]


class DelayOfHearing(Loader[int, DelayReason]):
    """Why reports are late."""

    def fetch(self, keys: Sequence[int]) -> list[DelayReason | None]:
        """Return each hearing's latest reason, None where none was given."""
        rows = DelayReason.objects.filter(hearing__in=keys).order_by("given_at", "pk")
        found = {row.hearing_id: row for row in rows}
        return [found.get(key) for key in keys]


class CoAgenciesOfHearing(Loader[int, list[str]]):
    """The agencies that join in a hearing."""

    def fetch(self, keys: Sequence[int]) -> list[list[str]]:
        """Return the codes of each hearing's other agencies."""
        rows = Hearing.co_agencies.through.objects.filter(hearing__in=keys)
        found: dict[int, list[str]] = {key: [] for key in keys}
        for hearing, code in rows.order_by("agency__code").values_list("hearing_id", "agency__code"):
            found[hearing].append(code)
        return [found[key] for key in keys]
