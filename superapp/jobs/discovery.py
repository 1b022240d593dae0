"""Finding every job: which modules hold tasks and schedules.

An application says so in its AppConfig: `job_modules = ("welfare.actions", "superapp.audit.heads")`, each a module or a
package whose modules are all meant. Only workers and tests import them all; the web imports what it calls.
"""

import pkgutil
from importlib import import_module
from types import ModuleType

from django.apps import apps

from .backend import LeaseTask


def import_modules() -> list[ModuleType]:
    """Import every module that holds jobs, so that their schedules are registered; return them."""
    found: list[ModuleType] = []
    for config in apps.get_app_configs():
        for name in getattr(config, "job_modules", ()):
            module = import_module(name)
            found.append(module)
            for inner in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
                found.append(import_module(inner.name))
    return found


def tasks() -> list[LeaseTask]:
    """Return every task of the project by its dotted path."""
    found = {
        value.module_path: value
        for module in import_modules()
        for value in vars(module).values()
        if isinstance(value, LeaseTask) and value.func.__module__ == module.__name__
    }
    return [found[path] for path in sorted(found)]
