"""The app of the kind `events`."""

from __future__ import annotations

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """The kind `events`."""

    name = "hallway.kinds.events"
    label = "kind_events"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.events.kind import KIND

        register(KIND)
