"""The app of the kind `pages`."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """The kind `pages`."""

    name = "hallway.kinds.pages"
    label = "kind_pages"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.pages.kind import KIND

        register(KIND)
