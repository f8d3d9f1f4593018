"""``/admin/tokens``: every token that programs come in with."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.admin.queries.tokens import list_token_rows
from hallway.core.errors import NotFound
from hallway.core.people.commands import revoke_token
from hallway.core.people.records import TokenId
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    Button,
    Cell,
    Column,
    Row,
    Section,
    show,
)
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.when import when

TOKENS = f"{ADMIN}/tokens"
PAGE = 50


def tokens(call: Call) -> HttpResponseBase:
    """Tokens, newest first; and revoking one."""
    if call.request.method == "POST":
        which = number(call.value("id"))
        if which is None or call.value("do") != "revoke":
            raise NotFound
        revoke_token(call.actor, TokenId(which))
        return see_other(call.request, TOKENS, text=_("The token is revoked"))
    found = list_token_rows(
        call.actor, before=number(call.query.get("before", "")), limit=PAGE + 1
    )
    following = ""
    if len(found) > PAGE:
        following = href(TOKENS, before=int(found[PAGE - 1].id))

    def words(instant: int | None, otherwise: str) -> str:
        return otherwise if instant is None else when(instant, now=call.now).words

    return show(
        call,
        title=_("Tokens"),
        text=_("Programs come in with a token: it counts as the person it belongs to."),
        following=following,
        sections=[
            Section(
                id=_("Tokens"),
                title="",
                do="row",
                columns=(
                    Column(_("Person")),
                    Column(_("Name")),
                    Column(_("Made"), shrinks=1),
                    Column(_("Last used")),
                    Column(_("Ends"), shrinks=1),
                ),
                rows=tuple(
                    Row(
                        cells=(
                            Cell(
                                text=one.person_name,
                                href=f"{ADMIN}/people/{one.person}",
                            ),
                            Cell(text=one.name),
                            Cell(text=words(one.created, "")),
                            Cell(text=words(one.last_used, _("never"))),
                            Cell(
                                text=_("revoked")
                                if one.revoked is not None
                                else words(one.expires, _("never"))
                            ),
                        ),
                        id=int(one.id),
                        buttons=()
                        if one.revoked is not None
                        else (
                            Button(
                                "revoke",
                                _("Revoke"),
                                _("Revoke %(token)s of %(name)s")
                                % {"token": one.name, "name": one.person_name},
                            ),
                        ),
                    )
                    for one in found[:PAGE]
                ),
                empty=_("Nobody has made one."),
            )
        ],
    )
