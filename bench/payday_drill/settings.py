"""Settings of the drill: the whole project on the scratch database its environment names, durable as in production."""

from superapp.settings.test import *  # noqa: F403
from superapp.settings.test import IS_EMBEDDED, VAR_DIR, sqlite

BANK_DEBIT_ACCOUNT = "006:1234567890"
BANK_CHANNEL = "bench.payday_drill.bank.channel"
if IS_EMBEDDED:
    DATABASES = {"default": sqlite(VAR_DIR / "drill.sqlite3", "FULL")}
