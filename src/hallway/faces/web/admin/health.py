"""``/admin/health``: whether everything works, and trying it."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from importlib.metadata import version

import django
from django.conf import settings
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.admin import queries
from hallway.core.admin.commands import ask_for_check, ask_for_test_mail
from hallway.core.changes.queries import list_audit
from hallway.core.errors import Conflict, NotFound
from hallway.core.jobs.queries import count_jobs
from hallway.core.jobs.records import JobState
from hallway.core.previews.queries import has_office
from hallway.faces.web.admin.frame import (
    ADMIN,
    Button,
    Cell,
    Column,
    Fact,
    Row,
    Section,
    show,
)
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.when import size_words, when
from hallway.platform import mail
from hallway.platform.storage import get_store

HEALTH = f"{ADMIN}/health"


def health(call: Call) -> HttpResponseBase:
    """Database, storage, disk, jobs, mail, the last check and backup."""
    problem, status = "", 200
    if call.request.method == "POST":
        try:
            if call.value("do") == "mail":
                ask_for_test_mail(call.actor)
                text = _("A mail is on its way to you")
            elif call.value("do") == "check":
                ask_for_check(call.actor)
                text = _("The check runs; look again in a minute")
            else:
                raise NotFound
            return see_other(call.request, HEALTH, text=text)
        except Conflict as error:
            problem, status = said(error), 409
    return show(
        call,
        title=_("Health"),
        problem=problem,
        status=status,
        sections=[
            Section(id="now", title=_("Now"), facts=tuple(_facts(call))),
            Section(
                id="check",
                title=_("Check"),
                text=_(
                    "Looks at everything but the bytes of bodies, and at the seals."
                ),
                columns=(Column(_("Last result")),),
                rows=(
                    Row(
                        cells=(Cell(text=_last_check(call)),),
                        buttons=(Button("check", _("Check now"), _("Check now")),),
                    ),
                ),
            ),
            Section(
                id="mail",
                title=_("Mail"),
                columns=(Column(_("Server")),),
                rows=(
                    Row(
                        cells=(
                            Cell(
                                text=_("A mail server is set")
                                if mail.is_set_up()
                                else _("No mail server is set: see smtp_url")
                            ),
                        ),
                        buttons=(
                            Button(
                                "mail",
                                _("Send me a mail"),
                                _("Send me a mail to try it"),
                            ),
                        ),
                    ),
                ),
            ),
            Section(
                id="versions",
                title=_("Versions"),
                facts=(
                    Fact("Hallway", version("hallway")),
                    Fact("Python", sys.version.split()[0]),
                    Fact("Django", django.get_version()),
                    Fact("SQLite", sqlite3.sqlite_version),
                ),
            ),
        ],
    )


def _facts(call: Call) -> list[Fact]:
    is_sqlite = settings.HALLWAY.is_sqlite
    counts = count_jobs(call.actor)
    free = shutil.disk_usage(settings.HALLWAY.data).free
    try:
        get_store().probe()
        storage = Fact(_("Storage"), pill=_("Takes bodies"), kind="ok")
    except OSError:
        storage = Fact(_("Storage"), pill=_("Takes nothing"), kind="bad")
    failed = counts[JobState.FAILED]
    backups = list_audit(call.actor, verb="backup.taken", limit=1)
    taken = when(backups[0].at, now=call.now).words if backups else _("never")
    return [
        Fact(_("Database"), "SQLite" if is_sqlite else "PostgreSQL"),
        storage,
        Fact(_("Free on the disk"), size_words(free)),
        Fact(
            _("Jobs"),
            pill=_("%(n)s failed") % {"n": failed} if failed else _("None failed"),
            kind="bad" if failed else "ok",
        ),
        Fact(_("Jobs that wait"), str(counts[JobState.QUEUED])),
        Fact(_("Last backup"), taken),
        Fact(
            _("Previews of Office files"),
            _("by LibreOffice")
            if has_office(call.actor)
            else _("none: LibreOffice is not installed"),
        ),
    ]


def _last_check(call: Call) -> str:
    found = queries.get_last_check(call.actor)
    if found is None:
        return _("Never checked from here")
    moment = when(found.at, now=call.now).words
    if found.broken_seal is not None:
        return _("%(when)s: the change log was altered") % {"when": moment}
    if not found.findings:
        return _("%(when)s: all is as it must be") % {"when": moment}
    told = ", ".join(f"{kind} ({n})" for kind, n in found.findings.items())
    return f"{moment}: {told}"
