"""Agencies' clients and a citizen's receipts, for the operations about them (agencies.py)."""

from datetime import timedelta

from allauth.idp.oidc.models import Client
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.people.actions import consent_words
from superapp.people.actions.releases import PURPOSE
from superapp.people.models import AgencyClient, Consent

FACTS = ["birth_date", "name_th"]
UNASKED = "UNASKED"


def make_clients(citizen: Citizen, rows: int) -> None:
    """Make a client that has not asked the citizen yet, and `rows` that have: DOPA's first, whose consent counts."""
    now = timezone.now()
    for place, code in enumerate([UNASKED, "DOPA", *(f"AGENCY{place}" for place in range(1, rows))]):
        client = AgencyClient.objects.create(
            client=Client.objects.create(id=f"client-{place}", name=code, secret="!"),
            agency_code=code,
            name_th=f"ระบบ {place}",
            name_en=f"Service {place}",
            purpose_th="ทดสอบ",
            purpose_en="to try",
            facts=FACTS,
            entry="token",
            entry_uri="https://agency.example.go.th/start",
        )
        if code == UNASKED:
            continue
        words = consent_words.words_for(client)
        consent_words.keep(words)
        Consent.objects.create(
            citizen=citizen,
            kind="release",
            audience=client.client_id,
            facts=FACTS,
            purpose=PURPOSE,
            text_version=words.version,
            given_at=now - timedelta(minutes=place),
            ends_at=now + timedelta(days=300),
            withdrawn_at=None if code == "DOPA" else now,
        )
