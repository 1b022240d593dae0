"""A hearing that is open, with three sections, and people who take part in it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from consultation.actions import comments, participants
from consultation.models import Comment, DraftLaw, DraftVersion, Hearing, Participant, Section, SectionText
from services.models import Agency
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from tests.factories.people import make_person, viewer_of_person
from tests.factories.services import NOW

OPENS = NOW - timedelta(days=2)
CLOSES = NOW + timedelta(days=28)
WAY = ("ready", "announced", "open")
WORDS = (
    "พระราชบัญญัตินี้ให้ใช้บังคับเมื่อพ้นกำหนดหนึ่งร้อยแปดสิบวันนับแต่วันประกาศในราชกิจจานุเบกษาเป็นต้นไป",
    "ให้ผู้ประกอบการจัดให้มีช่องทางร้องเรียนที่ประชาชนเข้าถึงได้โดยไม่เสียค่าใช้จ่าย",
    "ผู้ใดฝ่าฝืนมาตรา 2 ต้องระวางโทษปรับทางพินัยไม่เกินหนึ่งหมื่นบาท",
)


def make_law(agency: Agency, code: str = "complaints-act") -> DraftVersion:
    """Make a draft law of three sections; return its first version, published."""
    law = DraftLaw.objects.create(
        code=code, title_th="ร่างพระราชบัญญัติช่องทางร้องเรียน พ.ศ. ....", instrument="act", agency=agency
    )
    version = DraftVersion.objects.create(law=law, number=1, created_at=OPENS - timedelta(days=9))
    for place, words in enumerate(WORDS, 1):
        section = Section.objects.create(law=law, key=f"s{place}")
        SectionText.objects.create(
            version=version,
            section=section,
            kind="section",
            position=place,
            number=f"มาตรา {place}",
            text=words,
            digest=f"{place:064d}",
        )
    version.digest, version.published_at = "0" * 64, OPENS - timedelta(days=5)
    version.save()
    return version


def make_hearing(version: DraftVersion, code: str = "complaints-1", *, state: str = "open", **fields: Any) -> Hearing:
    """Make a hearing on a version and bring it to `state` along the way the database allows."""
    known = {
        "law": version.law,
        "version": version,
        "kind": "bill",
        "agency": version.law.agency,
        "title_th": "รับฟังความคิดเห็นร่างพระราชบัญญัติช่องทางร้องเรียน",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "announced_at": None if state in ("draft", "ready") else OPENS - timedelta(days=3),
        "display_choices": ["pseudonym", "named", "private"],
    }
    hearing = Hearing.objects.create(code=code, **(known | fields))
    for step in WAY[: WAY.index(state) + 1] if state in WAY else ():
        hearing.state = step
        hearing.save(update_fields=["state"])
    return hearing


def make_voice(hearing: Hearing, number: int, *, now: datetime = NOW, **about: Any) -> tuple[Viewer, Participant]:
    """Make a person who has joined the hearing; return them as a viewer, and their row."""
    viewer = viewer_of_person(make_person(number, **({"created_at": NOW - timedelta(days=30)} | about)))
    return viewer, participants.join(viewer=viewer, hearing=hearing, now=now)


def citizen_of(viewer: Viewer) -> Citizen:
    """Return the citizen behind a viewer who is one."""
    assert viewer.citizen is not None
    return viewer.citizen


def say(viewer: Viewer, hearing: Hearing, body: str = "ควรเพิ่มช่องทางออนไลน์", **about: Any) -> Comment:
    """Post a comment under a key of its own."""
    known = {"client_key": uuid.uuid4().hex, "now": NOW}
    return comments.post(viewer=viewer, hearing=hearing, body=body, **(known | about))
