"""The API application: checks at start that `import graphql` means graphql-core, and sets the logs up."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class ApiConfig(AppConfig):
    """Register the GraphQL plumbing."""

    name = "superapp.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        """Turn the logs into JSON lines and register the check below."""
        from .journal import configure

        configure()
        register(graphql_is_the_library)


def graphql_is_the_library(**_: Any) -> list[CheckMessage]:
    """Check that the data folder graphql/ does not hide the library of the same name."""
    import graphql

    if getattr(graphql, "__file__", None) and Path(graphql.__file__).parent.joinpath("execution").is_dir():
        return []
    return [
        Error(
            "`import graphql` does not find graphql-core.",
            hint="Install requirements.lock, and remove any .py file from the folder graphql/: it holds data only.",
            id="api.E001",
        )
    ]
