"""What rules tell by e-mail: to whom, of what, in which language, and once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.groups.commands import add_member, create_group
from hallway.core.automation import acting, mailing, rules
from hallway.core.automation.mailing import send_letter
from hallway.core.automation.records import AUTHOR, Event, RunState, Tell, Trigger
from hallway.core.errors import Invalid
from hallway.core.jobs.queries import list_jobs
from hallway.core.people import languages
from hallway.core.people.commands import deactivate_person
from hallway.core.people.queries import get_person
from hallway.platform.db import engine
from tests.core.automation.stage import DONE, make, rule, run, runs, set_to, told
from tests.world import SYSTEM, World

if TYPE_CHECKING:
    from tests.inbox import Inbox


def mailed(world: World, *who: str, columns: tuple[str, ...] = ()) -> Tell:
    return Tell(
        principals=tuple(world.principal(one) for one in who),
        columns=columns,
        message="It is finished",
        by_mail=True,
    )


def address(world: World, who: str) -> str:
    return get_person(SYSTEM, world.principal(who)).email


def test_whoever_is_told_gets_a_mail_that_leads_to_the_item(
    world: World, inbox: Inbox
) -> None:
    one = rule(world, DONE, tell=mailed(world, "visitor", "owner"))
    item = make(world, Title="Order chairs", State="open")
    set_to(world, _named(world, item), State="done")
    run()
    # Who did it knows of it.
    (mail,) = inbox.mails
    assert address(world, "visitor") in str(mail["To"])
    assert mail["Subject"] == "It is finished: “Order chairs”"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert re.search(r"https://help\.world\.example/sites/hr/Lists/\S+/\d+\r?\n", text)
    assert told(world, "visitor") == [("rule.told", "It is finished")]
    (made,) = runs(world, one)
    assert (made.state, made.told, made.mailed) == (RunState.DONE, 2, 1)
    run()
    assert len(inbox.mails) == 1


def _named(world: World, item: object) -> str:
    world.items["made"] = item  # type: ignore[assignment]
    return "made"


def test_the_bell_alone_sends_no_mail(world: World, inbox: Inbox) -> None:
    tell = Tell(principals=(world.principal("visitor"),), message="Look")
    rule(world, Trigger(event=Event.ADDED), tell=tell)
    make(world)
    run()
    assert inbox.mails == []
    assert told(world, "visitor") == [("rule.told", "Look")]


def test_who_may_not_see_the_item_gets_none(world: World, inbox: Inbox) -> None:
    tell = mailed(world, "visitor", "nobody", "member", columns=(AUTHOR,))
    rule(world, DONE, tell=tell)
    item = make(world, State="open")
    hidden = _named(world, item)
    break_inheritance(
        world.actor("owner"), world.securable(hidden), start=Inherit.CLEAR
    )
    set_to(world, hidden, State="done")
    run()
    assert inbox.mails == []
    set_to(world, hidden, State="open")
    deactivate_person(SYSTEM, world.principal("member"))
    other = make(world, State="open")
    world.items["other"] = other
    set_to(world, "other", State="done")
    run()
    assert [str(one["To"]) for one in inbox.mails] == [
        f"Visitor <{address(world, 'visitor')}>"
    ]


def test_members_of_groups_get_one_each(
    world: World, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = create_group(SYSTEM, title="Readers").id
    for who in ("visitor", "member", "owner"):
        add_member(SYSTEM, group, world.principal(who))
    tell = Tell(
        principals=(group, world.principal("visitor")), message="Look", by_mail=True
    )
    rule(world, Trigger(event=Event.ADDED), tell=tell)
    make(world)
    run()
    expected = sorted(address(world, who) for who in ("visitor", "member"))
    assert sorted(_bare(str(one["To"])) for one in inbox.mails) == expected
    monkeypatch.setattr(mailing, "MOST_MAILED", 1)
    make(world)
    run()
    assert len(inbox.mails) == 3


def _bare(to: str) -> str:
    return to.rpartition("<")[2].rstrip(">")


def test_it_is_in_the_language_of_who_reads_it(
    world: World, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(_actor: Actor, person: PrincipalId) -> str | None:
        return "de" if person == world.principal("visitor") else None

    monkeypatch.setattr(languages, "_finders", [find])
    rule(world, Trigger(event=Event.ADDED), tell=mailed(world, "visitor", "member"))
    make(world, Title="Stühle")
    run()
    (german,) = inbox.to(address(world, "visitor"))
    (english,) = inbox.to(address(world, "member"))
    assert german["Subject"] == "It is finished: „Stühle“"
    assert "eine Regel" in german.get_content()
    assert english["Subject"] == "It is finished: “Stühle”"


def test_one_that_is_refused_is_tried_again_alone(world: World, inbox: Inbox) -> None:
    rule(world, Trigger(event=Event.ADDED), tell=mailed(world, "visitor", "member"))
    inbox.refusing = address(world, "visitor")
    make(world)
    run()
    assert len(inbox.mails) == 1
    (waiting,) = [one for one in list_jobs(SYSTEM) if one.name == mailing.MAIL]
    assert "451" in waiting.error
    inbox.refusing = ""
    engine().execute("UPDATE core_job SET due = 0 WHERE name = %s", [mailing.MAIL])
    run()
    assert len(inbox.to(address(world, "visitor"))) == 1
    assert len(inbox.mails) == 2


def test_a_run_that_fails_writes_to_nobody_and_tries_keep_the_id(
    world: World, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill before the commit leaves no letter; one after sending, the same id."""
    one = rule(world, Trigger(event=Event.ADDED), tell=mailed(world, "visitor"))

    def fall(*_given: object, **_more: object) -> int:
        letters(*_given, **_more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    letters = mailing.enqueue_letters
    with monkeypatch.context() as patch:
        patch.setattr(acting, "enqueue_letters", fall)
        item = make(world)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert not [job for job in list_jobs(SYSTEM) if job.name == mailing.MAIL]
    run()
    assert len(inbox.mails) == 1
    assert runs(world, one)[0].state is RunState.DONE
    for _time in range(2):
        send_letter(
            SYSTEM, item=item, person=world.principal("visitor"), words="x", name="n"
        )
    first, again = inbox.mails[1:]
    assert first["Message-ID"] == again["Message-ID"]


def test_of_what_is_deleted_there_is_no_mail(world: World) -> None:
    with pytest.raises(Invalid) as error:
        rule(world, Trigger(event=Event.DELETED), tell=mailed(world, "visitor"))
    assert set(error.value.fields) == {"mail"}


def test_a_rule_from_before_tells_under_the_bell() -> None:
    kept = {"event": "added", "column": "", "to": [], "days": 0, "hour": 8, "url": ""}
    tell = {"principals": [1], "columns": [], "message": "Look"}
    loaded = rules.load({**kept, "tell": tell}).tell
    assert loaded is not None
    assert not loaded.by_mail
