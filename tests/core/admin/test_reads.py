"""What administrators read; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.groups.commands import add_member, create_group
from hallway.core.admin.commands import (
    ask_for_check,
    ask_for_test_mail,
    check_installation,
)
from hallway.core.admin.queries import (
    count_sessions,
    get_attention,
    get_last_check,
    get_totals,
)
from hallway.core.admin.queries.audit import export_audit
from hallway.core.admin.queries.names import name_changes
from hallway.core.admin.queries.people import (
    count_grants_of,
    get_person_row,
    list_group_rows,
    list_groups_of,
    list_organisation_rows,
    list_person_rows,
)
from hallway.core.admin.queries.sites import get_site_row, list_site_rows
from hallway.core.admin.queries.tokens import list_token_rows
from hallway.core.changes.queries import AuditFilter, list_audit
from hallway.core.errors import Conflict, Forbidden, NotFound
from hallway.core.people.commands import (
    add_person,
    create_token,
    deactivate_person,
    set_password,
)
from hallway.core.sites.commands import add_site, set_quota
from tests.world import SYSTEM, World

READS: dict[str, Callable[[Any], object]] = {
    "totals": get_totals,
    "attention": get_attention,
    "last check": get_last_check,
    "sessions": lambda actor: count_sessions(actor, 5),
    "people": list_person_rows,
    "groups": list_group_rows,
    "grants": lambda actor: count_grants_of(actor, 4),
    "groups of": lambda actor: list_groups_of(actor, actor.principal),
    "organisations": list_organisation_rows,
    "sites": list_site_rows,
    "site": lambda actor: get_site_row(actor, 1),
    "tokens": list_token_rows,
    "names": lambda actor: name_changes(actor, []),
    "export": lambda actor: export_audit(actor, AuditFilter()),
    "a check": check_installation,
    "to ask for a check": ask_for_check,
    "to ask for mail": ask_for_test_mail,
}


@pytest.mark.parametrize("what", READS)
@pytest.mark.parametrize("who", ["owner", "nobody", "acme"])
def test_nobody_but_an_administrator_reads(world: World, what: str, who: str) -> None:
    with pytest.raises(Forbidden):
        READS[what](world.actor(who))


def statements(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        work()
    return len(caught)


def test_people_are_found_by_name_company_and_state(world: World) -> None:
    admin = world.actor("admin")
    everybody = list_person_rows(admin)
    assert [one.name for one in everybody] == sorted(one.name for one in everybody)
    assert {one.id for one in everybody} == {one.id for one in world.people.values()}
    assert [one.name for one in list_person_rows(admin, text="LOBE")] == ["Globex"]
    assert [one.name for one in list_person_rows(admin, text="acme@")] == ["Acme"]
    acme = world.organisations["acme"].id
    assert [one.name for one in list_person_rows(admin, organisation=acme)] == ["Acme"]
    assert [one.name for one in list_person_rows(admin, state="admins")] == ["Admin"]
    deactivate_person(admin, world.principal("nobody"))
    assert [one.name for one in list_person_rows(admin, state="inactive")] == ["Nobody"]
    locked = {one.name for one in list_person_rows(admin, state="locked-out")}
    assert "Owner" in locked
    set_password(admin, world.principal("owner"), password="long enough")
    locked = {one.name for one in list_person_rows(admin, state="locked-out")}
    assert "Owner" not in locked
    assert get_attention(admin).locked_out == len(locked)


def test_pages_of_people_follow_each_other(world: World) -> None:
    admin = world.actor("admin")
    whole = [one.id for one in list_person_rows(admin)]
    walked: list[int] = []
    while page := list_person_rows(
        admin, after=walked[-1] if walked else None, limit=3
    ):
        walked += [one.id for one in page]
    assert walked == whole


def test_rows_cost_no_statements(world: World) -> None:
    admin = world.actor("admin")
    reads = (
        lambda: list_person_rows(admin, limit=100),
        lambda: list_site_rows(admin, limit=100),
        lambda: list_token_rows(admin, limit=100),
        lambda: list_group_rows(admin),
        lambda: list_organisation_rows(admin),
        lambda: name_changes(admin, list_audit(admin, limit=1000)),
        lambda: get_attention(admin),
    )
    few = [statements(read) for read in reads]
    own = world.organisations["own"].id
    for n in range(30):
        one = add_person(
            SYSTEM, email=f"n{n}@x.example", name=f"N {n}", organisation=own
        )
        create_token(SYSTEM, one.id, name="t")
        group = create_group(SYSTEM, title=f"G {n}")
        add_member(SYSTEM, group.id, one.id)
        add_site(SYSTEM, path=f"/sites/n{n}", title=f"N {n}", owner=one.id)
    assert [statements(read) for read in reads] == few


def test_a_site_tells_its_owners_size_and_place(world: World) -> None:
    admin = world.actor("admin")
    hr = get_site_row(admin, world.sites["hr"].id)
    assert (hr.path, hr.owners) == ("/sites/hr", ("Owner",))
    assert hr.items > 0
    assert hr.used_bytes > 0
    with pytest.raises(NotFound):
        get_site_row(admin, 10**9)


def test_a_site_whose_owner_left_wants_attention(world: World) -> None:
    admin = world.actor("admin")
    before = {one.id for one in list_site_rows(admin, state="ownerless")}
    assert world.sites["hr"].id not in before
    deactivate_person(admin, world.principal("owner"))
    after = {one.id for one in list_site_rows(admin, state="ownerless")}
    assert world.sites["hr"].id in after
    assert get_attention(admin).ownerless_sites == len(after)


def test_a_site_past_its_warning_wants_attention(world: World) -> None:
    admin = world.actor("admin")
    hr = world.sites["hr"].id
    assert get_attention(admin).full_sites == 0
    set_quota(admin, hr, limit=None, warning=1)
    assert get_attention(admin).full_sites == 1
    assert [one.id for one in list_site_rows(admin, state="full")] == [hr]


def test_sites_are_found_by_a_part_of_their_path(world: World) -> None:
    admin = world.actor("admin")
    found = [one.path for one in list_site_rows(admin, text="ACM")]
    assert found == ["/sites/acme"]
    assert list_site_rows(admin, text="%") == []
    whole = list_site_rows(admin)
    assert list_site_rows(admin, after=whole[0].id) == whole[1:]


def test_the_groups_of_a_person_say_which_are_direct(world: World) -> None:
    admin = world.actor("admin")
    found = {
        one.title: one.direct
        for one in list_groups_of(admin, world.principal("member"))
    }
    assert found.pop("People Partners quillfern")
    assert False in found.values()


def test_a_person_has_a_row_of_his_own(world: World) -> None:
    row = get_person_row(world.actor("admin"), world.principal("acme"))
    assert (row.name, row.companies, row.is_admin) == ("Acme", ("Acme",), False)


def test_audit_is_narrowed_by_site_face_and_time(world: World) -> None:
    admin = world.actor("admin")
    hr = world.sites["hr"].id
    found = list_audit(admin, where=AuditFilter(site=hr), limit=1000)
    lists = {one.id for one in world.lists.values() if one.site == hr}
    assert found
    for one in found:
        assert (one.stream_kind, one.stream_ref) == ("site", hr) or (
            one.stream_kind == "list"
        )
    assert lists & {one.stream_ref for one in found if one.stream_kind == "list"}
    middle = found[len(found) // 2].at
    until = list_audit(admin, where=AuditFilter(until=middle), limit=1000)
    since = list_audit(admin, where=AuditFilter(since=middle), limit=1000)
    whole = list_audit(admin, limit=1000)
    assert len(whole) < 1000
    assert until == [one for one in whole if one.at < middle] != []
    assert since == [one for one in whole if one.at >= middle] != []
    assert list_audit(admin, where=AuditFilter(face="carrier pigeon")) == []


def test_an_export_is_all_of_it_and_is_written_down(world: World) -> None:
    from hallway.core.changes.models import AccessEvent

    admin = world.actor("admin")
    found = [change.id for change, _ in export_audit(admin, AuditFilter())]
    assert found == [one.id for one in list_audit(admin, limit=100_000)]
    (event,) = AccessEvent.unscoped.filter(verb="audit.exported")
    assert event.actor == admin.principal


def test_a_check_is_recorded_with_what_it_found(world: World) -> None:
    admin = world.actor("admin")
    assert get_last_check(admin) is None
    check_installation(SYSTEM)
    found = get_last_check(admin)
    assert found is not None
    assert found.broken_seal is None
    assert get_attention(admin).findings == sum(found.findings.values())


def test_asking_for_a_check_makes_one_job(world: World) -> None:
    from hallway.core.jobs.queries import list_jobs

    admin = world.actor("admin")
    ask_for_check(admin)
    ask_for_check(admin)
    assert [one.name for one in list_jobs(admin)].count("admin.check") == 1


def test_a_test_mail_wants_a_server(world: World) -> None:
    with pytest.raises(Conflict):
        ask_for_test_mail(world.actor("admin"))
