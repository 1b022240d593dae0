"""The explorer with the sample hearings behind it: every question about hearings is run there as it is shipped."""

from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone

from consultation.actions import draft_loading, hearing_loading, policies, sample_talk
from tests.factories import services as make

QUERIES = sorted(
    path.stem
    for path in (configured.GRAPHQL_OPERATIONS_DIR / "consultation").glob("*.graphql")
    if "\nquery " in f"\n{path.read_text(encoding='utf-8')}"
)
# What is asked about something of one's own, or about a comment or document by its id, answers null to nobody.
OF_SOMEBODY = {"CommentThread", "DossierFile", "MyFollows", "MyHearingAnswers", "MyPart"}


@pytest.fixture
def samples(transactional_db: None, settings: Any, tmp_path: Any) -> None:
    """Load the sample laws, hearings and comments."""
    settings.DEMO, settings.GRAPHQL_PROFILE, settings.VAR_DIR = True, "open", tmp_path
    for code in ("DOPA", "DOP", "DLA", "DGA", "OPM", "PARL"):
        make.make_agency(code, name_th=f"หน่วยงาน {code}", name_en=code)
    now = timezone.now()
    draft_loading.load(now=now)
    policies.load()
    hearing_loading.load(now=now)
    sample_talk.load(now=now)


def test_every_question_about_hearings_is_answered_in_the_explorer(browsers, samples: None) -> None:
    station = browsers()
    page = station.page
    page.goto(f"{station.address}/explorer")
    page.get_by_role("button", name="HearingList", exact=True).wait_for()

    answers = {}
    for name in QUERIES:
        page.get_by_role("button", name=name, exact=True).click()
        page.locator("#run").click()
        page.locator("#told", has_text=" ms").wait_for()
        told = page.locator("#told").inner_text()
        answers[name] = (told.split(",")[0], page.locator("#answer").inner_text())
        if name in ("HearingPage", "HearingComments", "HearingResults"):
            station.picture(f"explorer-{name}")

    assert len(QUERIES) > 12
    wrong = {name: text[:300] for name, (status, text) in answers.items() if status != "200" or '"errors"' in text}
    assert wrong == {}
    empty = {name for name, (_, text) in answers.items() if ": null\n  }\n}" in text}
    assert empty <= OF_SOMEBODY
    assert "(ตัวอย่าง)" in answers["HearingList"][1]
    assert answers["HearingComments"][1].count('"text"') > 20
    assert station.complaints == []
