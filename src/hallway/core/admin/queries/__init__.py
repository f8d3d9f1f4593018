"""Reads for administrators: how much there is, and what wants attention."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.owners import OWNED
from hallway.core.admin.records import Attention, CheckResult, Totals
from hallway.core.changes.queries import list_audit
from hallway.core.people.rules import demand_administrator
from hallway.platform.db import engine

CHECKED = "installation.checked"
"""The verb under which the result of a check is recorded."""

LOCKED_OUT = (
    "p.is_active AND (p.password = '' OR substr(p.password, 1, 1) = '!') AND NOT EXISTS"
    " (SELECT 1 FROM core_account a JOIN core_directory d ON d.id = a.directory_id"
    " WHERE a.person_id = p.principal_id AND d.kind <> 'local')"
)
"""Nothing lets this person in: no password, no directory that would."""

OWNERLESS = f"NOT {OWNED}"
"""Nobody may change who has access to this site."""

FULL = "s.used_bytes >= COALESCE(s.warning_bytes, s.quota_bytes)"
"""This site has passed what is warned about."""


def get_totals(actor: Actor) -> Totals:
    """Return how much there is; administrators only."""
    demand_administrator(actor)
    row = engine().fetch_one(
        "SELECT (SELECT COUNT(*) FROM core_person WHERE is_active),"
        " (SELECT COUNT(*) FROM core_site),"
        " (SELECT COALESCE(SUM(n), 0) FROM core_scopecount),"
        " (SELECT COALESCE(SUM(used_bytes), 0) FROM core_site),"
        " (SELECT COUNT(*) FROM core_token WHERE revoked IS NULL)"
    )
    assert row is not None
    people, sites, files, used, tokens = row
    return Totals(
        people=people, sites=sites, files=int(files), bytes=int(used), tokens=tokens
    )


def get_attention(actor: Actor) -> Attention:
    """Return what somebody should look at; administrators only."""
    demand_administrator(actor)
    row = engine().fetch_one(
        "SELECT (SELECT COUNT(*) FROM core_job WHERE state = 'failed'),"
        f" (SELECT COUNT(*) FROM core_site s WHERE {OWNERLESS}),"
        f" (SELECT COUNT(*) FROM core_site s WHERE {FULL}),"
        f" (SELECT COUNT(*) FROM core_person p WHERE {LOCKED_OUT})"
    )
    assert row is not None
    failed, ownerless, full, locked_out = row
    checked = get_last_check(actor)
    return Attention(
        failed_jobs=failed,
        ownerless_sites=ownerless,
        full_sites=full,
        locked_out=locked_out,
        findings=0 if checked is None else sum(checked.findings.values()),
        broken_seal=None if checked is None else checked.broken_seal,
    )


def get_last_check(actor: Actor) -> CheckResult | None:
    """Return the result of the last check, None if there was none."""
    found = list_audit(actor, verb=CHECKED, limit=1)
    if not found:
        return None
    said = found[0].after or {}
    return CheckResult(
        at=found[0].at,
        findings=said.get("findings", {}),
        broken_seal=said.get("broken_seal"),
    )


def count_sessions(actor: Actor, person: int) -> int:
    """Return in how many browsers a person is signed in; administrators only."""
    demand_administrator(actor)
    # A table of the sign-in library, which works on the core's own database.
    row = engine().fetch_one(
        "SELECT COUNT(*) FROM usersessions_usersession WHERE user_id = %s", (person,)
    )
    return 0 if row is None else int(row[0])
