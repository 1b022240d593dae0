"""Viewer: who is asking. Every `visible_to` and every permission predicate takes one."""

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import Account, Officer


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person behind a request, or nobody.

    `account` and `officer` are None for nobody; `officer` is None for citizens. `remembered` holds what permission
    predicates have looked up for this viewer during this request, so that it is looked up once.
    """

    account: "Account | None" = None
    officer: "Officer | None" = None
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
    def pseudonym(self) -> str:
        """Return a name for logs that tells viewers apart without saying who they are; "-" for nobody."""
        if self.account is None:
            return "-"
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, b"viewer" + self.account.public_id.bytes, hashlib.sha256).hexdigest()[:16]


ANONYMOUS = Viewer()


def viewer_for(account: "Account | None") -> Viewer:
    """Return the viewer for a signed-in account; nobody for None or an account that is switched off."""
    if account is None or not account.is_active:
        return ANONYMOUS
    return Viewer(account=account, officer=getattr(account, "officer", None))


def viewer_of(request: "HttpRequest") -> Viewer:
    """Return who is asking, by the session cookie; nobody when there is none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    return viewer_for(user)
