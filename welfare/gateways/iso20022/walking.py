"""Finding elements by short paths in the one namespace a message has."""

from collections.abc import Iterator

from lxml import etree

from .amounts import place
from .quarantine import Unusable


class Walk:
    """Paths below an element, without writing the namespace at each step: `walk.text(entry, "Sts/Cd")`."""

    def __init__(self, root: etree._Element) -> None:
        self._namespace = etree.QName(root).namespace or ""
        self._known: dict[str, str] = {}

    def one(self, above: etree._Element, path: str) -> etree._Element | None:
        """Return the first element at `path` below `above`, None when there is none."""
        return above.find(self._full(path))

    def all(self, above: etree._Element, path: str) -> Iterator[etree._Element]:
        """Yield every element at `path` below `above`, in order."""
        yield from above.iterfind(self._full(path))

    def text(self, above: etree._Element, path: str) -> str | None:
        """Return the text at `path`, None when there is no such element or it is empty."""
        found = self.one(above, path)
        return None if found is None else found.text

    def required(self, above: etree._Element, path: str, code: str) -> str:
        """Return the text at `path`.

        :raises Unusable: with `code` when there is none.
        """
        text = self.text(above, path)
        if text is None or not text.strip():
            raise Unusable(code, place(above))
        return text

    def _full(self, path: str) -> str:
        if path not in self._known:
            self._known[path] = "/".join(f"{{{self._namespace}}}{step}" for step in path.split("/"))
        return self._known[path]
