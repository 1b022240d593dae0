"""The base of welfare's desk pages: programmes of the agencies an officer works for, and no others; and their names."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from superapp.accounts.desk import DeskAdmin
from superapp.accounts.viewer import Viewer
from welfare.models import Programme, RuleVersion, book
from welfare.rules import yaml_reading
from welfare.rules.faults import Fault


class RulesAdmin(DeskAdmin):
    """A page over rows with `visible_to`: those of programmes of the viewer's own agencies."""

    def rows(self, viewer: Viewer) -> QuerySet:  # type: ignore[type-arg]
        """Return the rows of the viewer's own agencies."""
        return self.model._default_manager.visible_to(viewer)


def titles(programmes: Iterable[Programme]) -> dict[int, str]:
    """Return the name of each programme: that of the rules in force, else its code; no query."""
    entries = book.current().entries
    return {
        one.pk: entries[one.code].compiled.document.title.th if one.code in entries else one.code for one in programmes
    }


def title_of(programme: Programme, version: RuleVersion | None = None) -> str:
    """Return the name of a programme: of the rules in force, else as a draft's text gives it, else its code."""
    found = titles([programme])[programme.pk]
    if found != programme.code or version is None:
        return found
    try:
        read = yaml_reading.read(version.text)
    except Fault:
        return found
    title = read.get("title") if isinstance(read, dict) else None
    named = title.get("th") if isinstance(title, dict) else None
    return named if isinstance(named, str) and named else found


def yaml_answer(request: HttpRequest, version: RuleVersion) -> HttpResponse:
    """Return a version's text as a file to keep."""
    answer = HttpResponse(version.text, content_type="application/yaml; charset=utf-8")
    name = f"{version.programme.code}-{version.number}.yaml"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def small_number(text: str) -> int:
    """Return a whole number that was posted; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
