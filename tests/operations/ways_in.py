"""Entries of the operations about signing in, and what their citizen has of devices and digital identities."""

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

from superapp.accounts.models import Citizen
from superapp.api.ids import global_id
from superapp.people.actions import devices, identities
from tests.operations.entry import Entry


def make(citizen: Citizen, rows: int) -> None:
    """Let the citizen be signed in on `rows` devices, with two digital identities, or all four there can be."""
    for place in range(rows):
        session = SessionStore()
        session.create()
        UserSession.objects.create(
            user=citizen.account, ip="127.0.0.1", session_key=session.session_key, user_agent=f"Phone {place}"
        )
    for code in ("thaid", "morprom", "paotang", "ndid")[: min(rows, 4)]:
        SocialAccount.objects.create(
            user=citizen.account, provider=code, uid=identities.uid_of(code, "subject"), extra_data={"ial": "2.3"}
        )


WAYS_IN: dict[str, Entry] = {
    "IdentityProviders": Entry(lambda data: len(data["identityProviders"]), 4, 4),
    "Viewer": Entry(lambda data: len(data["viewer"]["identities"]), 2, 4, viewer="citizen", queries=4),
    "MyDevices": Entry(lambda data: len(data["viewer"]["devices"]), 2, 20, viewer="citizen", queries=5),
    "RevokeDevice": Entry(
        lambda data: (len(data["revokeDevice"]["viewer"]["devices"]), data["revokeDevice"]["problems"]),
        (1, []),
        (19, []),
        lambda small: {"input": {"id": global_id("dev", devices.of(small.viewers["citizen"])[0].key)}},
        viewer="citizen",
        queries=12,
    ),
    "SignOutEverywhere": Entry(
        lambda data: data["signOutEverywhere"],
        {"count": 2, "problems": []},
        {"count": 20, "problems": []},
        lambda _: {"input": {"keepThis": False}},
        viewer="citizen",
        queries=9,
    ),
    "UnlinkIdentity": Entry(
        lambda data: (len(data["unlinkIdentity"]["viewer"]["identities"]), data["unlinkIdentity"]["problems"]),
        (1, []),
        (3, []),
        lambda _: {"input": {"id": global_id("lgn", identities.uid_of("thaid", "subject")[:32])}},
        viewer="citizen",
        queries=11,
    ),
}
