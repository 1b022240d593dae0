"""What a phone's journey through a hearing begins with: a law in two versions, and its hearing, open."""

from consultation.actions import draft_laws, drafts, hearing_schedule, hearing_steps, policies, questions
from consultation.models import DraftVersion, Hearing
from services.models import Agency
from superapp.accounts.viewer import Viewer
from tests.consultation.drafts.conftest import FIRST, SECOND, bring_in, seen
from tests.consultation.hearings import making
from tests.factories.services import NOW

LAW, CODE = "public-parks", "public-parks-bill-1"
ASKED = questions.QuestionGiven(form="scale", text_th="ค่าปรับเหมาะสมเพียงใด", scale_points=5)


def publish_law(agency: Agency, author: Viewer, approver: Viewer) -> DraftVersion:
    """Publish two versions of a law; return the second."""
    policies.load()
    draft_laws.begin(
        viewer=author, agency=agency, code=LAW, title_th="ร่างพระราชบัญญัติสวนสาธารณะ พ.ศ. ....", title_en="Parks Bill",
        instrument="act", subject_codes=["local_government"], amends="", now=NOW,
    )  # fmt: skip
    for text in (FIRST, SECOND):
        version = bring_in(author, text)
        if version.number > 1:
            drafts.confirm_mapping(viewer=author, code=LAW, seen=seen(version), now=NOW)
        drafts.publish(viewer=approver, code=LAW, seen=seen(version), now=NOW)
    return DraftVersion.objects.select_related("law").get(law__code=LAW, number=2)


def open_hearing(author: Viewer, approver: Viewer, version: DraftVersion) -> Hearing:
    """Prepare a hearing, announce it and let the clock open it."""
    hearing = making.draft(author, version, code=CODE)
    making.fill(author, hearing, without=("points",))
    questions.write(viewer=author, code=CODE, questions=[ASKED], now=NOW)
    hearing_steps.make_ready(viewer=author, code=CODE, now=NOW)
    hearing_steps.announce(viewer=approver, code=CODE, now=NOW)
    hearing_schedule.turn(now=making.fresh(hearing).opens_at)
    return making.fresh(hearing)
