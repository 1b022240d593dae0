"""At the same moment: first sign-ins, one token twelve times, unlinking twice, linking while unlinking."""

from collections import Counter
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.cache import caches
from django.utils import timezone

from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import viewer_for
from superapp.audit.models import AuditEvent
from superapp.people.actions import identities
from superapp.people.login import wire
from superapp.people.sandbox import issuing
from tests.racing import kinds, together

from .journeys import PROVIDERS, Phone, error_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forget_providers(transactional_db: None) -> None:
    """Empty the caches, make the provider's key, and start without anybody."""
    for cache in ("data", "default"):
        caches[cache].clear()
    wire.forget()
    issuing.signing_key(1)


def presented(provider: str, token: str) -> str:
    response = Phone().present(provider, token)
    assert response.status_code < 500
    return error_of(response) or "in"


def test_twenty_first_sign_ins_of_one_person_make_one_account():
    phones = [Phone() for _ in range(20)]
    tokens = [(PROVIDERS[n % 4], phone.id_token(PROVIDERS[n % 4], "worker")) for n, phone in enumerate(phones)]

    def sign_in(phone: Phone, provider: str, token: str) -> str:
        response = phone.present(provider, token)
        phone.access_token = response.json().get("meta", {}).get("access_token", "")
        return error_of(response) or "in"

    outcomes = together(
        *[lambda one=one: sign_in(*one) for one in zip(phones, *zip(*tokens, strict=True), strict=True)]
    )

    assert Counter(outcomes) == {"in": 20}
    # And every one of the twenty stays signed in, whatever the others did meanwhile.
    assert {phone.ask("{ viewer { kind } }").status_code for phone in phones} == {200}
    assert (Account.objects.count(), Citizen.objects.count()) == (1, 1)
    assert Counter(SocialAccount.objects.values_list("provider", flat=True)) == dict.fromkeys(PROVIDERS, 1)
    assert [event.details["first"] for event in AuditEvent.objects.order_by("seq")] == [True] + [False] * 19


def test_one_token_twelve_times_opens_once():
    token = Phone().id_token("thaid", "worker")

    outcomes = together(*[lambda: presented("thaid", token) for _ in range(12)])

    assert Counter(outcomes) == {"in": 1, "TOKEN_REPLAYED": 11}
    assert UserSession.objects.count() == 1


def test_one_refresh_token_twelve_times_is_spent_once():
    phone = Phone()
    phone.sign_in("thaid", "worker")

    def refresh() -> int:
        return Phone().post("/tokens/refresh", {"refresh_token": phone.refresh_token}).status_code

    assert Counter(together(*[refresh] * 12)) == {200: 1, 401: 11}


def _linked() -> tuple[Any, list[str]]:
    for provider in ("thaid", "ndid"):
        Phone().sign_in(provider, "worker")
    account = Account.objects.get()
    return viewer_for(account), [identities.key_of(one) for one in identities.linked_to(account.citizen)]


def test_of_two_unlinkings_of_the_last_two_one_is_refused():
    viewer, keys = _linked()

    outcomes = together(
        *[lambda key=key: identities.unlink(viewer=viewer, key=key, now=timezone.now()) for key in keys]
    )

    assert kinds(outcomes) == ["LAST_IDENTITY", "NoneType"]
    assert SocialAccount.objects.count() == 1


def test_signing_in_while_unlinking_ends_in_one_of_two_orders():
    viewer, keys = _linked()
    token = Phone().id_token("thaid", "worker")

    outcomes = together(
        lambda: identities.unlink(viewer=viewer, key=keys[0], now=timezone.now()), lambda: presented("thaid", token)
    )

    assert outcomes == [None, "in"]
    links = Counter(SocialAccount.objects.values_list("provider", flat=True))
    assert links in ({"ndid": 1}, {"ndid": 1, "thaid": 1})
    assert Citizen.objects.count() == 1


def test_signing_in_while_the_account_is_switched_off_leaves_no_way_in():
    phone = Phone()
    phone.sign_in("thaid", "worker")
    token = phone.id_token("thaid", "worker")
    late = Phone()

    def sign_in() -> str:
        response = late.present("thaid", token)
        late.access_token = response.json().get("meta", {}).get("access_token", "")
        return error_of(response) or "in"

    outcomes = together(sign_in, lambda: Account.objects.update(is_active=False))

    assert outcomes[0] in ("in", "ACCOUNT_INACTIVE")
    assert late.ask("{ viewer { id } }", late.bearer).status_code == 401
