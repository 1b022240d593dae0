"""The name an agency's service knows somebody by: made once, the same for ever, different at every agency."""

from django.db import IntegrityError, transaction

from superapp.accounts import cipher
from superapp.accounts.models import Citizen, Organisation
from superapp.people.models import AgencyClient, PairwiseSubject

PURPOSE = "pairwise"


def sub_of(client: AgencyClient, person: Citizen | Organisation) -> str:
    """Return the name `client` knows this citizen or organisation by, making it at the first meeting."""
    column = "citizen" if isinstance(person, Citizen) else "organisation"
    known = PairwiseSubject.objects.filter(client=client, **{column: person}).values_list("sub", flat=True).first()
    if known is not None:
        return known
    sub = cipher.blind_index(PURPOSE, f"{client.client_id}:{person.public_id}")
    try:
        with transaction.atomic():
            PairwiseSubject.objects.create(client=client, sub=sub, **{column: person})
    except IntegrityError:
        # Somebody else's request met this person a moment ago.
        return PairwiseSubject.objects.get(client=client, **{column: person}).sub
    return sub


def person_of(client: AgencyClient, sub: str) -> Citizen | Organisation | None:
    """Return whom `client` knows by that name; None for a name it does not know."""
    subject = (
        PairwiseSubject.objects.filter(client=client, sub=sub)
        .select_related("citizen__account", "organisation")
        .first()
    )
    return None if subject is None else subject.citizen or subject.organisation
