"""`bin/run` and `bin/manage` with nothing configured: the embedded runtime, an open API, helpful errors."""

from . import environment as env
from .base import *  # noqa: F403
from .base import IS_EMBEDDED, VAR_DIR
from .keys import kept_key

DEBUG = False
SECRET_KEY = env.SECRET_KEY.text or kept_key(VAR_DIR, "secret_key")
AUDIT_KEY = env.AUDIT_KEY.text or kept_key(VAR_DIR, "audit_key")
GRAPHQL_PROFILE = env.GRAPHQL_PROFILE.text or "open"
# Sample people have passwords anybody can read in the README, so they exist only where nobody else can reach.
DEMO = env.DEMO.flag and IS_EMBEDDED
