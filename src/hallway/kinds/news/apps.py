"""The app of the kind `news`."""

from __future__ import annotations

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """The kind `news`."""

    name = "hallway.kinds.news"
    label = "kind_news"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.news import jobs  # noqa: F401 - registers them
        from hallway.kinds.news.kind import KIND

        register(KIND)
