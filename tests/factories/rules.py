# ruff: noqa: E501  # one test case a line reads better than a wrapped one
"""Programmes with rules: a short document that passes the publish gate, and its versions at every stage."""

from typing import Any

from services.models import Agency
from superapp.accounts.viewer import Viewer
from superapp.jobs.models import Job
from tests.factories.services import NOW, REASON
from welfare.actions import rule_checks, rule_drafts, rule_signing
from welfare.models import RuleVersion

CODE = "elder_meal"
STEP: dict[str, Any] = {"reason": REASON, "now": NOW}


def text(*, amount: int = 300, age: int = 60, law: str = "status: unverified", more: str = "", tests: str = "") -> str:
    """Return a document: people of `age` and more with 100,000 baht a year at most get `amount` a month."""
    year = 2026 - age
    return f"""format: rules/1
code: {CODE}
version: 1
title: {{th: "อาหารกลางวันผู้สูงอายุ", en: "Meals for the elderly"}}
agency: {{id: DOPA, th: "กรมการปกครอง", en: "Department of Provincial Administration"}}
entity: person
covers: {{from: 2024-01-01, to: null}}
period: month
cites:
  reg: {{ref: "ระเบียบอาหารกลางวัน พ.ศ. 2567", {law}}}
tables:
  rates:
    unit: {{amount: THB/month, limit: THB/year}}
    rows:
      - {{from: 2024-01-01, to: null, amount: {amount}, limit: 100000, cite: reg}}
let:
  a: "age(birth_date, as_of)"
criteria:
  - {{id: thai, expr: "nationality == 'THA'", cite: "reg ข้อ 3", say: {{th: "มีสัญชาติไทย", en: "Thai"}}}}
  - id: of_age
    expr: "a >= {age}"
    cite: "reg ข้อ 4"
    say: {{th: "อายุ {age} ปีขึ้นไป (อายุ {{a}} ปี)", en: "{age} or older (age {{a}})"}}
  - id: income
    expr: "annual_income <= tbl('rates', as_of).limit"
    cite: "reg ข้อ 5"
    say: {{th: "รายได้ไม่เกินเกณฑ์ ({{annual_income}} บาท)", en: "Income within the limit ({{annual_income}})"}}
outputs:
  amount:
    expr: "tbl('rates', as_of).amount"
    unit: THB/month
    cite: reg
    say: {{th: "เดือนละ {{amount}} บาท", en: "THB {{amount}} a month"}}
evidence: {{know: self, apply: document, pay: registry}}
{more}tests:
  - {{id: all_met, as_of: 2026-09-15, facts: {_facts(f"{year}-09-15", 100000)}, expect: {{eligible: true, outputs: {{amount: {amount}}}}}}}
  - {{id: too_young, as_of: 2026-09-15, facts: {_facts(f"{year}-09-16", 100000)}, expect: {{eligible: false, reason: of_age}}}}
  - {{id: a_year_more, as_of: 2026-09-15, facts: {_facts(f"{year - 1}-09-15", 99999.99)}, expect: {{eligible: true}}}}
  - {{id: too_rich, as_of: 2026-09-15, facts: {_facts(f"{year}-09-15", 100000.01)}, expect: {{eligible: false, reason: income}}}}
  - {{id: foreigner, as_of: 2026-09-15, facts: {{nationality: LAO}}, expect: {{eligible: false, reason: thai}}}}
  - {{id: nothing_known, as_of: 2026-09-15, facts: {{}}, expect: {{eligible: unknown, reason: thai}}}}
{tests}"""


def _facts(born: str, income: float) -> str:
    return f"{{nationality: THA, birth_date: {born}, annual_income: {income}}}"


def draft(viewer: Viewer, agency: Agency, content: str | None = None) -> RuleVersion:
    """Return the first draft of a programme that is new."""
    return rule_drafts.propose(
        viewer=viewer, agency_id=agency.pk, code=CODE, text=text() if content is None else content, **STEP
    )


def review(viewer: Viewer, agency: Agency, content: str | None = None) -> RuleVersion:
    """Return a version that was submitted and whose report is still to come."""
    version = draft(viewer, agency, content)
    return rule_signing.submit(viewer=viewer, code=CODE, number=version.number, **STEP)


def next_review(viewer: Viewer, content: str) -> RuleVersion:
    """Return the next version of the programme, submitted."""
    version = rule_drafts.start(viewer=viewer, code=CODE, text=content, **STEP)
    return rule_signing.submit(viewer=viewer, code=CODE, number=version.number, **STEP)


def run_checks(version: RuleVersion) -> RuleVersion:
    """Do the worker's job for a version and return it."""
    job = Job.objects.filter(task="welfare.actions.rule_checks.check_rules").order_by("-enqueued_at", "-pk").first()
    assert job is not None
    report = rule_checks.check_rules.func(**job.kwargs)
    rule_checks.keep_report(report, **job.kwargs)
    version.refresh_from_db()
    return version


def pass_gate(version: RuleVersion) -> RuleVersion:
    """Let the gate have passed without computing anything, for tests of what comes after it."""
    published = version.programme.versions.published().first()
    against = published.number if published is not None else None
    version.gate = version.gate | {"state": rule_checks.PASSED, "against": against}
    version.save(update_fields=["gate"])
    return version


def sign(viewer: Viewer, number: int = 1, *, takes_note: bool = True) -> RuleVersion:
    """Return the version, signed."""
    return rule_signing.sign(viewer=viewer, code=CODE, number=number, takes_note=takes_note, **STEP)


def published(author: Viewer, approver: Viewer, agency: Agency, content: str | None = None) -> RuleVersion:
    """Return the first version of the programme, in force."""
    pass_gate(review(author, agency, content))
    return sign(approver)
