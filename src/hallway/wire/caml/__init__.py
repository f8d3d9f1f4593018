"""CAML, SharePoint's words for views and questions (MS-WSSCAML), read and written."""

from hallway.wire.caml.errors import CamlError, Unsayable
from hallway.wire.caml.parse import parse_caml
from hallway.wire.caml.render import render_view

__all__ = ["CamlError", "Unsayable", "parse_caml", "render_view"]
