from __future__ import annotations

from django.apps import AppConfig


class GenericConfig(AppConfig):
    """The kind `generic`."""

    name = "hallway.kinds.generic"
    label = "kind_generic"

    def ready(self) -> None:
        from hallway.core.kinds import register
        from hallway.kinds.generic.kind import KIND

        register(KIND)
