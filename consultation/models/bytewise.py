"""BytewiseField: text that sorts by its bytes on every database."""

from typing import Any

from django.db import models


class BytewiseField(models.CharField):
    """A CharField collated "C" on PostgreSQL, whose default sorts by language; SQLite sorts by bytes anyway.

    SQLite does not know a collation "C", so it cannot stand in the model as `db_collation`.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Return the column's type and collation for this database."""
        parameters = super().db_parameters(connection)
        parameters["collation"] = "C" if connection.vendor == "postgresql" else None
        return parameters
