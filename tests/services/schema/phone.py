"""An app that keeps a copy of the catalogue, as docs/api-catalogue.md tells app teams to."""

from typing import Any

from tests.asking import Asker


class Phone:
    """An app's copy, kept as docs/api-catalogue.md says: apply all pages, then go on from their smallest version."""

    def __init__(self, ask: Asker, page: int = 2) -> None:
        self.ask = ask
        self.page = page
        self.version = 0
        self.kept: dict[tuple[str, str], str] = {}
        self.received: list[str] = []

    def sync(self, between_pages: Any = lambda: None) -> None:
        """Fetch and apply what changed; `between_pages` happens after the first page."""
        variables: dict[str, Any] = {"sinceVersion": self.version, "first": self.page}
        versions, more = [], True
        self.received = []
        while more:
            answer = self.ask("CatalogueChanges", variables)
            assert answer.errors == []
            page = answer.data["catalogueChanges"]
            for edge in page["edges"]:
                self._apply(edge["node"])
            versions.append(page["catalogueVersion"])
            more = page["pageInfo"]["hasNextPage"]
            variables["after"] = page["pageInfo"]["endCursor"]
            if len(versions) == 1:
                between_pages()
        self.version = min(versions)

    def _apply(self, change: dict[str, Any]) -> None:
        kind, is_gone = change["kind"].removesuffix("_RETIRED"), change["kind"].endswith("_RETIRED")
        self.received.append(f"{change['kind']} {change['code']}")
        if is_gone:
            self.kept.pop((kind, change["code"]), None)
        else:
            self.kept[kind, change["code"]] = change[kind.lower()]["name"]
