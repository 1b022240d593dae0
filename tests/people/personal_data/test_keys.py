"""Keys: a wrong one is refused at the start, and changing them loses nothing, whatever happens meanwhile."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import override_settings

from superapp.accounts import cipher, keys
from superapp.accounts.models import Account, Citizen, KeyCheck
from superapp.accounts.models.citizen import pid_indexes
from superapp.people.actions import erasures, key_rotation
from tests.factories.people import make_person, pid_of, viewer_of_person
from tests.factories.services import NOW
from tests.racing import together

ONE, TWO, THREE = (f"{number}:" + digits * 32 for number, digits in ((1, "5a"), (2, "b6"), (3, "c7")))
ODD, EVEN, NEXT_ODD = ("1:" + "a5" * 32, "2:" + "d8" * 32, "3:" + "e9" * 32)


def pii(*ring: str) -> override_settings:
    return override_settings(PII_KEYS=",".join(ring))


def index(*ring: str) -> override_settings:
    return override_settings(PID_INDEX_KEY=",".join(ring))


@pytest.mark.django_db
class TestCheck:
    def test_remembers_the_first_keys_it_sees_by_a_value_that_is_not_the_key(self):
        keys.check()
        keys.check()

        rows = KeyCheck.objects.order_by("purpose").values_list("purpose", "key_id", "value")
        assert list(rows) == [
            ("pid_index", 1, keys.check_value("pid_index", 1, bytes.fromhex("a5" * 32))),
            ("pii", 1, keys.check_value("pii", 1, bytes.fromhex("5a" * 32))),
        ]
        assert all("5a5a" not in value and "a5a5" not in value for _, _, value in rows)

    @pytest.mark.parametrize(
        ("settings", "told"),
        [
            ({"PII_KEYS": "1:" + "00" * 32}, "PII_KEYS: key 1 is not the key 1 this database was sealed with."),
            ({"PII_KEYS": TWO}, "PII_KEYS: key 1 is missing, and what it sealed is still in this database."),
            ({"PID_INDEX_KEY": "00" * 32}, "PID_INDEX_KEY: key 1 is not the key 1"),
            ({"PID_INDEX_KEY": EVEN}, "PID_INDEX_KEY: key 1 is missing"),
            ({"PID_INDEX_KEY": f"{NEXT_ODD},{ODD}"}, "PID_INDEX_KEY: expected one key, or two whose numbers are odd"),
            ({"PII_KEYS": "1:short"}, "PII_KEYS: expected"),
        ],
        ids=str,
    )
    def test_refuses_other_keys_and_says_what_to_do(self, settings: dict[str, str], told: str):
        keys.check()

        with override_settings(**settings), pytest.raises(keys.WrongKey) as caught:
            keys.check()

        assert told in str(caught.value)
        assert not any(digits in str(caught.value) for digits in ("0000", "b6b6", "a5a5", "5a5a"))

    def test_tries_the_keys_on_somebody_in_a_database_that_remembers_none(self):
        make_person(1)

        with pii("1:" + "00" * 32), pytest.raises(keys.WrongKey, match="PII_KEYS: opens nothing"):
            keys.check()
        with index("00" * 32), pytest.raises(keys.WrongKey, match="PID_INDEX_KEY: finds nobody"):
            keys.check()
        keys.check()

    def test_takes_a_new_key_beside_the_old_one(self):
        keys.check()

        with pii(TWO, ONE), index(EVEN, ODD):
            keys.check()

        assert KeyCheck.objects.count() == 4

    def test_is_what_the_worker_asks_before_it_works(self):
        keys.check()

        with pii(TWO), pytest.raises(CommandError, match="PII_KEYS: key 1 is missing"):
            call_command("worker", until_idle=True, skip_checks=False)

    def test_turns_readyz_red(self, client, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("superapp.api.health._fitting", set())
        keys.check()

        with pii(TWO):
            answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["status"], answer.json()["keys"]) == (503, "not ready", "wrong")


@pytest.mark.django_db
class TestMasterKeys:
    def test_are_changed_for_every_citizen_and_the_old_one_is_let_go(self, capsys: pytest.CaptureFixture[str]):
        people = [make_person(number) for number in range(1, 4)]
        keys.check()

        with pii(TWO, ONE):
            call_command("rotate_keys")
        told = capsys.readouterr()

        assert told.out == "rows: 3, changed: 3.\nNothing needs key 1 any more: take it out of PII_KEYS.\n"
        assert told.err.splitlines()[-1].startswith("Sealing anew 3/3")
        with pii(TWO):
            keys.check()
            for number, person in enumerate(people, start=1):
                person.refresh_from_db()
                assert cipher.key_id_of(person.data_key) == 2
                assert person.read("pid") == pid_of(number)

    def test_go_on_where_they_were_stopped(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(key_rotation, "BATCH", 2)
        people = [make_person(number) for number in range(1, 6)]
        seen: list[int] = []

        def stop_at_the_second(count: int) -> None:
            seen.append(count)
            if len(seen) == 2:
                raise KeyboardInterrupt

        with pii(TWO, ONE):
            with pytest.raises(KeyboardInterrupt):
                key_rotation.rotate_master(now=NOW, step=stop_at_the_second)
            stopped = [cipher.key_id_of(one.data_key) for one in Citizen.objects.order_by("pk")]
            changed = key_rotation.rotate_master(now=NOW)
            again = key_rotation.rotate_master(now=NOW)

        assert stopped == [2, 2, 1, 1, 1]
        assert (changed, again) == (3, 0)
        assert len(people) == 5

    def test_a_row_that_does_not_open_retires_nothing_and_says_so(self):
        person = make_person(1)
        keys.check()
        Citizen.objects.filter(pk=person.pk).update(data_key=b"\x01" + b"x" * 60)

        with pii(TWO, ONE), pytest.raises(CommandError, match="A row does not open"):
            call_command("rotate_keys")

        assert KeyCheck.objects.filter(retired_at__isnull=False).count() == 0

    def test_a_retired_key_must_not_write_again(self):
        make_person(1)
        keys.check()
        with pii(TWO, ONE):
            call_command("rotate_keys")

        with pii(ONE, TWO), pytest.raises(keys.WrongKey, match="key 1 is retired and comes first"):
            keys.check()


@pytest.mark.django_db
class TestIndexKey:
    def test_turns_through_the_second_column_and_back_to_the_first(self):
        person = make_person(1)
        keys.check()
        first = person.pid_index

        with index(EVEN, ODD):
            newcomer = make_person(2)
            found_by_old_index = Citizen.objects.with_pid(pid_of(1)).get()
            call_command("rotate_keys", index=True)
        with index(EVEN):
            keys.check()
            found_by_new_index = Citizen.objects.with_pid(pid_of(1)).get()
            with (
                pytest.raises(keys.WrongKey, match="the column of key 3 still holds values of key 1"),
                index(NEXT_ODD, EVEN),
            ):
                keys.check()
            call_command("rotate_keys", index=True)
        with index(NEXT_ODD, EVEN):
            keys.check()
            call_command("rotate_keys", index=True)
        with index(NEXT_ODD):
            keys.check()
            found_by_third = Citizen.objects.with_pid(pid_of(1)).get()

        assert newcomer.pid_index is not None
        assert newcomer.pid_index_2 is not None
        assert found_by_old_index == found_by_new_index == found_by_third == person
        person.refresh_from_db()
        assert person.pid_index not in (None, first)

    def test_a_person_stays_one_person_in_every_phase(self):
        """Each process's settings in a rolling restart share a column with those before and after them."""
        with index(EVEN, ODD):
            person = make_person(1)
        twin = Citizen(account=Account.objects.create_user("twin", kind="citizen"), data_key=person.data_key)

        for ring in ([ODD], [EVEN, ODD], [EVEN]):
            twin.pid_index = twin.pid_index_2 = None
            with index(*ring):
                for column, value in pid_indexes(pid_of(1)).items():
                    setattr(twin, column, value)
            with pytest.raises(IntegrityError, match="pid_index"), transaction.atomic():
                twin.save(force_insert=True)

    def test_is_refused_while_a_number_is_not_kept(self):
        person = make_person(1)
        keys.check()
        Citizen.objects.filter(pk=person.pk).update(pid_sealed=None)

        with index(EVEN, ODD), pytest.raises(CommandError, match="1 citizens have no number kept"):
            call_command("rotate_keys", index=True)

        assert KeyCheck.objects.filter(retired_at__isnull=False).count() == 0


@pytest.mark.django_db(transaction=True)
def test_rotation_beside_writing_and_erasing_loses_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(key_rotation, "BATCH", 3)
    people = [make_person(number) for number in range(1, 13)]

    def write() -> None:
        for person in people[:6]:
            fresh = Citizen.objects.select_related("account").get(pk=person.pk)
            fresh.seal("phone", f"08{fresh.pk:08d}")
            fresh.save(update_fields=["phone_sealed"])

    def erase() -> None:
        for person in people[6:9]:
            erasures.erase(viewer=viewer_of_person(person), confirmation=erasures.PHRASES[0], now=NOW)

    with pii(TWO, ONE), index(EVEN, ODD):
        outcomes = together(
            lambda: key_rotation.rotate_master(now=NOW), lambda: key_rotation.rotate_index(now=NOW), write, erase
        )
    with pii(TWO), index(EVEN):
        left = [Citizen.objects.select_related("account").get(pk=person.pk) for person in people]
        phones = [person.read("phone") for person in left[:6]]
        numbers = [person.read("pid") for person in left[:6] + left[9:]]
        found = [Citizen.objects.with_pid(pid_of(number)).count() for number in range(1, 13)]

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert phones == [f"08{person.pk:08d}" for person in people[:6]]
    assert numbers == [pid_of(number) for number in (1, 2, 3, 4, 5, 6, 10, 11, 12)]
    assert found == [1] * 6 + [0] * 3 + [1] * 3
    assert [person.data_key for person in left[6:9]] == [None] * 3
