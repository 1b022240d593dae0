"""People: signing in, acting for another, consents, notices, personal data."""

import time

from django.apps import AppConfig
from django.conf import settings

from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.wire import HttpWire


class PeopleConfig(AppConfig):
    """Register the application."""

    name = "superapp.people"
    label = "people"
    verbose_name = "ประชาชนและการเข้าสู่ระบบ"
    job_modules = ("superapp.people.actions",)

    def ready(self) -> None:
        """Say how this process reaches the registries, and who checks and notes what is done for others."""
        asking.connect(_registries)
        # Once there are models.
        from allauth.account.signals import user_logged_in
        from allauth.usersessions import signals

        from superapp.api import acting as api_acting

        from .actions import erasures, mandate_record, mandates, registered_rights

        erasures.parts_with(mandates.end_all_of)
        # Sessions are noted by login/adapters.py instead, which says why.
        user_logged_in.disconnect(receiver=signals.on_user_logged_in)
        if settings.SANDBOX:
            from .login import wire
            from .sandbox import inside

            wire.answer_inside(f"{settings.PUBLIC_URL}/sandbox/", inside.answer)
        api_acting.connect(renew=registered_rights.renew, note=mandate_record.note_read)


def _registries() -> asking.Registries:
    if settings.REGISTRY_URL:
        known = Credentials(
            settings.REGISTRY_URL,
            settings.REGISTRY_CONSUMER_KEY,
            settings.REGISTRY_CONSUMER_SECRET,
            settings.REGISTRY_AGENT,
        )
        return asking.Registries(Exchange(HttpWire(), known, time.monotonic))
    if settings.SANDBOX:
        from superapp.registries.sandbox import wire as sandbox

        known = Credentials(sandbox.URL, sandbox.CONSUMER_KEY, sandbox.CONSUMER_SECRET, settings.REGISTRY_AGENT)
        return asking.Registries(Exchange(sandbox.SandboxWire(), known, time.monotonic))
    return asking.Registries(None)
