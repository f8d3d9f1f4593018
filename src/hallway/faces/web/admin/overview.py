"""``/admin``: how much there is, and what wants attention."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.admin import queries
from hallway.faces.web.admin.frame import ADMIN, Cell, Column, Row, Section, show
from hallway.faces.web.parse import Call
from hallway.faces.web.when import size_words
from hallway.platform import mail


class Stat(NamedTuple):
    """A number, and what it is of."""

    label: str
    value: str
    text: str = ""


def overview(call: Call) -> HttpResponseBase:
    """The first page of the admin centre."""
    totals = queries.get_totals(call.actor)
    rows = tuple(_attention(call))
    return show(
        call,
        title=_("Overview"),
        stats=(
            Stat(_("People"), f"{totals.people:,}"),
            Stat(_("Sites"), f"{totals.sites:,}"),
            Stat(_("Files and rows"), f"{totals.files:,}"),
            Stat(_("Storage"), size_words(totals.bytes)),
            Stat(_("Tokens"), f"{totals.tokens:,}"),
        ),
        sections=[
            Section(
                id="attention",
                title=_("Needs attention"),
                columns=(Column(_("What")), Column(_("Mend it"))),
                rows=rows,
                empty=_("Nothing does. Jobs run, sites have owners, mail can leave."),
            )
        ],
    )


def _attention(call: Call) -> list[Row]:
    found = queries.get_attention(call.actor)
    told = [
        (
            found.failed_jobs,
            ngettext("%(n)s job failed for good", "%(n)s jobs failed for good", 1)
            if found.failed_jobs == 1
            else _("%(n)s jobs failed for good"),
            f"{ADMIN}/jobs?state=failed",
            _("See why, and run them again"),
        ),
        (
            found.ownerless_sites,
            _("Sites without an active owner: %(n)s"),
            f"{ADMIN}/sites?state=ownerless",
            _("Choose owners"),
        ),
        (
            found.full_sites,
            _("Sites near or past their storage limit: %(n)s"),
            f"{ADMIN}/sites?state=full",
            _("Look at their limits"),
        ),
        (
            found.locked_out,
            _("People without a way to sign in: %(n)s"),
            f"{ADMIN}/people?state=locked-out",
            _("Invite them"),
        ),
        (
            found.findings,
            _("Findings of the last check: %(n)s"),
            f"{ADMIN}/health",
            _("Open Health"),
        ),
        (
            0 if found.broken_seal is None else 1,
            _("The change log was altered: a seal does not fit"),
            f"{ADMIN}/health",
            _("Open Health"),
        ),
        (
            0 if mail.is_set_up() else 1,
            _("No mail server is set: nobody gets mail"),
            f"{ADMIN}/settings",
            _("See smtp_url"),
        ),
    ]
    return [
        Row(cells=(Cell(text=words % {"n": count}), Cell(text=link, href=href)))
        for count, words, href, link in told
        if count
    ]
