"""The OpenID Connect server for agencies: code flow with PKCE S256, and nothing else.

Built of oauthlib's endpoints and allauth's validator, client and token, with what they leave open closed:

- allauth compares redirect addresses by parts: more query parameters, another port on loopback, a user name before the
  host pass. Here an address equals a registered one, letter by letter.
- PKCE is for every client, and `plain` does not exist.
- a code is taken by exactly one caller (allauth reads it, and deletes it afterwards); a second use ends the tokens of
  the first.
- a client can revoke only tokens of its own.
- codes and tokens stand for a sign-in (releases.SignedIn), asked again at every use: is the account on, is the mandate
  in force, does the consent stand?
- scopes a client may not have are dropped, not refused.
"""

import re
import uuid
from datetime import timedelta
from typing import Any

from allauth.core.internal import httpkit, jwkkit
from allauth.core.internal.deferred import jwt
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_opaque_token
from allauth.idp.oidc.models import Client, Token
from django.utils import timezone
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, RevocationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken
from oauthlib.openid.connect.core.endpoints.userinfo import UserInfoEndpoint
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant

from superapp.accounts.models import Citizen
from superapp.people.actions import claims, one_time, releases
from superapp.people.actions.clients import digest_of
from superapp.people.models import AgencyClient

CODE = "authorization"
CODE_S = 60
TOKEN_S = 300
# The SHA-256 of the verifier, as base64url without padding.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """What the server asks about one request. Made for one request and thrown away."""

    signed_in: releases.SignedIn | None = None
    standing: releases.Standing | None = None
    token: Token | None = None

    # --- clients ---

    def _lookup_client(self, request: Any, client_id: str) -> Client | None:
        known: dict[str, Client | None] = self.__dict__.setdefault("clients", {})
        if client_id not in known:
            row = _open_client(client_id)
            known[client_id] = None if row is None else row.client
        return known[client_id]

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Tell whether the client's id and secret are right, by Basic or in the body."""
        client_id, secret = httpkit.extract_basic_auth(request.headers)
        if not client_id and not secret:
            client_id, secret = request.client_id, request.client_secret
        row = authenticated(client_id, secret)
        if row is None or (request.client_id and request.client_id != client_id):
            return False
        self._use_client(request, row.client)
        request.client_id = client_id
        return True

    def authenticate_client_id(self, client_id: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Refuse: there are no clients without a secret."""
        return False

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Require it, always."""
        return True

    # --- the authorization request ---

    def validate_redirect_uri(self, client_id: Any, redirect_uri: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Tell whether the address is a registered one, letter by letter."""
        return redirect_uri in request.client.get_redirect_uris()

    def validate_scopes(
        self, client_id: Any, scopes: Any, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Drop what the client may not have; what is left needs `openid`."""
        allowed = set(client.get_scopes())
        asked = set(claims.IN_PROFILE) | set(scopes) if claims.PROFILE in scopes else set(scopes)
        request.scopes = [scope for scope in claims.SCOPES if scope in asked & allowed]
        return "openid" in request.scopes

    def is_pkce_required(self, client_id: Any, request: Any) -> bool:
        """Require it of everybody."""
        return True

    def validate_silent_login(self, request: Any) -> bool:
        """Leave it to the authorize page, which knows who is there."""
        return True

    def validate_silent_authorization(self, request: Any) -> bool:
        """Leave it to the authorize page."""
        return True

    def validate_user_match(self, id_token_hint: Any, scopes: Any, claims: Any, request: Any) -> bool:
        """Hints and the `claims` parameter are not read: scopes say what is wanted."""
        return True

    # --- codes ---

    def save_authorization_code(self, client_id: Any, code: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """Let the code stand for this sign-in for a minute."""
        content = {
            "client_id": client_id,
            "redirect_uri": request.redirect_uri,
            "scopes": request.scopes,
            "pkce": {
                "code_challenge": request.code_challenge,
                "code_challenge_method": request.code_challenge_method,
            },
            "code": {"nonce": request.nonce},
            "signed_in": request.signed_in.as_json(),
        }
        one_time.keep(CODE, code["code"], content, seconds=CODE_S)

    def validate_code(self, client_id: Any, code: Any, client: Any, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Tell whether the code is this client's and good, and take it: True for exactly one caller."""
        content = self._lookup_authorization_code(request, client_id, code)
        if content is None:
            return False
        if not one_time.take(CODE, code):
            Token.objects.filter(client=client, data__code=one_time.digest(code)).delete()
            return False
        if not self._stand(releases.SignedIn(**content["signed_in"]), client.agency_client):
            return False
        assert self.standing is not None
        request.user = self.standing.citizen.account
        request.scopes = content["scopes"]
        return True

    def _lookup_authorization_code(self, request: Any, client_id: Any, code: Any) -> dict[str, Any] | None:
        known: dict[str, Any] = self.__dict__.setdefault("codes", {})
        if code not in known:
            known[code] = one_time.peek(CODE, code)
        content: dict[str, Any] | None = known[code]
        return content if content is not None and content["client_id"] == client_id else None

    def invalidate_authorization_code(self, client_id: Any, code: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """Do nothing: the code was taken when it was checked."""

    # --- tokens ---

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """Keep the access token's digest, and what it stands for."""
        assert self.signed_in is not None
        assert self.standing is not None
        row = Token(
            client=request.client,
            user=request.user,
            type=Token.Type.ACCESS_TOKEN,
            hash=get_adapter().hash_token(token["access_token"]),
            created_at=timezone.now(),
            expires_at=timezone.now() + timedelta(seconds=TOKEN_S),
            data={
                "signed_in": self.signed_in.as_json(),
                "about": str(self.standing.principal.public_id),
                "code": one_time.digest(request.code),
            },
        )
        row.set_scopes(request.scopes)
        row.save()

    def finalize_id_token(self, id_token: Any, token: Any, token_handler: Any, request: Any) -> str:
        """Return the signed id token: who it is to this client, how sure, since when, and for whom they act.

        Claims about the person are not in it: userinfo tells them, and notes that it did.
        """
        assert self.signed_in is not None
        assert self.standing is not None
        id_token["iss"] = get_adapter().get_issuer()
        id_token["exp"] = id_token["iat"] + TOKEN_S
        id_token["jti"] = uuid.uuid4().hex
        id_token.update(releases.identity(request.client.agency_client, self.signed_in, self.standing))
        jwk, key = jwkkit.load_jwk_from_pem(get_adapter().get_signing_key().pem)
        return str(jwt.encode(id_token, key, algorithm="RS256", headers={"kid": jwk["kid"]}))

    def validate_bearer_token(self, token: Any, scopes: Any, request: Any) -> bool:
        """Tell whether the token came in the header, is in force, and what it stands for still stands."""
        if not token or f"Bearer {token}" != request.headers.get("Authorization"):
            return False
        row = Token.objects.lookup(Token.Type.ACCESS_TOKEN, token)
        client = None if row is None else _open_client(row.client_id)
        if row is None or client is None or not isinstance(row.data, dict) or "signed_in" not in row.data:
            return False
        if not self._stand(releases.SignedIn(**row.data["signed_in"]), client):
            return False
        self._use_client(request, client.client)
        request.user, request.scopes, self.token = row.user, row.get_scopes(), row
        return set(scopes) <= set(request.scopes)

    def revoke_token(self, token: Any, token_type_hint: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """End a token of the client that asks; those of others stay."""
        Token.objects.by_value(token).filter(client=request.client).delete()

    def get_userinfo_claims(self, request: Any) -> dict[str, Any]:
        """Return what this client is told about this person now."""
        assert self.signed_in is not None
        assert self.standing is not None
        client = request.client.agency_client
        told = releases.identity(client, self.signed_in, self.standing)
        facts = claims.facts_of(request.scopes)
        return told | releases.release(client, self.standing, facts, now=timezone.now(), consent=self.consent)

    def _stand(self, signed_in: releases.SignedIn, client: AgencyClient) -> bool:
        """Tell whether the sign-in still stands: account on, mandate in force, consent not withdrawn."""
        standing = releases.standing(signed_in, now=timezone.now())
        if standing is None:
            return False
        self.consent = None
        if isinstance(standing.principal, Citizen):
            self.consent = releases.consent_of(client, standing.principal, now=timezone.now())
            if self.consent is None:
                return False
        self.signed_in, self.standing = signed_in, standing
        return True


class Server(AuthorizationEndpoint, TokenEndpoint, UserInfoEndpoint, RevocationEndpoint):  # type: ignore[misc]
    """Authorization, token, userinfo and revocation: of one request."""

    def __init__(self) -> None:
        self.validator = Validator()
        grant = AuthorizationCodeGrant(self.validator)
        grant.refresh_token = False
        grant.proxy_target._code_challenge_methods = {"S256": code_challenge_method_s256}
        grant.custom_validators.pre_auth.append(_check_challenge)
        bearer = BearerToken(self.validator, generate_opaque_token, TOKEN_S)
        AuthorizationEndpoint.__init__(self, "code", bearer, {"code": grant})
        TokenEndpoint.__init__(self, "authorization_code", bearer, {"authorization_code": grant})
        UserInfoEndpoint.__init__(self, self.validator)
        RevocationEndpoint.__init__(self, self.validator, supported_token_types=("access_token",))


def _check_challenge(request: Any) -> dict[str, Any]:
    # A missing one, or another method, is refused by oauthlib.
    if request.code_challenge is not None and not _CHALLENGE.fullmatch(request.code_challenge):
        raise InvalidRequestError(description="code_challenge: expected 43 characters of base64url", request=request)
    return {}


def authenticated(client_id: Any, secret: Any) -> AgencyClient | None:
    """Return the client with that id and secret; None when they do not belong together or it is switched off."""
    if not isinstance(client_id, str) or not isinstance(secret, str) or not secret:
        return None
    row = _open_client(client_id)
    return row if row is not None and row.accepts(digest_of(secret), timezone.now()) else None


def _open_client(client_id: Any) -> AgencyClient | None:
    if not isinstance(client_id, str) or not 0 < len(client_id) <= 100 or "\0" in client_id:
        return None
    return AgencyClient.objects.open().select_related("client").filter(client_id=client_id).first()
