"""Making the blind indexes anew that stand beside the citizens' own: of devices, and of identities named by the number.

Whoever learns an old key could try all citizens' numbers against what it made, so nothing that can be made anew stays
under it. A name that a provider made up is kept nowhere and tells nothing; its index is made anew at the next sign-in.
"""

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.models.citizen import CITIZEN_ID
from superapp.people.models import PushTarget
from superapp.people.models.push import TOKEN

from .identities import uid_purpose

# Rows that are locked together.
BATCH = 100


def rekey() -> int:
    """Bring the indexes of devices and identities under the newest index key; return how many were changed."""
    return _rekey_devices() + _rekey_identities()


def _rekey_devices() -> int:
    changed = 0
    while True:
        keys = PushTarget.objects.filter(citizen__erased_at=None).order_by("pk").values_list("pk", flat=True)
        found = sum(_rekeyed(key) for key in list(keys))
        changed += found
        if not found:
            return changed


def _rekeyed(key: int) -> bool:
    try:
        with transaction.atomic():
            return _rekey_device(key)
    except IntegrityError:
        # The device was registered anew at this moment: the next round finds both rows.
        return True


def _rekey_device(key: int) -> bool:
    row = PushTarget.objects.select_for_update(of=("self",)).select_related("citizen__account").filter(pk=key).first()
    if row is None or row.citizen.erased_at is not None:
        return False
    index = cipher.blind_index(TOKEN, row.token)
    if row.token_index == index:
        return False
    twin = PushTarget.objects.filter(token_index=index).first()
    if twin is None:
        PushTarget.objects.filter(pk=row.pk).update(token_index=index)
    elif twin.registered_at >= row.registered_at:
        row.delete()
    else:
        twin.delete()
        PushTarget.objects.filter(pk=row.pk).update(token_index=index)
    return True


def _rekey_identities() -> int:
    changed = 0
    _, *older = cipher.index_keys().values()
    citizens = Citizen.objects.filter(erased_at=None).select_related("account").order_by("pk")
    everybody = list(citizens.values_list("pk", flat=True))
    for first in range(0, len(everybody), BATCH):
        with transaction.atomic():
            # The rows that signing in and linking lock too.
            held = citizens.filter(pk__in=everybody[first : first + BATCH]).select_for_update(of=("self",))
            rows = {one.account_id: one for one in held}
            for social in SocialAccount.objects.filter(user__in=rows):
                pid = rows[social.user_id].read(CITIZEN_ID)
                purpose = uid_purpose(social.provider)
                if pid is not None and social.uid in [cipher.index_by(key, purpose, pid) for key in older]:
                    uid = cipher.blind_index(purpose, pid)
                    changed += SocialAccount.objects.filter(pk=social.pk).update(uid=uid)
    return changed
