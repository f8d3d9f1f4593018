"""``/admin/settings``: every setting as it is, to be read."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from django.conf import settings as django_settings
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.errors import NotFound
from hallway.faces.web.admin.frame import Cell, Column, Row, Section, show
from hallway.faces.web.parse import Call

_SECRET = ("token", "password", "secret", "key")


def settings(call: Call) -> HttpResponseBase:
    """The settings; changing one is done where the server is started."""
    if call.request.method == "POST":
        raise NotFound
    chosen: Any = django_settings.HALLWAY
    rows = tuple(
        Row(cells=(Cell(text=one.name), Cell(text=_shown(one.name, chosen))))
        for one in fields(chosen)
    )
    return show(
        call,
        title=_("Settings"),
        text=_(
            "As this server was started. They are set by HALLWAY_ and the name in"
            " capitals, or in hallway.toml in the data directory; then start it again."
        ),
        sections=[
            Section(
                id=_("Settings"),
                title="",
                columns=(Column(_("Name")), Column(_("Value"))),
                rows=rows,
            )
        ],
    )


def _shown(name: str, chosen: Any) -> str:
    """A value without what is secret in it."""
    value = getattr(chosen, name)
    if value in (None, "", ()):
        return _("empty")
    if any(word in name for word in _SECRET):
        return _("set, and not shown")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    text = str(value)
    parts = urlsplit(text)
    if parts.password:
        text = text.replace(f":{parts.password}@", ":…@")
    if parts.query:
        told = "&".join(map(_parameter, parts.query.split("&")))
        text = text.replace(f"?{parts.query}", f"?{told}")
    return text


def _parameter(pair: str) -> str:
    """A parameter of a URL: passwords may stand there too (libpq, Connection URIs)."""
    name, _equals, _value = pair.partition("=")
    secret = any(word in unquote_plus(name).casefold() for word in _SECRET)
    return f"{name}=…" if secret else pair
