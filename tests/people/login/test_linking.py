"""One person, one account: what links, what is refused, what can be undone."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone

from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import viewer_for
from superapp.audit.models import AuditEvent
from superapp.people.actions import identities
from superapp.people.sandbox.switches import switched

from .journeys import PROVIDERS, VIEWER, Browser, Phone, error_of

every_provider = pytest.mark.parametrize("provider", PROVIDERS)
UNLINK = (
    "mutation ($id: ID!) { unlinkIdentity(input: {id: $id}) { viewer { identities { provider } } "
    "problems { code path } } }"
)


@every_provider
def test_a_known_identity_that_names_somebody_else_is_refused(phone: Phone, provider: str):
    phone.sign_in(provider, "worker")

    with switched(provider, pid="9100400316768"):
        response = Phone().sign_in(provider, "worker")

    assert (response.status_code, error_of(response)) == (400, "IDENTITY_CHANGED")
    assert (Citizen.objects.count(), SocialAccount.objects.count()) == (1, 1)
    assert AuditEvent.objects.order_by("-seq")[0].outcome == "IDENTITY_CHANGED"


@every_provider
def test_nobody_takes_over_a_known_person_through_an_identity_of_their_own(phone: Phone, provider: str):
    phone.sign_in(provider, "worker")
    Phone().sign_in(provider, "farmer")

    with switched(provider, pid="9100300237572"):
        response = Phone().sign_in(provider, "farmer")

    assert error_of(response) == "IDENTITY_CHANGED"
    assert Citizen.objects.count() == 2


@every_provider
def test_somebody_elses_identity_cannot_be_linked(phone: Phone, provider: str):
    phone.sign_in("thaid", "worker")

    response = phone.present(provider, phone.id_token(provider, "farmer"), "connect", **phone.bearer)

    assert (response.status_code, error_of(response)) == (400, "OTHER_PERSON")
    assert list(SocialAccount.objects.values_list("provider", flat=True)) == ["thaid"]
    assert phone.ask("{ viewer { nameEn } }").json() == {"data": {"viewer": {"nameEn": "Thanaphon Sriwong"}}}


@every_provider
def test_somebody_elses_known_identity_cannot_be_linked_either(phone: Phone, provider: str):
    Phone().sign_in(provider, "farmer")
    phone.sign_in("thaid", "worker")

    response = phone.present(provider, phone.id_token(provider, "farmer"), "connect", **phone.bearer)

    assert error_of(response) == "OTHER_PERSON"
    assert SocialAccount.objects.count() == 2


@every_provider
def test_linking_is_for_those_signed_in(phone: Phone, provider: str):
    response = phone.present(provider, phone.id_token(provider, "farmer"), "connect")

    assert (response.status_code, error_of(response)) == (400, "NOT_SIGNED_IN")
    assert not Account.objects.exists()


def test_an_app_links_another_provider(phone: Phone):
    phone.sign_in("ndid", "worker")

    response = phone.present("thaid", phone.id_token("thaid", "worker"), "connect", **phone.bearer)

    assert response.status_code == 200
    viewer = phone.ask(VIEWER).json()["data"]["viewer"]
    assert [one["provider"] for one in viewer["identities"]] == ["ndid", "thaid"]
    # Whoever has just shown a surer identity is surer known in this session.
    assert viewer["signIn"] == {"provider": "thaid", "ial": "2.3"}


def test_people_of_one_name_stay_two(phone: Phone):
    phone.sign_in("thaid", "pensioner")
    Phone().sign_in("thaid", "namesake")

    assert Citizen.objects.count() == 2


def test_one_identity_of_two_is_unlinked_and_links_again_by_signing_in(phone: Phone):
    phone.sign_in("thaid", "worker")
    phone.sign_in("ndid", "worker")
    linked = phone.ask(VIEWER).json()["data"]["viewer"]["identities"]

    answer = phone.ask(UNLINK, id=linked[0]["id"]).json()["data"]["unlinkIdentity"]

    assert answer == {"viewer": {"identities": [{"provider": "ndid"}]}, "problems": []}
    Phone().sign_in("thaid", "worker")
    assert (Citizen.objects.count(), SocialAccount.objects.count()) == (1, 2)


def test_the_last_identity_stays(phone: Phone):
    phone.sign_in("thaid", "worker")
    only = phone.ask(VIEWER).json()["data"]["viewer"]["identities"][0]

    answer = phone.ask(UNLINK, id=only["id"]).json()["data"]["unlinkIdentity"]

    assert answer == {"viewer": None, "problems": [{"code": "LAST_IDENTITY", "path": ["id"]}]}
    assert SocialAccount.objects.count() == 1


def test_somebody_elses_identity_cannot_be_unlinked(phone: Phone):
    other = Phone()
    other.sign_in("thaid", "farmer")
    other.sign_in("ndid", "farmer")
    theirs = other.ask(VIEWER).json()["data"]["viewer"]["identities"][0]
    phone.sign_in("thaid", "worker")

    answer = phone.ask(UNLINK, id=theirs["id"]).json()["data"]["unlinkIdentity"]

    assert answer["problems"] == [{"code": "NOT_FOUND", "path": ["id"]}]
    assert phone.ask("query ($id: ID!) { node(id: $id) { id } }", id=theirs["id"]).json() == {"data": {"node": None}}
    assert SocialAccount.objects.count() == 3


@every_provider
def test_a_lost_way_in_is_replaced_by_any_other(phone: Phone, provider: str):
    """Recovery: the account is the person's; whichever provider vouches for their number leads to it."""
    phone.sign_in("thaid", "worker")
    account = Account.objects.get()

    with switched(provider, subject="a-new-subject-after-a-lost-phone"):
        Phone().sign_in(provider, "worker")

    assert Account.objects.get() == account
    links = SocialAccount.objects.filter(user=account, provider=provider)
    assert [one.uid for one in links] == [identities.uid_of(provider, "a-new-subject-after-a-lost-phone")]


def test_whoever_was_erased_starts_anew(browser: Browser):
    phone = Phone()
    phone.sign_in("thaid", "worker")
    before = Citizen.objects.get()
    SocialAccount.objects.filter(user=before.account).update(extra_data={})
    Citizen.objects.filter(pk=before.pk).update(
        erased_at=timezone.now(), pid_index=None, pid_index_2=None, data_key=None, pid_sealed=None,
        name_th_sealed=None, name_en_sealed=None, birth_date_sealed=None, phone_sealed=None, email_sealed=None,
    )  # fmt: skip

    response = Phone().sign_in("thaid", "worker")

    assert response.status_code == 200
    assert Citizen.objects.count() == 2
    assert SocialAccount.objects.get().user != before.account


def test_unlinking_is_for_oneself(phone: Phone):
    phone.sign_in("thaid", "worker")
    viewer = viewer_for(Account.objects.get())

    with pytest.raises(identities.LastIdentity):
        identities.unlink(viewer=viewer, key=identities.key_of(SocialAccount.objects.get()), now=timezone.now())
