"""The folder graphql/ holds data; the package graphql is graphql-core (docs/decisions/0003-graphql-folder.md)."""

import graphql

from tests.house.repository import ROOT


def test_graphql_is_graphql_core_and_the_folder_holds_only_data():
    assert graphql.__file__
    assert "site-packages" in graphql.__file__
    assert list((ROOT / "graphql").rglob("*.py")) == []
