"""Four eyes: nobody who wrote any of a text decides on it."""

from services.actions import drafts
from services.models import ServiceVersion
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

from .test_publishing import CODE, approve, send_back, submit
from .watching import refused


def test_an_author_with_every_right_does_not_decide_on_their_own_text(head: Viewer) -> None:
    make.make_review(head)

    for act in (approve, send_back):
        with refused("OWN_WORK", "number"):
            act(head)


def test_whoever_wrote_last_does_not_decide(author: Viewer, head: Viewer) -> None:
    make.make_draft(author)
    content = make.make_content(name_en="Lost ID card")
    drafts.revise(viewer=head, code=CODE, number=1, revision=1, content=content, now=make.NOW)
    submit(author)

    with refused("OWN_WORK", "number"):
        approve(head)


def test_whoever_wrote_any_of_it_does_not_decide(author: Viewer, author_officer: Officer, head: Viewer) -> None:
    make.make_draft(head)
    content = make.make_content(name_en="Lost ID card")
    drafts.revise(viewer=author, code=CODE, number=1, revision=1, content=content, now=make.NOW)
    submit(author)

    for act in (approve, send_back):
        with refused("OWN_WORK", "number"):
            act(head)

    version = ServiceVersion.objects.get()
    assert (version.author, version.state) == (author_officer, "in_review")
    assert set(version.writers.values_list("pk", flat=True)) == {head.officer.pk, author_officer.pk}


def test_whoever_only_sent_it_back_may_approve_it_later(author: Viewer, head: Viewer) -> None:
    make.make_review(author)
    send_back(head)
    content = make.make_content(name_en="Lost ID card")
    drafts.revise(viewer=author, code=CODE, number=1, revision=1, content=content, now=make.NOW)
    submit(author)

    assert approve(head).state == "published"
