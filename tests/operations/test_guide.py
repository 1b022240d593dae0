"""The guide for app developers and the examples beside the operations: each runs on the real catalogue, as told."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
import pytest
from django.conf import settings

from services.actions import catalogue
from services.models import Agency, snapshot
from superapp.accounts.viewer import ANONYMOUS, Viewer
from tests.asking import Asker
from tests.factories import services as make
from tests.lasting import lasting
from tests.operations.entries import CATALOGUE

pytestmark = pytest.mark.django_db

GUIDE = (settings.BASE_DIR / "docs/api-catalogue.md").read_text(encoding="utf-8")
FENCE = re.compile(r"```json (?P<name>\w+)(?: as (?P<viewer>\w+))?\n(?P<body>.*?)```", re.S)
EXAMPLES = {path.stem: orjson.loads(path.read_bytes()) for path in settings.GRAPHQL_OPERATIONS_DIR.rglob("*.json")}


class Example(NamedTuple):
    """An operation in the guide with its variables, who asks, and what the answer holds at least."""

    name: str
    variables: dict[str, Any]
    viewer: str
    answer: Any


def examples() -> list[Example]:
    found: list[Example] = []
    for fence in FENCE.finditer(GUIDE):
        body = orjson.loads(fence["body"])
        if fence["name"] == "answer":
            found[-1] = found[-1]._replace(answer=body)
        else:
            found.append(Example(fence["name"], body, fence["viewer"] or "anonymous", {}))
    return found


def assert_holds(whole: Any, part: Any, where: str = "data") -> None:
    """Check that `part` stands in `whole`; a list may go on after what is shown of it."""
    if isinstance(part, dict):
        for name, inner in part.items():
            assert_holds(whole[name], inner, f"{where}.{name}")
    elif isinstance(part, list):
        assert len(whole) >= len(part) if part else whole == [], where
        for place, inner in enumerate(part):
            assert_holds(whole[place], inner, f"{where}[{place}]")
    else:
        assert whole == part, where


@pytest.fixture(scope="module")
def officers(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, dict[str, Viewer]]]:
    """Load the real catalogue and post an author and a head at the agencies the examples are about."""
    with lasting(django_db_blocker):
        catalogue.load(settings.CATALOGUE_DIR, now=make.NOW)
        snapshot.forget()
        posted = {}
        for code in ("DCA", "DOPA"):
            agency = Agency.objects.get(code=code)
            posted[code] = {
                role: make.viewer_of_officer(make.make_officer(f"{code}.{role}", (agency, role)))
                for role in ("author", "head")
            }
            posted[code]["anonymous"] = ANONYMOUS
        yield posted


@pytest.fixture
def fresh(officers: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Show what has just been published; what is only looked at stays in memory from test to test."""
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 0.0)
    yield
    snapshot.forget()


@pytest.mark.usefixtures("fresh")
def test_every_example_of_the_guide_answers_as_it_says(ask: Asker, officers: dict[str, dict[str, Viewer]]) -> None:
    # In the order of the guide: the officers' steps build on each other.
    for example in examples():
        answer = ask(example.name, example.variables, viewer=officers["DCA"][example.viewer])

        assert answer.errors == [], example.name
        for told in answer.data.values():
            if isinstance(told, dict):
                assert (told.get("edges", ["some"]) != [], told.get("problems", [])) == (True, []), example.name
        assert any(answer.data.values()), example.name
        assert_holds(answer.data, example.answer, example.name)


def test_the_guide_names_every_operation() -> None:
    named = set(re.findall(r"`(\w+)`", GUIDE)) | {example.name for example in examples()}

    assert sorted(CATALOGUE.keys() - named) == []
    assert {example.name for example in examples()} <= CATALOGUE.keys()


@pytest.mark.parametrize("name", sorted(name for name, entry in CATALOGUE.items() if entry.is_public))
def test_the_example_beside_a_query_shows_something(
    name: str, ask: Asker, officers: dict[str, dict[str, Viewer]]
) -> None:
    answer = ask(name, EXAMPLES.get(name, {}))

    assert answer.errors == []
    assert any(answer.data.values())
    assert all(shown.get("edges", ["some"]) != [] for shown in answer.data.values() if isinstance(shown, dict))


BEFORE = {
    "ReviseServiceDraft": ["StartServiceDraft"],
    "DiscardServiceDraft": ["StartServiceDraft"],
    "SubmitServiceVersion": ["StartServiceDraft", "ReviseServiceDraft"],
    "SendBackServiceVersion": ["StartServiceDraft", "ReviseServiceDraft", "SubmitServiceVersion"],
    "ApproveServiceVersion": ["StartServiceDraft", "ReviseServiceDraft", "SubmitServiceVersion"],
    "ClearServiceAlert": ["PostServiceAlert"],
    "ProposeServiceRollBack": [
        "StartServiceDraft",
        "ReviseServiceDraft",
        "SubmitServiceVersion",
        "ApproveServiceVersion",
    ],
}


@pytest.mark.parametrize("name", sorted(name for name, entry in CATALOGUE.items() if not entry.is_public))
def test_the_example_beside_an_officers_operation_does_something(
    name: str, ask: Asker, officers: dict[str, dict[str, Viewer]]
) -> None:
    deciding = {"ApproveServiceVersion", "SendBackServiceVersion"}

    for step in (*BEFORE.get(name, ()), name):
        answer = ask(step, EXAMPLES[step], viewer=officers["DOPA"]["head" if step in deciding else "author"])

        assert answer.errors == []
        assert all(told.get("problems", []) == [] for told in answer.data.values())
