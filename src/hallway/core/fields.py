"""Column types that behave the same on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class KeyField(_Text):
    """Text that compares and sorts by its bytes.

    PostgreSQL would sort by the cluster's locale; `COLLATE "C"` gives SQLite's
    BINARY order, and lets `LIKE 'x%'` and ranges use the plain index.
    """

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Add the collation where the vendor has one by that name."""
        parameters = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def deconstruct(self) -> Any:
        """Let migrations name this class, wherever it is imported from."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "hallway.core.fields.KeyField", args, kwargs
