"""A mail server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings


class Server(Controller):
    """A server on a port that the system chose."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class Inbox:
    """A server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refusing = ""

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: object, session: object, envelope: Any
    ) -> str:
        if self.refusing and any(self.refusing in one for one in envelope.rcpt_tos):
            return "451 Try again later"
        found = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mails.append(found)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [one for one in self.mails if address in str(one["To"])]


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    """A real SMTP server, which the settings name."""
    from dataclasses import replace

    found = Inbox()
    controller = Server(found, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        port = controller.port
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.HALLWAY = replace(
            settings.HALLWAY,
            smtp_url=f"smtp://127.0.0.1:{port}",
            url="https://help.world.example",
            mail_from="service@world.example",
        )
        yield found
    finally:
        controller.stop()
