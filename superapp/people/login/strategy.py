"""The tokens of citizens' apps: allauth's, with our name in them, and refresh tokens that are spent once."""

from typing import Any

from allauth.headless import app_settings
from allauth.headless.tokens.strategies.jwt import JWTTokenStrategy, internal

from superapp.accounts import tokens

from . import once


class TokenStrategy(JWTTokenStrategy):
    """Access tokens of five minutes beside refresh tokens of a day."""

    def get_claims(self, user: Any) -> dict[str, Any]:
        """Say who made the token and for whom (8)."""
        return {"iss": tokens.issuer(), "aud": tokens.AUDIENCE}

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        """Return new tokens for an unspent refresh token; None otherwise. Of many at once one wins."""
        known = internal.validate_refresh_token(refresh_token)
        if known is None:
            return None
        if not once.first("refresh", known[2]["jti"], app_settings.JWT_REFRESH_TOKEN_EXPIRES_IN):
            return None
        return super().refresh_token(refresh_token)
