"""The way back from a provider: code for tokens, the id_token verified, userinfo compared."""

from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from . import discovery, id_tokens, providers, refusing, wire
from .id_tokens import InvalidToken
from .provider import IdentityProvider
from .providers import Provider
from .refusing import SignInFailed
from .wire import Unavailable


class BrowserFlow(OpenIDConnectOAuth2Adapter):
    """One sign-in by a browser: its provider, its state, its budget of seconds."""

    state: dict[str, Any] | None = None

    @property
    def provider(self) -> IdentityProvider:
        """The provider, the same object all through the request."""
        if not hasattr(self, "_provider"):
            self._provider = self.get_provider()
        return self._provider

    @property
    def configured(self) -> Provider:
        """What settings say of the provider."""
        return self.provider.configured

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's addresses, kept."""
        with refusing.as_provider_exception(self.configured.code):
            return discovery.addresses(self.configured, self.provider.budget)

    # allauth builds its client with these before it catches anything; the exchange below asks for the address itself.
    access_token_url = ""
    basic_auth = False

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Return our address as citizens know it, whatever Host says."""
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return f"{settings.PUBLIC_URL}{path}"

    def get_access_token_data(
        self, request: HttpRequest, app: Any, client: OAuth2Client, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Exchange the code for tokens.

        :raises Refused: when the provider does not take the code, or is away.
        """
        with refusing.as_provider_exception(self.configured.code):
            addresses = discovery.addresses(self.configured, self.provider.budget)
            answer = wire.call(
                self.configured,
                "POST",
                addresses["token_endpoint"],
                budget=self.provider.budget,
                data={
                    "grant_type": "authorization_code",
                    "code": request.GET.get("code", ""),
                    "redirect_uri": client.callback_url,
                    "client_id": app.client_id,
                    "client_secret": app.secret,
                    "code_verifier": pkce_code_verifier or "",
                },
            )
            if answer.status != 200 or not isinstance(answer.body.get("access_token"), str):
                raise SignInFailed()
            return answer.body

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Verify the id_token's signature too (2), and that userinfo is about the same person (3).

        :raises Refused: when either does not hold.
        """
        with refusing.as_provider_exception(self.configured.code):
            nonce = (self.state or {}).get("nonce")
            if not nonce:
                raise SignInFailed()
            claims = id_tokens.verified(
                self.configured,
                kwargs["response"].get("id_token"),
                accepts=id_tokens.equals(nonce),
                budget=self.provider.budget,
            )
            told = self._userinfo(token.token)
            for name, value in told.items():
                if name in claims and name in {"sub", self.configured.claims.pid} and claims[name] != value:
                    raise InvalidToken()
                claims.setdefault(name, value)
            return self.provider.login_from(request, claims)

    def _userinfo(self, access_token: str) -> dict[str, Any]:
        url = discovery.addresses(self.configured, self.provider.budget).get("userinfo_endpoint")
        if url is None:
            return {}
        answer = wire.call(
            self.configured,
            "GET",
            url,
            budget=self.provider.budget,
            headers={"Authorization": f"Bearer {access_token}"},
        )
        if answer.status != 200:
            raise Unavailable("no userinfo")
        if "sub" not in answer.body:
            raise InvalidToken()
        return answer.body


class CallbackView(OAuth2CallbackView):
    """allauth's callback, which lets the flow see the state that the browser brought back."""

    adapter: BrowserFlow

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


IdentityProvider.oauth2_adapter_class = BrowserFlow


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take the browser back from a provider.

    :raises Http404: for a provider we do not have.
    """
    if providers.find(provider_id) is None or request.method != "GET":
        raise Http404
    return CallbackView.adapter_view(BrowserFlow(request, provider_id))(request)
