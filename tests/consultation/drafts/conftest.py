"""The sample laws, loaded once for all who only look at them; and a law of the agency here, with its first version."""

from collections.abc import Iterator
from typing import Any

import pytest

from consultation.actions import draft_laws, draft_loading, draft_mapping, drafts
from consultation.models import DraftLaw, DraftVersion
from services.models import Agency
from superapp.accounts.viewer import Viewer
from tests.factories import services as make
from tests.lasting import lasting

AGENCIES = ("DOP", "PARL", "DLA", "DGA", "OPM")
FIRST = """ร่างพระราชบัญญัติสวนสาธารณะ พ.ศ. ....
โดยที่เป็นการสมควรมีกฎหมายว่าด้วยสวนสาธารณะ
หมวด ๑ บททั่วไป
มาตรา ๑  พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติสวนสาธารณะ พ.ศ. ....”
มาตรา ๒  ให้เทศบาลจัดให้มีสวนสาธารณะที่ประชาชนทุกคนเข้าใช้ได้โดยไม่เสียค่าใช้จ่าย และเปิดให้ใช้ไม่น้อยกว่าวันละสิบชั่วโมง
มาตรา ๓  ห้ามมิให้ผู้ใดทิ้งขยะในสวนสาธารณะ
ผู้ฝ่าฝืนต้องระวางโทษปรับไม่เกินหนึ่งพันบาท
มาตรา ๔  ให้รัฐมนตรีว่าการกระทรวงมหาดไทยรักษาการตามพระราชบัญญัตินี้
"""
# มาตรา ๓ is new, the old ๓ is edited as ๔, the old ๔ is ๕.
SECOND = (
    FIRST.replace("มาตรา ๔  ให้", "มาตรา ๕  ให้")
    .replace("หนึ่งพันบาท", "ห้าพันบาท")
    .replace("มาตรา ๓  ห้าม", "มาตรา ๓  ให้จัดทางลาดและห้องน้ำสำหรับคนพิการในสวนสาธารณะทุกแห่ง\nมาตรา ๔  ห้าม")
)


@pytest.fixture(scope="module")
def sample_laws(django_db_setup: None, django_db_blocker: Any) -> Iterator[draft_loading.Report]:
    """Load consultation/drafts/ for a whole module."""
    with lasting(django_db_blocker):
        for code in AGENCIES:
            make.make_agency(code)
        yield draft_loading.load(now=make.NOW)


@pytest.fixture
def law(agency: Agency, author: Viewer) -> DraftLaw:
    """Return a law of the agency here, begun by its author, without a version."""
    return draft_laws.begin(
        viewer=author,
        agency=agency,
        code="public-parks",
        title_th="ร่างพระราชบัญญัติสวนสาธารณะ พ.ศ. ....",
        title_en="Public Parks Bill",
        instrument="act",
        subject_codes=["local_government"],
        amends="",
        now=make.NOW,
    )


def bring_in(author: Viewer, text: str, *, code: str = "public-parks", **more: Any) -> DraftVersion:
    """Bring a text in as the law's next version."""
    return drafts.bring_in(viewer=author, code=code, text=text, note="ฉบับรับฟัง", now=make.NOW, **more)


def seen(version: DraftVersion) -> str:
    """Return what an officer who looks at the version now has seen."""
    return draft_mapping.fingerprint(DraftVersion.objects.get(pk=version.pk))


@pytest.fixture
def published(law: DraftLaw, author: Viewer, approver: Viewer) -> DraftVersion:
    """Return the law's first version, published in four eyes."""
    version = bring_in(author, FIRST)
    return drafts.publish(viewer=approver, code=law.code, seen=seen(version), now=make.NOW)
