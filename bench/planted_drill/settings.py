"""Settings of the drill: the whole project with the sandbox, on the scratch database its environment names."""

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

DEMO = True
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
PUSH_CHANNEL = "superapp.people.actions.pushing.SandboxChannel"
if IS_EMBEDDED:
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
