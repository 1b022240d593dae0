"""A programme of the agency here with rules in force, a draft of the next ones, and another that waits to be signed."""

from typing import Any

import pytest

from services.models import Agency
from superapp.accounts.viewer import Viewer
from tests.factories import rules as make
from tests.services.admin.conftest import at_desk, clock
from welfare.actions import rule_drafts, rule_signing
from welfare.models import RuleVersion, book

__all__ = ["at_desk", "clock"]


@pytest.fixture
def in_force(author: Viewer, approver: Viewer, agency: Agency) -> RuleVersion:
    """Return the first version of the programme, signed."""
    version = make.published(author, approver, agency)
    book.forget()
    return version


@pytest.fixture
def draft(author: Viewer, in_force: RuleVersion) -> RuleVersion:
    """Return the draft of its second version."""
    return rule_drafts.start(viewer=author, code=make.CODE, **make.STEP)


@pytest.fixture
def review(author: Viewer, agency: Agency) -> RuleVersion:
    """Return the first version of another programme, which waits to be signed and may be."""
    content = make.text().replace(f"code: {make.CODE}", "code: elder_tea")
    version = rule_drafts.propose(viewer=author, agency_id=agency.pk, code="elder_tea", text=content, **make.STEP)
    rule_signing.submit(viewer=author, code="elder_tea", number=1, **make.STEP)
    version.refresh_from_db()
    return make.pass_gate(version)


@pytest.fixture
def keys(in_force: RuleVersion, draft: RuleVersion, review: RuleVersion) -> dict[str, Any]:
    """Return the keys that addresses are made of."""
    return {"programme": in_force.programme_id, "force": in_force.pk, "draft": draft.pk, "review": review.pk}
