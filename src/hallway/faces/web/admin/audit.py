"""``/admin/audit``: who did what, and taking it away as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

import orjson
from django import forms
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.admin.queries.audit import export_audit
from hallway.core.admin.queries.names import name_changes
from hallway.core.admin.records import Names
from hallway.core.changes.queries import AuditFilter, list_audit
from hallway.core.changes.records import ChangeRecord
from hallway.core.errors import NotFound
from hallway.core.people.queries import find_person
from hallway.core.sites.queries import get_site
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    Cell,
    Column,
    Part,
    Row,
    Section,
    show,
)
from hallway.faces.web.admin.sentences import SENTENCES
from hallway.faces.web.admin.telling import place_of, spell, tell
from hallway.faces.web.parse import Call, href
from hallway.faces.web.spreadsheet import Line, defused, spoken
from hallway.faces.web.when import when

AUDIT = f"{ADMIN}/audit"
PAGE = 100
_FACES = ("web", "dav", "portal", "cli", "core", "rule", "system", "demo")
# Verbs, and what those of one noun begin with.
_VERBS = (*sorted({f"{one.split('.')[0]}.*" for one in SENTENCES}), *sorted(SENTENCES))


class FilterForm(forms.Form):
    """Which changes are meant."""

    person = forms.EmailField(label=gettext_lazy("Person"), required=False)
    verb = forms.CharField(
        label=gettext_lazy("What"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("item.*, role.granted"),
        widget=forms.TextInput(attrs={"list": "verbs", "autocomplete": "off"}),
    )
    site = forms.CharField(label=gettext_lazy("Site"), required=False, max_length=400)
    face = forms.ChoiceField(
        label=gettext_lazy("Way in"),
        required=False,
        choices=[("", gettext_lazy("Any")), *((one, one) for one in _FACES)],
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=gettext_lazy("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


def audit(call: Call) -> HttpResponseBase:
    """The change log, newest first; as CSV or JSON lines with ``?as=``."""
    form = FilterForm(call.query)
    where = _where(call, form)
    kind = call.query.get("as", "")
    if where is not None and kind in ("csv", "jsonl"):
        return _export(call, where, kind)
    found = []
    if where is not None:
        before = number(call.query.get("before", ""))
        found = list_audit(call.actor, where=where, before=before, limit=PAGE)
    names = name_changes(call.actor, found)
    asked: dict[str, Any] = {
        name: value
        for name, value in call.query.items()
        if name in form.fields and value
    }
    following = ""
    if len(found) == PAGE:
        following = href(AUDIT, **asked, before=int(found[-1].id))
    return show(
        call,
        title=_("Audit"),
        text=_(
            "Every change there was. Rows hold numbers, names are looked up as they are"
            " now; seals chain the rows, so that none can be altered unseen."
        ),
        filters=form,
        options=("verbs", _VERBS),
        following=following,
        status=200 if where is not None else 400,
        actions=(
            {"label": "CSV", "href": href(AUDIT, **asked, **{"as": "csv"})},
            {"label": "JSON", "href": href(AUDIT, **asked, **{"as": "jsonl"})},
        ),
        sections=[
            Section(
                id=_("Changes"),
                title="",
                columns=(
                    Column(_("When"), shrinks=1),
                    Column(_("Who")),
                    Column(_("What"), long=True),
                    Column(_("Where"), shrinks=2, long=True),
                    Column(_("Way in"), shrinks=1),
                ),
                rows=tuple(_row(call, one, names) for one in found),
                empty=_("No change fits."),
            )
        ],
    )


def _where(call: Call, form: FilterForm) -> AuditFilter | None:
    """What the form asks for; None where a field is wrong."""
    if not form.is_valid():
        return None
    data: dict[str, Any] = form.cleaned_data
    person = site = None
    try:
        if data["person"]:
            person = int(find_person(call.actor, data["person"]).id)
    except NotFound:
        form.add_error("person", _("Nobody has this address."))
    try:
        if data["site"]:
            site = int(get_site(call.actor, data["site"]).id)
    except NotFound:
        form.add_error("site", _("There is no site at that address."))
    if form.errors:
        return None
    since, until = data["since"], data["until"]
    return AuditFilter(
        person=person,
        verb=data["verb"] or None,
        site=site,
        face=data["face"] or None,
        since=None if since is None else _instant(since),
        until=None if until is None else _instant(until) + 86_400_000_000,
    )


def _instant(day: Any) -> int:
    moment = datetime.combine(day, time(), UTC)
    return int(moment.timestamp()) * 1_000_000


def _row(call: Call, one: ChangeRecord, names: Names) -> Row:
    moment = when(one.at, now=call.now)
    who = names.principals.get(one.actor, _("somebody who is gone"))
    page = f"{ADMIN}/people/{one.actor}" if one.actor in names.people else ""
    return Row(
        cells=(
            Cell(text=moment.words, exact=moment.exact),
            Cell(parts=(Part(who, page),), meta=moment.words),
            Cell(parts=tell(one, names), note=one.verb),
            Cell(text=place_of(one, names)),
            Cell(text=one.face),
        )
    )


def _export(call: Call, where: AuditFilter, kind: str) -> HttpResponseBase:
    # Asked before the answer begins: a refusal is a page, not half a file.
    changes = export_audit(call.actor, where)
    lines = spoken(_csv(changes)) if kind == "csv" else spoken(_jsonl(changes))
    types = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
    response = StreamingHttpResponse(lines, content_type=types[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _cells(one: ChangeRecord, names: Names) -> list[str]:
    item = "" if one.item is None else names.items.get(one.item, f"#{one.item}")
    return [
        str(one.id),
        datetime.fromtimestamp(one.at / 1_000_000, UTC).isoformat(),
        names.principals.get(one.actor, str(one.actor)),
        one.verb,
        " > ".join(part for part in (place_of(one, names), item) if part),
        one.face,
        orjson.dumps(one.before).decode() if one.before is not None else "",
        orjson.dumps(one.after).decode() if one.after is not None else "",
        spell(tell(one, names)),
    ]


def _csv(changes: Iterator[tuple[ChangeRecord, Names]]) -> Iterator[str]:
    writer = csv.writer(Line())
    heads = ["id", "at", "actor", "verb", "where", "face", "before", "after", "told"]
    yield str(writer.writerow(heads))
    for one, names in changes:
        cells = [defused(cell) for cell in _cells(one, names)]
        yield str(writer.writerow(cells))


def _jsonl(changes: Iterator[tuple[ChangeRecord, Names]]) -> Iterator[bytes]:
    for one, names in changes:
        said = {
            "id": one.id,
            "at": one.at,
            "actor": one.actor,
            "actor_name": names.principals.get(one.actor),
            "verb": one.verb,
            "stream": [one.stream_kind, one.stream_ref, one.n],
            "item": one.item,
            "before": one.before,
            "after": one.after,
            "face": one.face,
            "told": spell(tell(one, names)),
        }
        yield orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE)
