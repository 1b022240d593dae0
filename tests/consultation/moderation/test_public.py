"""What everybody may know: the code of conduct, the log as a file; what the author alone reads."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultation.actions import conduct, moderation, moderation_log
from consultation.actions.moderation import Ruling
from consultation.models import ModerationDecision
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.ids import global_id
from tests.consultation.comments.reading import read

from .conftest import LATER

pytestmark = pytest.mark.django_db
WHY = "query Why($id: ID!) { node(id: $id) { ... on Comment { hiddenBecause { reason law sentence appeal } } } }"


def test_the_code_of_conduct_names_every_reason_and_no_other():
    reasons = [code for code in ModerationDecision.Reason.values if code != "fine"]

    assert [rule.code for rule in conduct.current().rules] == reasons


def test_the_author_alone_reads_why_and_the_log_names_nobody(room):
    comment = room.say("ข้อความที่จะถูกซ่อน")
    ruling = Ruling("hide", "unlawful", "หมิ่นประมาท", "ป.อ. มาตรา 326")
    decision = moderation.decide(viewer=room.moderator, subject=comment, ruling=ruling, revision=1, now=LATER)
    asked = {
        name: read(WHY, viewer, id=global_id("cmt", str(comment.public_id))).data["node"]
        for name, viewer in (("writer", room.writer), ("anonymous", ANONYMOUS), ("moderator", room.moderator))
    }
    out = StringIO()

    call_command("export_moderation_log", "2026-11", stdout=out)

    told = {"reason": "unlawful", "law": "ป.อ. มาตรา 326", "sentence": "หมิ่นประมาท", "appeal": None}
    assert asked["writer"] == {"hiddenBecause": told}
    assert asked["anonymous"] in (None, {"hiddenBecause": None})
    assert asked["moderator"] == {"hiddenBecause": None}
    line = f"{decision.public_id},{room.hearing.code},2026-11-21,comment,hide,unlawful,officer,no,"
    assert out.getvalue().splitlines() == [",".join(moderation_log.COLUMNS), line]
    assert list(moderation_log.lines(moderation_log.month(2026, 12))) == [",".join(moderation_log.COLUMNS) + "\r\n"]
    with pytest.raises(CommandError):
        call_command("export_moderation_log", "11-2569")
