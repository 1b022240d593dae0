"""Settings of the drill: the whole application on the scratch database its environment names."""

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

GRAPHQL_ALLOWANCE_PER_MINUTE = 10**9
if IS_EMBEDDED:
    # As in production of the embedded runtime: each commit reaches the disk.
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
