"""``/admin/jobs``: work in the background, and what failed."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, NotFound
from hallway.core.jobs.commands import cancel_job, retry_job
from hallway.core.jobs.queries import count_jobs, list_jobs
from hallway.core.jobs.records import JobId, JobRecord, JobState
from hallway.faces._common.numbers import number
from hallway.faces.web.admin.frame import (
    ADMIN,
    Button,
    Cell,
    Column,
    Row,
    Section,
    Tab,
    show,
)
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.when import when

JOBS = f"{ADMIN}/jobs"
PAGE = 100
_KINDS = {JobState.QUEUED: "line", JobState.RUNNING: "info", JobState.FAILED: "bad"}


def jobs(call: Call) -> HttpResponseBase:
    """Jobs that are not done, newest first; running one again, dropping one."""
    problem, status = "", 200
    if call.request.method == "POST":
        which = number(call.value("id"))
        if which is None:
            raise NotFound
        try:
            if call.value("do") == "retry":
                retry_job(call.actor, JobId(which))
                text = _("It runs again")
            elif call.value("do") == "cancel":
                cancel_job(call.actor, JobId(which))
                text = _("It is dropped")
            else:
                raise NotFound
            return see_other(call.request, call.request.get_full_path(), text=text)
        except Conflict as error:
            problem, status = said(error), 409
    asked = call.query.get("state", "")
    state = JobState(asked) if asked in set(JobState) else None
    before = number(call.query.get("before", ""))
    found = list_jobs(
        call.actor, state, before=None if before is None else JobId(before), limit=PAGE
    )
    counts = count_jobs(call.actor)
    following = ""
    if len(found) == PAGE:
        following = href(JOBS, state=asked or None, before=int(found[-1].id))
    return show(
        call,
        title=_("Jobs"),
        text=_("What the server does beside answering. Done jobs are gone from here."),
        problem=problem,
        status=status,
        following=following,
        tabs=(
            Tab(_("All"), JOBS, state is None),
            *(
                Tab(
                    f"{_words(one)} ({counts[one]})",
                    href(JOBS, state=one.value),
                    state is one,
                )
                for one in JobState
            ),
        ),
        sections=[
            Section(
                id=_("Jobs"),
                title="",
                do="row",
                columns=(
                    Column(_("Job")),
                    Column(_("State")),
                    Column(_("Tries"), num=True, shrinks=1),
                    Column(_("Due"), shrinks=1),
                    Column(_("Why it failed"), shrinks=1),
                ),
                rows=tuple(_row(call, one) for one in found),
                empty=_("Nothing waits, nothing failed."),
            )
        ],
    )


def _words(state: JobState) -> str:
    return {
        JobState.QUEUED: _("Waiting"),
        JobState.RUNNING: _("Running"),
        JobState.FAILED: _("Failed"),
    }[state]


def _row(call: Call, one: JobRecord) -> Row:
    names = {"name": one.name}
    retry = Button("retry", _("Run now"), _("Run now: %(name)s") % names)
    drop = Button("cancel", _("Drop"), _("Drop %(name)s") % names)
    cause = one.error.strip().splitlines()
    return Row(
        cells=(
            Cell(text=f"{one.name} #{one.id}"),
            Cell(pill=_words(one.state), kind=_KINDS[one.state]),
            Cell(text=str(one.tries)),
            Cell(text=when(one.due, now=call.now).words),
            Cell(text=cause[0][:200] if cause else ""),
        ),
        id=int(one.id),
        buttons=(drop,) if one.state is JobState.RUNNING else (retry, drop),
    )
