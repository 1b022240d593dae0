"""What signing in leaves behind is deleted once a day: sessions that are over, and what hung on them."""

from datetime import datetime, timedelta
from importlib import import_module

from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django_tasks import task

from superapp.jobs.schedules import schedule
from superapp.people.models import DeskSession, Invitation

# So that officers and operators can look back over a quarter; the audit chain keeps who signed in when for ever.
STAYS_KEPT_FOR = timedelta(days=90)


@schedule(name="clear-sessions", every=timedelta(days=1), at=timedelta(minutes=20), missed="last")
@task()
def clear_sessions(*, slot: str) -> dict[str, int]:
    """Delete expired sessions, what allauth kept beside them, old stays and invitations; return how many of each."""
    now = datetime.fromisoformat(slot)
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    standing = Session.objects.filter(session_key=OuterRef("session_key"))
    devices, _ = UserSession.objects.filter(~Exists(standing)).delete()
    tokens, _ = Token.objects.filter(expires_at__lt=now).delete()
    stays, _ = DeskSession.objects.filter(started_at__lt=now - STAYS_KEPT_FOR).delete()
    invitations, _ = Invitation.objects.filter(expires_at__lt=now - STAYS_KEPT_FOR).delete()
    return {"devices": devices, "tokens": tokens, "stays": stays, "invitations": invitations}
