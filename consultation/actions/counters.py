"""Changing counter rows: last in the transaction of what they count, sections before the hearing.

Comments have locked their parent and their root by then: parent, root, section, hearing, always in this order, so that
no two transactions wait for each other.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import F

from consultation.models import Hearing, HearingCount, SectionCount


@dataclass(slots=True)
class Tally:
    """Differences to be added: of the hearing, and of its sections by key."""

    hearing: Counter[str] = field(default_factory=Counter)
    sections: dict[int, Counter[str]] = field(default_factory=dict)

    def add(self, name: str, difference: int, section_id: int | None = None) -> None:
        """Add a difference to the hearing's column `name`, and to that of the section when one is given."""
        self.hearing[name] += difference
        if section_id is not None:
            self.add_to_section(name, difference, section_id)

    def add_to_section(self, name: str, difference: int, section_id: int) -> None:
        """Add a difference to the section's column `name` alone."""
        self.sections.setdefault(section_id, Counter())[name] += difference

    def write(self, hearing: Hearing) -> None:
        """Add everything to the rows of `hearing`; rows that are not there yet are made."""
        for section_id in sorted(self.sections):
            _add(SectionCount, {"hearing_id": hearing.pk, "section_id": section_id}, self.sections[section_id])
        _add(HearingCount, {"hearing_id": hearing.pk}, self.hearing)


def _add(model: type[HearingCount] | type[SectionCount], which: Mapping[str, int], differences: Counter[str]) -> None:
    changed = {name: F(name) + step for name, step in differences.items() if step}
    if changed and not model.objects.filter(**which).update(**changed):
        model.objects.bulk_create([model(**which)], ignore_conflicts=True)
        model.objects.filter(**which).update(**changed)
