"""Loading the reviewed draft texts: the database becomes a copy of consultation/drafts/.

A version that is published already must still read as its file does: texts are never changed, a correction is a new
file. Nothing is deleted: a law whose folder is gone keeps its versions and is reported.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from consultation.models import DraftLaw, DraftVersion, Section
from consultation.provisions import matching
from services.models import Agency
from superapp.audit import recording

from . import draft_files, draft_texts
from .draft_files import DraftFolderFault, LawFile, VersionFile

SUBJECTS = Path(__file__).resolve().parent.parent / "subjects.yaml"
FOLDER = Path(__file__).resolve().parent.parent / "drafts"


@dataclass(slots=True)
class Report:
    """What loading did: laws and versions that were added, changed or unchanged, and laws that lost their folder."""

    laws: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    orphaned: list[str] = field(default_factory=list)


@transaction.atomic
def load(folder: Path = FOLDER, *, now: datetime, step: Callable[[str], None] = lambda _: None) -> Report:
    """Make the database a copy of the folder; all of it or, when anything is wrong, nothing. Runs twice without effect.

    :raises DraftFolderFault: naming file, what was found and what was expected; also for a file that no longer reads as
        the version published from it.
    """
    subjects = frozenset(yaml.safe_load(SUBJECTS.read_text(encoding="utf-8")))
    files = draft_files.load(folder, subjects=subjects)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    report, acts = Report(), []
    for file in files:
        if file.agency not in agencies:
            raise DraftFolderFault(f"{file.code}/law.yaml", f"agency: {file.agency}", "the code of an agency")
        law = _law(file, agencies[file.agency], report)
        for version in file.versions:
            if _version(law, version, report):
                about = f"draft:{law.code}#{version.number}"
                acts.append(recording.Act(stream=file.agency, action="draft.load", object=about, actor="system"))
        step(file.code)
    known = DraftLaw.objects.filter(is_sample=True).exclude(code__in=[file.code for file in files])
    report.orphaned = sorted(known.values_list("code", flat=True))
    if acts:
        recording.record_all(acts, now=now)
    return report


def _law(file: LawFile, agency: Agency, report: Report) -> DraftLaw:
    values: dict[str, Any] = {
        "agency": agency,
        "amends": DraftLaw.objects.get(code=file.amends) if file.amends else None,
        "is_sample": True,
    }
    values |= {name: file.fields.get(name, "") for name in ("title_en", "gazette_reference", "based_on_url")}
    values |= {name: file.fields.get(name) for name in ("title_th", "instrument", "subjects", "in_force_on")}
    law = DraftLaw.objects.select_for_update(no_key=True).filter(code=file.code).first()
    if law is None:
        report.laws["added"] += 1
        return DraftLaw.objects.create(code=file.code, **values)
    changed = [name for name, value in values.items() if getattr(law, name) != value]
    for name in changed:
        setattr(law, name, values[name])
    if changed:
        law.save(update_fields=changed)
    report.laws["changed" if changed else "unchanged"] += 1
    return law


def _version(law: DraftLaw, file: VersionFile, report: Report) -> bool:
    """Write and publish a version that is not there yet; tell whether it was written.

    :raises DraftFolderFault: when the one that is there reads otherwise.
    """
    where = f"{law.code}/v{file.number}.md"
    if file.draft.title != law.title_th:
        raise DraftFolderFault(where, f"# {file.draft.title}", f"# {law.title_th}")
    known = law.versions.filter(number=file.number).first()
    if known is not None:
        if known.digest != file.digest:
            raise DraftFolderFault(where, file.digest, f"{known.digest}, as published; write a new version instead")
        report.versions["unchanged"] += 1
        return False
    published_at = timezone.make_aware(datetime.combine(file.published_on, time()))
    version = DraftVersion.objects.create(
        law=law, number=file.number, kind=file.kind, note=file.note, created_at=published_at
    )
    older = law.versions.filter(number=file.number - 1).first()
    entries = file.draft.entries
    before = [draft_texts.passage_of(entry) for entry in draft_texts.entries_of(older)] if older else []
    keys = [entry.provision.key for entry in entries]
    sections = sections_by_key(law, keys)
    draft_texts.write_rows(version, entries, sections)
    if older:
        proposals = matching.propose(before, [draft_texts.passage_of(entry) for entry in entries])
        draft_texts.write_changes(version, proposals, sections, confirmed=True)
    if draft_texts.digest_of(version) != file.digest:
        raise DraftFolderFault(where, file.digest, "a text that its rows give back; see `from=` of its headings")
    version.digest = file.digest
    version.published_at = published_at
    version.save(update_fields=["digest", "published_at"])
    report.versions["added"] += 1
    return True


def sections_by_key(law: DraftLaw, keys: list[str]) -> dict[str, Section]:
    """Return every section of the law by its key, those of `keys` made now if they are new."""
    sections = {section.key: section for section in law.sections.all()}
    made = Section.objects.bulk_create(Section(law=law, key=key) for key in keys if key not in sections)
    return sections | {section.key: section for section in made}
