"""The pages of a list's rules, for whoever manages the list."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.automation.commands import (
    add_rule,
    change_rule,
    delete_rule,
    switch_off,
    switch_on,
    turn_secret,
)
from hallway.core.automation.queries import get_rule, list_rules, list_runs, try_rule
from hallway.core.automation.records import (
    Content,
    Event,
    RuleId,
    RuleRecord,
    RunRecord,
    RunState,
    Trigger,
)
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import field_errors, refusal, said
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.rows.spoken import people_in
from hallway.faces.web.rules.form import form_of, read
from hallway.faces.web.rules.words import (
    call_words,
    did_words,
    event_words,
    sentence_of,
    state_words,
    stop_words,
)
from hallway.faces.web.site_pages.shell import list_named, site_page
from hallway.faces.web.when import When, when
from hallway.platform import mail

NAME = "rules"
_SETTINGS = "list"


class Shown(NamedTuple):
    """A rule in the list of rules."""

    id: int
    title: str
    href: str
    sentence: str
    is_on: bool
    stopped: str


class Ran(NamedTuple):
    """A run as the history shows it."""

    state: str
    kind: str
    title: str
    href: str
    by: str
    at: When
    did: list[str]
    error: str
    answers: list[str]


def address(call: Call, found: ListRecord, **query: Any) -> str:
    """The address of a page of a list's rules."""
    return layout_href(call.site, NAME, list=found.guid, **query)


def show(call: Call) -> HttpResponse:
    """The rules of a list, the form of one, or what it did."""
    found = list_named(call)
    match call.show:
        case "add" | "change":
            return _show_form(call, found, {})
        case "rule":
            return _show_rule(call, found)
        case "delete":
            return _show_deletion(call, found)
        case _:
            return _show_all(call, found)


def act(call: Call) -> HttpResponse:
    """Do what a form of these pages says."""
    found = list_named(call)
    match call.value("do"):
        case "save":
            return _save(call, found)
        case "try":
            return _show_rule(call, found)
        case "secret":
            rule = _meant(call, found)
            secret = turn_secret(call.actor, found.id, rule.id)
            answer = _show_rule(call, found, secret=secret)
            answer.headers["Cache-Control"] = "private, no-store"
            return answer
        case "on" | "off":
            return _switch(call, found)
        case "delete":
            rule = _meant(call, found)
            delete_rule(call.actor, found.id, rule.id)
            text = _("Rule “%(title)s” deleted") % {"title": rule.title}
            return see_other(call.request, address(call, found), text=text)
        case _:
            raise Invalid({"do": _("This page does not know that form.")})


def _meant(call: Call, found: ListRecord) -> RuleRecord:
    wanted = number(call.value("rule"))
    if not wanted:
        raise NotFound
    return get_rule(call.actor, found.id, RuleId(wanted))


def _page(
    call: Call, found: ListRecord, template: str, *, title: str, **context: Any
) -> HttpResponse:
    crumbs = [
        Crumb(found.title, href(list_path(call.site, found))),
        Crumb(_("Settings"), layout_href(call.site, _SETTINGS, list=found.guid)),
        Crumb(_("Rules"), address(call, found)),
    ]
    if call.show:
        crumbs.append(Crumb(title, ""))
    context.setdefault("status", 200)
    return site_page(
        call,
        f"web/rules/{template}.html",
        name=_SETTINGS,
        title=title,
        crumbs=crumbs,
        here=address(call, found),
        **context,
    )


def _people(
    call: Call, columns: list[ColumnRecord], *contents: Content
) -> dict[int, str]:
    ids: set[int] = set()
    for one in contents:
        ids |= people_in(one.where, columns)
        ids |= set(() if one.tell is None else one.tell.principals)
    return dict(get_principal_titles(call.actor, ids)) if ids else {}


def _show_all(call: Call, found: ListRecord) -> HttpResponse:
    rules = list_rules(call.actor, found.id)
    columns = list_columns(call.actor, found.id)
    people = _people(call, columns, *(one.content for one in rules))
    return _page(
        call,
        found,
        "list",
        title=_("Rules of “%(name)s”") % {"name": found.title},
        rules=[
            Shown(
                one.id,
                one.title,
                address(call, found, show="rule", rule=one.id),
                sentence_of(one.content, columns, people),
                one.is_on,
                stop_words(one.stopped),
            )
            for one in rules
        ],
        add_href=address(call, found, show="add"),
    )


def _event(call: Call) -> Event | None:
    try:
        return Event(call.value("event"))
    except ValueError:
        return None


def _show_form(
    call: Call, found: ListRecord, errors: dict[str, str], *, status: int = 400
) -> HttpResponse:
    # Whoever may not manage the list is refused here.
    list_rules(call.actor, found.id)
    rule = _meant(call, found) if call.value("rule") else None
    event = rule.content.trigger.event if rule is not None else _event(call)
    if event is None:
        events = [
            (words, text, address(call, found, show="add", event=one.value))
            for one, words, text in event_words()
        ]
        return _page(
            call, found, "events", title=_("Add a rule"), events=events, errors=errors
        )
    columns = list_columns(call.actor, found.id)
    content = Content(trigger=Trigger(event=event)) if rule is None else rule.content
    words = {one: text for one, text, _about in event_words()}
    form = form_of(
        call,
        columns,
        title="" if rule is None else rule.title,
        content=content,
        people=_people(call, columns, content),
    )
    if rule is None and call.request.method != "POST":
        form.days = "7"
    return _page(
        call,
        found,
        "form",
        title=_("Add a rule") if rule is None else rule.title,
        status=status if errors else 200,
        errors=errors,
        form=form,
        has_mail=mail.is_set_up(),
        event=event.value,
        event_words=words[event],
        typed={name: call.value(f"rule.{name}") for name in ("column", "op", "value")}
        if errors
        else {},
        rule=rule,
        action=address(call, found, show="add", event=event.value)
        if rule is None
        else address(call, found, show="change", rule=rule.id),
        back=address(call, found)
        if rule is None
        else address(call, found, show="rule", rule=rule.id),
    )


def _save(call: Call, found: ListRecord) -> HttpResponse:
    rule = _meant(call, found) if call.value("rule") else None
    event = _event(call) if rule is None else rule.content.trigger.event
    if event is None:
        raise Invalid({"event": _("Choose what the rule waits for.")})
    columns = list_columns(call.actor, found.id)
    title = call.value("title")
    before = None if rule is None else rule.content
    try:
        content = read(call, columns, event, before=before)
        if rule is None:
            made = add_rule(call.actor, found.id, title=title, content=content)
        else:
            made = rule.id
            change_rule(call.actor, found.id, made, title=title, content=content)
    except (Invalid, Conflict) as error:
        return _show_form(
            call,
            found,
            field_errors(error, "title"),
            status=refusal(error).status,
        )
    where = address(call, found, show="rule", rule=made)
    return see_other(call.request, where, text=_("Saved"))


def _switch(call: Call, found: ListRecord) -> HttpResponse:
    rule = _meant(call, found)
    back = address(call, found)
    if call.value("do") == "off":
        switch_off(call.actor, found.id, rule.id)
        return see_other(call.request, back, text=_("Switched off"))
    try:
        switch_on(call.actor, found.id, rule.id)
    except Invalid:
        # A column it speaks of is gone: the form says which part is to be mended.
        where = address(call, found, show="change", rule=rule.id)
        return see_other(
            call.request, where, text=_("Mend the rule first, then switch it on.")
        )
    return see_other(call.request, back, text=_("Switched on"))


def _show_rule(call: Call, found: ListRecord, *, secret: str = "") -> HttpResponse:
    rule = _meant(call, found)
    columns = list_columns(call.actor, found.id)
    people = _people(call, columns, rule.content)
    owner = get_principal_titles(call.actor, [rule.owner]).get(rule.owner, "")
    tried, error = _tried(call, found, rule)
    return _page(
        call,
        found,
        "rule",
        title=rule.title,
        status=404 if error else 200,
        rule=rule,
        sentence=sentence_of(rule.content, columns, people),
        stopped=stop_words(rule.stopped),
        owner=owner,
        secret=secret,
        number=call.value("number"),
        tried=None if tried is None else _ran(call, tried, columns),
        acts=tried is not None and tried.state is RunState.DONE,
        error=error,
        runs=[
            _ran(call, one, columns) for one in list_runs(call.actor, found.id, rule.id)
        ],
        action=address(call, found, show="rule", rule=rule.id),
        change_href=address(call, found, show="change", rule=rule.id),
        delete_href=address(call, found, show="delete", rule=rule.id),
    )


def _tried(
    call: Call, found: ListRecord, rule: RuleRecord
) -> tuple[RunRecord | None, str]:
    if call.value("do") != "try":
        return None, ""
    wanted = number(call.value("number").strip().removeprefix("#"))
    if not wanted:
        return None, _("Write the number of an item.")
    try:
        return try_rule(call.actor, found.id, rule.id, number=wanted), ""
    except NotFound:
        return None, _("There is no item of this number.")
    except Conflict as error:
        return None, said(error)


def _ran(call: Call, run: RunRecord, columns: list[ColumnRecord]) -> Ran:
    state, kind = state_words(run)
    return Ran(
        state,
        kind,
        run.title,
        href(run.found.path) if run.found is not None else "",
        run.by,
        when(run.at, now=call.now),
        list(did_words(run, columns)),
        _(run.error) if run.error else "",
        call_words(run, now=call.now),
    )


def _show_deletion(call: Call, found: ListRecord) -> HttpResponse:
    rule = _meant(call, found)
    return _page(
        call,
        found,
        "delete",
        title=rule.title,
        rule=rule,
        back=address(call, found, show="rule", rule=rule.id),
    )
