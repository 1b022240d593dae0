"""An open hearing on a law of three sections, and people who may take part in it."""

from datetime import UTC, datetime, timedelta

from consultation.models import DraftLaw, DraftVersion, Hearing, Section, SectionText
from services.models import Agency
from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import SignIn, Viewer, viewer_for
from superapp.thai.identity import check_digit

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
OPENS, CLOSES = NOW - timedelta(days=2), NOW + timedelta(days=28)
SECTIONS = 3


def make_hearing(code: str) -> Hearing:
    """Make a law and open a hearing on it."""
    agency, _ = Agency.objects.get_or_create(
        code="BENCH", defaults={"kind": "department", "name_th": "กรมทดสอบ", "name_en": "Bench", "sort_key_th": b"x"}
    )
    law = DraftLaw.objects.create(code=f"law-{code}", title_th="ร่างพระราชบัญญัติทดสอบ", instrument="act", agency=agency)
    version = DraftVersion.objects.create(law=law, number=1, created_at=OPENS)
    for place in range(SECTIONS):
        section = Section.objects.create(law=law, key=f"s{place}")
        SectionText.objects.create(
            version=version,
            section=section,
            kind="section",
            position=place,
            text=f"ถ้อยคำ {place}",
            digest=f"{place:064d}",
        )
    version.digest, version.published_at = "0" * 64, OPENS
    version.save()
    hearing = Hearing.objects.create(
        code=code,
        law=law,
        version=version,
        kind="bill",
        agency=agency,
        title_th="รับฟังความคิดเห็น",
        opens_at=OPENS,
        closes_at=CLOSES,
        announced_at=OPENS - timedelta(days=3),
        display_choices=["pseudonym"],
    )
    for state in ("ready", "announced", "open"):
        hearing.state = state
        hearing.save(update_fields=["state"])
    return hearing


def make_viewer(number: int) -> Viewer:
    """Make a citizen of nobody's number who signed in; their account is not new."""
    first = f"97{number:010d}"
    account = Account.objects.create_user(f"bench-{number}", kind=Account.Kind.CITIZEN)
    citizen = Citizen(account=account, created_at=NOW - timedelta(days=400))
    citizen.make_key()
    citizen.know_by(first + check_digit(first))
    citizen.seal("name_th", f"คนที่ {number}")
    citizen.save()
    return viewer_for(account, SignIn("thaid", "2.3", NOW, "bench"))
