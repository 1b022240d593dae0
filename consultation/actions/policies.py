"""Loading the reviewed policies of hearings: the database becomes a copy of consultation/policies.yaml.

A row is known by kind and first day. What has been in use is ended by a `valid_to`, not taken away: hearings keep the
policy they were announced under in any case.
"""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from consultation.models import DossierKind, Hearing, PeriodPolicy, RequiredDocument

FILE = Path(__file__).resolve().parent.parent / "policies.yaml"


class PolicyFault(Exception):
    """The file cannot be used; the message says where, what was found and what is expected."""


@transaction.atomic
def load(file: Path = FILE) -> Counter[str]:
    """Make the rows those of the file, all or none; return how many were added, changed, unchanged and removed.

    :raises PolicyFault:
    """
    told = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(told, dict) or set(told) != {"periods", "documents"}:
        raise PolicyFault(f"{file.name}: expected periods and documents")
    report: Counter[str] = Counter()
    periods = {}
    for place, row in enumerate(told["periods"]):
        key = (_one_of(file, f"periods {place}", row, "kind", Hearing.Kind.values), _day(file, place, row))
        _one_of(file, f"periods {place}", row, "rank", PeriodPolicy.Rank.values)
        periods[key] = row
    documents = {}
    for kind, rows in told["documents"].items():
        for place, row in enumerate(rows):
            where = f"documents {kind} {place}"
            if kind not in Hearing.Kind.values:
                raise PolicyFault(f"{file.name}: {where}: expected one of {', '.join(Hearing.Kind.values)}")
            document = _one_of(file, where, row, "kind", DossierKind.values)
            documents[(kind, document, _day(file, place, row))] = {
                "position": place,
                "is_conditional": bool(row.get("if_in_draft", False)),
                "valid_to": row.get("valid_to"),
            }
    standing = {(one.kind, one.valid_from): one for one in PeriodPolicy.objects.all()}
    _copy(PeriodPolicy, ("kind", "valid_from"), standing, periods, report)
    ours = {(one.hearing_kind, one.document_kind, one.valid_from): one for one in RequiredDocument.objects.all()}
    _copy(RequiredDocument, ("hearing_kind", "document_kind", "valid_from"), ours, documents, report)
    return report


def _copy(model: Any, keys: tuple[str, ...], standing: dict[Any, Any], wanted: dict[Any, Any], report: Any) -> None:
    for key, row in wanted.items():
        values = {name: value for name, value in row.items() if name not in keys}
        found = standing.pop(key, None)
        if found is None:
            model.objects.create(**dict(zip(keys, key, strict=True)), **values)
            report["added"] += 1
        elif any(getattr(found, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(found, name, value)
            found.save()
            report["changed"] += 1
        else:
            report["unchanged"] += 1
    for row in standing.values():
        row.delete()
        report["removed"] += 1


def _one_of(file: Path, where: str, row: Any, name: str, allowed: list[str]) -> str:
    found = row.get(name) if isinstance(row, dict) else None
    if found not in allowed:
        raise PolicyFault(f"{file.name}: {where}: {name}: found {found!r}, expected one of {', '.join(allowed)}")
    return str(found)


def _day(file: Path, place: int, row: dict[str, Any]) -> date:
    found = row.get("valid_from")
    if not isinstance(found, date):
        raise PolicyFault(f"{file.name}: row {place}: valid_from: found {found!r}, expected a day")
    return found
