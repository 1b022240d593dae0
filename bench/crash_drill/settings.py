"""Settings of the drill: the whole application on a scratch database, and a bank that errs in many ways."""

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

GRAPHQL_ALLOWANCE_PER_MINUTE = 10**9
SESSION_COOKIE_AGE = 7 * 86_400
BANK_CHANNEL = "bench.crash_drill.bank.made"
BANK_DEBIT_ACCOUNT = "006:1234567890"
if IS_EMBEDDED:
    # As in production of the embedded runtime: each commit reaches the disk.
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
