"""The identity providers as allauth sees them: one class, four configurations, every gap of its own one covered.

Numbers in comments are those of the gaps listed in docs/login.md.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

from superapp.people.actions.identities import Identity, uid_of

from . import id_tokens, once, refusing
from .providers import Provider, find
from .wire import Budget

STEP_UP = "step_up"


class IdentityProvider(OpenIDConnectProvider):
    """One of the four identity providers."""

    @property
    def configured(self) -> Provider:
        """What we know of it from settings."""
        found = find(self.app.provider_id)
        assert found is not None
        return found

    @property
    def budget(self) -> Budget:
        """The seconds this sign-in may spend on it; they run from the first call."""
        if not hasattr(self, "_budget"):
            self._budget = Budget()
        return self._budget

    def get_default_scope(self) -> list[str]:
        """Ask for the number, the names, the birth date and the level; nothing more."""
        return list(self.configured.scope)

    # (17) The address bar has no say in what we ask a provider.
    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Return the scope of settings."""
        return self.get_scope()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Return the parameters of settings."""
        return self.get_auth_params()

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser to the provider, with a nonce that its token must repeat (1)."""
        nonce = secrets.token_urlsafe(24)
        params = {**self.get_auth_params(), "nonce": nonce}
        if kwargs.get("purpose") == STEP_UP:
            params |= {"prompt": "login", "max_age": "0"}
        kwargs |= {"auth_params": params, "nonce": nonce, "headless": True}
        try:
            return super().redirect(request, process, next_url=next_url, data=data, **kwargs)
        except refusing.Refused as refused:
            return refusing.back(next_url, refused.refusal.code, process)

    def verify_token(self, request: HttpRequest, token: dict[str, Any]) -> SocialLogin:
        """Verify the id_token an app's SDK got, made with a nonce of ours (1, 4, 5)."""
        with refusing.as_validation_error(request, self.configured.code):
            claims = id_tokens.verified(
                self.configured, token.get("id_token"), accepts=once.is_ours, budget=self.budget
            )
            return self.login_from(request, claims)

    def login_from(self, request: HttpRequest, claims: dict[str, Any]) -> SocialLogin:
        """Return the sign-in that verified claims tell of; its `identity` is what linking reads."""
        identity = self._identity(claims)
        login = self.sociallogin_from_response(request, {"identity": identity})
        login.identity = identity
        return login

    def _identity(self, claims: dict[str, Any]) -> Identity:
        names, code = self.configured.claims, self.configured.code
        asked = claims.get("auth_time")
        now = datetime.now(UTC)
        at = now
        if isinstance(asked, int) and 0 < asked <= now.timestamp() + id_tokens.LEEWAY_S:
            at = min(now, datetime.fromtimestamp(asked, UTC))
        ial = _text(claims, names.ial) or ""
        kept = {"iss": self.configured.issuer, "ial": ial}
        kept |= {name: claims[name] for name in ("acr", "aal") if isinstance(claims.get(name), str)}
        return Identity(
            provider=code,
            uid=uid_of(code, claims["sub"]),
            ial=ial,
            at=at,
            pid=_text(claims, names.pid),
            name_th=_joined(claims, names.given_name, names.family_name),
            name_en=_joined(claims, names.given_name_en, names.family_name_en),
            birth_date=_text(claims, names.birth_date),
            kept=kept,
        )

    # (6, 19) Nothing of the claims is stored in clear: allauth keeps what these four return.
    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return the blind index of the subject."""
        return data["identity"].uid

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, str]:
        """Return issuer and levels."""
        return dict(data["identity"].kept)

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return nothing."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """Return nothing."""
        return []


def _text(claims: dict[str, Any], name: str) -> str | None:
    found = claims.get(name)
    return found.strip() if isinstance(found, str) and 0 < len(found.strip()) <= 200 else None


def _joined(claims: dict[str, Any], *names: str) -> str | None:
    return " ".join(filter(None, (_text(claims, name) for name in names))) or None
