"""AgencyAdapter: what allauth asks us as an OpenID Connect provider - who we are, our keys, names that differ."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings

from superapp.accounts.models import Account, Citizen
from superapp.people.actions import subjects


class AgencyAdapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """Our answers."""

    def get_issuer(self) -> str:
        """Return PUBLIC_URL: the Host header is the visitor's to choose."""
        return str(settings.PUBLIC_URL)

    def get_signing_key(self) -> Any:
        """Return the first key: the order of AGENCY_SIGNING_KEYS says which signs; the others are only published."""
        return self.list_private_keys(did_activate=True, is_active=True)[0]

    def get_user_sub(self, client: Any, user: Any) -> str:
        """Return the name this client knows a citizen by; no other client knows it.

        :raises Citizen.DoesNotExist: for an account that is no citizen's.
        """
        return subjects.sub_of(client.agency_client, user.citizen)

    def get_user_by_sub(self, client: Any, sub: str) -> Account | None:
        """Return the account behind a client's name for somebody; None when it is unknown, off or erased."""
        person = subjects.person_of(client.agency_client, sub)
        if not isinstance(person, Citizen) or person.erased_at is not None or not person.account.is_active:
            return None
        return person.account

    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, email: Any = None, **kwargs: Any) -> Any:
        """Return the subject alone: everything else is told under a consent (actions/releases.py)."""
        return {"sub": self.get_user_sub(client, user)}

    def is_cimd_url_allowed(self, url: str) -> bool:
        """Refuse: clients are registered at the desk and nowhere else."""
        return False
