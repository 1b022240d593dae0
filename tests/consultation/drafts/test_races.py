"""Two officers at once: one version is worked on, and it is published once."""

from collections.abc import Callable
from typing import Any

import pytest

from consultation.actions import draft_laws, drafts
from consultation.models import DraftLaw, DraftVersion, Section
from tests.consultation.drafts.conftest import FIRST, SECOND, seen
from tests.factories import services as make
from tests.racing import kinds, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_bringing_in_and_publishing_at_the_same_moment() -> None:
    make.make_vocabulary()
    agency = make.make_agency("DOPA")
    author = make.make_officer("malee", (agency, "author"))
    heads = [make.make_officer(name, (agency, "head")) for name in ("wanida", "prasit")]
    law = draft_laws.begin(
        viewer=make.viewer_of_officer(author), agency=agency, code="public-parks", title_th="ร่าง", title_en="",
        instrument="act", subject_codes=["health"], amends="", now=make.NOW,
    )  # fmt: skip

    def bring_in(text: str) -> Callable[[], Any]:
        viewer = make.viewer_of_officer(author)
        return lambda: drafts.bring_in(viewer=viewer, code=law.code, text=text, note="", now=make.NOW)

    brought = together(*[bring_in(text) for text in (FIRST, SECOND, FIRST, SECOND)])
    version = DraftVersion.objects.get()
    hash_seen = seen(version)
    published = together(
        *[
            lambda head=head: drafts.publish(
                viewer=make.viewer_of_officer(head), code=law.code, seen=hash_seen, now=make.NOW
            )
            for head in heads
        ]
    )

    assert kinds(brought) == ["DraftVersion"] * 4
    assert version.texts.count() in (6, 7)
    assert len(set(Section.objects.values_list("key", flat=True))) == Section.objects.count()
    assert kinds(published) == ["DRAFT_PUBLISHED", "DraftVersion"]
    assert DraftLaw.objects.get().versions.filter(published_at=make.NOW).count() == 1
