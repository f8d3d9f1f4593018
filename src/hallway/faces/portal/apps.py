"""The portal as a Django app: templates and translations. No models."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """App label ``portal``."""

    name = "hallway.faces.portal"
    label = "portal"

    def ready(self) -> None:
        """Listen to sign-ins."""
        from hallway.faces.portal.speaking import listen

        listen()
