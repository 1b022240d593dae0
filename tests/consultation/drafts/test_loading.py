"""The reviewed texts of consultation/drafts/ are loaded whole or not at all, and never change once published."""

import hashlib
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from consultation.actions import draft_loading, draft_texts
from consultation.actions.draft_files import DraftFolderFault
from consultation.models import DraftLaw, DraftVersion, SectionText
from consultation.provisions import parsing
from superapp.audit.models import AuditEvent
from tests.factories.services import NOW

THREE = ("citizen-initiative-online", "older-persons-fund")


@pytest.mark.django_db
def test_every_sample_law_is_loaded_and_a_second_time_changes_nothing(sample_laws, capsys) -> None:
    events = AuditEvent.objects.count()

    call_command("load_drafts")

    assert (dict(sample_laws.laws), dict(sample_laws.versions)) == ({"added": 10}, {"added": 14})
    assert capsys.readouterr().out.splitlines() == [
        "  laws         0 added, 0 changed, 10 unchanged",
        "  versions     0 added, 0 changed, 14 unchanged",
    ]
    assert AuditEvent.objects.count() == events
    assert sorted(DraftLaw.objects.filter(amends__isnull=False).values_list("code", "amends__code")) == [
        ("citizen-initiative-online", "citizen-initiative-2564"),
        ("older-persons-fund", "older-persons-2546"),
    ]
    assert sorted(DraftLaw.objects.filter(versions__number=3).values_list("code", flat=True)) == list(THREE)


@pytest.mark.django_db
def test_a_version_is_its_file_and_every_section_is_summed_up(sample_laws) -> None:
    for version in DraftVersion.objects.select_related("law"):
        file = draft_loading.FOLDER / version.law.code / f"v{version.number}.md"

        assert version.digest == hashlib.sha256(file.read_bytes()).hexdigest() == draft_texts.digest_of(version)
        assert "(ตัวอย่าง" in version.law.title_th
    assert SectionText.objects.filter(kind="section").count() == 268
    assert not SectionText.objects.filter(kind="section", summary_th="").exists()


@pytest.mark.django_db
def test_what_a_version_prints_reads_as_itself(sample_laws) -> None:
    for version in DraftVersion.objects.select_related("law"):
        entries = draft_texts.entries_of(version)
        printed = "\n".join(
            f"{each.provision.label}  {each.provision.heading or each.provision.text}"
            if each.provision.label
            else each.provision.text
            for each in entries
        )

        reading = parsing.read(printed)

        assert reading.faults == (), version
        assert [(each.label, each.text) for each in reading.provisions] == [
            (each.provision.label, each.provision.text) for each in entries
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("law.yaml", "agency: DOP", "agency: NONE", "older-persons-fund/law.yaml: found agency: NONE"),
        ("law.yaml", "instrument: act", "instrument: law", "older-persons-fund/law.yaml: found instrument: law"),
        ("law.yaml", "amends: older-persons-2546", "amends: older-persons-fund", "found amends: older-persons-fund"),
        ("law.yaml", "amends: older-persons-2546", "amends: none-such", "found amends: none-such"),
        ("law.yaml", "[welfare_family", "[nothing", "found subjects: ['nothing'"),
        ("law.yaml", "published: {1: 2026-06-01, ", "published: {", "[1, 2, 3], published [2, 3]"),
        ("v2.md", "ร้อยละสามของภาษี", "ร้อยละสี่ของภาษี", "as published; write a new version instead"),
        ("v2.md", "\n\n## มาตรา ๒ ", "\n## มาตรา ๒ ", "v2.md: found Line "),
        ("v2.md", "version: 2", "version: 3", "older-persons-fund/v2.md: found {'law'"),
        ("v3.md", "kind: draft", "kind: other", "older-persons-fund/v3.md: found kind: other"),
    ],
)
def test_a_wrong_file_stops_the_whole_load(sample_laws, tmp_path: Path, file, old, new, message) -> None:
    folder = tmp_path / "drafts"
    shutil.copytree(draft_loading.FOLDER, folder, ignore=shutil.ignore_patterns("*.txt", "README.md"))
    changed = folder / "older-persons-fund" / file
    assert old in changed.read_text()
    changed.write_text(changed.read_text().replace(old, new, 1))
    versions = DraftVersion.objects.count()

    with pytest.raises(DraftFolderFault) as fault:
        draft_loading.load(folder, now=NOW)

    assert message in fault.value.message("en")
    assert DraftVersion.objects.count() == versions


@pytest.mark.django_db
def test_a_law_whose_folder_is_gone_stays_and_is_reported(sample_laws, tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    shutil.copytree(draft_loading.FOLDER / "open-data-principles", folder / "open-data-principles")

    report = draft_loading.load(folder, now=NOW)

    assert len(report.orphaned) == 9
    assert DraftLaw.objects.count() == 10
