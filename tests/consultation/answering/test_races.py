"""An answer is rewritten, comments linked and the report published at the same moment: what is published was read."""

import pytest

from consultation.actions import issue_links, policies, reports
from consultation.models import HearingReport
from superapp.audit import verification
from tests.consultation.answering import talk as talking
from tests.consultation.comments import place
from tests.factories import services as make
from tests.racing import kinds, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_report_is_published_as_it_was_read_or_not_at_all():
    make.make_vocabulary()
    agency = make.make_agency("DOPA")
    author, approver, head = (
        make.viewer_of_officer(make.make_officer(name, (agency, role)))
        for name, role in (("malee", "author"), ("prasit", "approver"), ("wanida", "head"))
    )
    policies.load()
    talk = talking.spoken(author, approver, place.make_law(agency))
    first, second = talking.answered(author, talk)
    report = talking.drawn_up(author, talk)
    told = {"code": talk.hearing.code, "seen": report.digest, "now": talk.later}

    answered, linked, *published = together(
        lambda: talking.answer(author, talk, first, "not_accepted"),
        lambda: talking.link(author, talk, second, talk.comments[1]),
        lambda: reports.publish(viewer=approver, **told),
        lambda: reports.publish(viewer=head, **told),
    )

    stands = HearingReport.objects.get()
    if stands.published_at is None:
        assert kinds([answered, linked]) == ["AgencyAnswer", "int"]
        assert kinds(published) == ["REPORT_NOT_DRAWN_UP"] * 2
        assert stands.content == ""
    else:
        assert stands.digest == report.digest
        assert kinds([answered, linked]) == ["ISSUES_FROZEN"] * 2
        assert kinds(published) == ["HearingReport", "REPORT_PUBLISHED"]
    assert issue_links.unlinked(talk.hearing).count() == 0
    assert verification.verify(verification.streams()) == []
