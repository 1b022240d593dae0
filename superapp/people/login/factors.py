"""The second factor's secrets at rest: allauth keeps them as text, we keep that text sealed."""

import base64
import binascii
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from superapp.accounts import cipher

# Keys of authenticators are made by the database, after sealing: the place says the table and the column only.
ABOUT = ("mfa_authenticator", "-", "data")


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's adapter with secrets sealed by a master key. They are nobody's data, so no citizen's key is there."""

    def encrypt(self, text: str) -> str:
        """Return `text` sealed, as text."""
        return base64.b64encode(cipher.seal(text, ABOUT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what was sealed.

        :raises cipher.Unreadable: when it does not open.
        """
        try:
            sealed = base64.b64decode(encrypted_text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise cipher.Unreadable("no sealed text") from error
        return cipher.opened(sealed, ABOUT)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Return the name an authenticator app shows: the user name."""
        return str(user.get_username())


def resealed(authenticator: Any) -> dict[str, Any] | None:
    """Return an authenticator's data with its secrets sealed by the newest master key; None when they are already.

    :raises cipher.Unreadable: when one does not open.
    """
    factors, newest, changed = SealedFactors(), cipher.newest_key_id(), dict(authenticator.data)
    for name in ("secret", "seed"):
        kept = changed.get(name)
        if kept and cipher.key_id_of(base64.b64decode(kept)) != newest:
            changed[name] = factors.encrypt(factors.decrypt(kept))
    return None if changed == authenticator.data else changed
