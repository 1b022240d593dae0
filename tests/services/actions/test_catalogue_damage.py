"""Damaged catalogue folders: each refused whole, naming file, place, what was found and how to mend it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from services.actions.catalogue_files import CatalogueFault
from services.models import Agency

from .catalogue_folder import AGENCY, CITY, COUNTER, VOCABULARY, load, service, write, write_all
from .watching import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_all(tmp_path)


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
