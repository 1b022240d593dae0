"""Entries of the operations about one's own data: asked by the citizen of leaving.py."""

from typing import Any

from superapp.people.actions import erasures
from superapp.people.models import register
from tests.operations.entry import Entry, edges
from tests.operations.leaving import VIEWER

# Erasing asks once in every table whose rows go: what the register says, so that a new table needs no new number here.
DESTROYED = [one for one in register.holdings().values() if one.owners and one.erasure == "destroy"]
ERASING = 23


def _exported(data: Any) -> Any:
    return data["exportMyData"]["export"]["state"], data["exportMyData"]["problems"]


OWN_DATA: dict[str, Entry] = {
    "MyDataUses": Entry(edges("myDataUses"), 2, 20, viewer=VIEWER, queries=4),
    "MyExports": Entry(edges("myExports"), 2, 20, viewer=VIEWER, queries=4),
    "ExportMyData": Entry(
        _exported,
        ("WAITING", []),
        ("WAITING", []),
        lambda _: {"input": {"acknowledged": True}},
        viewer=VIEWER,
        queries=11,
        counts=1,
    ),
    "PrepareUpload": Entry(
        lambda data: (data["prepareUpload"]["upload"]["state"], data["prepareUpload"]["problems"]),
        ("EXPECTED", []),
        ("EXPECTED", []),
        lambda _: {
            "input": {"purpose": "EVIDENCE", "mediaType": "application/pdf", "bytes": 48213, "name": "ใบรับรอง.pdf"}
        },
        viewer=VIEWER,
        queries=5,
        counts=1,
    ),
    "EraseMe": Entry(
        lambda data: (data["eraseMe"]["erasedAt"] is not None, data["eraseMe"]["problems"]),
        (True, []),
        (True, []),
        lambda _: {"input": {"confirmation": erasures.PHRASES[0]}},
        viewer=VIEWER,
        queries=ERASING + len(DESTROYED),
    ),
}
