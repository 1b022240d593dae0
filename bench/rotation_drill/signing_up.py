"""Citizens with sessions, made quickly: through the action that signing in ends with, not through the providers."""

from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.sessions import SIGN_IN
from superapp.accounts.viewer import SignIn, Viewer, viewer_for
from superapp.people.actions import identities

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_up(pid: str, provider: str) -> Viewer:
    """Sign somebody in with a provider, the number itself as the provider's subject; return them as a viewer."""
    now = timezone.now()
    identity = identities.Identity(
        provider,
        identities.uid_of(provider, pid),
        "2.3",
        now,
        pid,
        f"ทดสอบ {pid}",
        f"Test {pid}",
        "1990-01-01",
        {"iss": provider, "ial": "2.3"},
    )
    account = identities.link(identity=identity, floor="2.1", current=None, purpose="sign-in", now=now).account
    citizen = Citizen.objects.select_related("account").get(account=account)
    citizen.seal("phone", pid)
    citizen.save(update_fields=["phone_sealed"])
    return viewer_for(citizen.account, SignIn("thaid", "2.3", now, ""))


def browser_of(viewer: Viewer) -> Client:
    """Return the browser of somebody who is signed in."""
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(viewer.account, backend=BACKEND)
    session = client.session
    session[SIGN_IN] = {"provider": "thaid", "ial": "2.3", "at": timezone.now().isoformat()}
    session.save()
    return client
