"""Settings of the drill: the jobs application alone, on the scratch database its environment names."""

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

INSTALLED_APPS = ["django_tasks", "superapp.jobs"]
ROOT_URLCONF = "bench.jobs_drill.settings"
urlpatterns: list[object] = []
MIDDLEWARE: list[str] = []
TEMPLATES: list[dict[str, object]] = []
if IS_EMBEDDED:
    # As in production of the embedded runtime: each commit reaches the disk.
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
