"""The documents say what is: words, jobs, commands and links."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from tests.house.repository import PACKAGES, ROOT, files, text

GLOSSARY_ROW = re.compile(
    r"^\| (?!word )(?P<word>[\w ]+) \| (?P<th>[^|]+) \| (?P<en>[^|]+) \| (?P<meaning>[^|]+) \|$", re.M
)
DOCUMENTS = sorted(path for path in files(".md") if path.parent.name in {ROOT.name, "docs", "decisions"})


def our_models() -> set[str]:
    return {model.__name__ for model in apps.get_models() if model.__module__.partition(".")[0] in PACKAGES}


def test_every_model_has_a_word_in_thai_and_english():
    rows = {row["word"]: row for row in GLOSSARY_ROW.finditer(text(ROOT / "docs/glossary.md"))}

    assert our_models() - rows.keys() == set()
    assert [word for word, row in rows.items() if not re.search("[ก-ฮ]", row["th"])] == []
    assert [word for word, row in rows.items() if not re.search("[a-z]", row["en"])] == []


def test_the_glossary_explains_no_model_that_is_gone():
    beyond_models = text(ROOT / "docs/glossary.md").partition("## Other words")[0]

    assert {row["word"] for row in GLOSSARY_ROW.finditer(beyond_models)} - our_models() == set()


def test_every_job_and_schedule_is_listed():
    from superapp.jobs import discovery
    from superapp.jobs.schedules import REGISTRY

    discovery.import_modules()
    listed = text(ROOT / "docs/jobs.md")
    names = [task.module_path for task in discovery.tasks()] + list(REGISTRY)

    assert [name for name in names if f"`{name}`" not in listed] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_a_document_names_exist(document: Path):
    content = text(document)
    scripts = set(re.findall(r"\bbin/([a-z]+)\b", content)) - {"front"}
    managed = set(re.findall(r"\bbin/manage ([a-z][a-z_]+)", content))
    measured = set(re.findall(r"\bbin/bench ([a-z][a-z_]+)", content))

    assert {name for name in scripts if not (ROOT / "bin" / name).is_file()} == set()
    assert managed - set(get_commands()) - {"help"} == set()
    assert {name for name in measured if not (ROOT / "bench" / f"{name}.py").is_file()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(document: Path):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text(document))

    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_every_command_of_bin_can_be_run():
    commands = [path for path in (ROOT / "bin").iterdir() if path.is_file()]

    assert sorted(path.name for path in commands) == ["bench", "check", "manage", "run", "test"]
    assert [path.name for path in commands if not path.stat().st_mode & 0o111] == []
