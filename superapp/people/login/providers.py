"""The four identity providers: what each is called, where it is, and how sure it must be."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from superapp.accounts import assurance


@dataclass(frozen=True, slots=True)
class Claims:
    """Names of a provider's claims. Those of ThaID are known from its sample code; the others' are assumed."""

    pid: str = "pid"
    ial: str = "ial"
    given_name: str = "given_name"
    family_name: str = "family_name"
    given_name_en: str = "given_name_en"
    family_name_en: str = "family_name_en"
    birth_date: str = "birthdate"


@dataclass(frozen=True, slots=True)
class Provider:
    """One identity provider as it is configured here.

    `min_ial` is the least level taken from it, `top_ial` the one it is sure to give.
    """

    code: str
    name_th: str
    name_en: str
    issuer: str
    client_id: str
    secret: str
    min_ial: str
    top_ial: str
    scope: tuple[str, ...]
    claims: Claims

    @property
    def host(self) -> str:
        """The host, and port if any, that everything of this provider must be at."""
        return urlsplit(self.issuer).netloc

    @property
    def discovery_url(self) -> str:
        """Where it tells its addresses."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


_PERSON = ("pid", "given_name", "family_name", "given_name_en", "family_name_en", "birthdate", "ial")
_NAMES = {
    "thaid": ("ThaID", "ThaID"),
    "morprom": ("หมอพร้อม", "Mor Prom"),
    "paotang": ("เป๋าตัง", "Pao Tang"),
    "ndid": ("NDID", "NDID"),
}
SANDBOX_SECRET = "sandbox-secret"  # noqa: S105 (opens nothing but the sandbox)


def sandbox_issuer(code: str) -> str:
    """Return the address of the sample provider `code`."""
    return f"{settings.PUBLIC_URL}/sandbox/{code}"


def find(code: str) -> Provider | None:
    """Return the provider `code`; None when it is not one of ours or not configured."""
    if code not in _NAMES:
        return None
    given = settings.LOGIN_PROVIDERS[code]
    issuer, client_id, secret = given["issuer"], given["client_id"], given["secret"]
    if not issuer:
        if not settings.SANDBOX:
            return None
        issuer, client_id, secret = sandbox_issuer(code), f"superapp-{code}", SANDBOX_SECRET
    name_th, name_en = _NAMES[code]
    return Provider(
        code,
        name_th,
        name_en,
        issuer,
        client_id,
        secret,
        given["min_ial"],
        assurance.FLOORS[code],
        ("openid", *_PERSON),
        Claims(),
    )


def every() -> list[Provider]:
    """Return the providers people may sign in with, in the order they are shown."""
    return [provider for code in _NAMES if (provider := find(code)) is not None]
