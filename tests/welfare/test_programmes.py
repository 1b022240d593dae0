"""The forty-nine rule documents, their vocabulary and shared values: complete, cited, in both languages, consistent."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from welfare.rules import given, yaml_reading
from welfare.rules.decide import decide
from welfare.rules.explanation import explain
from welfare.rules.programmes import SHIPPED, Programmes, load_programmes
from welfare.rules.tree import Kind

AGENCIES = Path(__file__).parents[2] / "services" / "catalogue"
THAI = re.compile(r"[\u0E00-\u0E7F]")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
SCREENS = {
    "assets", "business", "death", "disaster", "education", "event", "family", "farming", "hardship", "health", "home",
    "income", "legal", "loan", "person", "savings", "schemes", "social_security", "state", "tax", "unemployment",
    "utilities", "work",
}  # fmt: skip
COSTS = {Kind.BOOL: {1}, Kind.STRING: {1, 2}, Kind.DATE: {2}, Kind.NUMBER: {1, 3}, Kind.LIST: {5}}


@pytest.fixture(scope="module")
def programmes() -> Programmes:
    return load_programmes()


@pytest.fixture(scope="module")
def documents(programmes):
    return programmes.documents.values()


@pytest.fixture(scope="module")
def facts(programmes):
    return programmes.vocabulary.facts.values()


@pytest.fixture(scope="module")
def sources(programmes):
    return {code: yaml_reading.read_file(SHIPPED / f"{code}.yaml") for code in programmes.documents}


def test_all_forty_nine_load_without_a_warning(programmes):
    assert len(programmes) == 49
    assert [f"{warned.place}: {warned.en}" for warned in programmes.warnings] == []
    assert [document.code for document in programmes.documents.values() if document.is_draft] == []


def test_each_file_is_named_for_its_programme(sources):
    assert [(code, source["code"]) for code, source in sources.items() if source["code"] != code] == []


def test_every_agency_is_in_the_catalogue(documents):
    known = {yaml_reading.read_file(path)["code"] for path in AGENCIES.glob("*/agency.yaml")}

    assert {document.code: document.agency["id"] for document in documents if document.agency["id"] not in known} == {}


def test_every_criterion_row_and_output_is_cited(documents):
    uncited = [
        *(f"{one.code} {criterion.id}" for one in documents for criterion in one.criteria if not criterion.cites),
        *(f"{one.code} {output.name}" for one in documents for output in one.outputs.values() if not output.cites),
        *(
            f"{one.code} {table.name} {row.since or row.key}"
            for one in documents
            for table in one.tables.values()
            for row in table.rows
            if not row.cites
        ),
    ]

    assert uncited == []


def test_every_law_named_is_cited_somewhere(documents):
    idle = []
    for document in documents:
        cited = {cite.key for one in (*document.criteria, *document.outputs.values()) for cite in one.cites}
        cited |= {cite.key for table in document.tables.values() for row in table.rows for cite in row.cites}
        idle.extend(f"{document.code} {key}" for key in document.laws if key not in cited)

    assert idle == []


def test_no_cite_claims_to_be_verified_yet(documents):
    # Until an officer of the agency confirms a text, citizens read "not yet confirmed".
    assert [
        f"{one.code} {law.key}" for one in documents for law in one.laws.values() if law.status != "unverified"
    ] == []


def test_every_sentence_is_in_both_languages_with_the_same_figures(documents):
    sentences = [
        (f"{one.code} {part}", say)
        for one in documents
        for part, say in (
            ("title", one.title),
            *((criterion.id, criterion.say) for criterion in one.criteria),
            *((output.name, output.say) for output in one.outputs.values()),
        )
    ]

    assert [name for name, say in sentences if not THAI.search(say.th)] == []
    assert [name for name, say in sentences if not say.en or THAI.search(say.en)] == []
    assert [
        name for name, say in sentences if Counter(PLACEHOLDER.findall(say.th)) != Counter(PLACEHOLDER.findall(say.en))
    ] == []


def test_a_fixed_reading_says_which_one(documents):
    silent = [
        f"{one.code} {criterion.id}"
        for one in documents
        for criterion in one.criteria
        if criterion.pinned != (criterion.note is not None)
    ]

    assert silent == []


def test_every_number_paid_or_told_has_a_unit_or_is_a_count(documents):
    without = [
        f"{one.code}.{output.name}"
        for one in documents
        for output in one.outputs.values()
        if output.tree.kind is Kind.NUMBER and output.unit is None
    ]

    assert without == ["child_support_grant.eligible_children", "sso_child_allowance.children_counted"]


def test_every_document_says_how_to_apply_how_it_is_paid_and_how_sure_it_is(documents):
    for document in documents:
        told = set(document.application) - {"decide", "working_days", "four_eyes_above_thb"}
        assert told == {"window", "documents", "channels", "steps"}, document.code
        assert document.application.get("decide", "officer") in ("officer", "straight_through"), document.code
        assert THAI.search(document.application["window"]["th"]), document.code
        assert document.application["channels"], document.code
        assert document.application["steps"], document.code
        assert set(document.payment) == {"methods", "day", "shift", "arrears", "claim_back"}, document.code
        assert document.confidence in {"high", "medium", "low"}, document.code
        assert document.sources, document.code


def test_relations_name_programmes_criteria_and_facts_that_exist(programmes, documents):
    ids = {one.code: {criterion.id for criterion in one.criteria} for one in documents}
    wrong = [
        (one.code, relation.to, relation.by or relation.fact)
        for one in documents
        for relation in one.relations
        if relation.to not in ids
        or (relation.kind == "excludes" and relation.by not in ids[one.code] | ids[relation.to])
        or (relation.kind == "passports_to" and relation.fact not in programmes.documents[relation.to].facts)
    ]

    assert wrong == []


def test_exclusion_is_said_on_both_sides(documents):
    excludes = {(one.code, two.to) for one in documents for two in one.relations if two.kind == "excludes"}

    assert sorted(pair for pair in excludes if pair[::-1] not in excludes) == []


def test_documents_carry_tests_of_every_answer(documents, sources):
    for code, source in sources.items():
        answers = {str(test["expect"]["eligible"]).lower() for test in source["tests"]}
        names = [test["id"] for test in source["tests"]]

        assert {"true", "false", "unknown"} <= answers, code
        assert len(set(names)) == len(names), code


def test_only_the_person_can_say_some_facts_and_the_evidence_allows_for_it(programmes, documents):
    said = {name for name, fact in programmes.vocabulary.facts.items() if fact.registry == "SELF"}
    unpayable = [
        f"{one.code} {name}" for one in documents for name in one.facts if name in said - set(one.evidence.per_fact)
    ]

    assert unpayable == []


def test_the_vocabulary_is_complete(facts):
    assert len(facts) == 184
    for fact in facts:
        assert THAI.search(fact.th), fact.name
        assert fact.en, fact.name
        assert not THAI.search(fact.en), fact.name
        assert THAI.search(fact.question.th), fact.name
        assert fact.question.en.endswith(("?", ".")), fact.name
        assert not THAI.search(fact.question.en), fact.name
        assert fact.screen in SCREENS, fact.name
        assert fact.ask_cost in COSTS[fact.kind], fact.name
        assert fact.registry, fact.name
        assert (fact.decimals is not None) == (fact.kind is Kind.NUMBER), fact.name


def test_every_registry_of_a_fact_is_named(programmes, facts):
    assert sorted({fact.registry for fact in facts} - set(programmes.vocabulary.registries)) == []


def test_money_is_never_below_nothing_and_nothing_else_is_bounded(facts):
    # A bound refuses the request whole; every other limit belongs to a criterion, which can say why.
    for fact in facts:
        is_money = fact.kind is Kind.NUMBER and (fact.unit or "").startswith("THB")
        assert (fact.minimum == 0) == is_money, fact.name
        assert fact.maximum is None, fact.name
        assert fact.values == (), fact.name


def test_health_crime_status_income_and_assets_are_sensitive(programmes):
    facts = programmes.vocabulary.facts
    health = {
        "aids_certified_by_doctor",
        "has_disability_card",
        "disability_type",
        "chronic_illness",
        "capacity_loss_percent",
    }
    others = {
        "in_prison",
        "nationality",
        "annual_income",
        "financial_assets",
        "abandoned",
        "elderly_hardship_type",
        "bankrupt",
    }

    assert sorted(name for name in health | others if not facts[name].is_sensitive) == []
    assert [name for name in ("birth_date", "school_level", "event_date") if facts[name].is_sensitive] == []


def test_usual_values_are_worded_as_the_rules_write_them(programmes):
    worded = {name: set(fact.labels) for name, fact in programmes.vocabulary.facts.items() if fact.labels}

    assert len(worded) == 16
    assert {"THA", "XXA"} <= worded["nationality"]
    assert worded["sso_section"] == {0, 33, 39, 40}
    assert {row.key for row in programmes.documents["rice_farmer_support"].tables["seasons"].rows} <= worded[
        "rice_season"
    ]


def test_every_fact_is_read_by_some_programme(documents, facts):
    read = {name for document in documents for name in document.facts}

    assert sorted(fact.name for fact in facts if fact.name not in read and fact.kind is not Kind.LIST) == []


@pytest.mark.parametrize(
    ("day", "ceiling"),
    [
        (date(1995, 3, 30), 15000),
        (date(2025, 12, 31), 15000),
        (date(2026, 1, 1), 17500),
        (date(2028, 12, 31), 17500),
        (date(2029, 1, 1), 20000),
        (date(2031, 12, 31), 20000),
        (date(2032, 1, 1), 23000),
    ],
)
def test_the_wage_ceiling_of_the_day_comes_from_the_shared_values(programmes, day, ceiling):
    assert programmes.shared.sso_ceiling.on(day).cells["ceiling"] == ceiling


def test_there_was_no_wage_ceiling_before(programmes):
    assert programmes.shared.sso_ceiling.on(date(1995, 3, 29)) is None


def test_a_citizen_reads_the_figure_that_decided(programmes):
    facts = given.read(
        programmes.vocabulary,
        {"nationality": "LAO", "birth_date": "1966-09-02", "in_house_registration": True},
    )

    decision = decide(programmes["old_age_allowance"], facts, date(2026, 9, 15))
    told = explain(programmes["old_age_allowance"], decision, programmes.vocabulary, with_sensitive=True)

    assert told.reason.text.th == "มีสัญชาติไทย (พบ: ลาว)"
    assert told.criteria[1].text.th == "อายุครบ 60 ปีบริบูรณ์ ณ 1 กันยายน 2569 (อายุ: 59 ปี)"
    assert told.criteria[1].text.en == "60 completed years on 1 September 2026 (age: 59)"
    assert told.criteria[3].text.en == "Registered before the month of payment (date: not known yet)"
