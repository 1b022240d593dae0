"""Links to files: for one person, for ten minutes, while the domain says yes; in other hands they are not found."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import signing

from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from superapp.files import purposes
from superapp.files.actions import links, uploads
from superapp.files.models import Upload
from superapp.refusal import NotFound
from tests.asking import Asker
from tests.factories.people import make_mandate, make_person, viewer_of_person
from tests.files import samples
from tests.files.sending import body_of, get, received

pytestmark = pytest.mark.django_db

NODE = "query Again($id: ID!) { node(id: $id) { __typename ... on Upload { state downloadUrl } } }"


def attached(viewer: Viewer, now: datetime, matter: str = "application:1", **changes: Any) -> Upload:
    upload = received(viewer, now, **changes)
    told = {"public_id": str(upload.public_id), "purpose": upload.purpose, "matter": matter}
    return uploads.attach(viewer=viewer, now=now, **told)


def admit(*viewers: Viewer) -> list[tuple[Viewer, str]]:
    """Let the domain of applications admit these viewers; return what it was asked."""
    asked: list[tuple[Viewer, str]] = []

    @links.admits("application")
    def may_have(viewer: Viewer, key: str) -> bool:
        asked.append((viewer, key))
        return viewer.account_id in {each.account_id for each in viewers}

    return asked


def test_ones_own_file_comes_back_as_it_was_sent(sender: Viewer, now: datetime):
    upload = received(sender, now)

    answer = get(links.link(upload, viewer=sender, now=now), sender.account)

    assert (answer.status_code, body_of(answer)) == (200, samples.pdf())
    name = f'attachment; filename="evidence-{str(upload.public_id)[:8]}.pdf"'
    told = {key: answer.headers[key] for key in ("Content-Type", "Content-Disposition", "Content-Length")}
    assert told == {
        "Content-Type": purposes.PDF,
        "Content-Disposition": name,
        "Content-Length": str(len(samples.pdf())),
    }
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    event = AuditEvent.objects.get(action="file.fetch")
    assert (event.actor, event.object) == (sender.actor, f"upload:{upload.public_id}")


def test_a_link_in_other_hands_is_not_found(sender: Viewer, author: Viewer, officer_elsewhere: Viewer, now: datetime):
    others = [None, make_person(2).account, author.account, officer_elsewhere.account]
    url = links.link(received(sender, now), viewer=sender, now=now)

    answers = [get(url, account) for account in others]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "NOT_FOUND")] * 4
    assert not AuditEvent.objects.filter(action="file.fetch").exists()


def test_no_link_is_made_for_whoever_may_not_have_the_file(
    anonymous: Viewer, sender: Viewer, author: Viewer, officer_elsewhere: Viewer, now: datetime
):
    upload = attached(sender, now)
    asked = admit(author)

    for viewer in (anonymous, viewer_of_person(make_person(2)), officer_elsewhere):
        with pytest.raises(NotFound):
            links.link(upload, viewer=viewer, now=now)
    answers = [
        get(links.link(upload, viewer=viewer, now=now), viewer.account).status_code for viewer in (sender, author)
    ]

    assert answers == [200, 200]
    assert {key for _, key in asked} == {"1"}


def test_a_link_ends_after_ten_minutes_and_when_the_domain_changes_its_mind(sender: Viewer, author: Viewer, now):
    upload = attached(sender, now)
    admit(author)
    late, good = (links.link(upload, viewer=author, now=moment) for moment in (now - timedelta(minutes=10), now))

    before = [get(url, author.account).status_code for url in (late, good)]
    admit()

    assert before == [404, 200]
    assert get(good, author.account).status_code == 404


def test_links_cannot_be_made_up(sender: Viewer, now: datetime):
    upload = received(sender, now)
    told = ["u", upload.public_id.hex, "", int(now.timestamp()) + 600]
    made = [signing.dumps(told), signing.dumps(told, salt="files.link:"), signing.dumps(told, salt="files.upload")]
    good = links.link(upload, viewer=sender, now=now).rpartition("/")[2]

    answers = [
        get(f"/files/download/{token}", sender.account) for token in (made[0], made[2], good[:-1], "x", "%00", "ก")
    ]

    assert {answer.status_code for answer in answers} == {404}
    # Signed as one for everybody, it still opens only what everybody may have.
    with pytest.raises(NotFound):
        links.fetch(token=made[1], viewer=ANONYMOUS, now=now)


def test_what_everybody_may_have_is_fetched_by_anybody_and_not_recorded(author: Viewer, now: datetime):
    upload = attached(author, now, "hearing:7", content=b"a,b\n", purpose="dossier", media_type=purposes.CSV)
    links.admits("hearing")(lambda viewer, key: key == "7")

    answer = get(links.link(upload, viewer=ANONYMOUS, now=now))

    assert (answer.status_code, body_of(answer)) == (200, b"a,b\n")
    assert not AuditEvent.objects.filter(action="file.fetch").exists()


def test_an_officers_file_is_their_agencys_once_it_is_attached(author: Viewer, now: datetime):
    loose = received(author, now, b"x", purpose="input", media_type=purposes.TEXT)
    kept = attached(author, now, "hearing:7", content=b"x", purpose="input", media_type=purposes.TEXT)

    assert links.may_have(author, loose)
    assert not links.may_have(author, kept)


def test_under_a_mandate_the_domain_decides_and_a_revoked_one_ends_the_link(sender: Viewer, now: datetime):
    child = make_person(2)
    mandate = make_mandate(sender.citizen, child, ends_at=now + timedelta(days=1))
    acting = replace(sender, mandate=mandate)
    upload = attached(acting, now)

    with pytest.raises(NotFound):
        links.link(upload, viewer=acting, now=now)
    admit(sender)
    url = links.link(upload, viewer=acting, now=now)
    answered = get(url, sender.account)
    type(mandate).objects.filter(pk=mandate.pk).update(state="revoked", ended_at=now)

    assert answered.status_code == 200
    assert AuditEvent.objects.get(action="file.fetch").principal == str(child.account.public_id)
    assert get(url, sender.account).status_code == 404
    assert links.may_have(viewer_of_person(child), upload)


def test_expected_removed_and_erased_files_are_not_found(sender: Viewer, now: datetime):
    upload = attached(sender, now)
    url = links.link(upload, viewer=sender, now=now)

    uploads.remove(upload)

    assert not links.may_have(sender, upload)
    assert get(url, sender.account).status_code == 404
    assert (upload.name_sealed, upload.stored_as) == (None, "")


def test_a_file_is_found_again_by_its_id_by_whoever_may_have_it(
    ask: Asker, anonymous: Viewer, sender: Viewer, author: Viewer, officer_elsewhere: Viewer, now: datetime
):
    upload = attached(sender, now)
    admit(author)
    everybody = (anonymous, viewer_of_person(make_person(2)), officer_elsewhere, sender, author)

    found = [ask(NODE, {"id": global_id("upl", str(upload.public_id))}, viewer=viewer).data for viewer in everybody]

    assert [each["node"] and each["node"]["state"] for each in found] == [None, None, None, "ATTACHED", "ATTACHED"]
    assert get(found[4]["node"]["downloadUrl"], author.account).status_code == 200
    assert ask(NODE, {"id": global_id("upl", "not-a-uuid")}, viewer=sender).data == {"node": None}
