"""Finding every job of the project."""

import inspect

import pytest
from django.apps import apps

from superapp.jobs import discovery
from superapp.jobs.schedules import REGISTRY


def test_tasks_are_found_in_the_modules_an_application_names(monkeypatch: pytest.MonkeyPatch):
    for config in apps.get_app_configs():
        monkeypatch.setattr(config, "job_modules", (), raising=False)
    monkeypatch.setattr(apps.get_app_config("jobs"), "job_modules", ("tests.jobs.work",), raising=False)

    found = [task.module_path for task in discovery.tasks()]

    names = ["failing", "leaving", "long", "meddling", "particular", "plain", "unspeakable"]
    assert found == [f"tests.jobs.work.{name}" for name in names]


def test_a_package_is_searched_whole(monkeypatch: pytest.MonkeyPatch):
    for config in apps.get_app_configs():
        monkeypatch.setattr(config, "job_modules", (), raising=False)
    monkeypatch.setattr(apps.get_app_config("audit"), "job_modules", ("superapp.audit",), raising=False)

    assert [task.module_path for task in discovery.tasks()] == ["superapp.audit.heads.publish_heads"]


def test_every_job_of_the_project_can_be_run_by_its_path_and_arguments():
    tasks = discovery.tasks()

    assert "superapp.audit.heads.publish_heads" in [task.module_path for task in tasks]
    for task in tasks:
        kinds = {parameter.kind for parameter in inspect.signature(task.func).parameters.values()}
        assert kinds <= {inspect.Parameter.KEYWORD_ONLY}, task.module_path


def test_every_schedule_of_the_project_belongs_to_a_job():
    paths = {task.module_path for task in discovery.tasks()}

    ours = {one.task.module_path for one in REGISTRY.values() if not one.task.module_path.startswith("tests.")}
    assert ours - paths == set()
    assert "superapp.audit.heads.publish_heads" in ours
