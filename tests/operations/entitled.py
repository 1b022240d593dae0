"""The citizen who asks about welfare: programmes are in force, registries may be asked, decisions are kept."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.people.models import Consent
from tests.factories import people
from tests.factories.services import NOW
from tests.operations.entry import Entry, edges
from welfare.actions import assessments, decisions, registry_consents, rule_loading
from welfare.models import RegistryAnswer, book
from welfare.rules.programmes import SHARED_FILE, SHIPPED, VOCABULARY_FILE

VIEWER = "entitled"
FIRST = "old_age_allowance"
REGISTRIES = ("DOPA", "LAO", "CGD")


def make_entitled(rows: int) -> Viewer:
    """Make `rows` programmes, and a citizen with consents for registries and `rows` kept decisions; return them."""
    _make_programmes(rows)
    citizen = people.make_person(91, birth_date="1955-03-14")
    viewer = people.viewer_of_person(citizen)
    rules = book.current()
    shown = [(registry, registry_consents.words_for(rules.words, registry).version) for registry in REGISTRIES]
    registry_consents.give(viewer=viewer, citizen=citizen, registries=shown, vocabulary=rules.words, now=NOW)
    assessment = assessments.for_viewer(viewer=viewer, book=rules, as_of=NOW.date(), now=NOW)
    for _ in range(rows):
        decisions.keep(viewer=viewer, assessment=assessment, code=FIRST, now=NOW)
    _last_long(citizen)
    return viewer


def _make_programmes(rows: int) -> None:
    others = sorted(path.stem for path in SHIPPED.glob("*.yaml") if path.stem != FIRST)
    codes = [FIRST, *[code for code in others if f"{code}.yaml" not in (VOCABULARY_FILE, SHARED_FILE)][: rows - 1]]
    with TemporaryDirectory() as folder:
        for name in (VOCABULARY_FILE, SHARED_FILE, *(f"{code}.yaml" for code in codes)):
            (Path(folder) / name).write_text((SHIPPED / name).read_text(encoding="utf-8"), encoding="utf-8")
        rule_loading.load(Path(folder), now=NOW)


def _last_long(citizen: Citizen) -> None:
    # Operations are asked by the real clock: what was agreed and answered at NOW has to last till then and longer.
    far = NOW + timedelta(days=36_500)
    Consent.objects.filter(citizen=citizen).update(ends_at=far)
    RegistryAnswer.objects.filter(citizen=citizen).update(valid_until=far)


def _words(registry: str) -> str:
    return registry_consents.words_for(book.current().words, registry).version


def _done(field: str, *path: str) -> Any:
    def shown(data: Any) -> Any:
        found = data[field]
        for name in path:
            found = found[name]
        return found, data[field]["problems"]

    return shown


ENTITLED: dict[str, Entry] = {
    "Programmes": Entry(lambda data: len(data["programmes"]), 2, 20),
    "ProgrammePage": Entry(lambda data: len(data["programme"]["criteria"]), 7, 7, lambda _: {"code": FIRST}),
    "WhatIf": Entry(
        lambda data: len(data["whatIf"]["decisions"]),
        2,
        20,
        lambda _: {"facts": [{"name": "birth_date", "date": "2499-03-14", "era": "BE"}]},
        viewer=VIEWER,
        queries=3,
    ),
    "MyEntitlements": Entry(lambda data: len(data["entitlements"]["decisions"]), 2, 20, viewer=VIEWER, queries=6),
    "ExplainEntitlement": Entry(lambda data: len(data["entitlements"]["decisions"]), 2, 20, viewer=VIEWER, queries=6),
    "MyDecisions": Entry(edges("decisions"), 2, 20, lambda _: {"first": 20}, viewer=VIEWER, queries=4),
    "DeclareFacts": Entry(
        _done("declareFacts", "declaredCount"),
        (1, []),
        (1, []),
        lambda _: {"input": {"facts": [{"name": "electricity_bill", "number": "287.45"}]}},
        viewer=VIEWER,
        queries=6,
    ),
    "ConsentToRegistries": Entry(
        lambda data: (len(data["consentToRegistries"]["consents"]), data["consentToRegistries"]["problems"]),
        (1, []),
        (1, []),
        lambda _: {"input": {"registries": [{"registry": "SSO", "textVersion": _words("SSO")}]}},
        viewer=VIEWER,
        queries=11,
    ),
    "KeepDecision": Entry(
        _done("keepDecision", "decision", "verdict"),
        ("UNKNOWN", []),
        ("UNKNOWN", []),
        lambda _: {"input": {"programmeId": ids.global_id("prg", FIRST)}},
        viewer=VIEWER,
        queries=10,
    ),
    "WatchEntitlements": Entry(
        lambda data: data["watchEntitlements"]["problems"], [], [], lambda _: {"input": {}}, viewer=VIEWER, queries=8
    ),
}
