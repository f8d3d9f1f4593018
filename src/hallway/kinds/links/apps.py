"""The app of the kind `links`."""

from __future__ import annotations

from django.apps import AppConfig


class LinksConfig(AppConfig):
    """The kind `links`."""

    name = "hallway.kinds.links"
    label = "kind_links"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.links.kind import KIND

        register(KIND)
