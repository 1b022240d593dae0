"""Agencies, officers and services as tests need them: few, small, and as they really are called.

Services come into being the way they do in life: one officer writes, another approves. `fill_places` alone writes rows
directly, since a test of the last place needs hundreds of services it never looks at.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from services.actions import drafts, postings, publishing
from services.models import Agency, Category, FactName, FocusArea, LifeEvent, Posting, Service, ServiceVersion
from services.models.content_reading import read
from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import Viewer, viewer_for
from superapp.thai.collation import sort_key

BANGKOK = timezone(timedelta(hours=7))
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=BANGKOK)
REASON = "ปรับข้อมูลให้ตรงกับประกาศกรม"

# code: (kind, Thai name, English name, short name, ministry code, ministry)
AGENCIES = {
    "DOPA": ("department", "กรมการปกครอง", "Department of Provincial Administration", "ปค.", "MOI", "กระทรวงมหาดไทย"),
    "DLT": ("department", "กรมการขนส่งทางบก", "Department of Land Transport", "ขบ.", "MOT", "กระทรวงคมนาคม"),
}
MINISTRIES_EN = {"MOI": "Ministry of Interior", "MOT": "Ministry of Transport"}


def make_vocabulary() -> None:
    """Make two categories, two life events and one focus area."""
    Category.objects.create(code="id_card", name_th="บัตรประชาชน", name_en="ID card", position=0, icon="🪪")
    Category.objects.create(code="driving_vehicle", name_th="ใบขับขี่และรถ", name_en="Driving and vehicles", position=1)
    LifeEvent.objects.create(
        code="crime_victim", kind="life", name_th="ตกเป็นเหยื่อ", name_en="Victim of crime", position=0
    )
    LifeEvent.objects.create(
        code="start_business", kind="business", name_th="เริ่มธุรกิจ", name_en="Starting a business", position=1
    )
    FocusArea.objects.create(code="welfare", name_th="สวัสดิการประชาชน", name_en="Welfare", position=0)


def make_agency(code: str, **fields: Any) -> Agency:
    """Make one of AGENCIES, or another department when `fields` name it."""
    kind, name_th, name_en, short, ministry, ministry_th = AGENCIES.get(code, AGENCIES["DOPA"])
    known = {
        "kind": kind,
        "name_th": name_th,
        "name_en": name_en,
        "abbreviation_th": short,
        "ministry_code": ministry,
        "ministry_th": ministry_th,
        "ministry_en": MINISTRIES_EN[ministry],
    }
    known |= fields
    return Agency.objects.create(code=code, sort_key_th=sort_key(known["name_th"]), **known)


def make_citizen(username: str = "somying") -> Account:
    """Make a citizen's account."""
    return Account.objects.create_user(username, kind=Account.Kind.CITIZEN)


def make_officer(username: str, *posts: tuple[Agency, str], name_th: str = "สมชาย ใจดี", name_en: str = "") -> Officer:
    """Make an officer with an account, posted to each (agency, role) since the first of the year, rights included."""
    account = Account.objects.create_user(username, kind=Account.Kind.OFFICER, is_staff=True)
    officer = Officer.objects.create(account=account, name_th=name_th, name_en=name_en or username.title())
    for agency, role in posts:
        postings.appoint(viewer=None, officer=officer, agency=agency, role=role, starts_on=date(2026, 1, 1), now=NOW)
    return officer


def viewer_of_officer(officer: Officer) -> Viewer:
    """Return a fresh viewer for the officer, who has not looked up any right yet."""
    return viewer_for(Account.objects.select_related("officer").get(pk=officer.account_id))


def make_content(agency: str = "DOPA", **changes: Any) -> dict[str, Any]:
    """Return the content of a service as plain data: replacing a lost identity card, with `changes` laid over it."""
    certainty = dict.fromkeys(FactName.values, "general_knowledge")
    facts: Mapping[str, str] = certainty | changes.pop("certainty", {})
    content: dict[str, Any] = {
        "agency": agency,
        "name_th": "ทำบัตรประชาชนใหม่ กรณีบัตรหาย",
        "name_en": "Replace a lost national ID card",
        "description_th": "แจ้งบัตรหายและขอมีบัตรใหม่ที่สำนักทะเบียนได้ทันที ไม่ต้องแจ้งความ",
        "description_en": "Report a lost identity card and get a new one straight away. No police report is needed.",
        "category": "id_card",
        "life_event": "crime_victim",
        "focus_area": "",
        "audience": ["citizen"],
        "kind": "application",
        "digital_level": "information",
        "channels": [{"type": "counter", "url": ""}, {"type": "web", "url": "https://www.dopa.go.th/card"}],
        "fees": [{"amount_satang": 10_000, "note_th": "กรณีบัตรหาย", "note_en": "If the card is lost"}],
        "processing_working_days": 1,
        "login": "none",
        "minimum_assurance": "",
        "evidence": [{"name_th": "ทะเบียนบ้าน", "name_en": "House registration", "note_th": "ถ้ามี", "note_en": "If any"}],
        "outputs": ["counter"],
        "legal": [{"title_th": "พ.ร.บ.บัตรประจำตัวประชาชน พ.ศ. 2526", "title_en": "", "section": "มาตรา 6"}],
        "related": [],
        "keywords": ["บัตรหาย", "lost id card"],
        "facts": {name: {"certainty": sure, "source": ""} for name, sure in facts.items()},
    }
    return content | changes


def make_draft(author: Viewer, code: str = "id-lost", *, now: datetime = NOW, **changes: Any) -> ServiceVersion:
    """Make a new service with its first draft."""
    return drafts.create(viewer=author, code=code, content=make_content(**changes), reason=REASON, now=now)


def make_review(author: Viewer, code: str = "id-lost", *, now: datetime = NOW, **changes: Any) -> ServiceVersion:
    """Make a new service whose first version waits for review."""
    version = make_draft(author, code, now=now, **changes)
    return publishing.submit(viewer=author, code=code, number=version.number, reason=REASON, now=now)


def make_published(
    author: Viewer, approver: Viewer, code: str = "id-lost", *, now: datetime = NOW, **changes: Any
) -> Service:
    """Make a service that is published, written by one officer and approved by the other."""
    version = make_review(author, code, now=now, **changes)
    publishing.approve(viewer=approver, code=code, number=version.number, reason=REASON, now=now)
    return Service.objects.get(code=code)


def revise_and_submit(author: Viewer, code: str = "id-lost", *, now: datetime = NOW, **changes: Any) -> ServiceVersion:
    """Start a draft of what is published, lay `changes` over it and send it to review."""
    draft = drafts.start(viewer=author, code=code, reason=REASON, now=now)
    drafts.revise(
        viewer=author,
        code=code,
        number=draft.number,
        revision=draft.revision,
        content=draft.content | changes,
        now=now,
    )
    return publishing.submit(viewer=author, code=code, number=draft.number, reason=REASON, now=now)


def republish(
    author: Viewer, approver: Viewer, code: str = "id-lost", *, now: datetime = NOW, **changes: Any
) -> ServiceVersion:
    """Publish the next version of a published service, with `changes` laid over what it says."""
    version = revise_and_submit(author, code, now=now, **changes)
    return publishing.approve(viewer=approver, code=code, number=version.number, reason=REASON, now=now)


def fill_places(agency: Agency, count: int) -> None:
    """Publish `count` services by writing rows directly; they have no parts, and a version that nobody wrote."""
    content = read(make_content(agency.code))
    category = Category.objects.get(code="id_card")
    services = Service.objects.bulk_create(
        Service(
            code=f"filler-{place}",
            agency=agency,
            name_th=f"บริการที่ {place}",
            name_en=f"Service {place}",
            description_th="บริการตัวอย่าง",
            description_en="A sample service",
            category=category,
            kind=content.kind,
            digital_level=content.digital_level,
            audience=list(content.audience),
            login=content.login,
            sort_key_th=f"{place:04}",
            created_at=NOW,
        )
        for place in range(count)
    )
    versions = ServiceVersion.objects.bulk_create(
        ServiceVersion(
            service=service,
            number=1,
            state=ServiceVersion.State.PUBLISHED,
            content=content.as_data(),
            content_hash=content.fingerprint(),
            base_facts=content.as_data()["facts"],
            created_at=NOW,
        )
        for service in services
    )
    for service, version in zip(services, versions, strict=True):
        service.state, service.published_version = Service.State.PUBLISHED, version
    Service.objects.bulk_update(services, ["state", "published_version"], batch_size=100)


def roles_of(officer: Officer, agency: Agency) -> list[str]:
    """Return the roles in which an officer's account has rights at an agency now."""
    names = officer.account.groups.filter(name__startswith=f"agency:{agency.code}:").values_list("name", flat=True)
    return sorted(str(Posting.Role(name.rsplit(":", 1)[1])) for name in names)
