"""allauth's adapters: what we let it do at each step of a sign-in, and what never."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from superapp.accounts.models import Account
from superapp.api.addresses import address_of
from superapp.people.actions import devices, identities
from superapp.refusal import Refusal

from . import facts, providers, refusing
from .refusing import NotFresh, NotSignedIn, Refused, SignInCancelled, SignInFailed

FRESH = timedelta(seconds=300)
PURPOSES = {AuthProcess.LOGIN: "sign-in", AuthProcess.CONNECT: "link", AuthProcess.REDIRECT: "step-up"}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Signing in with an identity provider."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers of settings; the database has no say in whom we trust."""
        found = [
            SocialApp(
                provider="openid_connect",
                provider_id=one.code,
                name=one.name_en,
                client_id=one.client_id,
                secret=one.secret,
                settings={"server_url": one.discovery_url, "oauth_pkce_enabled": True},
            )
            for one in providers.every()
        ]
        return [
            app
            for app in found
            if provider in (None, app.provider_id, app.provider) and client_id in (None, app.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Link by the citizen's number, here and nowhere else; refuse by code (7).

        :raises ValidationError: with the refusal's code.
        """
        identity = getattr(sociallogin, "identity", None)
        provider = providers.find(sociallogin.account.provider)
        process = sociallogin.state.get("process")
        try:
            if identity is None or provider is None or process not in PURPOSES:
                raise SignInFailed()
            current = None
            if process != AuthProcess.LOGIN:
                if not isinstance(request.user, Account) or not request.user.is_authenticated:
                    raise NotSignedIn()
                current = request.user
            now = datetime.now(UTC)
            if process == AuthProcess.REDIRECT and now - identity.at > FRESH:
                raise NotFresh()
            linked = identities.link(
                identity=identity, floor=provider.min_ial, current=current, purpose=PURPOSES[process], now=now
            )
        except Refusal as refusal:
            raise refusing.validation_error(request, refusal) from None
        sociallogin.user = linked.account
        sociallogin.account = linked.social
        if process != AuthProcess.LOGIN:
            facts.raise_to(request.session, identity)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Send the browser back to where it came from with our code, or to our page if that is not known.

        :raises ImmediateHttpResponse: always; it holds the redirect.
        """
        if isinstance(exception, Refused):
            code = exception.refusal.code
        else:
            code = (SignInCancelled if error == AuthError.CANCELLED else SignInFailed).code
        state = (extra_context or {}).get("state") or {}
        raise ImmediateHttpResponse(refusing.back(state.get("next"), code, state.get("process")))

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Leave the account as it is: what the provider says is sealed when linking."""
        return sociallogin.user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Say no: linking has found or made the account before allauth could."""
        return False

    def validate_disconnect(self, account: Any, accounts: Any) -> None:
        """Say no: identities are unlinked by our own action, which never leaves anybody without one.

        :raises ValidationError: always.
        """
        raise refusing.validation_error(self.request, identities.LastIdentity())


class AccountAdapter(DefaultAccountAdapter):
    """Sessions, local accounts, and where browsers may be sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no (14): citizens come through a provider, officers are made by an operator."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Tell whether a browser may be sent there after signing in: our own address, nothing else (13)."""
        own = urlsplit(settings.PUBLIC_URL)
        return url_has_allowed_host_and_scheme(url, {own.netloc}, require_https=own.scheme == "https")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address; X-Forwarded-For counts only from our own proxies."""
        found = address_of(request).split("/")[0]
        return "0.0.0.0" if found == "unknown" else found  # noqa: S104 (means that it is not known)

    def login(self, request: HttpRequest, user: Any) -> None:
        """Make the session and note it among the person's devices, as one write.

        allauth would note it later, and first clear away every session of the person that it cannot read. A session
        that another sign-in is just making is in the database but still empty, so of several sign-ins at once some
        would lose their device, and with it their tokens.
        """
        with transaction.atomic():
            super().login(request, user)
            UserSession.objects.create_from_request(request)
            if user.kind == Account.Kind.CITIZEN:
                devices.keep_newest(user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Note in the new session how its person signed in."""
        login = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        identity = getattr(login, "identity", None)
        if identity is not None:
            facts.write(request.session, identity)
        return super().post_login(request, user, **kwargs)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: clients say it in their own words."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: there are no addresses."""


class HeadlessAdapter(DefaultHeadlessAdapter):
    """What allauth's JSON says."""

    def serialize_user(self, user: Any) -> dict[str, Any]:
        """Name the account by its public id alone (11); the rest is asked with GraphQL."""
        return {"id": str(user.public_id)}
