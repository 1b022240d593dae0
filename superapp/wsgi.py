"""The web server's door: granian loads `application` from here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
application = get_wsgi_application()


def warm_up() -> None:
    """Read the operations and the catalogue before the first citizen asks, so that none of them waits for it.

    Without a database, or with one that is not migrated yet, the process starts all the same: /readyz says what is
    missing, and the first request that can reads the catalogue. With wrong keys it does not start.

    :raises WrongKey: when the keys of personal data are not those the database was sealed with.
    """
    import structlog
    from django.db import DatabaseError, connection
    from django.urls import get_resolver

    from services.models import snapshot
    from superapp.accounts import keys

    try:
        keys.check()
        get_resolver().url_patterns  # noqa: B018 (importing the addresses reads schema and manifest)
        snapshot.version()
    except DatabaseError as error:
        structlog.get_logger("start").warning("catalogue is not there yet", error=type(error).__name__)
    finally:
        # The connection belongs to the thread that starts up; those that answer open their own.
        connection.close()


warm_up()
