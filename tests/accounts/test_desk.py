"""The desk's doors: signing in, what a browser may load, the closed doors, and what operators look after."""

import gettext
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import superapp.accounts
from superapp.accounts.models import Account
from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from tests.factories import services as make
from tests.signing_in import sign_in

PASSWORD = "correct-horse-battery"
WORDS = Path(superapp.accounts.__file__).parent / "locale" / "th" / "LC_MESSAGES"


@pytest.fixture
def operator(db):
    """Return the browser of an operator."""
    account = Account.objects.create_superuser("operator", PASSWORD)
    client = Client()
    sign_in(client, account)
    return client


@pytest.fixture
def officer(author_officer):
    """Return the browser of an officer."""
    client = Client()
    sign_in(client, author_officer.account)
    return client


def test_the_sign_in_page_speaks_thai(db):
    answer = Client().get("/admin/login/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="th"' in text
    assert "เข้าสู่ระบบ" in text


def test_a_citizen_at_the_desk_reads_why_it_is_not_theirs(citizen_account):
    client = Client()
    sign_in(client, citizen_account)

    told = client.get("/admin/", follow=True)

    assert "บัญชีนี้เป็นบัญชีประชาชน" in told.content.decode()


def test_an_officer_switched_off_is_out_at_once(officer, author_officer):
    Account.objects.filter(pk=author_officer.account_id).update(is_active=False)

    assert officer.get("/admin/").status_code == 302


def test_the_desk_alone_may_evaluate_scripts(officer):
    desk = officer.get("/admin/").headers["Content-Security-Policy"]
    elsewhere = officer.get("/healthz").headers["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-eval'" in desk
    for policy in (desk, elsewhere):
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "object-src 'none'" in policy
    assert "unsafe" not in elsewhere


def test_no_page_carries_a_script_of_its_own(officer):
    for page in ("/admin/", "/admin/services/service/", "/admin/login/"):
        text = officer.get(page, follow=True).content.decode()
        for script in text.split("<script")[1:]:
            assert " src=" in script.split(">", 1)[0]
        assert " onclick=" not in text


@pytest.mark.parametrize(
    "door",
    ["autocomplete/?app_label=services&model_name=service&field_name=agency&term=a", "r/1/1/", "auth/group/"],
)
def test_closed_doors_are_not_there(officer, door):
    assert officer.get(f"/admin/{door}").status_code == 404


@pytest.mark.parametrize(
    "page",
    ["services/service/?level=%00", "services/serviceversion/?state=a%00b", "services/service/confirm/?codes=%00"],
)
def test_a_character_that_no_database_takes_is_refused(officer, page):
    assert officer.get(f"/admin/{page}").status_code == 400


def test_the_shells_search_over_models_finds_nothing(officer):
    answer = officer.get("/admin/search/", {"s": "service", "page": "junk", "extended": "1"})

    assert (answer.status_code, answer.content) == (200, b"")


OPERATORS = ("accounts/account/", "accounts/officer/", "jobs/job/", "audit/auditevent/", "services/posting/")


@pytest.mark.parametrize("page", OPERATORS)
def test_operators_see_what_they_look_after(operator, author_officer, page):
    assert operator.get(f"/admin/{page}").status_code == 200


@pytest.mark.parametrize("page", OPERATORS[:4])
def test_officers_do_not(officer, page):
    assert officer.get(f"/admin/{page}").status_code == 403


def test_an_operator_works_for_no_agency_and_sees_no_draft(operator, author):
    version = make.make_draft(author)

    assert operator.get("/admin/services/service/").status_code == 403
    assert operator.get(f"/admin/services/serviceversion/{version.pk}/change/").status_code == 404


def test_citizens_are_not_listed(operator, citizen_account, author_officer):
    text = operator.get("/admin/accounts/account/").content.decode()

    assert "malee" in text
    assert "somying" not in text
    assert operator.get(f"/admin/accounts/account/{citizen_account.pk}/change/").status_code == 404


@pytest.mark.parametrize("what", ["add/", "{}/delete/"])
def test_the_audit_chain_takes_nothing_from_the_desk(operator, author_officer, what):
    event = AuditEvent.objects.order_by("pk").first()
    before = AuditEvent.objects.count()

    answer = operator.post("/admin/audit/auditevent/" + what.format(event.pk), {"post": "yes", "action": "x"})

    assert answer.status_code == 403
    assert AuditEvent.objects.count() == before


def test_an_event_is_read_and_not_written(operator, author_officer):
    event = AuditEvent.objects.order_by("pk").first()

    shown = operator.get(f"/admin/audit/auditevent/{event.pk}/change/")
    sent = operator.post(f"/admin/audit/auditevent/{event.pk}/change/", {"actor": "somebody"})

    assert shown.status_code == 200
    assert event.hash in shown.content.decode()
    assert sent.status_code == 403


@pytest.fixture
def dead_letter(db):
    """Return a job that has failed for good."""
    return Job.objects.create(
        task="services.actions.catalogue.publish_due",
        state=Job.State.DEAD,
        attempts=5,
        max_attempts=5,
        lease_s=60,
        error="OperationalError",
        finished_at=timezone.now(),
    )


def test_a_dead_letter_goes_back_to_the_queue_and_that_is_recorded(operator, dead_letter):
    start = operator.get("/admin/").content.decode()
    listed = operator.get("/admin/jobs/job/").content.decode()

    operator.post(f"/admin/jobs/job/{dead_letter.pk}/requeue/")
    again = operator.post(f"/admin/jobs/job/{dead_letter.pk}/requeue/", follow=True)

    dead_letter.refresh_from_db()
    assert "งานเบื้องหลังล้มเหลว 1 งาน" in start
    assert f"/admin/jobs/job/{dead_letter.pk}/requeue/" in listed
    assert (dead_letter.state, dead_letter.attempts) == (Job.State.READY, 0)
    event = AuditEvent.objects.get(action="job.requeue")
    assert event.object == f"job:{dead_letter.pk}"
    assert event.actor == str(Account.objects.get(username="operator").public_id)
    assert [str(said) for said in again.context["messages"]][-1] == "งานนี้ยังไม่ล้มเหลว จึงส่งกลับเข้าคิวไม่ได้"


def test_only_operators_send_jobs_back(officer, dead_letter):
    answer = officer.post(f"/admin/jobs/job/{dead_letter.pk}/requeue/")

    dead_letter.refresh_from_db()
    assert answer.status_code == 404
    assert dead_letter.state == Job.State.DEAD


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_the_shells_words_are_compiled_as_they_are_written(name):
    with (WORDS / f"{name}.mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)._catalog
    written = [
        line.removeprefix("msgid ").strip('"')
        for line in (WORDS / f"{name}.po").read_text(encoding="utf-8").splitlines()
        if line.startswith("msgid ") and line != 'msgid ""'
    ]

    known = {key[0] if isinstance(key, tuple) else key for key in compiled}
    assert set(written) == known - {""}
