"""The forms of a list that collect answers: making one, its address, its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.forms import rules
from hallway.core.forms.commands import (
    change_form,
    delete_form,
    end_form,
    make_form,
    renew_form,
    reopen_form,
)
from hallway.core.forms.queries import get_form, list_forms, may_ask_guests
from hallway.core.forms.records import Audience, FormContent, FormRecord
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.rows.typed import read_moment
from hallway.faces.web.site_pages.column import NAME, address
from hallway.faces.web.site_pages.shell import site_page
from hallway.faces.web.when import local, when
from hallway.wire.qr import svg_of

_CODE = "form-code"
SHOWS = ("forms", "form", _CODE)
DOES = ("make-form", "change-form", "end-form", "reopen-form", "renew-form")
DELETE = "delete-form"
_MOMENT = "%Y-%m-%dT%H:%M"


class Line(NamedTuple):
    """A form as the list of them shows it."""

    title: str
    href: str
    audience: str
    state: str
    kind: str
    answers: str
    lacks: bool


class Choice(NamedTuple):
    """A column that may be asked, or why it cannot be."""

    name: str
    title: str
    asked: bool
    place: str
    needed: bool
    why: str


def collects(found: ListRecord) -> bool:
    """Tell whether forms can collect answers for a list."""
    kind = get_kind(found.kind)
    return not kind.has_bodies and kind.saved is None


def audience_words() -> dict[Audience, str]:
    """Who may answer."""
    return {
        Audience.COLLEAGUES: _("Colleagues who sign in"),
        Audience.ADDERS: _("Who may add items to this list"),
        Audience.ANYBODY: _("Anybody who has the address, strangers too"),
    }


def _state(one: FormRecord) -> tuple[str, str]:
    return {
        "open": (_("Open"), "ok"),
        "early": (_("Not open yet"), "info"),
        "over": (_("Over"), ""),
        "full": (_("Full"), ""),
        "ended": (_("Closed"), ""),
        "off": (_("Turned off here"), "warn"),
    }[one.state]


def _answers(one: FormRecord) -> str:
    words = ngettext("%(count)d answer", "%(count)d answers", one.answers)
    if one.content.most is not None:
        words = _("%(count)d of %(most)d answers")
    return words % {"count": one.answers, "most": one.content.most}


def show(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The forms of a list, or one of them."""
    if not collects(found):
        raise NotFound
    crumbs = [*crumbs, Crumb(_("Forms"), address(call, found, show="forms"))]
    if call.show == _CODE:
        return _send_code(call, found)
    if call.show == "form" or errors:
        return _show_one(call, found, crumbs, errors or {}, status)
    words = audience_words()
    lines = [
        Line(
            one.content.title,
            address(call, found, show="form", form=one.guid),
            words[one.content.audience],
            *_state(one),
            _answers(one),
            bool(one.lacking),
        )
        for one in list_forms(call.actor, found.id)
    ]
    return site_page(
        call,
        "web/site/formlinks.html",
        name=NAME,
        title=_("Forms of “%(name)s”") % {"name": found.title},
        crumbs=crumbs,
        lines=lines,
        new_href=address(call, found, show="form"),
    )


def _show_one(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    guid = call.value("form")
    one = get_form(call.actor, found.id, guid) if guid else None
    columns = list_columns(call.actor, found.id)
    sent = call.request.method == "POST" and call.value("do") in DOES[:2]
    content = one.content if one else _empty(columns, found)
    typed = _typed(call, content, sent=sent)
    audience = _audience(typed["audience"])
    title = content.title if one else _("New form")
    state, kind = _state(one) if one else ("", "")
    guests = may_ask_guests(call.actor)
    link = _link(call, one)
    return site_page(
        call,
        "web/site/formlink.html",
        name=NAME,
        title=title,
        crumbs=[*crumbs, Crumb(title, "")],
        status=status,
        errors=errors,
        one=one,
        state=state,
        kind=kind,
        answers=_answers(one) if one else "",
        link=link,
        code=mark_safe(_code(link, content.title)) if link else "",  # noqa: S308 - ours
        code_href=address(call, found, show=_CODE, form=guid),
        lacking=", ".join(one.lacking) if one else "",
        made=when(one.created, now=call.now) if one else None,
        typed=typed,
        choices=_choices(call, columns, content, audience, sent=sent),
        audiences=[
            (key.value, words, key is Audience.ANYBODY and not guests)
            for key, words in audience_words().items()
        ],
        guests=guests,
        action=address(call, found, show="form", form=guid)
        if one
        else address(call, found, show="form"),
        do=DOES[1] if one else DOES[0],
        back=address(call, found, show="forms"),
    )


def _link(call: Call, one: FormRecord | None) -> str:
    """The form's address, empty where it cannot be told any more."""
    if one is None or not one.token:
        return ""
    return call.request.build_absolute_uri(f"/f/{one.token}")


def _code(link: str, title: str) -> str:
    return svg_of(
        link, title=_("QR code of the address of “%(title)s”") % {"title": title}
    )


def _send_code(call: Call, found: ListRecord) -> HttpResponse:
    """The address of a form as a picture to print; NotFound without one."""
    one = get_form(call.actor, found.id, call.value("form"))
    link = _link(call, one)
    if not link:
        raise NotFound
    title = one.content.title
    response = HttpResponse(_code(link, title), content_type="image/svg+xml")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{title}.svg")
        or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _empty(columns: Sequence[ColumnRecord], found: ListRecord) -> FormContent:
    return FormContent(
        title=found.title,
        columns=tuple(
            one.internal_name
            for one in columns
            # What strangers can be asked too: whoever is chosen then, it fits.
            if not rules.why_not(one, Audience.ANYBODY)
        ),
        tells=True,
    )


def _typed(call: Call, content: FormContent, *, sent: bool) -> dict[str, str]:
    """What stands in the fields, beside those of the columns."""
    names = ("title", "intro", "thanks", "audience", "opens", "closes", "most")
    if sent:
        texts = {name: call.value(name) for name in (*names, "single", "tells")}
        return {**texts, "audience": _audience(texts["audience"]).value}
    return {
        "title": content.title,
        "intro": content.intro,
        "thanks": content.thanks,
        "audience": content.audience.value,
        "opens": _moment(content.opens),
        "closes": _moment(content.closes),
        "most": "" if content.most is None else str(content.most),
        "single": "1" if content.single else "",
        "tells": "1" if content.tells else "",
    }


def _moment(instant: int | None) -> str:
    return "" if instant is None else local(instant).strftime(_MOMENT)


def _audience(text: str) -> Audience:
    try:
        return Audience(text)
    except ValueError:
        return Audience.COLLEAGUES


def _choices(
    call: Call,
    columns: Sequence[ColumnRecord],
    content: FormContent,
    audience: Audience,
    *,
    sent: bool,
) -> list[Choice]:
    asked = set(call.values("ask")) if sent else set(content.columns)
    places = {name: at for at, name in enumerate(content.columns, 1)}
    made = []
    for column in columns:
        if rules.why_not(column, Audience.ADDERS):
            continue
        name = column.internal_name
        place = str(places.get(name, ""))
        made.append(
            Choice(
                name,
                column.title,
                name in asked,
                call.value(f"place.{name}") if sent else place,
                column.required and "default" not in column.settings,
                _(rules.why_not(column, audience)),
            )
        )
    return made


def act(call: Call, found: ListRecord, crumbs: list[Crumb]) -> HttpResponse:
    """Make, change, close, renew or delete a form."""
    guid, do = call.value("form"), call.value("do")
    if do == DELETE:
        delete_form(call.actor, found.id, guid)
        return see_other(
            call.request,
            address(call, found, show="forms"),
            text=_("Form deleted; what it collected stays"),
        )
    try:
        guid, text = _ACTIONS[do](call, found, guid)
    except (Invalid, Conflict) as error:
        return show(
            call,
            found,
            crumbs,
            errors=field_errors(error, ""),
            status=refusal(error).status,
        )
    there = address(call, found, show="form", form=guid)
    return see_other(call.request, there, text=text)


def _make(call: Call, found: ListRecord, _guid: str) -> tuple[str, str]:
    made = make_form(call.actor, found.id, content=_read(call, found))
    return made.guid, _("Form made; copy its address below")


def _change(call: Call, found: ListRecord, guid: str) -> tuple[str, str]:
    change_form(call.actor, found.id, guid, content=_read(call, found))
    return guid, _("Saved")


def _end(call: Call, found: ListRecord, guid: str) -> tuple[str, str]:
    end_form(call.actor, found.id, guid)
    return guid, _("Form closed")


def _reopen(call: Call, found: ListRecord, guid: str) -> tuple[str, str]:
    reopen_form(call.actor, found.id, guid)
    return guid, _("Form opened again")


def _renew(call: Call, found: ListRecord, guid: str) -> tuple[str, str]:
    renew_form(call.actor, found.id, guid)
    return guid, _("The form has another address; the old one leads nowhere")


_ACTIONS: dict[str, Callable[[Call, ListRecord, str], tuple[str, str]]] = dict(
    zip(DOES, (_make, _change, _end, _reopen, _renew), strict=True)
)


def _read(call: Call, found: ListRecord) -> FormContent:
    """What the form says; Invalid names each field that makes no sense."""
    errors: dict[str, str] = {}
    moments: dict[str, int | None] = {}
    for name in ("opens", "closes"):
        text = call.value(name).strip()
        try:
            moments[name] = read_moment(text) if text else None
        except ValueError as error:
            errors[name] = str(error)
    most = call.value("most").strip()
    if most and number(most) is None:
        errors["most"] = _("Write a whole number.")
    if call.value("audience") not in {one.value for one in Audience}:
        errors["audience"] = _("Choose who may answer.")
    if errors:
        raise Invalid(errors)
    return FormContent(
        title=call.value("title"),
        intro=call.value("intro").replace("\r\n", "\n"),
        thanks=call.value("thanks").replace("\r\n", "\n"),
        columns=tuple(_asked(call, found)),
        audience=Audience(call.value("audience")),
        opens=moments["opens"],
        closes=moments["closes"],
        most=number(most) if most else None,
        single=bool(call.value("single")),
        tells=bool(call.value("tells")),
    )


def _asked(call: Call, found: ListRecord) -> list[str]:
    """The columns that are asked, by their places and then as the list has them."""
    asked = set(call.values("ask"))
    columns = [one.internal_name for one in list_columns(call.actor, found.id)]
    known = [name for name in columns if name in asked]
    strange = sorted(asked - set(columns))
    places = {name: number(call.value(f"place.{name}")) for name in known}
    last = len(known) + 1
    known.sort(key=lambda name: places[name] or last)
    return [*known, *strange]
