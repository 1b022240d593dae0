"""Changing keys beyond the citizens' own rows: second factors, devices, identities, and names at agencies."""

import base64
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import call_command
from django.test import override_settings

from superapp.accounts import cipher, keys
from superapp.accounts.models import Account, Citizen, Officer
from superapp.people.actions import identities, notices, second_factor, subjects
from superapp.people.models import PushTarget
from superapp.people.models.push import TOKEN
from tests.factories.people import make_person, pid_of, viewer_of_person
from tests.factories.services import NOW
from tests.people.agencies.party import registered

from .test_keys import EVEN, ODD, ONE, TWO, index, pii

pytestmark = pytest.mark.django_db
DEVICE = "device-token-of-sixteen"
LATER = NOW + timedelta(days=1)


def sign_in(provider: str, subject: str, number: int = 1) -> Account:
    identity = identities.Identity(provider, identities.uid_of(provider, subject), "2.3", NOW, pid_of(number))
    return identities.link(identity=identity, floor="2.1", current=None, purpose="sign-in", now=NOW).account


def register(person: Citizen) -> PushTarget:
    return notices.register_target(viewer=viewer_of_person(person), platform="ios", token=DEVICE, now=NOW)


def change_index_key() -> None:
    keys.check()
    with index(EVEN, ODD):
        keys.check()
        call_command("rotate_keys", index=True)


class TestSecondFactors:
    def test_secret_and_recovery_codes_open_with_the_new_key_alone(self, author_officer: Officer):
        account, secret = author_officer.account, second_factor.new_secret()
        keys.check()
        shown = second_factor.current_code(secret)
        codes = second_factor.set_up(account=account, secret=secret, code=shown, now=NOW)

        with pii(TWO, ONE):
            call_command("rotate_keys")

        with pii(TWO):
            keys.check()
            kept = {row.type: row.data for row in Authenticator.objects.filter(user=account)}
            sealed = (kept[second_factor.TOTP]["secret"], kept[second_factor.RECOVERY]["seed"])
            assert [cipher.key_id_of(base64.b64decode(text)) for text in sealed] == [2, 2]
            assert second_factor.secret_of(account) == secret
            assert second_factor.show(account=account, code=codes[0], now=NOW) == second_factor.RECOVERY
            following = second_factor.current_code(secret, unused_by=account)
            assert second_factor.show(account=account, code=following, now=NOW) == second_factor.TOTP
            with pytest.raises(second_factor.WrongCode):
                second_factor.show(account=account, code=shown, now=NOW)


class TestDevices:
    def test_are_known_by_the_new_key_afterwards(self):
        person = make_person(1)
        register(person)

        change_index_key()

        with index(EVEN):
            assert PushTarget.objects.get().token_index == cipher.blind_index(TOKEN, DEVICE)
            register(person)
            assert PushTarget.objects.get().token == DEVICE

    @pytest.mark.parametrize("ring", [(EVEN, ODD), (EVEN,)], ids=["meanwhile", "afterwards"])
    def test_that_change_hands_stop_telling_the_one_before(self, ring: tuple[str, ...]):
        before, after = make_person(1), make_person(2)
        register(before)
        if ring == (EVEN,):
            change_index_key()

        with index(*ring):
            register(after)

        assert PushTarget.objects.get().citizen == after

    @pytest.mark.parametrize("newer", ["old key", "new key"])
    def test_known_twice_stay_with_whoever_registered_last(self, newer: str):
        """A process that has only the old key does not see what was registered under the new one."""
        with index(EVEN, ODD):
            by_new = register(make_person(2))
        with index(ODD):
            by_old = register(make_person(1))
        last = by_new if newer == "new key" else by_old
        PushTarget.objects.filter(pk=last.pk).update(registered_at=LATER)

        change_index_key()

        with index(EVEN):
            kept = PushTarget.objects.get()
            assert (kept.pk, kept.token_index) == (last.pk, cipher.blind_index(TOKEN, DEVICE))


class TestIdentities:
    def test_named_by_the_number_leave_the_old_key_at_once(self):
        account = sign_in("thaid", pid_of(1))
        old = identities.uid_of("thaid", pid_of(1))

        change_index_key()

        with index(EVEN):
            uid = SocialAccount.objects.get().uid
            assert uid == identities.uid_of("thaid", pid_of(1)) != old
            assert sign_in("thaid", pid_of(1)) == account
        assert SocialAccount.objects.count() == 1

    def test_named_otherwise_are_made_anew_at_the_next_sign_in(self):
        account = sign_in("ndid", "opaque")

        change_index_key()

        with index(EVEN):
            assert SocialAccount.objects.get().uid != identities.uid_of("ndid", "opaque")
            assert sign_in("ndid", "opaque") == account
            assert SocialAccount.objects.get().uid == identities.uid_of("ndid", "opaque")


def test_agencies_know_people_by_the_same_name_for_ever(agency):
    person, client = make_person(1), registered("DOPA").client
    name = subjects.sub_of(client, person)

    change_index_key()

    with index(EVEN), override_settings(PII_KEYS=ONE):
        assert subjects.sub_of(client, person) == name
        assert subjects.person_of(client, name) == person
