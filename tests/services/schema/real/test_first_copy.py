"""The first copy of the real catalogue."""

import pytest

from services.models import Agency, Catalogue
from tests.asking import Asker
from tests.services.schema.phone import Phone


@pytest.mark.django_db
def test_it_is_whole_and_brings_everything_once(ask: Asker) -> None:
    phone = Phone(ask, page=50)

    phone.sync()

    assert len([key for key in phone.kept if key[0] == "SERVICE"]) == 300
    assert len([key for key in phone.kept if key[0] == "AGENCY"]) == Agency.objects.in_service().count() == 112
    assert len(phone.received) == len(phone.kept) == 412
    assert phone.version == Catalogue.objects.version()
