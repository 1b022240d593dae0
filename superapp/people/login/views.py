"""The endpoints of signing in that are ours: nonces, an app's id_token, fresh tokens, confirming who is there."""

from typing import Any

from allauth.core import context
from allauth.headless import app_settings
from allauth.headless.base.response import AuthenticationResponse
from allauth.headless.base.views import APIView
from allauth.headless.internal.restkit import inputs
from allauth.headless.internal.restkit.response import APIResponse, ErrorResponse
from allauth.headless.socialaccount.internal import complete_token_login
from allauth.headless.socialaccount.views import RedirectToProviderView
from allauth.headless.tokens.inputs import RefreshTokenInput
from allauth.headless.tokens.response import RefreshTokenResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from superapp.accounts.models import Account

from . import once, providers, refusing
from .adapters import AccountAdapter
from .id_tokens import InvalidToken
from .provider import STEP_UP
from .refusing import PAGE, NotSignedIn, SignInFailed


class NonceView(APIView):
    """A nonce for an app, which its provider's SDK puts into the id_token (1)."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give one out."""
        return APIResponse(request, data={"nonce": once.new_nonce(), "expires_in": once.NONCE_S})


class TokenInput(inputs.Input):
    """What an app sends: the provider, the process, and `token.id_token`."""

    provider = inputs.CharField(max_length=20)
    process = inputs.ChoiceField(choices=[(AuthProcess.LOGIN, ""), (AuthProcess.CONNECT, "")])

    def clean(self) -> dict[str, Any]:
        """Verify the token; nothing of a wrong one gets further.

        :raises ValidationError: with our code.
        """
        cleaned = super().clean()
        request = context.request
        code, token = cleaned.get("provider"), self.data.get("token")
        if self.errors:
            return cleaned
        if providers.find(code) is None:
            raise refusing.validation_error(request, SignInFailed(path=("provider",)))
        if not isinstance(token, dict):
            raise refusing.validation_error(request, InvalidToken(path=("token",)))
        cleaned["sociallogin"] = get_adapter(request).get_provider(request, code).verify_token(request, token)
        cleaned["sociallogin"].state["process"] = cleaned["process"]
        return cleaned


class TokenView(APIView):
    """Sign an app in with the id_token its SDK got, or link the identity to whoever is signed in."""

    input_class = TokenInput

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer with a session token and, for the app, an access and a refresh token."""
        try:
            response = complete_token_login(request, self.input.cleaned_data["sociallogin"])
        except ValidationError as error:
            return ErrorResponse(request, exception=error)
        return AuthenticationResponse.from_response(request, response)


class RefreshView(APIView):
    """Exchange a refresh token, which is spent by it, for new tokens."""

    input_class = RefreshTokenInput

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer with new tokens, or 401."""
        found = app_settings.TOKEN_STRATEGY.refresh_token(self.input.cleaned_data["refresh_token"])
        if found is None:
            error = refusing.validation_error(request, InvalidToken())
            return ErrorResponse(request, exception=error, status=401)
        return RefreshTokenResponse(request, *found)


class ToProviderView(RedirectToProviderView):
    """Send a browser to a provider."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with a redirect; to our own page with a code when that is not possible."""
        code, back = request.POST.get("provider", ""), request.POST.get("callback_url", "")
        if providers.find(code) is None or not AccountAdapter(request).is_safe_url(back):
            return redirect(f"{PAGE}?error={SignInFailed.code}")
        return super().post(request, *args, **kwargs)


class StepUpView(APIView):
    """Send a signed-in browser to a provider to confirm, now, that the same person is there."""

    handle_json_input = False

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer with a redirect that makes the provider ask again."""
        code, back = request.POST.get("provider", ""), request.POST.get("callback_url", "")
        if not isinstance(request.user, Account):
            return redirect(f"{PAGE}?error={NotSignedIn.code}")
        if providers.find(code) is None or not AccountAdapter(request).is_safe_url(back):
            return redirect(f"{PAGE}?error={SignInFailed.code}")
        provider = get_adapter(request).get_provider(request, code)
        return provider.redirect(request, AuthProcess.REDIRECT, next_url=back, purpose=STEP_UP)
