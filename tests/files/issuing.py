"""Documents as tests issue them."""

from datetime import datetime
from typing import Any

from superapp.accounts.models import Citizen
from superapp.files.actions import documents
from superapp.files.actions.documents import Cover
from superapp.files.models import IssuedDocument
from superapp.paper.pages import Paper


def drawn(cover: Cover) -> bytes:
    paper = Paper(title="หนังสือแจ้งผล", made_at=cover.issued_at, footer=cover.number)
    paper.heading("หนังสือแจ้งผลการพิจารณา")
    paper.qr(cover.verify_url, caption=cover.caption)
    return paper.pdf()


def issued(citizen: Citizen | None, now: datetime, **changes: Any) -> IssuedDocument:
    """Issue a decision letter to a citizen; `changes` say otherwise."""
    told: dict[str, Any] = {
        "kind": "decision_letter",
        "prefix": "DL",
        "agency_code": "DOP",
        "facts": {"name": "นางสมหญิง ใจดี", "programme": "old_age_allowance"},
        "amount_satang": 60_000,
        "matter": "application:1",
        "draw": drawn,
    }
    return documents.issue(citizen=citizen, now=now, **(told | changes))


def content_of(document: IssuedDocument) -> bytes:
    return b"".join(documents.content(document))
