"""Tests: the same on SQLite and, with DATABASE_URL and REDIS_URL, on PostgreSQL and Redis."""

from . import environment as env
from .agencies import new_signing_key, signing_keys
from .base import *  # noqa: F403
from .base import CACHES, DATABASES, INSTALLED_APPS, IS_EMBEDDED, SANDBOX_APP, VAR_DIR, sqlite
from .keys import kept_text

DEBUG = False
SECRET_KEY = "tests-only-and-never-anywhere-else"  # noqa: S105
AUDIT_KEY = "tests-only-audit-key"
PII_KEYS = "1:" + "5a" * 32
PID_INDEX_KEY = "a5" * 32
SANDBOX = True
INSTALLED_APPS = [*INSTALLED_APPS, SANDBOX_APP]
HEADLESS_JWT_PRIVATE_KEY = "tests-only-token-key-of-thirty-two-bytes"
IDP_OIDC_PRIVATE_KEYS = signing_keys(kept_text(VAR_DIR, "tests_agency_signing_key", new_signing_key))
DOCUMENT_SIGNING_KEYS = "dGVzdHMtb25seS1kb2N1bWVudC1zaWduaW5nLWtleS0"
GRAPHQL_PROFILE = env.GRAPHQL_PROFILE.text or "closed"
if IS_EMBEDDED:
    DATABASES["default"] = sqlite(VAR_DIR / "tests.sqlite3", "NORMAL")
    # A file, not memory: races between threads need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "tests.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
for alias in CACHES.values():
    alias["KEY_PREFIX"] = f"tests-{alias.get('KEY_PREFIX', '')}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Nothing of a test stays on the disk; those about the disk bring a folder.
    "files": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
# Looks for static files when asked, so that none have to be collected first.
WHITENOISE_AUTOREFRESH = True
# Tests share one address and, with Redis, one window; those about the allowance bring their own.
GRAPHQL_ALLOWANCE_PER_MINUTE = 0
# A test measures no time: a busy machine must not fail it. Those about the deadline set their own.
GRAPHQL_LIMITS = {"time_s": 60.0}
CATALOGUE_INDEX_LATER = False
CATALOGUE_SET_ASIDE = False
