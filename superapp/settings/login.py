"""Signing citizens in: the four identity providers, sessions, and the tokens of apps (superapp/people/login)."""

from . import environment as env

# In INSTALLED_APPS only with the demonstration and in tests: there anybody can be anybody.
SANDBOX_APP = "superapp.people.sandbox"
# Seconds each answer of a sample provider takes; measurements set it.
SANDBOX_DELAY_S = 0.0

LOGIN_PROVIDERS = {
    "thaid": {
        "issuer": env.THAID_ISSUER.text,
        "client_id": env.THAID_CLIENT_ID.text,
        "secret": env.THAID_CLIENT_SECRET.text,
        "min_ial": env.THAID_MIN_IAL.text,
    },
    "morprom": {
        "issuer": env.MORPROM_ISSUER.text,
        "client_id": env.MORPROM_CLIENT_ID.text,
        "secret": env.MORPROM_CLIENT_SECRET.text,
        "min_ial": env.MORPROM_MIN_IAL.text,
    },
    "paotang": {
        "issuer": env.PAOTANG_ISSUER.text,
        "client_id": env.PAOTANG_CLIENT_ID.text,
        "secret": env.PAOTANG_CLIENT_SECRET.text,
        "min_ial": env.PAOTANG_MIN_IAL.text,
    },
    "ndid": {
        "issuer": env.NDID_ISSUER.text,
        "client_id": env.NDID_CLIENT_ID.text,
        "secret": env.NDID_CLIENT_SECRET.text,
        "min_ial": env.NDID_MIN_IAL.text,
    },
}

ACCOUNT_ADAPTER = "superapp.people.login.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = str

SOCIALACCOUNT_ADAPTER = "superapp.people.login.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "superapp.people.login.provider.IdentityProvider",
        "OAUTH_PKCE_ENABLED": True,
    }
}
SOCIALACCOUNT_STR = str
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

HEADLESS_ADAPTER = "superapp.people.login.adapters.HeadlessAdapter"
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_TOKEN_STRATEGY = "superapp.people.login.strategy.TokenStrategy"  # noqa: S105
HEADLESS_JWT_ALGORITHM = "HS256"
HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 300
HEADLESS_JWT_REFRESH_TOKEN_EXPIRES_IN = 24 * 3600
HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED = True
HEADLESS_JWT_ROTATE_REFRESH_TOKEN = True

USERSESSIONS_TRACK_ACTIVITY = False  # superapp/accounts/tokens.py notes when a device was last used, now and then
