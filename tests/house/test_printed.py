"""What is printed from code equals what is kept: the schema, its weights, the manifest, the migrations."""

from django.apps import apps
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


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
