"""What is printed from code equals what is kept: the schema, its weights, the manifest, the migrations."""

import re

from django.apps import apps
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddIndex, CreateModel
from django.db.migrations.state import ProjectState
from django.utils import translation

from superapp.jobs import discovery
from superapp.refusal import every_refusal
from superapp.tables import CreateTogether
from tests.house.repository import ROOT


def test_the_kept_schema_is_the_one_the_code_prints():
    call_command("print_schema", check=True)


def test_the_kept_manifest_lists_the_operations_there_are():
    call_command("print_operations", check=True)


def test_no_migration_is_missing():
    loader = MigrationLoader(None)

    # Labels are translated; in Thai every one of Django's would look changed.
    with translation.override(None):
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(graph=loader.graph)

    assert {app: [migration.operations for migration in found] for app, found in changes.items()} == {}


def test_migrations_have_names_that_say_their_purpose():
    ours = {"accounts", "audit", "jobs", "services", "consultation", "welfare"}
    loader = MigrationLoader(None)

    vague = [
        f"{app}.{name}"
        for app, name in loader.disk_migrations
        if app in ours and ("_auto_" in name or name == "0001_initial")
    ]

    assert vague == []


def test_migrations_make_their_tables_whole():
    """Else SQLite copies each table for each constraint, and Django works out all models for each table."""
    ours = {"accounts", "audit", "jobs", "files", "people", "services", "consultation", "welfare"}
    after = (AddConstraint, AddIndex)
    # The table that comes first of two that point at each other is finished afterwards.
    told = {("services", "0001_catalogue")}
    loader = MigrationLoader(None)

    in_pieces, one_by_one = [], []
    for (app, name), migration in loader.disk_migrations.items():
        alone = [each for each in migration.operations if isinstance(each, CreateModel)]
        together = [
            model for each in migration.operations if isinstance(each, CreateTogether) for model in each.operations
        ]
        made = {model.name_lower for model in (*alone, *together)}
        if app in ours and len(alone) > 2:
            one_by_one.append(f"{app}.{name}")
        if app in ours and (app, name) not in told:
            in_pieces += [
                f"{app}.{name}: {each.describe()}"
                for each in migration.operations
                if isinstance(each, after) and each.model_name_lower in made
            ]

    assert in_pieces == [], "Put these into the options of their CreateModel (docs/decisions/0011)."
    assert one_by_one == [], "Create these tables with superapp.tables.CreateTogether (docs/decisions/0011)."


def test_what_a_client_may_be_refused_for_is_listed_whatever_was_imported():
    """A refusal that the schema's own modules do not bring in is listed in one process and not in another."""
    discovery.import_modules()
    printed = (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8")
    codes = printed.partition("enum ProblemCode {")[2].partition("\n}")[0]
    listed = set(re.findall(r"^  ([A-Z][A-Z0-9_]+)$", codes, re.MULTILINE))
    kinds = [kind for kind in every_refusal() if kind.is_for_clients and not kind.__module__.startswith("tests")]
    sentences: dict[str, set[str]] = {}
    for kind in kinds:
        sentences.setdefault(kind.code, set()).add(kind.en)

    assert {kind.code for kind in kinds} - listed == set(), "Say is_for_clients = False where no request can meet it."
    assert {code for code, found in sentences.items() if len(found) > 1} == set(), "Two refusals share a code."
