"""Viewer: who is asking. Every `visible_to` and every permission predicate takes one."""

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import Account, Citizen, Mandate, Officer


@dataclass(frozen=True, slots=True)
class SignIn:
    """How the person behind a request signed in: what a session knows of it.

    `ial` is the identity assurance level of the provider used now ("2.3"; assurance.py), `provider` its code, `at` the
    instant of that sign-in. `session_id` names the session among the person's devices.
    """

    provider: str
    ial: str
    at: datetime
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a request, or nobody; and for whom they act.

    `account` and the rest are None for nobody. `officer` is None for citizens, `citizen` for officers. `sign_in` is
    None where a session was not made by an identity provider, as officers' are not. `factor_at` is when an officer last
    showed their second factor in this session, where that was looked at. `mandate` is set when the person acts for
    another (acting.py). `remembered` holds what permission predicates have looked up for this viewer during
    this request, so that it is looked up once.
    """

    account: "Account | None" = None
    officer: "Officer | None" = None
    citizen: "Citizen | None" = None
    sign_in: SignIn | None = None
    factor_at: datetime | None = None
    mandate: "Mandate | None" = None
    remembered: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_anonymous(self) -> bool:
        """Tell whether nobody is signed in."""
        return self.account is None

    @property
    def account_id(self) -> int | None:
        """Return the account's key, None for nobody."""
        return None if self.account is None else self.account.pk

    @property
    def actor(self) -> str:
        """Return the audit chain's name for who acts: the account's public id.

        :raises AttributeError: for nobody, who does not act.
        """
        return str(self.account.public_id)  # type: ignore[union-attr]

    @property
    def principal(self) -> str | None:
        """Return the audit chain's name for who is acted for; None when the person acts for themselves."""
        return None if self.mandate is None else self.mandate.principal_id

    @property
    def mandate_id(self) -> str | None:
        """Return the public id of the mandate acted under; None when the person acts for themselves."""
        return None if self.mandate is None else str(self.mandate.public_id)

    @property
    def person_id(self) -> str | None:
        """Return the public id of whose matters these are: the principal's when acting for one, else the viewer's."""
        if self.mandate is not None:
            return self.mandate.principal_id
        return None if self.account is None else str(self.account.public_id)

    @property
    def pseudonym(self) -> str:
        """Return a name for logs that tells viewers apart without saying who they are; "-" for nobody."""
        if self.account is None:
            return "-"
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, b"viewer" + self.account.public_id.bytes, hashlib.sha256).hexdigest()[:16]


ANONYMOUS = Viewer()


def viewer_for(
    account: "Account | None", sign_in: SignIn | None = None, *, factor_at: datetime | None = None
) -> Viewer:
    """Return the viewer for a signed-in account; nobody for None or an account that is switched off."""
    if account is None or not account.is_active:
        return ANONYMOUS
    if account.kind == account.Kind.CITIZEN:
        return Viewer(account=account, citizen=getattr(account, "citizen", None), sign_in=sign_in)
    return Viewer(account=account, officer=getattr(account, "officer", None), factor_at=factor_at)


def viewer_of(request: "HttpRequest") -> Viewer:
    """Return who is asking, by the session cookie; nobody when there is none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    return viewer_for(user)
