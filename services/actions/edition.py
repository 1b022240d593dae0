"""The catalogue's edition: the lock that puts publishing in order, and the number citizens' copies are compared by."""

from django.db import connection
from django.db.models import F

from services.models import Catalogue


def hold() -> Catalogue:
    """Lock the catalogue's one row until the transaction ends, so that publishing happens one at a time.

    Take this lock before any other row's: everybody in the same order, so nobody waits in a circle.
    """
    assert connection.in_atomic_block, "hold() belongs inside the transaction of the act it orders"
    Catalogue.objects.get_or_create(pk=1)
    return Catalogue.objects.select_for_update().get(pk=1)


def advance(catalogue: Catalogue) -> int:
    """Raise the version of the held catalogue by one and return it. Rows that changed carry it as `changed_in`."""
    Catalogue.objects.filter(pk=catalogue.pk).update(version=F("version") + 1)
    catalogue.version += 1
    return catalogue.version
