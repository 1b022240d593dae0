"""Twelve uses of one code at the same moment have one winner: in threads, and in two processes."""

import multiprocessing

import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import timezone

from superapp.people.actions import consents, hand_over, one_time, subjects
from superapp.people.models import Consent, PairwiseSubject
from tests.factories.people import make_person
from tests.racing import together

from .party import browser_of, registered, viewer_now
from .test_codes_and_tokens import code_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_twelve_exchanges_of_one_code_have_one_winner() -> None:
    party = registered()
    code = code_for(party, browser_of(make_person(1)))

    outcomes = together(*[lambda: party.tokens_for(code).status_code] * 12)

    assert sorted(outcomes) == [200] + [400] * 11


def test_twelve_redemptions_of_one_hand_over_have_one_winner() -> None:
    party, citizen = registered(entry="token", entry_uri="https://dlt.example.go.th/app"), make_person(1)
    viewer, now = viewer_now(citizen), timezone.now()
    words = consents.wanted(viewer, party.client, party.client.facts, now=now).words
    consents.give(viewer=viewer, now=now, client=party.client, facts=party.client.facts, text_version=words.version)
    opened = hand_over.open_service(viewer=viewer, now=now, client=party.client, service_code="x", ial=None)
    code = opened.url.partition("code=")[2].partition("&")[0]

    outcomes = together(*[lambda: hand_over.redeem(client=party.client, code=code, now=now)] * 12)

    told = [each for each in outcomes if each is not None]
    assert len(told) == 1
    assert told[0]["name"] == "ทดสอบ คนที่1"


def test_twelve_answers_to_one_question_leave_one_consent_in_force() -> None:
    party, citizen = registered(), make_person(1)
    now = timezone.now()
    version = consents.wanted(viewer_now(citizen), party.client, ["name_th"], now=now).words.version

    def give() -> str:
        viewer = viewer_now(citizen)
        return str(
            consents.give(
                viewer=viewer, now=now, client=party.client, facts=["name_th"], text_version=version
            ).public_id
        )

    outcomes = together(*[give] * 12)

    assert len(set(outcomes)) == 1
    assert Consent.objects.count() == 1


def test_twelve_first_meetings_give_one_name() -> None:
    party, citizen = registered(), make_person(1)

    names = together(*[lambda: subjects.sub_of(party.client, citizen)] * 12)

    assert len(set(names)) == 1
    assert PairwiseSubject.objects.count() == 1


def _take(code: str, start: object, results: object) -> None:
    connections.close_all()
    start.wait()  # type: ignore[attr-defined]
    results.put(sum(one_time.take("race", code) for _ in range(6)))  # type: ignore[attr-defined]


def test_two_processes_share_one_winner() -> None:
    code = one_time.issue("race", {}, seconds=60)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(2), context.Queue()
    workers = [context.Process(target=_take, args=(code, start, results)) for _ in range(2)]

    for worker in workers:
        worker.start()
    won = [results.get(timeout=30) for _ in workers]
    for worker in workers:
        worker.join(timeout=30)

    assert sorted(won) == [0, 1]
    cache.clear()
