"""Django's user classes without its tables.

The sign-in library imports them. Their apps would fill tables of permissions and
content types after each migration, and write a sign-in past the change log.
"""

from django.apps import AppConfig


class AuthConfig(AppConfig):
    """App label ``auth``; of the signals only a few are heard."""

    name = "django.contrib.auth"
    label = "auth"

    def ready(self) -> None:
        """Have what the library does recorded, and its jobs known."""
        from hallway.config.signin import (
            factors,
            gate,
            letters,  # noqa: F401 - its jobs register themselves
        )

        factors.listen()
        gate.listen()


class ContentTypesConfig(AppConfig):
    """App label ``contenttypes``, nothing connected to any signal."""

    name = "django.contrib.contenttypes"
    label = "contenttypes"
