"""Django's settings for sending mail."""

from typing import Any
from urllib.parse import unquote, urlsplit

from hallway.config.environment import Settings

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(settings: Settings) -> dict[str, Any]:
    """``EMAIL_*`` for the chosen server; without one, mail goes nowhere."""
    if not settings.smtp_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(settings.smtp_url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or _PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # Seconds; whoever asks for a mail waits for it.
        "EMAIL_TIMEOUT": 10,
    }
