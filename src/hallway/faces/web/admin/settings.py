"""``/admin/settings``: every setting as it is, to be read."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from urllib.parse import unquote_plus

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
    rows = []
    for one in fields(chosen):
        name, value = one.name, _shown(one.name, getattr(chosen, one.name))
        source = _source(django_settings.HALLWAY_SOURCES[name])
        named = Cell(text=name, note=f"HALLWAY_{name.upper()}")
        rows.append(Row(cells=(named, Cell(text=value, meta=source.text), source)))
    return show(
        call,
        title=_("Settings"),
        text=_(
            "As this server was started. To change one, set the variable below its"
            " name, or write its name into hallway.toml in the data directory; then"
            " start the server again."
        ),
        sections=[
            Section(
                id=_("Settings"),
                title="",
                columns=(
                    Column(_("Name"), long=True),
                    Column(_("Value"), long=True),
                    Column(_("Where from"), shrinks=1),
                ),
                rows=tuple(rows),
            )
        ],
    )


def _source(source: Any) -> Cell:
    """Who set it: the words, and the name it was set by."""
    words = {
        "default": _("Default"),
        "file": _("Configuration file"),
        "variable": _("Environment variable"),
        "option": _("Command line"),
    }[source.kind]
    # The variable's name stands beside it already.
    note = "" if source.kind in ("default", "variable") else str(source)
    return Cell(text=words, note=note)


def _shown(name: str, value: Any) -> str:
    """A value without what is secret in it."""
    if any(word in name for word in _SECRET):
        return _("set") if value else _("not set")
    if value in (None, "", ()):
        return _("empty")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return _without_secrets(str(value))


def _without_secrets(text: str) -> str:
    """An address without its password."""
    scheme, mark, rest = text.partition("://")
    if not mark or scheme in ("file", "sqlite"):
        return text
    place, asks, options = rest.partition("?")
    if "@" in options:
        return f"{scheme}://…"
    who, signs_in, host = place.rpartition("@")
    who, has_password, _password = who.partition(":")
    # Some who send mail take a key as the name, and no password.
    is_key = scheme.startswith("smtp") and not has_password
    known = "…" if is_key else f"{who}:…" if has_password else who
    shown = f"{known}@" if signs_in else ""
    told = "&".join(map(_parameter, options.split("&")))
    return f"{scheme}://{shown}{host}{asks}{told}"


def _parameter(pair: str) -> str:
    """A parameter of a URL: passwords may stand there too (libpq, Connection URIs)."""
    name, _equals, _value = pair.partition("=")
    secret = any(word in unquote_plus(name).casefold() for word in _SECRET)
    return f"{name}=…" if secret else pair
