"""The shipped vocabulary, and what checks a text against it."""

from collections.abc import Callable

import pytest

from tests.factories.rules import CODE
from welfare.rules.gate.checking import check
from welfare.rules.gate.report import GateReport
from welfare.rules.programmes import Programmes, load_programmes

Check = Callable[..., GateReport]


@pytest.fixture(scope="session")
def shipped() -> Programmes:
    """Return the shipped programmes."""
    return load_programmes()


@pytest.fixture
def checked(shipped: Programmes) -> Check:
    """Return what checks a text as that of the programme of the tests, beside the shipped ones."""

    def run(text: str, **more: object) -> GateReport:
        return check(text, shipped.vocabulary, shipped.shared, code=CODE, known=shipped.documents,
                     documents=shipped.documents, file="elder_meal.yaml", **more)  # fmt: skip

    return run
