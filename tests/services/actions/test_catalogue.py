"""Loading the reviewed catalogue: what it does, that it does it once, and that a fault leaves nothing half-loaded."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings as project
from django.core.management import CommandError, call_command
from pytest_django import Settings

from services.actions import alerts, catalogue, drafts, facts, proposals, publishing
from services.actions.catalogue_files import CatalogueFault
from services.models import Agency, Alert, Catalogue, Counter, Fact, Service, ServiceVersion
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from tests.factories import services as make

from .watching import leaves, picture, refused

pytestmark = pytest.mark.django_db

LATER = make.NOW + timedelta(days=1)
VOCABULARY = {
    "category": [{"code": "id_card", "name_th": "บัตรประชาชน", "name_en": "ID card", "icon": "🪪"}],
    "life_event": [{"code": "crime_victim", "kind": "life", "name_th": "ตกเป็นเหยื่อ", "name_en": "Victim of crime"}],
    "focus_area": [{"code": "welfare", "name_th": "สวัสดิการ", "name_en": "Welfare"}],
}
COUNTER = {
    "code": "dopa-1",
    "name_th": "วังไชยา",
    "name_en": "Wang Chaiya",
    "address_th": "ถนนนครสวรรค์",
    "address_en": "Nakhon Sawan Road",
    "province_th": "กรุงเทพมหานคร",
    "province_en": "Bangkok",
    "certainty": "general_knowledge",
    "latitude": 13.7563,
    "longitude": 100.5018,
    "opening_hours": [{"days": ["mon", "tue"], "opens": "08:30", "closes": "16:30"}],
    "services": ["id-lost"],
}
AGENCY = {
    "code": "DOPA",
    "kind": "department",
    "name_th": "กรมการปกครอง",
    "name_en": "Department of Provincial Administration",
    "ministry_code": "MOI",
    "ministry_th": "กระทรวงมหาดไทย",
    "ministry_en": "Ministry of Interior",
    "website": "https://www.dopa.go.th",
    "counters": [COUNTER],
}
CITY = AGENCY | {"code": "BMA", "kind": "local_government", "name_th": "กรุงเทพมหานคร", "parent": "DOPA", "counters": []}


def service(code: str, **changes: Any) -> dict[str, Any]:
    content = make.make_content()
    del content["facts"]
    return {"code": code, "certainty": "general_knowledge"} | content | changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small catalogue: two agencies, one a part of the other, and two services that name each other."""
    write(tmp_path, "vocabulary", VOCABULARY)
    write(tmp_path, "dopa/agency", AGENCY)
    write(tmp_path, "bma/agency", CITY)
    write(tmp_path, "dopa/id-lost", service("id-lost", related=["id-renew"]))
    write(tmp_path, "dopa/id-renew", service("id-renew", related=["id-lost"]))
    return tmp_path


def write(folder: Path, name: str, data: Any) -> None:
    path = folder / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def load(folder: Path) -> dict[str, dict[str, int]]:
    report = catalogue.load(folder, now=make.NOW)
    return {kind: dict(tally) for kind, tally in report.counts.items()}


def test_the_first_load_adds_everything(folder: Path) -> None:
    with leaves("catalogue.load", "catalogue", None, stream="platform") as details:
        counts = load(folder)

    lost = Service.objects.get(code="id-lost")
    counter = Counter.objects.get()
    assert counts == {
        "category": {"added": 1},
        "life_event": {"added": 1},
        "focus_area": {"added": 1},
        "agency": {"added": 2},
        "service": {"added": 2},
        "counter": {"added": 1},
    }
    assert (details["service_added"], details["agency_added"]) == (2, 2)
    assert (lost.state, lost.agency.code, lost.changed_in) == ("published", "DOPA", Catalogue.objects.version())
    assert [link.related.code for link in lost.related_links.all()] == ["id-renew"]
    assert (lost.published_version.author, lost.published_version.approver) == (None, None)
    assert Agency.objects.get(code="BMA").parent.code == "DOPA"
    assert [hours.weekday for hours in counter.opening_hours.order_by("weekday")] == [1, 2]
    assert list(counter.services.all()) == [lost]
    assert not Fact.objects.exclude(confirmed_at=None).exists()


def test_a_second_load_changes_nothing(folder: Path) -> None:
    load(folder)
    before = picture()

    counts = load(folder)

    assert counts == {
        "category": {"unchanged": 1},
        "life_event": {"unchanged": 1},
        "focus_area": {"unchanged": 1},
        "agency": {"unchanged": 2},
        "service": {"unchanged": 2},
        "counter": {"unchanged": 1},
    }
    assert picture() == before


def test_a_changed_text_becomes_the_next_version(folder: Path) -> None:
    load(folder)
    before = Catalogue.objects.version()
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card"))

    counts = load(folder)

    lost = Service.objects.get(code="id-lost")
    assert counts["service"] == {"changed": 1, "unchanged": 1}
    assert (lost.name_en, lost.published_version.number, lost.changed_in) == ("Lost ID card", 2, before + 1)
    assert lost.related_links.count() == 0
    assert Service.objects.get(code="id-renew").changed_in == before


def test_a_changed_text_keeps_what_officers_confirmed(folder: Path) -> None:
    load(folder)
    officer = make.make_officer("malee", (Agency.objects.get(code="DOPA"), "author"))
    viewer = make.viewer_of_officer(officer)
    facts.confirm(viewer=viewer, facts=[("id-lost", "fee"), ("id-lost", "description")], now=make.NOW)
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card", related=["id-renew"]))

    load(folder)

    certainties = dict(Fact.objects.filter(service__code="id-lost").values_list("name", "certainty"))
    assert (certainties["fee"], certainties["description"]) == ("agency_confirmed", "general_knowledge")


def test_what_is_taken_away_is_retired_and_comes_back(folder: Path) -> None:
    load(folder)
    (folder / "dopa/id-renew.yaml").unlink()
    write(folder, "dopa/id-lost", service("id-lost"))

    assert load(folder)["service"] == {"retired": 1, "changed": 1}
    assert Service.objects.get(code="id-renew").state == "retired"

    write(folder, "dopa/id-renew", service("id-renew"))
    assert load(folder)["service"] == {"unchanged": 1, "changed": 1}
    renewed = Service.objects.get(code="id-renew")
    assert (renewed.state, renewed.published_version.number) == ("published", 2)


def test_an_agency_taken_away_is_retired(folder: Path) -> None:
    load(folder)
    (folder / "bma/agency.yaml").unlink()

    assert load(folder)["agency"] == {"unchanged": 1, "retired": 1}
    assert Agency.objects.get(code="BMA").retired_at == make.NOW
    assert load(folder)["agency"] == {"unchanged": 1}


@pytest.fixture
def officers(folder: Path) -> tuple[Viewer, Viewer]:
    """Return an author and an approver of the loaded agency."""
    load(folder)
    agency = Agency.objects.get(code="DOPA")
    author, approver = make.make_officer("malee", (agency, "author")), make.make_officer("prasit", (agency, "approver"))
    return make.viewer_of_officer(author), make.viewer_of_officer(approver)


def test_an_agencys_own_text_is_kept(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    make.republish(*officers, name_en="Lost your ID card?")
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card"))
    before = picture()

    assert load(folder)["service"] == {"kept": 1, "unchanged": 1}
    assert picture() == before


def test_an_agencys_withdrawal_is_kept(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    author, approver = officers
    step: dict[str, Any] = {"code": "id-lost", "reason": make.REASON, "now": make.NOW}
    proposals.withdraw(viewer=author, **step)
    publishing.approve(viewer=approver, number=2, **step)

    assert load(folder)["service"] == {"kept": 1, "unchanged": 1}
    assert Service.objects.get(code="id-lost").state == "retired"


def test_a_draft_under_way_is_left_alone(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    author, _ = officers
    draft = drafts.start(viewer=author, code="id-lost", reason=make.REASON, now=make.NOW)
    write(folder, "dopa/id-lost", service("id-lost", name_en="Lost ID card"))

    assert load(folder)["service"] == {"changed": 1, "unchanged": 1}
    states = ServiceVersion.objects.filter(service__code="id-lost").order_by("number").values_list("number", "state")
    assert list(states) == [(1, "superseded"), (2, "draft"), (3, "published")]
    assert ServiceVersion.objects.get(pk=draft.pk).content == draft.content


def test_more_services_than_places_load_nothing(folder: Path, settings: Settings) -> None:
    settings.CATALOGUE_LIMIT = 1

    with refused("CATALOGUE_FULL"):
        load(folder)


Damage = Callable[[Path], None]


def broken(name: str, data: Any) -> Damage:
    return lambda folder: write(folder, name, data)


LOST = "dopa/id-lost"
BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghij", "bcdefghijk", strict=True))
# how the folder is damaged; the file, the place and what was found
DAMAGES: list[tuple[Damage, str, str, str]] = [
    (lambda folder: (folder / "vocabulary.yaml").unlink(), "vocabulary.yaml", "the top", '"no file"'),
    (broken("vocabulary", {}), "vocabulary.yaml", "category", "null"),
    (broken("vocabulary", VOCABULARY | {"colour": []}), "vocabulary.yaml", "colour", '"colour"'),
    (
        broken("vocabulary", VOCABULARY | {"focus_area": [dict(VOCABULARY["focus_area"][0]) for _ in range(2)]}),
        "vocabulary.yaml",
        "focus_area[1].code",
        '"welfare"',
    ),
    (broken(LOST, "- one\n- two\n"), f"{LOST}.yaml", "the top", '["one", "two"]'),
    (broken(LOST, ""), f"{LOST}.yaml", "the top", "null"),
    (broken(LOST, "code: [1\nname: 2\n"), f"{LOST}.yaml", "line 2", ""),
    (broken(LOST, "code: id-lost\ncode: id-lost\n"), f"{LOST}.yaml", "line 2", '"the key code stands twice"'),
    (broken(LOST, "code: id-lost\nname_th: 2026-13-45\n"), f"{LOST}.yaml", "the file", ""),
    (broken(LOST, f"code: id-lost\nfees: {'9' * 5_000}\n"), f"{LOST}.yaml", "the file", ""),
    (broken(LOST, "code: !!python/object:os.system id-lost\n"), f"{LOST}.yaml", "line 1", ""),
    (broken(LOST, "code: id-lost\n" + BOMB), f"{LOST}.yaml", "line 3", ""),
    (broken(LOST, "[" * 5_000), f"{LOST}.yaml", "", ""),
    (broken(LOST, "x: " + "y" * 200_000), f"{LOST}.yaml", "the top", '"200003 bytes"'),
    (broken(LOST, "code: id-lost\nname_th: \x07\n"), f"{LOST}.yaml", "", ""),
    (
        lambda folder: (folder / f"{LOST}.yaml").write_bytes(b"code: \xff\xfe") and None,
        f"{LOST}.yaml",
        "the top",
        '"byte 6"',
    ),
    (broken(LOST, service("id-first")), f"{LOST}.yaml", "code", '"id-first"'),
    (broken("dopa/ID LOST", service("ID LOST")), "dopa/ID LOST.yaml", "code", '"ID LOST"'),
    (broken("dopa/" + "x" * 61, service("x" * 61)), "dopa/" + "x" * 61 + ".yaml", "code", '"' + "x" * 61 + '"'),
    (broken("bma/id-lost", service("id-lost")), "dopa/id-lost.yaml", "code", '"id-lost"'),
    (broken("dopa2/agency", AGENCY), "dopa2/agency.yaml", "code", '"DOPA"'),
    (broken("dopa/agency", AGENCY | {"code": "กรม"}), "dopa/agency.yaml", "code", '"กรม"'),
    (broken("dopa/agency", AGENCY | {"kind": "shop"}), "dopa/agency.yaml", "kind", '"shop"'),
    (
        broken("dopa/agency", AGENCY | {"website": "https://x.go.th/" + "a" * 200}),
        "dopa/agency.yaml",
        "website",
        '"216 characters"',
    ),
    (broken("bma/agency", CITY | {"parent": "NOWHERE"}), "bma/agency.yaml", "parent", '"NOWHERE"'),
    (broken("bma/agency", CITY | {"parent": "BMA"}), "bma/agency.yaml", "parent", '"BMA"'),
    (broken("bma/agency", CITY | {"counters": [COUNTER]}), "dopa/agency.yaml", "counters[0].code", '"dopa-1"'),
    *(
        (
            broken("dopa/agency", AGENCY | {"counters": [COUNTER | change]}),
            "dopa/agency.yaml",
            f"counters[0].{at}",
            found,
        )
        for change, at, found in (
            ({"latitude": 91}, "latitude", "91"),
            ({"latitude": float("nan")}, "latitude", "NaN"),
            ({"longitude": "100"}, "longitude", '"100"'),
            ({"services": ["no-such"]}, "services", '"no-such"'),
            ({"code": "Wang Chaiya"}, "code", '"Wang Chaiya"'),
            (
                {"opening_hours": [{"days": ["mon"], "opens": "16:30", "closes": "08:30"}]},
                "opening_hours[0].closes",
                '"08:30:00"',
            ),
            ({"opening_hours": [{"days": ["mon"], "opens": "8", "closes": "25:00"}]}, "opening_hours[0].opens", '"8"'),
            ({"opening_hours": [{"days": ["mon"], "opens": 510, "closes": 990}]}, "opening_hours[0].opens", "510"),
            (
                {
                    "opening_hours": [
                        {"days": ["mon"], "opens": "08:30", "closes": "12:00"},
                        {"days": ["mon"], "opens": "08:30", "closes": "16:30"},
                    ]
                },
                "opening_hours[1].opens",
                '"08:30:00"',
            ),
        )
    ),
    *(
        (broken(LOST, service("id-lost", **change)), f"{LOST}.yaml", at, found)
        for change, at, found in (
            ({"agency": "NOWHERE"}, "agency", '"NOWHERE"'),
            ({"category": "no-such"}, "category", '"no-such"'),
            ({"life_event": "no-such"}, "life_event", '"no-such"'),
            ({"focus_area": "no-such"}, "focus_area", '"no-such"'),
            ({"related": ["id-renew", "no-such"]}, "related[1]", '"no-such"'),
            ({"related": ["id-lost"]}, "related[0]", '"id-lost"'),
            ({"certainty": "sure"}, "certainty", '"sure"'),
            ({"facts": {"price": {"certainty": "unknown"}}}, "facts.price", '"price"'),
            ({"facts": []}, "facts", "[]"),
            ({"facts": "none"}, "facts", '"none"'),
            ({"fees": [{"amount_satang": 1.5}]}, "fees[0].amount_satang", "1.5"),
        )
    ),
]


@pytest.mark.parametrize(
    ("damage", "file", "where", "found"), DAMAGES, ids=[f"{i}-{d[2]}" for i, d in enumerate(DAMAGES)]
)
@pytest.mark.parametrize("is_loaded", [False, True], ids=["empty", "loaded"])
def test_a_damaged_folder_is_refused_whole(
    folder: Path, damage: Damage, file: str, where: str, found: str, is_loaded: bool
) -> None:
    if is_loaded:
        load(folder)
    before = picture()
    damage(folder)

    with pytest.raises(CatalogueFault) as caught:
        load(folder)

    message = caught.value.message("en")
    assert (caught.value.code, caught.value.details["file"]) == ("CATALOGUE_FILE_INVALID", file)
    assert f"at {where}" in message
    assert f"found {found}" in message
    assert "To mend it: " in message
    assert len(message) < 1_000
    assert (picture(), Agency.objects.count()) == (before, 2 if is_loaded else 0)


def test_the_command_says_what_it_did_and_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_catalogue", folder=folder)
    assert "service      2 added, 0 changed, 0 unchanged, 0 retired, 0 kept" in capsys.readouterr().out

    write(folder, LOST, service("id-lost", agency="NOWHERE"))
    with pytest.raises(
        CommandError, match=r'id-lost\.yaml: .* found "NOWHERE", expected the code of an existing agency'
    ):
        call_command("load_catalogue", folder=folder)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"vocabulary\.yaml: .* found \"no file\""):
        call_command("load_catalogue", folder=tmp_path / "nowhere")


def test_the_real_catalogue_loads_and_loads_again_without_effect() -> None:
    first = load(project.CATALOGUE_DIR)
    before = picture()

    second = load(project.CATALOGUE_DIR)

    assert (first["agency"], first["service"]) == ({"added": 112}, {"added": 300})
    assert (second["agency"], second["service"]) == ({"unchanged": 112}, {"unchanged": 300})
    assert {outcome for tally in second.values() for outcome in tally} == {"unchanged"}
    assert picture() == before
    assert (Service.objects.published().count(), Catalogue.objects.version()) == (300, 1)
    assert AuditEvent.objects.count() == 1


def test_banners_come_down_at_their_end(folder: Path, officers: tuple[Viewer, Viewer]) -> None:
    author, _ = officers
    texts = {"severity": "notice", "message_th": "ปิด", "message_en": "Closed", "now": make.NOW}
    alerts.post(viewer=author, code="id-lost", ends_at=LATER, **texts)
    alerts.post(viewer=author, code="id-renew", ends_at=None, **texts)
    before = Catalogue.objects.version()

    assert catalogue.clear_ended_alerts(now=LATER - timedelta(seconds=1)) == 0
    assert catalogue.clear_ended_alerts(now=LATER) == 1
    assert catalogue.clear_ended_alerts(now=LATER) == 0

    assert dict(Alert.objects.values_list("service__code", "cleared_at")) == {"id-lost": LATER, "id-renew": None}
    assert (Service.objects.get(code="id-lost").changed_in, Catalogue.objects.version()) == (before + 1, before + 1)
