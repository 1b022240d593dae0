"""Everybody's journeys in the drill: first they live, then all of them are erased. All of it over HTTP."""

from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.jobs.models import Job
from superapp.people.actions import notices
from superapp.people.models import Push
from welfare.actions import telling

from . import mishaps, offices, walking
from .people import Planted
from .phones import SURE, App, JourneyFailed

PROVIDERS = ("thaid", "morprom", "paotang", "ndid")

# Of how many people one has their number sent to every address by a stranger; how many records the desk opens.
HOSTILE_EVERY = 20
RECORDS = 150

# Title, done, of how many.
Tell = Callable[[str, int, int], None]


def live(people: list[Planted], *, tell: Tell = lambda *told: None) -> dict[str, int]:
    """Let everybody sign in, those with a child and a company walk every journey; return what was done, counted.

    The providers take turns. Those after the ones who walk are their carers. Of those who walked every fifth is erased.

    :raises JourneyFailed: when a step is refused, or a job dies.
    """
    places = offices.opened(with_rules=True)
    apps = []
    for number, one in enumerate(people):
        app = App(one)
        app.enter(PROVIDERS[number % len(PROVIDERS)])
        if app.do("Viewer")["nameTh"] != f"ทดสอบ {one.pid}":
            raise JourneyFailed("somebody else's name")
        app.do("MyDataUses")
        mishaps.be_hostile(one.pid) if number % HOSTILE_EVERY == 0 else None
        apps.append(app)
        tell("Signing in", number + 1, len(people))
    walking_ = [app for app in apps if app.who.child]
    for number, app in enumerate(walking_):
        walking.walk(app, apps[len(walking_) + number], places)
        mishaps.be_clumsy(app, places.site)
        tell("Walking", number + 1, len(walking_))
    shown = offices.look_up([one.pid for one in people[:RECORDS]])
    tell("At the desk", shown, shown)
    _nightly()
    fetched = sum(walking.fetch_copy(app) for app in walking_)
    erased = sum(_erased(app) for app in walking_[::5])
    call_command("worker", until_idle=True)
    return {
        "people": len(people),
        "walked": len(walking_),
        "records_shown": shown,
        "copies_fetched": fetched,
        "pushes": Push.objects.exclude(state="waiting").count(),
        "erased": erased,
        "jobs": _jobs_done(),
    }


def erase(people: list[Planted], *, tell: Tell = lambda *told: None) -> dict[str, int]:
    """Let everybody who is left come back and have themselves erased; return how many that were.

    :raises JourneyFailed: when somebody is left, or a job dies.
    """
    done = 0
    for number, one in enumerate(people):
        if Citizen.objects.with_pid(one.pid).exists():
            app = App(one)
            app.enter(SURE)
            done += _erased(app)
        tell("Erasing", number + 1, len(people))
    call_command("worker", until_idle=True)
    if Citizen.objects.filter(erased_at=None).exists():
        raise JourneyFailed("somebody is left")
    return {"erased_afterwards": done, "jobs": _jobs_done()}


def _erased(app: App) -> bool:
    return app.act("EraseMe", confirmation="ERASE MY DATA")["erasedAt"] is not None


def _nightly() -> None:
    """Send everybody a notice that holds their number, and do all that is done by the clock, a month from now too."""
    now = timezone.now()
    for citizen in Citizen.objects.filter(erased_at=None).select_related("account"):
        texts = dict.fromkeys(("title_th", "title_en", "body_th", "body_en"), f"ถึง {citizen.read('pid')}")
        notices.put(citizen=citizen, topic="account.test", key="1", texts=texts, now=now)
    telling.look_at_entitlements.enqueue(slot=(now + timedelta(days=35)).isoformat())
    call_command("worker", until_idle=True)


def _jobs_done() -> int:
    if dead := Job.objects.filter(state=2).values_list("task", flat=True).distinct():
        raise JourneyFailed(f"dead jobs: {list(dead)}")
    return Job.objects.filter(state=1).count()
