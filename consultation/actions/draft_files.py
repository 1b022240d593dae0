"""Reading consultation/drafts/: the reviewed texts of laws that the database is a copy of.

    <law-code>/law.yaml     what the law is: title, instrument, agency, subjects, what it amends, days of publication
    <law-code>/v<n>.md      one version, in the canonical form of consultation/provisions/markdown.py

Every fault names file, key or line, what was found and what was expected; nothing is loaded when there is one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from consultation.models import DraftLaw, DraftVersion
from consultation.provisions import markdown
from consultation.provisions.markdown import DraftFileFault, DraftText
from superapp.refusal import Refusal

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FILE = re.compile(r"v([1-9][0-9]{0,3})\.md")
_KEYS = {
    *("code", "title_th", "title_en", "instrument", "agency", "subjects"),
    *("amends", "in_force_on", "gazette_reference", "based_on_url", "published"),
}
_NEEDED = ("code", "title_th", "instrument", "agency", "subjects", "published")


class DraftFolderFault(Refusal):
    """A file of the folder that cannot be taken as it stands."""

    is_for_clients = False
    code = "DRAFT_FOLDER_INVALID"
    th = "{file}: พบ {found} แต่ควรเป็น {expected}"
    en = "{file}: found {found}, expected {expected}"

    def __init__(self, file: str, found: object, expected: str) -> None:
        super().__init__(file=file, found=str(found)[:120], expected=expected)


@dataclass(frozen=True, slots=True)
class VersionFile:
    """A version as its file has it."""

    number: int
    kind: str
    note: str
    published_on: date
    draft: DraftText
    digest: str


@dataclass(frozen=True, slots=True)
class LawFile:
    """A law as its folder has it; `amends` is another law's code, "" for none."""

    code: str
    agency: str
    amends: str
    fields: dict[str, Any]
    versions: tuple[VersionFile, ...]


def load(
    folder: Path, *, subjects: frozenset[str], step: Callable[[str], None] = lambda _: None
) -> tuple[LawFile, ...]:
    """Read every law of the folder, those that others amend first; `step` is told each code.

    :raises DraftFolderFault: for the first file that is wrong.
    """
    laws: dict[str, LawFile] = {}
    for path in sorted(folder.glob("*/law.yaml")):
        laws[path.parent.name] = _law(path, subjects)
        step(path.parent.name)
    for law in laws.values():
        if law.amends and law.amends not in laws:
            raise DraftFolderFault(f"{law.code}/law.yaml", f"amends: {law.amends}", "the code of another law here")
    return tuple(_in_order(laws))


def _in_order(laws: dict[str, LawFile]) -> Iterator[LawFile]:
    """Yield each law after the one it amends.

    :raises DraftFolderFault: when laws amend each other in a circle.
    """
    waiting, done = dict(laws), set[str]()
    while waiting:
        ready = [law for law in waiting.values() if not law.amends or law.amends in done]
        if not ready:
            code = min(waiting)
            raise DraftFolderFault(f"{code}/law.yaml", f"amends: {waiting[code].amends}", "no circle of laws")
        for law in ready:
            yield waiting.pop(law.code)
            done.add(law.code)


def _law(path: Path, subjects: frozenset[str]) -> LawFile:
    file = f"{path.parent.name}/law.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DraftFolderFault(file, type(error).__name__, "YAML in UTF-8") from error
    if not isinstance(data, dict) or not data.keys() <= _KEYS or any(key not in data for key in _NEEDED):
        found = sorted(map(str, data)) if isinstance(data, dict) else data
        raise DraftFolderFault(file, found, f"{', '.join(_NEEDED)} and nothing unknown")
    code = data.pop("code")
    if code != path.parent.name or not CODE.fullmatch(str(code)):
        raise DraftFolderFault(file, f"code: {code}", "the name of the folder: small letters, digits, hyphens")
    if data["instrument"] not in DraftLaw.Instrument.values:
        raise DraftFolderFault(file, f"instrument: {data['instrument']}", ", ".join(DraftLaw.Instrument.values))
    listed = data["subjects"]
    if not isinstance(listed, list) or not listed or not subjects.issuperset(listed):
        raise DraftFolderFault(file, f"subjects: {listed}", "codes of consultation/subjects.yaml")
    days = data.pop("published")
    if not isinstance(days, dict) or not all(isinstance(day, date) for day in days.values()):
        raise DraftFolderFault(file, f"published: {days}", "a day for each version, as 1: 2026-06-01")
    agency, amends = str(data.pop("agency")), str(data.pop("amends", ""))
    return LawFile(code, agency, amends, data, tuple(_versions(path.parent, days)))


def _versions(folder: Path, days: dict[int, date]) -> Iterator[VersionFile]:
    found = {int(match[1]): path for path in folder.iterdir() if (match := _FILE.fullmatch(path.name))}
    stray = [path.name for path in folder.iterdir() if path.name != "law.yaml" and not _FILE.fullmatch(path.name)]
    if stray:
        raise DraftFolderFault(f"{folder.name}/{stray[0]}", stray[0], "law.yaml and v1.md, v2.md, ...")
    if list(found) == [] or sorted(found) != list(range(1, len(found) + 1)) or sorted(days) != sorted(found):
        raise DraftFolderFault(
            f"{folder.name}/law.yaml",
            f"{sorted(found)}, published {sorted(days)}",
            "versions 1 to n, each with its day",
        )
    for number in sorted(found):
        yield _version(found[number], number, days[number])


def _version(path: Path, number: int, day: date) -> VersionFile:
    file = f"{path.parent.name}/{path.name}"
    try:
        draft = markdown.read(path.read_text(encoding="utf-8"))
    except DraftFileFault as fault:
        raise DraftFolderFault(file, fault.message("en"), "the canonical form") from fault
    meant = {"law": path.parent.name, "version": str(number)}
    fields = draft.fields
    if list(fields) != ["law", "version", "kind", "note"] or fields | meant != fields:
        raise DraftFolderFault(file, fields, f"law: {path.parent.name}, version: {number}, kind, note")
    if fields["kind"] not in DraftVersion.Kind.values:
        raise DraftFolderFault(file, f"kind: {fields['kind']}", ", ".join(DraftVersion.Kind.values))
    return VersionFile(number, fields["kind"], fields["note"], day, draft, markdown.canonical_hash(draft))
