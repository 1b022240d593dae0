"""What a draft would change for an invented population, beside the rules in force, before anybody signs it.

The population is drawn once and kept in a folder named by everything it depends on; two processes that draw it at the
same time write aside, and the first one to finish stays.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from welfare.population import drawing, page, storage
from welfare.population.comparison import between
from welfare.rules.document import Criterion, Document, Say
from welfare.rules.facts import Vocabulary
from welfare.rules.programmes import Programmes
from welfare.rules.tables import Shared
from welfare.rules.tree import Const, Kind

SEED = 2569
MISSING_PERMILLE = 50
DRAWN_FOR = "2026-10-01"
"""The day that ages are of: one population serves every draft until the vocabulary changes."""


def kept_population(folder: Path, vocabulary: Vocabulary, *, persons: int) -> Path:
    """Return the folder of the population, drawing it the first time."""
    name = f"{storage.vocabulary_hash(vocabulary)[:16]}-{persons}-{SEED}-{MISSING_PERMILLE}-{DRAWN_FOR}"
    kept = folder / name
    if (kept / storage.MANIFEST).exists():
        return kept
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{name}-{secrets.token_hex(4)}"
    drawing.draw(
        aside, vocabulary, persons=persons, seed=SEED, as_of=DRAWN_FOR, missing_permille=MISSING_PERMILLE
    )  # fmt: skip
    try:
        aside.rename(kept)
    except OSError:
        # Somebody else was faster; theirs is the same, to the person.
        shutil.rmtree(aside)
    return kept


def nothing_yet(document: Document) -> Document:
    """Return rules under which nobody is entitled: what a new programme is compared with."""
    refused = Criterion("not_yet", "false", Const(kind=Kind.BOOL, value=False), Say("", ""), (), False, None, ())
    return replace(document, criteria=(refused,), source={**document.source, "criteria": "nobody"})


def impact(
    population: Path, out: Path, vocabulary: Vocabulary, shared: Shared, before: Document | None, after: Document,
    as_of: date,
) -> dict[str, Any]:  # fmt: skip
    """Return winners, losers, cost, ages and provinces, small cells hidden; `before` None: nobody was entitled."""
    base = Programmes([before or nothing_yet(after)], vocabulary, shared)
    return between(population, out, base, Programmes([after], vocabulary, shared), as_of, [after.code], threads=1)


def charts(report: Mapping[str, Any]) -> dict[str, str]:
    """Return the report's SVG charts by what they show: cost, ages and provinces (where any can be shown)."""
    return {name.removesuffix(".svg").rpartition("-")[2]: drawn for name, drawn in page.charts(report).items()}
