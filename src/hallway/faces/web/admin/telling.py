"""Changes told in sentences: names for ids, links to what still exists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from hallway.core.admin.records import Names
from hallway.core.changes.records import ChangeRecord
from hallway.core.contenttypes.rows import TYPE
from hallway.core.lists.views.records import STANDARD
from hallway.faces.web.admin.frame import ADMIN, Part
from hallway.faces.web.admin.sentences import sentence_of, side
from hallway.faces.web.desk.words import priority_words, state_words
from hallway.faces.web.details import role_words
from hallway.faces.web.parse import href
from hallway.faces.web.site_pages.settings import versioning_words
from hallway.faces.web.when import size_words, when
from hallway.kinds.requests.rules import PRIORITIES, STATES

_FIELD = re.compile(r"%\((\w+)\)s")
_NOTHING = "\N{EN DASH}"
_LONGEST = 200
# No more names than this in one sentence.
_MOST = 5


def tell(change: ChangeRecord, names: Names) -> tuple[Part, ...]:
    """A change in a sentence, in pieces; its verb where no sentence is known."""
    sentence = sentence_of(change)
    if sentence is None:
        return (Part(change.verb),)
    told = _Told(change, names)
    # Every second piece is the name of a field.
    pieces = _FIELD.split(sentence)
    parts: list[Part] = []
    for number, piece in enumerate(pieces):
        parts += told.field(piece) if number % 2 else [Part(piece)] if piece else []
    return tuple(parts)


def spell(parts: Iterable[Part]) -> str:
    """A sentence without its links."""
    return "".join(part.text for part in parts)


def place_of(change: ChangeRecord, names: Names) -> str:
    """Where it happened: the list or the site whose stream has it."""
    if change.stream_kind == "list":
        if change.stream_ref not in names.lists:
            return _("a list that is gone")
        home, title = names.homes[change.stream_ref], names.lists[change.stream_ref]
        return f"{home} > {title}"
    if change.stream_kind == "site":
        return names.sites.get(change.stream_ref, _("a site that is gone"))
    return ""


class _Told:
    """A change as the fields of its sentence ask for it."""

    def __init__(self, change: ChangeRecord, names: Names) -> None:
        self._change = change
        self._names = names
        self._before, self._after = side(change.before), side(change.after)
        self._facts = {**self._before, **self._after}

    def field(self, name: str) -> list[Part]:
        """What stands for a field."""
        value = self._facts.get(name)
        if name in _PEOPLE:
            return self._principals(value)
        if name in _OWN:
            return [_OWN[name](self, value)]
        if name in _SAID:
            return [Part(_SAID[name](value))]
        return [Part(_plain(value))]

    def _principals(self, value: Any) -> list[Part]:
        ids = value if isinstance(value, list) else [value]
        parts: list[Part] = []
        for one in ids[:_MOST]:
            parts += [Part(", ")] if parts else []
            parts.append(self._principal(one))
        return [*parts, Part(" …")] if len(ids) > _MOST else parts

    def _principal(self, one: Any) -> Part:
        if not isinstance(one, int):
            return Part(_("nobody"))
        name = self._names.principals.get(one, _gone(one))
        if one in self._names.people:
            return Part(name, f"{ADMIN}/people/{one}")
        if one in self._names.groups:
            return Part(name, f"{ADMIN}/groups/{one}")
        return Part(name)

    def item(self, _value: Any = None) -> Part:
        return self._item_of(self._change.item, self._facts.get("name"))

    def _item_of(self, item: Any, name: Any = None) -> Part:
        if not isinstance(item, int):
            return Part(_gone(item))
        path = self._names.paths.get(item)
        told = self._names.items.get(item) or _plain(name or _gone(item))
        return Part(told, href(path) if path else "")

    def parent(self, value: Any) -> Part:
        return self._item_of(value)

    def request(self, value: Any) -> Part:
        item = self._names.requests.get(str(value))
        return (
            Part(_("a request that is gone")) if item is None else self._item_of(item)
        )

    def list(self, value: Any) -> Part:
        one = value if value is not None else self._change.stream_ref
        return Part(self._names.lists.get(one, _gone(one)))

    def site(self, value: Any) -> Part:
        one = value if value is not None else self._change.stream_ref
        name = self._names.sites.get(one)
        return Part(name, f"{ADMIN}/sites/{one}") if name else Part(_gone(one))

    def organisation(self, value: Any) -> Part:
        name = self._names.organisations.get(value)
        where = f"{ADMIN}/organisations/{value}"
        return Part(name, where) if name else Part(_gone(value))

    def place(self, _value: Any) -> Part:
        if self._change.item is not None:
            return self.item()
        is_list = self._change.stream_kind == "list"
        return self.list(None) if is_list else self.site(None)

    def role(self, value: Any) -> Part:
        if isinstance(value, str):
            return Part(_plain(value))
        return Part(role_words(self._names.roles.get(value, _gone(value))))

    def column(self, value: Any) -> Part:
        known = self._names.columns.get(value) or self._facts.get("title")
        return Part(_plain(known or self._facts.get("internal_name") or _gone(value)))

    def view(self, value: Any) -> Part:
        known = self._names.views.get(value) or self._facts.get("title")
        if value is None or self._facts.get("name") == STANDARD:
            return Part(known or _("All items"))
        return Part(_plain(known or _gone(value)))

    def columns(self, _value: Any) -> Part:
        known = self._names.columns
        titles = [
            known.get(int(one), _gone(one))
            if one.isdecimal()
            else _("the content type")
            if one == TYPE
            else one
            for one in self._facts
        ]
        told = ", ".join(titles[:_MOST])
        return Part(f"{told} …" if len(titles) > _MOST else told)

    def old(self, _value: Any) -> Part:
        return Part(_plain(_name_in(self._before)))

    def new(self, _value: Any) -> Part:
        path = self._names.paths.get(self._change.item or 0)
        return Part(_plain(_name_in(self._after)), href(path) if path else "")

    def brand(self, value: Any) -> Part:
        return Part(self._names.brands.get(value, _gone(value)))

    def directory(self, value: Any) -> Part:
        return Part(self._names.directories.get(value, _gone(value)))

    def token(self, value: Any) -> Part:
        return Part(self._names.tokens.get(value, _gone(value)))

    def invitation(self, value: Any) -> Part:
        return Part(self._names.invitations.get(value, _gone(value)))


def _name_in(facts: Any) -> Any:
    return next((facts[one] for one in ("title", "name", "path") if one in facts), None)


def _plain(value: Any) -> str:
    text = _NOTHING if value is None or value == "" else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _gone(one: Any) -> str:
    """What stands for something that has no name any more."""
    return _NOTHING if one is None else f"#{_plain(one)}"


def _version(value: Any) -> str:
    return ".".join(map(str, value)) if isinstance(value, list) else _plain(value)


def _size(value: Any) -> str:
    return size_words(value) if isinstance(value, int) else _plain(value)


def _moment(value: Any) -> str:
    return when(value, now=value).exact if isinstance(value, int) else _plain(value)


def _state(value: Any) -> str:
    return state_words(value)[0] if value in STATES else _plain(value)


def _priority(value: Any) -> str:
    return priority_words(value)[0] if value in PRIORITIES else _plain(value)


def _findings(value: Any) -> str:
    return str(sum(one for one in side(value).values() if isinstance(one, int)))


def _factor(value: Any) -> str:
    return {
        "totp": _("authenticator app"),
        "webauthn": _("passkey"),
        "recovery_codes": _("recovery codes"),
    }.get(str(value), _plain(value))


_PEOPLE = frozenset(
    {
        *("person", "member", "group", "principal", "principals", "manager", "holder"),
        *("requester", "assignee", "first", "second"),
    }
)
_OWN: dict[str, Callable[[_Told, Any], Part]] = {
    "item": _Told.item,
    "parent": _Told.parent,
    "request": _Told.request,
    "list": _Told.list,
    "site": _Told.site,
    "hub": _Told.site,
    "organisation": _Told.organisation,
    "place": _Told.place,
    "role": _Told.role,
    "column": _Told.column,
    "view": _Told.view,
    "columns": _Told.columns,
    "old": _Told.old,
    "new": _Told.new,
    "brand": _Told.brand,
    "directory": _Told.directory,
    "token": _Told.token,
    "invitation": _Told.invitation,
}
_SAID: dict[str, Callable[[Any], str]] = {
    "version": _version,
    "from": _version,
    "bytes": _size,
    "limit": _size,
    "used": _size,
    "at": _moment,
    "made": _moment,
    "state": _state,
    "priority": _priority,
    "versioning": lambda value: versioning_words(_plain(value)),
    "findings": _findings,
    "factor": _factor,
}
FIELDS = (*_PEOPLE, *_OWN, *_SAID)
"""What sentences may ask for beside plain facts."""
