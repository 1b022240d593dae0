"""Draft laws: `rows` of them, each of two versions with `rows` sections, all but one edited in the second."""

from typing import Any

from consultation.actions import draft_laws, draft_mapping, drafts
from services.models import Agency
from superapp.accounts.viewer import Viewer
from superapp.thai.numerals import to_thai
from tests.factories.services import NOW
from tests.operations.entry import Entry, edges

CODE = "park-00"


def make_laws(agency: Agency, author: Viewer, approver: Viewer, rows: int) -> None:
    """Make the laws; only the first has a second version."""
    for place in range(rows):
        code = f"park-{place:02}"
        draft_laws.begin(
            viewer=author,
            agency=agency,
            code=code,
            title_th=f"ร่างพระราชบัญญัติสวนสาธารณะ ที่ {place}",
            title_en="",
            instrument="act",
            subject_codes=["local_government"],
            amends="" if place == 0 else CODE,
            now=NOW,
        )
        _publish(code, _text(rows, "ห้ามทิ้งขยะ"), author, approver)
    _publish(CODE, _text(rows, "ห้ามผู้ใดทิ้งขยะ"), author, approver)


def _text(rows: int, words: str) -> str:
    sections = (f"มาตรา {to_thai(str(place))}  {words} ณ ที่ซึ่ง {place}" for place in range(2, rows + 1))
    return "\n".join(["มาตรา ๑  ให้ใช้บังคับ", *sections])


def _publish(code: str, text: str, author: Viewer, approver: Viewer) -> None:
    version = drafts.bring_in(viewer=author, code=code, text=text, note="", now=NOW)
    seen = draft_mapping.fingerprint(version)
    drafts.confirm_mapping(viewer=author, code=code, seen=seen, now=NOW)
    drafts.publish(viewer=approver, code=code, seen=draft_mapping.fingerprint(version), now=NOW)


def _page(data: Any) -> list[int]:
    law = data["draftLaw"]
    return [len(law["versions"]), len(law["version"]["sections"]["edges"])]


DRAFT_LAWS: dict[str, Entry] = {
    "DraftLawList": Entry(edges("draftLaws"), 2, 20, lambda _: {"first": 20}, queries=2),
    "DraftLawPage": Entry(_page, [2, 2], [2, 20], lambda _: {"code": CODE}, queries=3),
    "DraftLawDifference": Entry(
        edges("draftLawDifference", "sections"), 2, 20, lambda _: {"code": CODE, "number": 2}, queries=7
    ),
}
