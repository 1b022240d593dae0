"""A phone's journey by shipped operations: sign in, who am I, devices, another provider, an agency, a child, revoke."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection

from services.models import Agency, snapshot
from superapp.accounts.models import Account, Mandate
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.audit.models import AuditEvent
from superapp.people.login import wire
from superapp.registries.sandbox.world import world
from tests.asking import Asker, text_of
from tests.factories import services as make
from tests.people.agencies.opening import code_in, redeem
from tests.people.agencies.party import registered
from tests.people.login.journeys import Phone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def afresh(db: None) -> Iterator[None]:
    """Keep nothing of providers or the catalogue from another test."""
    caches["data"].clear()
    caches["default"].clear()
    wire.forget()
    snapshot.forget()
    yield
    snapshot.forget()


class App(Phone):
    """An app that knows the shipped operations by name."""

    def do(self, operation: str, **variables: Any) -> Any:
        """Run an operation with the access token; return its data."""
        answer = self.ask(text_of(operation), **variables).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def act(self, operation: str, **given: Any) -> Any:
        """Run a mutation that goes well; return its payload."""
        (payload,) = self.do(operation, input=given).values()
        assert payload["problems"] == [], payload
        return payload


def test_a_phones_journey(ask: Asker, agency: Agency, author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    office = registered("DOPA", entry="token", entry_uri="https://app.dopa.example.go.th/start")
    phone, tablet = App(), App()

    assert phone.sign_in("thaid", "twins_mother").status_code == 200
    me = phone.do("Viewer")["viewer"]
    assert (me["nameTh"], me["signIn"]["provider"], me["signIn"]["ial"]) == ("วิภาดา แก้วมณี", "thaid", "2.3")

    assert tablet.sign_in("paotang", "twins_mother").status_code == 200
    assert tablet.do("Viewer")["viewer"]["id"] == me["id"]
    devices = phone.do("MyDevices")["viewer"]["devices"]
    assert [one["isCurrent"] for one in devices] == [True, False]

    linked = phone.present("morprom", phone.id_token("morprom", "twins_mother"), "connect", **phone.bearer)
    assert linked.status_code == 200
    identities = phone.do("Viewer")["viewer"]["identities"]
    assert sorted(one["provider"] for one in identities) == ["morprom", "paotang", "thaid"]

    asked = phone.do("OpenService", input={"code": "id-lost"})["openService"]["consentRequest"]
    claims = [claim["code"] for claim in asked["claims"]]
    phone.act("GiveConsent", agencyCode="DOPA", claims=claims, textVersion=asked["textVersion"])
    url = phone.act("OpenService", code="id-lost")["url"]
    assert redeem(office, code_in(url)).json()["name"] == "วิภาดา แก้วมณี"
    assert redeem(office, code_in(url)).status_code == 400

    child = world().people["twin_one"]
    mandate = phone.act("ClaimChild", citizenId=child.pid)["mandate"]
    assert (mandate["kind"], mandate["principalName"]) == ("PARENT", child.name("th"))
    matters = phone.do("WhoseMatters", onBehalfOf=mandate["id"])["person"]
    assert child.name("th") in str(matters)

    phone.act("RevokeMandate", mandateId=mandate["id"])
    assert phone.do("WhoseMatters", onBehalfOf=mandate["id"])["person"] is None

    phone.act("RevokeDevice", id=devices[1]["id"])
    assert tablet.ask(text_of("Viewer")).status_code == 401
    assert phone.do("Viewer")["viewer"]["id"] == me["id"]
    phone.act("SignOutEverywhere", keepThis=False)
    assert phone.ask(text_of("Viewer")).status_code == 401

    _nothing_in_clear(world().people["twins_mother"].pid, child.pid)
    assert Account.objects.filter(kind="citizen", citizen__isnull=False).count() == 2
    assert Mandate.objects.get().state == "revoked"
    acts = list(AuditEvent.objects.filter(stream="platform").values_list("action", flat=True))
    assert len(acts) > 8
    assert verification.verify(verification.streams()) == []


def _nothing_in_clear(*pids: str) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(cursor.fetchall())
            for pid in pids:
                assert pid not in rows, table
