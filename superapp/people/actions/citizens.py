"""Citizens as others tell of them: the row of somebody who has not signed in themselves yet."""

from typing import Any

from django.db import IntegrityError, transaction

from superapp.accounts.models import Account, Citizen


def known_or_new(*, pid: str, name_th: str | None, name_en: str | None, birth_date: str | None) -> Citizen:
    """Return the citizen with that number, made from what a registry says when there is none yet.

    A new one has an account without any way to sign in; whoever later signs in with that number comes to the same
    account. What is known already is left alone: the person's own sign-in tells it better. `birth_date` is a day
    ("2025-06-12"), or less of one ("2025").
    """
    for _ in range(2):
        known = Citizen.objects.with_pid(pid).select_related("account").first()
        if known is not None:
            return known
        try:
            with transaction.atomic():
                return _made(pid, {"name_th": name_th, "name_en": name_en, "birth_date": birth_date})
        except IntegrityError:
            # The other parent, or the child's first sign-in, was a moment faster.
            continue
    return Citizen.objects.with_pid(pid).select_related("account").get()


def _made(pid: str, told: dict[str, Any]) -> Citizen:
    account = Account(kind=Account.Kind.CITIZEN)
    account.username = f"citizen-{account.public_id}"
    account.set_unusable_password()
    account.save()
    citizen = Citizen(account=account)
    citizen.make_key()
    citizen.know_by(pid)
    for column, text in told.items():
        citizen.seal(column, text)
    citizen.save()
    return citizen
