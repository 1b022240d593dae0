"""Production: everything named, nothing generated, nothing for show. It refuses to start otherwise."""

from django.core.exceptions import ImproperlyConfigured

from superapp.paper.signing import keys_of

from . import environment as env
from .agencies import signing_keys
from .base import *  # noqa: F403

DEBUG = False

missing = [
    variable.name
    for variable in (
        env.DATABASE_URL,
        env.REDIS_URL,
        env.SECRET_KEY,
        env.AUDIT_KEY,
        env.PII_KEYS,
        env.PID_INDEX_KEY,
        env.TOKEN_KEY,
        env.AGENCY_SIGNING_KEYS,
        env.DOCUMENT_SIGNING_KEYS,
        env.ALLOWED_HOSTS,
    )
    if not variable.text
]
if missing:
    raise ImproperlyConfigured(
        f"Production needs these environment variables (docs/settings.md): {', '.join(missing)}."
    )
if not env.DATABASE_URL.text.startswith(("postgresql://", "postgres://")):
    raise ImproperlyConfigured("DATABASE_URL must name PostgreSQL, as postgresql://user:password@host:5432/name.")
if "*" in env.ALLOWED_HOSTS.names:
    raise ImproperlyConfigured("ALLOWED_HOSTS=* would let any site speak in our name: list the host names.")
if not env.PUBLIC_URL.text.startswith("https://"):
    raise ImproperlyConfigured("PUBLIC_URL must be the https:// address citizens use.")
if env.DEMO.flag:
    raise ImproperlyConfigured("DEMO=1 loads people with known passwords: it is not possible in production.")

for name in ("THAID", "MORPROM", "PAOTANG", "NDID"):
    issuer = getattr(env, f"{name}_ISSUER").text
    if issuer and not issuer.startswith("https://"):
        raise ImproperlyConfigured(f"{name}_ISSUER must be an https:// address.")
if SANDBOX_APP in INSTALLED_APPS:  # noqa: F405
    raise ImproperlyConfigured(f"{SANDBOX_APP} signs in anybody as anybody: it is not possible in production.")  # noqa: F405

SECRET_KEY = env.SECRET_KEY.text
AUDIT_KEY = env.AUDIT_KEY.text
PII_KEYS = env.PII_KEYS.text
PID_INDEX_KEY = env.PID_INDEX_KEY.text
HEADLESS_JWT_PRIVATE_KEY = env.TOKEN_KEY.text
try:
    IDP_OIDC_PRIVATE_KEYS = signing_keys(env.AGENCY_SIGNING_KEYS.text)
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
try:
    keys_of(env.DOCUMENT_SIGNING_KEYS.text)
except ValueError as error:
    raise ImproperlyConfigured(f"DOCUMENT_SIGNING_KEYS: {error}") from None
DOCUMENT_SIGNING_KEYS = env.DOCUMENT_SIGNING_KEYS.text
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXIES.names else None
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
