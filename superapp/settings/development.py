"""`bin/run` and `bin/manage` with nothing configured: the embedded runtime, an open API, helpful errors."""

import secrets

from . import environment as env
from .agencies import new_signing_key, signing_keys
from .base import *  # noqa: F403
from .base import INSTALLED_APPS, IS_EMBEDDED, SANDBOX_APP, VAR_DIR
from .keys import kept_key, kept_text

DEBUG = False
SECRET_KEY = env.SECRET_KEY.text or kept_key(VAR_DIR, "secret_key")
AUDIT_KEY = env.AUDIT_KEY.text or kept_key(VAR_DIR, "audit_key")
PII_KEYS = env.PII_KEYS.text or f"1:{kept_key(VAR_DIR, 'pii_key')}"
PID_INDEX_KEY = env.PID_INDEX_KEY.text or kept_key(VAR_DIR, "pid_index_key")
HEADLESS_JWT_PRIVATE_KEY = env.TOKEN_KEY.text or kept_key(VAR_DIR, "token_key")
IDP_OIDC_PRIVATE_KEYS = signing_keys(
    env.AGENCY_SIGNING_KEYS.text or kept_text(VAR_DIR, "agency_signing_key", new_signing_key)
)
DOCUMENT_SIGNING_KEYS = env.DOCUMENT_SIGNING_KEYS.text or kept_text(
    VAR_DIR, "document_signing_key", lambda: secrets.token_urlsafe(32)
)
GRAPHQL_PROFILE = env.GRAPHQL_PROFILE.text or "open"
# Sample people have passwords anybody can read in the README, so they exist only where nobody else can reach.
DEMO = env.DEMO.flag and IS_EMBEDDED
SANDBOX = DEMO
if SANDBOX:
    INSTALLED_APPS = [*INSTALLED_APPS, SANDBOX_APP]
BANK_CHANNEL = env.BANK_CHANNEL.text or ("welfare.actions.batches_bank.demonstration" if DEMO else "")
BANK_DEBIT_ACCOUNT = env.BANK_DEBIT_ACCOUNT.text or ("006:0000000001" if DEMO else "")
PUSH_CHANNEL = "superapp.people.actions.pushing.SandboxChannel" if DEMO else ""
