"""My entitlements in the API: whose they are, who may see them, and what happens when registries fail."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.people.models import Consent
from superapp.registries.sandbox.wire import SandboxWire
from tests.asking import Asker
from tests.factories import people as make
from tests.factories.services import NOW
from tests.lasting import lasting
from tests.welfare.actions.conftest import consent, sample_person, wire  # noqa: F401
from welfare.actions import rule_loading
from welfare.models import Decision, Declaration, EntitlementMark, RegistryAnswer
from welfare.rules.programmes import SHIPPED


@pytest.fixture(scope="module")
def rules(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the shipped rules once for all these tests."""
    with lasting(django_db_blocker):
        rule_loading.load(SHIPPED, now=NOW)
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules", "wire")]


@pytest.fixture
def pensioner() -> Citizen:
    """Return the pensioner, who lets four registries be asked."""
    citizen = sample_person("pensioner")
    consent(citizen, "DOPA", "LAO", "CGD", "MSDHS")
    Consent.objects.update(ends_at=NOW + timedelta(days=36_500))
    return citizen


@pytest.fixture
def me(pensioner: Citizen) -> Viewer:
    """Return the pensioner, signed in."""
    return make.viewer_of_person(pensioner)


def verdicts(answer: Any) -> dict[str, str]:
    return {one["programme"]["code"]: one["verdict"] for one in answer.data["entitlements"]["decisions"]}


def test_mine_are_mine_alone(ask: Asker, me: Viewer, anonymous: Viewer, author: Viewer, officer_elsewhere: Viewer):
    answer = ask("MyEntitlements", {}, viewer=me)

    assert answer.errors == []
    assert verdicts(answer)["old_age_allowance"] == "ELIGIBLE"
    for viewer in (anonymous, author, officer_elsewhere):
        assert ask("MyEntitlements", {}, viewer=viewer).data == {"entitlements": None}


@pytest.mark.parametrize("how", ["down", "slow", "broken", "html", "day_zero", "no_date"])
def test_a_failing_registry_costs_its_own_facts(ask: Asker, me: Viewer, wire: SandboxWire, how: str):  # noqa: F811
    wire.misbehave("LAO", how)

    answer = ask("MyEntitlements", {}, viewer=me)

    assert answer.errors == []
    assert len(verdicts(answer)) == 49
    told = answer.data["entitlements"]["notChecked"]
    if how in ("day_zero", "no_date"):
        assert told == []
    else:
        assert [one["registry"] for one in told] == ["LAO"]
        assert verdicts(answer)["old_age_allowance"] == "UNKNOWN"
        assert "oaa_registration_date" in [fact["name"] for fact in told[0]["facts"]]


def test_what_could_be_asked_comes_with_the_words_to_agree_to(ask: Asker, me: Viewer, pensioner: Citizen):
    offered = {one["registry"]: one for one in ask("MyEntitlements", {}, viewer=me).data["entitlements"]["couldAsk"]}
    assert "DOPA" not in offered
    registries = [{"registry": "RD", "textVersion": offered["RD"]["textVersion"]}]

    answer = ask("ConsentToRegistries", {"input": {"registries": registries}}, viewer=me)

    assert answer.data["consentToRegistries"]["problems"] == []
    assert Consent.objects.filter(citizen=pensioner, audience="RD", withdrawn_at=None).count() == 1
    again = ask("MyEntitlements", {}, viewer=me)
    assert "RD" not in [one["registry"] for one in again.data["entitlements"]["couldAsk"]]


def test_words_that_were_not_shown_are_not_agreed_to(ask: Asker, me: Viewer, pensioner: Citizen):
    registries = [{"registry": "RD", "textVersion": "registry-0000000000000000"}]

    answer = ask("ConsentToRegistries", {"input": {"registries": registries}}, viewer=me)

    assert answer.problems("consentToRegistries") == [("CONSENT_TEXT_CHANGED", ["registries", "RD"])]
    assert Consent.objects.filter(citizen=pensioner, audience="RD").count() == 0


def test_a_withdrawn_consent_is_felt_at_once(ask: Asker, me: Viewer, pensioner: Citizen):
    ask("MyEntitlements", {}, viewer=me)
    lao = Consent.objects.get(citizen=pensioner, audience="LAO")

    ask("WithdrawConsent", {"input": {"consentId": ids.global_id("cns", str(lao.public_id))}}, viewer=me)

    answer = ask("MyEntitlements", {}, viewer=me)
    assert verdicts(answer)["old_age_allowance"] == "UNKNOWN"


def test_declaring_is_exact_and_can_be_taken_back(ask: Asker, me: Viewer):
    told = {"name": "water_bill", "number": "287.45"}

    answer = ask("DeclareFacts", {"input": {"facts": [told]}}, viewer=me)
    assert answer.data["declareFacts"] == {"declaredCount": 1, "problems": []}
    known = ask("ExplainEntitlement", {"verdict": "ELIGIBLE"}, viewer=me).data["entitlements"]["known"]
    assert [(one["value"], one["level"]) for one in known if one["fact"]["name"] == "water_bill"] == [
        ("287.45", "SELF")
    ]

    answer = ask("DeclareFacts", {"input": {"facts": [{"name": "water_bill"}]}}, viewer=me)
    assert answer.data["declareFacts"]["declaredCount"] == 0


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        ({"name": "height_cm", "number": "1"}, ("FACT_UNKNOWN", ["facts"])),
        ({"name": "water_bill", "number": "-1"}, ("FACT_INVALID", ["facts", "waterBill"])),
        ({"name": "birth_date", "date": "2509-01-01"}, ("FACT_INVALID", ["facts", "birthDate"])),
        ({"name": "water_bill", "number": "1", "bool": True}, ("FACT_NOT_READABLE", ["facts", "waterBill"])),
    ],
)
def test_a_wrong_fact_is_refused_and_nothing_kept(ask: Asker, me: Viewer, fact: dict[str, Any], problem: Any):
    answer = ask("DeclareFacts", {"input": {"facts": [{"name": "water_bill", "number": "1"}, fact][-1:]}}, viewer=me)

    assert answer.problems("declareFacts") == [problem]
    assert Declaration.objects.count() == 0


def mutations() -> dict[str, dict[str, Any]]:
    return {
        "DeclareFacts": {"input": {"facts": [{"name": "water_bill", "number": "1"}]}},
        "ConsentToRegistries": {"input": {"registries": [{"registry": "RD", "textVersion": "x"}]}},
        "KeepDecision": {"input": {"programmeId": ids.global_id("prg", "old_age_allowance")}},
        "WatchEntitlements": {"input": {}},
    }


@pytest.mark.parametrize("name", sorted(mutations()))
@pytest.mark.parametrize("who", ["anonymous", "author", "officer_elsewhere"])
def test_nobody_but_a_citizen_writes(ask: Asker, name: str, who: str, request: pytest.FixtureRequest):
    viewer = request.getfixturevalue(who)

    answer = ask(name, mutations()[name], viewer=viewer)

    field = name[0].lower() + name[1:]
    assert [code for code, _ in answer.problems(field)] == ["NOT_FOUND"]
    tables = (Declaration, Consent, Decision, EntitlementMark, RegistryAnswer)
    assert [table.objects.count() for table in tables] == [0] * len(tables)


def test_a_decision_is_kept_shown_and_made_again(ask: Asker, me: Viewer, officer_elsewhere: Viewer):
    kept = ask("KeepDecision", mutations()["KeepDecision"], viewer=me).data["keepDecision"]
    assert (kept["decision"]["verdict"], kept["problems"]) == ("ELIGIBLE", [])

    (row,) = [one["node"] for one in ask("MyDecisions", {"first": 5}, viewer=me).data["decisions"]["edges"]]
    assert (row["replays"], row["programmeCode"], row["stage"]) == (True, "old_age_allowance", "KNOW")
    assert row["sentences"][0] == "มีสิทธิ"
    other = ask("query($id: ID!) { node(id: $id) { id } }", {"id": row["id"]}, viewer=officer_elsewhere)
    assert other.data == {"node": None}


def test_under_a_mandate_only_what_it_covers_is_seen(ask: Asker, pensioner: Citizen):
    carer = make.make_person(7)
    now_or_later = {"ends_at": NOW + timedelta(days=36_500)}
    mandate = make.make_mandate(
        carer, pensioner, scope_verbs=["view"], scope_codes=["old_age_allowance"], **now_or_later
    )
    on_behalf_of = ids.global_id("mdt", str(mandate.public_id))
    viewer = make.viewer_of_person(carer)

    answer = ask("MyEntitlements", {"onBehalfOf": on_behalf_of}, viewer=viewer)
    assert verdicts(answer) == {"old_age_allowance": "ELIGIBLE"}

    facts = [{"name": "water_bill", "number": "1"}]
    answer = ask("DeclareFacts", {"input": {"onBehalfOf": on_behalf_of, "facts": facts}}, viewer=viewer)
    assert answer.problems("declareFacts") == [("MANDATE_OUT_OF_SCOPE", ["onBehalfOf"])]
    assert Declaration.objects.count() == 0


def test_an_organisation_sees_the_programmes_for_it(ask: Asker):
    director, company = make.make_person(8), make.make_organisation(1)
    mandate = make.make_mandate(director, company, ends_at=NOW + timedelta(days=36_500))

    answer = ask(
        "MyEntitlements",
        {"onBehalfOf": ids.global_id("mdt", str(mandate.public_id))},
        viewer=make.viewer_of_person(director),
    )

    assert verdicts(answer) == {"osmep_bds": "UNKNOWN"}
