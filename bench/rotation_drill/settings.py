"""Settings of the drill: the whole project with the sandbox, keys from the environment as they change."""

import os

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

PII_KEYS = os.environ["DRILL_PII_KEYS"]
PID_INDEX_KEY = os.environ["DRILL_PID_INDEX_KEY"]
GRAPHQL_PROFILE = "closed"
if IS_EMBEDDED:
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
