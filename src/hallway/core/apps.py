from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The core: one Django app, its packages are modules of it."""

    name = "hallway.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
