"""The shipped sample hearings: they load through the same gate as any other, relative to the day, for trying only."""

from datetime import timedelta

import pytest
import yaml

from consultation.actions import draft_loading, hearing_loading, policies
from consultation.models import Evaluation, Hearing, Statement
from superapp.audit.models import AuditEvent
from tests.factories import services as make
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
AGENCIES = ("DOP", "DLA", "DGA", "OPM", "PARL")


@pytest.fixture
def laws(agency, settings):
    """Load the shipped laws and policies, in a demonstration."""
    settings.DEMO = True
    for code in AGENCIES:
        make.make_agency(code, name_th=f"หน่วยงาน {code}", name_en=code)
    draft_loading.load(now=NOW)
    policies.load()


def test_the_shipped_hearings_load_and_load_again_without_effect(laws):
    first = hearing_loading.load(now=NOW)
    acts = AuditEvent.objects.count()

    again = hearing_loading.load(now=NOW + timedelta(days=1))

    files = list(hearing_loading.FOLDER.glob("*.yaml"))
    assert (first, again) == ({"added": len(files)}, {"unchanged": len(files)})
    assert AuditEvent.objects.count() == acts
    found = Hearing.objects.all()
    assert set(found.values_list("kind", flat=True)) == {"principles", "bill", "subordinate", "evaluation"}
    states = sorted(found.values_list("state", flat=True))
    assert states == ["announced", "closed", "closed", "closed", "open", "open", "open", "open", "open"]
    assert all("(ตัวอย่าง)" in hearing.title_th and hearing.is_sample for hearing in found)
    assert Statement.objects.filter(is_seed=True).count() >= 20
    assert Hearing.objects.get(code="online-hearing-rule-subordinate-1").justification.days == 10
    assert Evaluation.objects.get().state == "announced"
    second = Hearing.objects.get(code="citizen-initiative-online-bill-2")
    assert (second.round, second.previous.code) == (2, "citizen-initiative-online-bill-1")


def test_nothing_is_loaded_outside_a_demonstration(laws, settings):
    settings.DEMO = False

    with pytest.raises(hearing_loading.NotForDemonstration):
        hearing_loading.load(now=NOW)

    assert not Hearing.objects.exists()


def test_a_file_that_cannot_be_loaded_is_named_and_leaves_nothing(laws, tmp_path):
    shipped = hearing_loading.FOLDER / "open-data-principles-principles-1.yaml"
    told = yaml.safe_load(shipped.read_text(encoding="utf-8"))
    del told["documents"]["problem"]
    (tmp_path / "bad.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")

    with pytest.raises(hearing_loading.SampleHearingFault, match=r"bad\.yaml: DossierIncomplete"):
        hearing_loading.load(tmp_path, now=NOW)

    assert not Hearing.objects.exists()
