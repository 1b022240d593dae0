"""For tools that speak ASGI. Production serves superapp.wsgi: our code is synchronous (docs/api.md)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
application = get_asgi_application()
