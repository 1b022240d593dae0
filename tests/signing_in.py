"""Signing in without the pages: a session as it stands after the password and, for officers, the second factor."""

import time

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Account
from superapp.people.login import officers


def sign_in(client: Client, account: Account, *, shown_s_ago: float = 0.0) -> None:
    """Sign the account in; an officer's second factor was shown that many seconds ago."""
    client.force_login(account, backend=officers.BACKEND)
    if account.kind == Account.Kind.CITIZEN:
        return
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() - shown_s_ago},
        {"method": "mfa", "type": "totp", "at": time.time() - shown_s_ago},
    ]
    session["account_authentication_methods_user"] = user_id_to_str(account)
    officers.mark_admitted(session, account, timezone.now())
    session.save()
