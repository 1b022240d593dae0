"""The register of personal data: of every column of every table, what it is and what becomes of it.

Kept as text in superapp/people/personal_data/<app label>.yaml, one file for each application, third-party ones too;
docs/personal-data.md says how to add a line, and a test finds the missing ones. Export, erasure, retention and the
rotation of keys all read it, so none of them has a list of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.apps import apps
from django.db.models import Model, Q, QuerySet

from superapp.accounts.models import Citizen

FOLDER = Path(__file__).resolve().parents[1] / "personal_data"
WORDS = "words"
KINDS = ("none", "pseudonym", "personal", "sensitive")
_KEYS = {
    *KINDS,
    "owner",
    "purpose",
    "basis",
    "retention",
    "erasure",
    "because",
    "export",
    "withheld",
    "empty",
    "sealed",
    "forget",
}


class RegisterFault(Exception):
    """A file of the register cannot be used; the message says where, what was found and how to mend it."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """By which key a column is sealed: the citizen's "own", or a "master" key directly; and for which place.

    `place` is what cipher.About needs: a table's name, the way from the row to its public id ("account.public_id"), a
    column's name ("@registry": what the row's column `registry` holds). With `through`, the dotted path of a function,
    the column holds the sealed text in some other shape: the function takes the row and returns the column's value
    sealed by the newest key, or None when it is already.
    """

    by: Literal["own", "master"]
    place: tuple[str, str, str] = ("", "", "")
    through: str = ""

    def about(self, row: Model) -> tuple[str, str, str]:
        """Return the place of this row's value."""
        value: Any = row
        for name in self.place[1].split("."):
            value = getattr(value, name)
        column = self.place[2]
        return (self.place[0], str(value), str(getattr(row, column[1:])) if column[:1] == "@" else column)


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `on_erasure` is "destroy" (the row goes), "null" (emptied) or "keep" (its table says why).

    `is_withheld`: a column about a citizen that a copy of their data leaves out on purpose.
    """

    name: str
    kind: str
    is_exported: bool
    is_withheld: bool
    on_erasure: Literal["destroy", "null", "keep"]
    sealing: Sealing | None


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Rows go `days` after the instant in column `after`; an empty column means not yet."""

    after: str
    days: int


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: whose its rows are, why it is kept, for how long, and its columns by name.

    `owners` are ways from a row to its Citizen's key, or `column=public_id`; empty when rows are nobody's.
    """

    label: str
    owners: tuple[str, ...]
    purpose: str
    basis: str
    retention: str
    erasure: Literal["destroy", "keep"]
    because: str
    forgetting: Forgetting | None
    columns: Mapping[str, Column]

    @property
    def model(self) -> type[Model]:
        """The table's model."""
        return apps.get_model(self.label)

    def rows_of(self, citizen: Citizen) -> QuerySet[Model]:
        """Return the citizen's rows; none when rows are nobody's."""
        wanted = Q(pk__in=[])
        for owner in self.owners:
            way, _, by = owner.partition("=")
            wanted |= Q(**{way: getattr(citizen, by) if by else citizen.pk})
        return self.model._base_manager.filter(wanted)

    def sealed(self, by: str) -> list[Column]:
        """Return the columns sealed by the "own" or by a "master" key."""
        return [column for column in self.columns.values() if column.sealing and column.sealing.by == by]


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, dict[str, str]]]:
    """Return what the codes mean: purposes, bases and retentions, each in "th" and "en"."""
    found: dict[str, dict[str, dict[str, str]]] = yaml.safe_load((FOLDER / f"{WORDS}.yaml").read_text(encoding="utf-8"))
    return found


def word(group: str, code: str, language: str) -> str:
    """Return what a code of "purposes", "bases" or "retentions" means; the code itself when it is not listed."""
    return words()[group].get(code, {}).get(language, code)


@lru_cache(maxsize=1)
def holdings() -> Mapping[str, Holding]:
    """Return every registered table of an installed application, by its label ("accounts.citizen").

    :raises RegisterFault: when a file cannot be used.
    """
    found: dict[str, Holding] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem != WORDS and path.stem in apps.app_configs:
            found |= read(path)
    return found


def read(path: Path) -> dict[str, Holding]:
    """Return the tables of one file by label.

    :raises RegisterFault: when it cannot be used.
    """
    try:
        tables = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise RegisterFault(f"{path.name}: is no YAML: {str(error).splitlines()[0]}.") from error
    return {f"{path.stem}.{name}": _holding(path, name, told) for name, told in tables.items()}


def sealed_by_master() -> Iterator[tuple[Holding, Column]]:
    """Yield every column that a master key seals directly."""
    for holding in holdings().values():
        for column in holding.sealed("master"):
            yield holding, column


def _holding(path: Path, name: str, told: Any) -> Holding:
    where = f"{path.name}, {name}"
    if not isinstance(told, dict) or set(told) - _KEYS:
        odd = ", ".join(sorted(set(told) - _KEYS)) if isinstance(told, dict) else type(told).__name__
        raise RegisterFault(f"{where}: found {odd}; expected only {', '.join(sorted(_KEYS))}.")
    kinds = {column: kind for kind in KINDS for column in told.get(kind, ())}
    if len(kinds) != sum(len(told.get(kind, ())) for kind in KINDS):
        raise RegisterFault(f"{where}: a column stands under two kinds; leave it under one of {', '.join(KINDS)}.")
    is_about_people = any(kind != "none" for kind in kinds.values())
    groups = {
        "purpose": ("purposes", "public_reference"),
        "basis": ("bases", "none"),
        "retention": ("retentions", "public"),
    }
    codes = {key: told.get(key, None if is_about_people else default) for key, (_, default) in groups.items()}
    for key, (group, _) in groups.items():
        if codes[key] not in words()[group]:
            raise RegisterFault(f"{where}: {key} is {codes[key]!r}; expected one of words.yaml's {group}.")
    erasure, because = told.get("erasure", "keep"), told.get("because", "")
    if erasure not in ("destroy", "keep"):
        raise RegisterFault(f"{where}: erasure is {erasure!r}; expected destroy or keep.")
    if is_about_people and erasure == "keep" and not because:
        raise RegisterFault(f"{where}: rows about people are kept on erasure; say why with because: ....")
    seals = {column: _sealing(where, column, seal) for column, seal in told.get("sealed", {}).items()}
    for key in ("export", "withheld", "empty", "sealed"):
        if stray := set(told.get(key, ())) - set(kinds):
            raise RegisterFault(f"{where}: {key} names {', '.join(sorted(stray))}, which stands under no kind.")
    columns = {
        column: Column(
            column,
            kind,
            column in told.get("export", ()),
            column in told.get("withheld", ()),
            "destroy" if erasure == "destroy" else "null" if column in told.get("empty", ()) else "keep",
            seals.get(column),
        )
        for column, kind in kinds.items()
    }
    owner = told.get("owner", [])
    forget = told.get("forget")
    return Holding(
        f"{path.stem}.{name}",
        tuple([owner] if isinstance(owner, str) else owner),
        codes["purpose"],
        codes["basis"],
        codes["retention"],
        erasure,
        because,
        Forgetting(forget["after"], int(forget["days"])) if forget else None,
        columns,
    )


def _sealing(where: str, column: str, told: Any) -> Sealing:
    try:
        place = tuple(told.get("place", ("", "", "")))
        if told["by"] not in ("own", "master") or len(place) != 3 or not (place[0] or told.get("through")):
            raise ValueError
        return Sealing(told["by"], place, told.get("through", ""))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise RegisterFault(
            f"{where}: sealed {column}: expected by: own or master, and place: [table, way to the public id, column]."
        ) from None
