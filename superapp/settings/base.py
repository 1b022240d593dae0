"""What every environment shares. Nothing here reads the environment: that is environment.py's work."""

from pathlib import Path

import dj_database_url

from . import environment as env
from .agencies import *  # noqa: F403
from .desk import UNFOLD  # noqa: F401
from .login import *  # noqa: F403
from .officers import *  # noqa: F403

ROOT = env.ROOT
VAR_DIR = Path(env.VAR_DIR.text)
BASE_DIR = ROOT

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.guardian",
    "superapp.accounts.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "graphene_django",
    "django_tasks",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "allauth.idp.oidc",
    "superapp.accounts",
    "superapp.audit",
    "superapp.jobs",
    "superapp.files",
    "superapp.api",
    "superapp.people",
    "services",
    "consultation",
    "welfare",
]

MIDDLEWARE = [
    "superapp.api.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "superapp.people.login.guard.officers_guard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "superapp.people.pages.login_door.LoginDoor",
    "allauth.account.middleware.AccountMiddleware",
    "superapp.accounts.policy.desk_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "superapp.urls"
WSGI_APPLICATION = "superapp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "superapp" / "accounts" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"catalogue_desk": "services.admin.tags", "rules_desk": "welfare.admin.tags"},
        },
    }
]

# --- data -------------------------------------------------------------------------------------------------------

IS_EMBEDDED = not env.DATABASE_URL.text
SQLITE_SYNCHRONOUS = "FULL"


def sqlite(path: Path, synchronous: str) -> dict[str, object]:
    """Return the database settings for SQLite: WAL, one writer that waits, durable at power loss when FULL."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            # IMMEDIATE takes the writer's lock at BEGIN: without it two transactions that both read first and then
            # write cannot wait for each other, and one fails with "database is locked".
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA foreign_keys=ON;",
        },
    }


if IS_EMBEDDED:
    DATABASES = {"default": sqlite(VAR_DIR / "superapp.sqlite3", SQLITE_SYNCHRONOUS)}
else:
    DATABASES = {"default": dj_database_url.parse(env.DATABASE_URL.text, conn_max_age=60, conn_health_checks=True)}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# `default` must not lose what it holds (replay guards, one-time codes) and fails closed; `data` may, and fails open.
if env.REDIS_URL.text:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.REDIS_URL.text,
            "KEY_PREFIX": "superapp",
        },
        "data": {
            "BACKEND": "superapp.api.caching.SafeRedisCache",
            "LOCATION": env.REDIS_URL.text,
            "KEY_PREFIX": "superapp-data",
        },
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache_entry",
            # Past this many it would throw away what has not expired yet, and let a used token in again.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        },
        "data": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "data",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        },
    }
REDIS_URL = env.REDIS_URL.text

TASKS = {"default": {"BACKEND": "superapp.jobs.backend.LeaseBackend", "QUEUES": []}}

# --- people -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian's row for "nobody" would take account id 1 (guardian issues 458, 907)
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/admin/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 3600

# --- language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"
LOCALE_PATHS = [ROOT / "superapp" / "accounts" / "locale"]

# --- web --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "files": {"BACKEND": "superapp.files.storing.FolderStorage"},
}
FILES_DIR = Path(env.FILES_DIR.text) if env.FILES_DIR.text else VAR_DIR / "files"
ALLOWED_HOSTS = env.ALLOWED_HOSTS.names or ["127.0.0.1", "localhost", "[::1]"]
TRUSTED_PROXIES = env.TRUSTED_PROXIES.names
PUBLIC_URL = env.PUBLIC_URL.text.rstrip("/")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The desk has a policy of its own: superapp/accounts/policy.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- our own ----------------------------------------------------------------------------------------------------

GRAPHQL_PROFILE = env.GRAPHQL_PROFILE.text or "closed"
GRAPHQL_RESPONSE_CACHE = env.GRAPHQL_RESPONSE_CACHE.flag
GRAPHQL_ALLOWANCE_PER_MINUTE = env.GRAPHQL_ALLOWANCE_PER_MINUTE.number
GRAPHQL_LIMITS: dict[str, float] = {}  # names and values that differ from superapp/api/limits.py, as a benchmark needs
GRAPHQL_OPERATIONS_DIR = ROOT / "graphql" / "operations"
GRAPHQL_MANIFEST = ROOT / "graphql" / "operations.json"
GRAPHQL_SCHEMA_FILE = ROOT / "graphql" / "schema.graphql"
CATALOGUE_DIR = ROOT / "services" / "catalogue"
CATALOGUE_LIMIT = env.CATALOGUE_LIMIT.number
RULES_FUZZ_HOUSEHOLDS = env.RULES_FUZZ_HOUSEHOLDS.number
RULES_PREVIEW_PERSONS = env.RULES_PREVIEW_PERSONS.number
POPULATIONS_DIR = VAR_DIR / "populations"
# The search index is rebuilt beside the answering threads; tests want it at once.
CATALOGUE_INDEX_LATER = True
# What is held of the catalogue is kept out of the garbage collector's rounds; tests build it too often for that.
CATALOGUE_SET_ASIDE = True
DEMO = False
# Identity providers and registries of sample people, instead of the real ones: demonstration and tests only.
SANDBOX = False
# Where money goes out and comes in (welfare/actions/batches_bank.py).
BANK_CHANNEL = env.BANK_CHANNEL.text
BANK_DEBIT_ACCOUNT = env.BANK_DEBIT_ACCOUNT.text
BILLER_ID = env.BILLER_ID.text
REGISTRY_URL = env.REGISTRY_URL.text.rstrip("/")
REGISTRY_CONSUMER_KEY = env.REGISTRY_CONSUMER_KEY.text
REGISTRY_CONSUMER_SECRET = env.REGISTRY_CONSUMER_SECRET.text
REGISTRY_AGENT = env.REGISTRY_AGENT.text
# Dotted name of the channel that reaches devices (superapp/people/actions/pushing.py); "" and nothing rings.
PUSH_CHANNEL = ""
LOG_LEVEL = env.LOG_LEVEL.text.upper()
