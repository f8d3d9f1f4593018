"""What customers and those who sign in read, in German."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _

from hallway.core import errors
from hallway.faces.web.errors import said
from tests.faces.web.content.browsing import words

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk


def test_the_portal_speaks_german(desk: Desk, enter: Enter) -> None:
    page = words(enter("anna").get("/portal", accept_language="de"))
    assert "Noch kein Dokument" in page
    assert "Neue Anfrage" in page or "Anfrage stellen" in page


def test_a_wrong_password_is_told_in_german(desk: Desk) -> None:
    answer = Client().post(
        "/accounts/login/",
        {"login": "nobody@example.org", "password": "wrong"},
        HTTP_ACCEPT_LANGUAGE="de",
    )
    said_there = "Diese Adresse und dieses Kennwort passen nicht zusammen."
    assert said_there in answer.content.decode()


def test_refusals_mails_and_times_are_german() -> None:
    with translation.override("de"):
        taken = errors.Conflict("Something here already has that name.")
        assert said(taken) == "Hier hat schon etwas diesen Namen."
        assert _("Read and answer on the portal:") == "Im Portal lesen und antworten:"
        assert _("Write something first.") == "Schreiben Sie zuerst etwas."
