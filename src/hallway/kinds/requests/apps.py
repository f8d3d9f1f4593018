"""The app of the kind `requests`."""

from __future__ import annotations

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """The kind `requests`."""

    name = "hallway.kinds.requests"
    label = "kind_requests"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.requests import jobs  # noqa: F401 - registers them
        from hallway.kinds.requests.kind import KIND

        register(KIND)
