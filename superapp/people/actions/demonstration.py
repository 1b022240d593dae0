"""The second factor of sample officers: a secret anybody can read here, so that the desk can be tried without a phone.

Only with DEMO on. Elsewhere the code is never shown, and nobody is given this secret.
"""

from datetime import datetime

from django.conf import settings

from superapp.accounts.models import Account

from . import second_factor

SECRET = "SAWASDEEOFFICERSAWASDEEOFFICER22"  # noqa: S105


def give_sample_factor(*, account: Account, now: datetime) -> bool:
    """Set up the sample secret for a sample officer who has no second factor; tell whether it was done.

    :raises RuntimeError: unless DEMO is on.
    """
    if not settings.DEMO:
        raise RuntimeError("The sample secret is for demonstrations.")
    if second_factor.is_set_up(account):
        return False
    second_factor.set_up(account=account, secret=SECRET, code=second_factor.current_code(SECRET), now=now)
    return True


def code_for(account: Account) -> str:
    """Return the code that opens the desk now for a sample officer; "" for everybody else, and whenever DEMO is off."""
    if not settings.DEMO or second_factor.secret_of(account) != SECRET:
        return ""
    return second_factor.current_code(SECRET, unused_by=account)
