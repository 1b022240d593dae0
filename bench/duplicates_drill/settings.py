"""Settings of the storm: the whole project on a scratch database, each commit on the disk as in production."""

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

if IS_EMBEDDED:
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
