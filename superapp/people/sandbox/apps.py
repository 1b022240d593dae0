"""The sample identity providers, at which anybody signs in as any sample person. Never where others can reach."""

from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class SandboxConfig(AppConfig):
    """Register the application, where it may be."""

    name = "superapp.people.sandbox"
    label = "sandbox"
    verbose_name = "ผู้ให้บริการยืนยันตัวตนตัวอย่าง"

    def ready(self) -> None:
        """Refuse to start anywhere but in the demonstration on a loopback address, and in tests.

        :raises ImproperlyConfigured: elsewhere.
        """
        if not settings.SANDBOX:
            raise ImproperlyConfigured(f"{self.name} signs in anybody as anybody: it is only for DEMO=1 and tests.")
        if urlsplit(settings.PUBLIC_URL).hostname not in LOOPBACK:
            raise ImproperlyConfigured(f"{self.name} runs only where PUBLIC_URL is a loopback address.")
