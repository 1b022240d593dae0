"""People who act for each other, with a given number of everything, beside the catalogue of small.py.

Registries are the sandbox's, so a parent and a director are sample people of its world. Moments are far from now, since
the endpoint reads the real clock.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from superapp.accounts.models import Account, Citizen, Mandate
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.people.actions import invitations
from superapp.people.models import JointApproval, MandateInvitation
from superapp.registries.sandbox.world import world
from tests.factories import people

LONG_AGO, FAR_OFF = datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
CODE = "7KQ2-M9XT-04HB-WZ3D"


def make_acting(rows: int) -> dict[str, Viewer]:
    """Make a carer of `rows` people, a parent, and a director whose company has `rows` of what waits for an answer."""
    agent, parent, director = people.make_person(100), _sample("twins_mother"), _sample("director")
    for place in range(rows):
        mandate = _mandate(agent, people.make_person(110 + place))
    for place in range(rows - 1):
        record(
            stream="platform",
            action="letter.send",
            object=f"letter:{place}",
            actor=agent.public_id,
            principal=mandate.principal_id,
            mandate=str(mandate.public_id),
            now=LONG_AGO,
        )
    _invitation(agent_of=people.make_person(101), code=CODE)
    firm = people.make_organisation(1, signing_rule=2)
    held = _mandate(director, firm, kind="director", basis_asked_at=timezone.now() + timedelta(days=1), ends_at=None)
    for place in range(rows):
        _invitation(agent_of=director, under=held, code=f"code-{place}")
        JointApproval.objects.create(
            organisation=firm,
            matter="mandate.appoint",
            content_hash=f"{place:064}",
            details={"verbs": ["view"], "days": 90},
            needed=2,
            lapses_at=FAR_OFF,
        )
    viewers = {"agent": agent, "parent": parent, "director": director, "newcomer": _sample("second_director")}
    return {name: people.viewer_of_person(citizen) for name, citizen in viewers.items()}


def _sample(key: str) -> Citizen:
    citizen = Citizen(account=Account.objects.create_user(f"sample-{key}", kind=Account.Kind.CITIZEN))
    citizen.make_key()
    citizen.know_by(world().people[key].pid)
    citizen.seal("name_th", world().people[key].name("th"))
    citizen.save()
    return citizen


def _mandate(agent: Citizen, principal: object, **fields: object) -> Mandate:
    return people.make_mandate(agent, principal, **{"starts_at": LONG_AGO, "ends_at": FAR_OFF, **fields})  # type: ignore[arg-type]


def _invitation(*, agent_of: Citizen, code: str, under: Mandate | None = None) -> None:
    MandateInvitation.objects.create(
        code_hash=invitations.hash_of(code),
        kind="carer" if under is None else "delegate",
        inviter=agent_of,
        under=under,
        organisation=None if under is None else under.principal_organisation,
        scope_verbs=["view"],
        valid_days=30,
        lapses_at=FAR_OFF,
    )
