"""Running cases against mutants: a mutant is dead when any value that a case names comes out differently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.mutants import changes
from welfare.rules import given, yaml_reading
from welfare.rules.cases import check_cases
from welfare.rules.decide import decide
from welfare.rules.faults import Fault
from welfare.rules.loading import read_documents
from welfare.rules.programme import Programme
from welfare.rules.programmes import SHIPPED, Programmes, load_programmes


@dataclass(frozen=True)
class Ready:
    """A case read once: what it gives, when, and which outputs it names of which programme."""

    name: str
    facts: given.Facts
    as_of: date
    outputs: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Hunt:
    """What came of one programme: how many mutants, how many died, and (place, what) of each that lived."""

    code: str
    cases: int
    mutants: int
    refused: int
    alive: tuple[tuple[str, str], ...]


def read_cases(files: Iterable[Path], programmes: Programmes) -> dict[str, list[Ready]]:
    """Return the cases that ask about each programme, by code.

    Cases of invalid input are left out: they are refused before any rule is read.

    :raises ValueError: when a case fails as things are, for then nothing can be learnt from it.
    """
    asked: dict[str, list[Ready]] = {code: [] for code in programmes.documents}
    for file in files:
        failures = check_cases(file, programmes).failures
        if failures:
            raise ValueError(f"{file.name} fails without any mutant: {failures[0]}")
        for case in yaml_reading.read_file(file)["cases"]:
            try:
                facts = given.read(programmes.vocabulary, case["facts"], ignore_unknown=True)
                day = given.read_day(case["as_of"])
            except given.InvalidFacts:
                continue
            outputs = {code: tuple(wanted.get("outputs", {})) for code, wanted in case["expect"].items()}
            ready = Ready(str(case["id"]), facts, day, outputs)
            for code in outputs:
                asked[code].append(ready)
    return asked


def hunt(code: str, cases_folder: Path, programmes_folder: Path = SHIPPED) -> Hunt:
    """Return what the cases of a folder make of every mutant of one programme."""
    programmes = load_programmes(programmes_folder)
    # The text tells sooner than reading the file whether any case in it can ask about the programme.
    files = [file for file in sorted(cases_folder.glob("*.yaml")) if f"{code}:" in file.read_text(encoding="utf-8")]
    asked = read_cases(files, programmes)[code]
    rightly = [_named(programmes[code], case) for case in asked]
    document = _plain(yaml_reading.read_file(programmes_folder / f"{code}.yaml"))
    # Its own tests are no part of its meaning, and copying them for every mutant is most of the work.
    document.pop("tests", None)
    order = list(range(len(asked)))
    mutants = refused = 0
    alive: list[tuple[str, str]] = []
    for change in changes.of_document(document):
        mutants += 1
        try:
            mutant = Programmes(
                read_documents(change.document, programmes.vocabulary, code), programmes.vocabulary, programmes.shared
            )[code]
        except Fault:
            refused += 1
            continue
        killer = next((n for n in order if _named(mutant, asked[n]) != rightly[n]), None)
        if killer is None:
            alive.append((change.place, change.what))
        else:
            # Neighbouring mutants mostly fall to the same case: try it first next time.
            order.remove(killer)
            order.insert(0, killer)
    return Hunt(code, len(asked), mutants, refused, tuple(alive))


def _named(programme: Programme, case: Ready) -> tuple[Any, ...]:
    decision = decide(programme, case.facts, case.as_of, with_trace=False)
    outputs = tuple(decision.outputs.get(name, "none") for name in case.outputs[programme.code])
    return decision.verdict, decision.reason, frozenset(decision.ask), outputs


def _plain(read: Any) -> Any:
    if isinstance(read, Mapping):
        return {key: _plain(value) for key, value in read.items()}
    return [_plain(value) for value in read] if isinstance(read, list) else read
