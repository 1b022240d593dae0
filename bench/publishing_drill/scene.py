"""Where the drill takes place: one agency, its author and its approver, and a few services with many parts."""

import sys
from datetime import UTC, date, datetime
from typing import Any

from django.core.management import call_command
from django.db.models import F

from services.actions import drafts, postings, publishing
from services.models import Agency, Category, FactName, Service, ServiceVersion
from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import Viewer, viewer_for

CODES = ("id-first", "id-lost", "id-renew", "house-move")
REASON = "ซ้อม"
# So many rows of each kind that laying out a text takes a while, and a kill finds it half done.
PARTS = 10


def set_up() -> None:
    """Make the scratch database's tables, people and services; the services' first versions are published."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = datetime.now(UTC)
    Category.objects.create(code="id_card", name_th="บัตรประชาชน", name_en="ID card", position=0)
    agency = Agency.objects.create(
        code="DOPA", kind="department", name_th="กรมการปกครอง", name_en="Provincial Administration", ministry_code="MOI"
    )
    for role in ("author", "approver"):
        account = Account.objects.create_user(role, kind=Account.Kind.OFFICER, is_staff=True)
        officer = Officer.objects.create(account=account, name_th=role, name_en=role)
        given = {"officer": officer, "agency": agency, "role": role, "starts_on": date(2026, 1, 1)}
        postings.appoint(viewer=None, now=now, **given)
    for code in CODES:
        drafts.create(viewer=viewer("author"), code=code, content=text(code, 1), reason=REASON, now=now)
        publishing.submit(viewer=viewer("author"), code=code, number=1, reason=REASON, now=now)
        publishing.approve(viewer=viewer("approver"), code=code, number=1, reason=REASON, now=now)


def viewer(role: str) -> Viewer:
    """Return the author or the approver."""
    return viewer_for(Account.objects.select_related("officer").get(username=role))


def text(code: str, number: int) -> dict[str, Any]:
    """Return the text of one version: every part of it names the number, so that a mixture would show."""
    this = f"{code} {number}"
    return {
        "agency": "DOPA",
        "name_th": f"บริการ {this}",
        "name_en": f"Service {this}",
        "description_th": f"คำอธิบาย {this}",
        "description_en": f"Description {this}",
        "category": "id_card",
        "audience": ["citizen"],
        "kind": "application",
        "digital_level": ("information", "form", "full")[number % 3],
        "channels": [{"type": "web", "url": f"https://example.go.th/{number}/{part}"} for part in range(PARTS)],
        "fees": [{"amount_satang": number * 100 + part} for part in range(PARTS)],
        "processing_working_days": number % 1_000 + 1,
        "login": ("none", "basic", "verified")[number % 3],
        "evidence": [{"name_th": f"เอกสาร {this}/{part}", "name_en": f"Paper {this}/{part}"} for part in range(PARTS)],
        "outputs": ["counter"],
        "legal": [{"title_th": f"ประกาศ {this}/{part}"} for part in range(PARTS)],
        "related": [other for other in CODES if other != code][: number % 4] if number > 1 else [],
        "keywords": [f"{this} {part}" for part in range(PARTS)],
        "facts": {name: {"certainty": "general_knowledge"} for name in FactName.values},
    }


def open_version(code: str) -> ServiceVersion | None:
    """Return what is being worked on."""
    return ServiceVersion.objects.open().filter(service__code=code).annotate(stands=F("service__state")).first()


def earlier_number(code: str) -> int | None:
    """Return the number of a version to go back to, when the service is retired; None when it is not."""
    if Service.objects.get(code=code).state != Service.State.RETIRED:
        return None
    found = ServiceVersion.objects.filter(service__code=code, intent=ServiceVersion.Intent.PUBLISH)
    return int(found.order_by("-number").exclude(state="discarded").values_list("number", flat=True)[0])


def say(word: str, code: str, number: int) -> None:
    """Tell whoever watches, at once: `begin` before a decision, `done` once it is committed."""
    sys.stdout.write(f"{word} {code} {number}\n")
    sys.stdout.flush()
