"""Sample officers get in without a phone: in a demonstration, and nowhere else."""

import pytest
from django.utils import timezone

from services.actions import demonstration as sample_officers
from superapp.people.actions import demonstration, second_factor
from tests.factories import services as make
from tests.people.officers.conftest import SECRET, Visitor, make_officer_with_device

HINT = 'id="sample-code"'


@pytest.fixture
def sample(agency, settings):
    settings.DEMO = True
    for code in ("DLT", "SSO", "RD", "DOP", "DLA"):
        make.make_agency(code)
    sample_officers.load_people(now=timezone.now())


def code_on(page):
    return page.content.decode().partition(HINT)[2].partition("<b>")[2][:6]


def test_the_code_on_the_page_opens_the_desk_again_and_again(sample, clock):
    for _ in range(2):
        visitor = Visitor()
        visitor.give_password("dopa.author", sample_officers.PASSWORD)

        visitor.give_code(code_on(visitor.get("/admin/login/code/")))

        assert visitor.is_in()
        clock.pass_s(30)


def test_loading_twice_changes_nothing(sample):
    before = second_factor.Authenticator.objects.count()

    made = sample_officers.load_people(now=timezone.now())

    assert (made, second_factor.Authenticator.objects.count()) == (0, before)


def test_without_demo_no_page_shows_a_code(sample, settings):
    settings.DEMO = False
    visitor = Visitor()
    visitor.give_password("dopa.author", sample_officers.PASSWORD)

    page = visitor.get("/admin/login/code/").content.decode()

    assert HINT not in page
    assert second_factor.current_code(demonstration.SECRET) not in page


def test_an_officer_with_a_secret_of_their_own_is_shown_none(sample):
    make_officer_with_device("malee")
    visitor = Visitor()
    visitor.give_password()

    page = visitor.get("/admin/login/code/").content.decode()

    assert HINT not in page
    assert second_factor.current_code(SECRET) not in page


def test_the_sample_secret_is_given_in_demonstrations_only(malee, settings):
    settings.DEMO = False

    with pytest.raises(RuntimeError):
        demonstration.give_sample_factor(account=malee, now=timezone.now())
