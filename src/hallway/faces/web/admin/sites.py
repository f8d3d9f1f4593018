"""``/admin/sites``: every site, its size, its owners, its limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hallway.core.admin.queries.sites import get_site_row, list_site_rows
from hallway.core.admin.records import SiteRow
from hallway.core.errors import NotFound
from hallway.core.people.queries import find_person, list_organisations
from hallway.core.sites import commands
from hallway.core.sites.records import SiteId
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    REFUSALS,
    Button,
    Cell,
    Column,
    Fact,
    Row,
    Section,
    Tab,
    refused,
    show,
)
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.sites import kind_words
from hallway.faces.web.when import size_words, when

SITES = f"{ADMIN}/sites"
PAGE = 50
_MEGABYTE = 1024 * 1024


class AddForm(forms.Form):
    """A new site."""

    path = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=255,
        help_text=gettext_lazy("It begins with /sites/ or /teams/."),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is for"),
        choices=[
            ("team", gettext_lazy("A team that works together")),
            ("communication", gettext_lazy("Communication: few write, many read")),
        ],
    )
    owner = forms.EmailField(label=gettext_lazy("Owner's e-mail address"))


class EditForm(forms.Form):
    """Title, address, limits, whose it is."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    path = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=255,
        help_text=gettext_lazy("The old address leads to the new one."),
    )
    organisation = forms.TypedChoiceField(
        label=gettext_lazy("Company"), coerce=int, required=False, empty_value=None
    )
    limit = forms.IntegerField(
        label=gettext_lazy("Storage limit in MB"),
        required=False,
        min_value=0,
        max_value=10**9,
    )
    warning = forms.IntegerField(
        label=gettext_lazy("Warn at so many MB"),
        required=False,
        min_value=0,
        max_value=10**9,
    )
    is_hub = forms.BooleanField(
        label=gettext_lazy("A hub: other sites may join it"), required=False
    )

    def __init__(self, *args: Any, choices: list[tuple[Any, str]], **more: Any) -> None:
        """A form that offers these organisations."""
        super().__init__(*args, **more)
        field: Any = self.fields["organisation"]
        field.choices = choices


def sites(call: Call) -> HttpResponseBase:
    """Every site by address; and making one."""
    form, status = AddForm(), 200
    if call.request.method == "POST":
        form, status = AddForm(call.request.POST), 400
        if form.is_valid():
            data = form.cleaned_data
            try:
                owner = find_person(call.actor, data["owner"]).id
                made = commands.add_site(
                    call.actor,
                    path=data["path"],
                    title=data["title"],
                    kind=data["kind"],
                    owner=owner,
                )
            except NotFound:
                form.add_error("owner", _("Nobody has this address."))
            except REFUSALS as error:
                status = refused(form, error, fallback="path")
            else:
                text = _("Site “%(name)s” made") % {"name": made.title}
                return see_other(call.request, f"{SITES}/{made.id}", text=text)
    return _sites(call, form, status)


def _sites(call: Call, form: AddForm, status: int) -> HttpResponse:
    text, state = call.query.get("q", ""), call.query.get("state", "")
    found = list_site_rows(
        call.actor,
        text=text,
        state=state,
        after=number(call.query.get("after", "")),
        limit=PAGE + 1,
    )
    following = ""
    if len(found) > PAGE:
        following = href(
            SITES, q=text or None, state=state or None, after=int(found[PAGE - 1].id)
        )
    return show(
        call,
        title=_("Sites"),
        tabs=tuple(
            Tab(label, href(SITES, q=text or None, state=key or None), state == key)
            for key, label in (
                ("", _("All")),
                ("ownerless", _("Without an owner")),
                ("full", _("Nearly full")),
                ("hubs", _("Hubs")),
            )
        ),
        search=text,
        search_label=_("Part of an address"),
        keep=(("state", state),) if state else (),
        following=following,
        status=status,
        sections=[
            Section(
                id=_("Sites"),
                title="",
                columns=(
                    Column(_("Title")),
                    Column(_("Address"), shrinks=1),
                    Column(_("Owners"), shrinks=1),
                    Column(_("Size"), num=True),
                    Column(_("Items"), num=True, shrinks=1),
                    Column(_("Last activity"), shrinks=1),
                ),
                rows=tuple(_row(call, one) for one in found[:PAGE]),
                empty=_("No site fits."),
            ),
            Section(
                id="add",
                title=_("New site"),
                form=form,
                do="add",
                submit=_("Make the site"),
            ),
        ],
    )


def _row(call: Call, one: SiteRow) -> Row:
    activity = when(one.last_activity, now=call.now)
    return Row(
        cells=(
            Cell(text=one.title, href=f"{SITES}/{one.id}"),
            Cell(text=one.path),
            Cell(text=", ".join(one.owners) or _("nobody")),
            Cell(text=size_words(one.used_bytes)),
            Cell(text=f"{one.items:,}"),
            Cell(text=activity.words, exact=activity.exact),
        )
    )


def site(call: Call, site: int) -> HttpResponseBase:
    """One site, as administrators see it."""
    record = get_site_row(call.actor, site)
    choices: list[tuple[Any, str]] = [("", _("None"))]
    choices += [(int(one.id), one.name) for one in list_organisations(call.actor)]
    if call.request.method != "POST":
        return _site(call, record, _filled(record, choices))
    if call.value("do") == "leave-hub":
        commands.join_hub(call.actor, record.id, hub=None)
        return see_other(call.request, f"{SITES}/{record.id}", text=_("Saved"))
    form = EditForm(call.request.POST, choices=choices)
    if not form.is_valid():
        return _site(call, record, form, status=400)
    try:
        _save(call, record, form.cleaned_data)
    except REFUSALS as error:
        status = refused(form, error, fallback="path")
        return _site(call, record, form, status=status)
    return see_other(call.request, f"{SITES}/{record.id}", text=_("Saved"))


def _filled(record: SiteRow, choices: list[tuple[Any, str]]) -> EditForm:
    def megabytes(size: int | None) -> int | None:
        return None if size is None else size // _MEGABYTE

    initial = {
        "title": record.title,
        "path": record.path,
        "organisation": record.organisation or "",
        "limit": megabytes(record.quota_bytes),
        "warning": megabytes(record.warning_bytes),
        "is_hub": record.is_hub,
    }
    return EditForm(initial=initial, choices=choices)


def _save(call: Call, record: SiteRow, data: dict[str, Any]) -> None:
    actor, which = call.actor, SiteId(record.id)
    if data["title"] != record.title:
        commands.rename_site(actor, which, title=data["title"])
    if data["path"] != record.path:
        commands.move_site(actor, which, path=data["path"])

    def size(megabytes: int | None) -> int | None:
        return None if megabytes is None else megabytes * _MEGABYTE

    limit, warning = size(data["limit"]), size(data["warning"])
    if (limit, warning) != (record.quota_bytes, record.warning_bytes):
        commands.set_quota(actor, which, limit=limit, warning=warning)
    if data["is_hub"] != record.is_hub:
        commands.set_hub(actor, which, is_hub=data["is_hub"])
    if data["organisation"] != record.organisation:
        commands.set_organisation(actor, which, organisation=data["organisation"])


def _site(
    call: Call, record: SiteRow, form: EditForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    facts = [
        Fact(_("What it is for"), kind_words(record.kind)),
        Fact(_("Owners"), ", ".join(record.owners) or _("nobody")),
        Fact(_("Size"), size_words(record.used_bytes)),
        Fact(_("Items"), f"{record.items:,}"),
        Fact(_("Hub"), record.hub_title or _("none")),
    ]
    leave: tuple[Row, ...] = ()
    if record.hub is not None:
        leave = (
            Row(
                cells=(Cell(text=record.hub_title),),
                id=int(record.id),
                buttons=(Button("leave-hub", _("Leave"), _("Leave this hub")),),
            ),
        )
    base = "" if record.path == "/" else record.path
    return show(
        call,
        title=record.title,
        crumbs=(Crumb(_("Sites"), SITES),),
        problem=problem,
        status=status,
        actions=(
            {"label": _("Open"), "href": href(record.path)},
            {"label": _("Members"), "href": href(f"{base}/_layouts/members")},
        ),
        sections=[
            Section(
                id="about",
                title=_("About"),
                facts=tuple(facts),
                form=form,
                do="save",
                submit=_("Save"),
            ),
            *(
                [
                    Section(
                        id="hub",
                        title=_("Hub"),
                        columns=(Column(_("Joined to")),),
                        rows=leave,
                    )
                ]
                if leave
                else []
            ),
        ],
    )
