"""Joining a hearing: one row for a person or an organisation, a pseudonym of its own, and nobody learns whose."""

import re
from datetime import timedelta

import pytest

from consultation.actions import display_words, participant_display, participants
from consultation.models import Participant
from superapp.accounts import acting
from superapp.accounts.assurance import StepUpRequired
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.refusal import NotFound
from tests.factories.people import make_mandate, make_organisation, make_person, viewer_of_person
from tests.factories.services import NOW
from tests.racing import together

from . import place

pytestmark = pytest.mark.django_db


def acting_as(viewer: Viewer, mandate) -> Viewer:
    return acting.acting_for(viewer, str(mandate.public_id), now=NOW)


def test_joining_twice_is_joining_once(hearing):
    viewer, first = place.make_voice(hearing, 1)

    again = participants.join(viewer=viewer, hearing=hearing, now=NOW)

    assert again == first
    assert Participant.objects.count() == 1
    assert re.fullmatch(r"[ก-๙]+ [0-9]{4}", first.pseudonym)
    assert (first.display, first.is_verified, first.notice_version) == ("pseudonym", True, "2569-1")


def test_the_chain_names_the_participant_and_not_the_person(hearing):
    viewer, participant = place.make_voice(hearing, 1)

    event = AuditEvent.objects.get(action="consultation.join")

    assert (event.stream, event.actor) == ("DOPA", f"participant:{participant.public_id}")
    assert viewer.actor not in f"{event.object}{event.actor}{event.details}{event.principal}"


def test_the_same_person_has_unlike_pseudonyms_in_two_hearings(hearing):
    viewer, here = place.make_voice(hearing, 1)
    second_round = place.make_hearing(hearing.version, "complaints-act-2", round=2)

    there = participants.join(viewer=viewer, hearing=second_round, now=NOW)

    assert (here.pseudonym != there.pseudonym, here.public_id != there.public_id) == (True, True)


def test_a_director_speaks_for_the_organisation_and_again_for_themselves(hearing):
    person, company = make_person(1), make_organisation(1)
    viewer = viewer_of_person(person)
    director = acting_as(viewer, make_mandate(person, company))

    own = participants.join(viewer=viewer, hearing=hearing, now=NOW)
    for_company = participants.join(viewer=director, hearing=hearing, now=NOW)

    assert (own.citizen, own.organisation) == (person, None)
    assert (for_company.citizen, for_company.organisation) == (None, company)
    assert participants.mine(viewer=director, hearing=hearing) == for_company


def test_who_may_not_join_leaves_no_row(hearing, anonymous, author, officer_elsewhere):
    carer = make_person(1)
    for_another = acting_as(viewer_of_person(carer), make_mandate(carer, make_person(2)))
    unsure = viewer_of_person(make_person(3), ial="1.3")
    citizen = viewer_of_person(make_person(4))
    early, late = hearing.opens_at - timedelta(microseconds=1), hearing.closes_at
    embargoed = place.make_hearing(
        hearing.version, "secret", round=3, is_embargoed=True, embargo_ground="ความมั่นคง", state="open"
    )

    for refusal, viewer, where, now in (
        (NotFound, anonymous, hearing, NOW),
        (NotFound, author, hearing, NOW),
        (NotFound, officer_elsewhere, hearing, NOW),
        (participants.VoiceIsOnesOwn, for_another, hearing, NOW),
        (StepUpRequired, unsure, hearing, NOW),
        (participants.HearingNotOpen, citizen, hearing, early),
        (participants.HearingNotOpen, citizen, hearing, late),
        (NotFound, citizen, embargoed, NOW),
    ):
        with pytest.raises(refusal):
            participants.join(viewer=viewer, hearing=where, now=now)
    with pytest.raises(participants.NoticeOutdated):
        participants.join(viewer=citizen, hearing=hearing, now=NOW, notice_version="2560-1")

    assert (Participant.objects.count(), AuditEvent.objects.filter(action="consultation.join").count()) == (0, 0)


def test_a_name_is_shown_only_with_consent_to_the_present_words(hearing):
    viewer, participant = place.make_voice(hearing, 1)

    with pytest.raises(participant_display.NamedConsentMissing):
        participant_display.choose(viewer=viewer, hearing=hearing, display="named", consent_version="old", now=NOW)
    participant.refresh_from_db()
    assert (participant.display, participant.name_shown) == ("pseudonym", "")
    participant_display.choose(
        viewer=viewer, hearing=hearing, display="named", consent_version=display_words.VERSION, now=NOW
    )
    participant.refresh_from_db()
    assert (participant.name_shown, participant.named_consent_version) == ("ทดสอบ คนที่1", display_words.VERSION)
    assert participant.named_consent_at == NOW
    # After closing too: taking consent back is never too late.
    participant_display.withdraw_name(viewer=viewer, hearing=hearing, now=hearing.closes_at)
    participant.refresh_from_db()
    assert (participant.display, participant.name_shown, participant.named_consent_at) == ("pseudonym", "", None)


def test_the_young_take_part_but_not_by_name(hearing):
    day = NOW.date()
    for number, born, is_allowed in (
        (1, f"{day.year - 20}-{day:%m-%d}", True),
        (2, f"{day.year - 20}-{day + timedelta(days=1):%m-%d}", False),
        (3, f"{day.year - 20}", False),
        (4, f"{day.year - 21}", True),
    ):
        viewer, participant = place.make_voice(hearing, number, birth_date=born)
        try:
            participant_display.choose(
                viewer=viewer, hearing=hearing, display="named", consent_version=display_words.VERSION, now=NOW
            )
        except participant_display.TooYoungForName:
            participant.refresh_from_db()
            assert (is_allowed, participant.name_shown) == (False, ""), born
        else:
            assert is_allowed, born


def test_only_what_the_hearing_offers_can_be_chosen(agency):
    plain = place.make_hearing(place.make_law(agency), display_choices=["pseudonym"])
    viewer, participant = place.make_voice(plain, 1)

    for display in ("named", "private", "shouted"):
        with pytest.raises(participant_display.DisplayNotOffered):
            participant_display.choose(viewer=viewer, hearing=plain, display=display, now=NOW)

    participant.refresh_from_db()
    assert participant.display == "pseudonym"


@pytest.mark.django_db(transaction=True)
def test_one_person_joining_eight_times_at_once_has_one_row(hearing):
    viewer = viewer_of_person(make_person(1))

    outcomes = together(*[lambda: participants.join(viewer=viewer, hearing=hearing, now=NOW)] * 8)

    assert {type(one).__name__ for one in outcomes} == {"Participant"}
    assert len({one.public_id for one in outcomes}) == 1
    assert Participant.objects.count() == 1
    assert AuditEvent.objects.filter(action="consultation.join").count() == 1
