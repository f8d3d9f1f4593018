"""Mail about requests, by way of a real server on loopback."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

import pytest

from hallway.core.people.commands import deactivate_person, remove_membership
from hallway.kinds.requests.commands import add_participant, assign, set_state
from hallway.platform import mail
from hallway.platform.db import engine
from tests.kinds.requests.desk import NOTE_SECRET, file
from tests.world import SYSTEM

if TYPE_CHECKING:
    from tests.inbox import Inbox
    from tests.kinds.requests.desk import Desk


class Context:
    def heartbeat(self) -> None:
        pass


def deliver() -> None:
    """Run the jobs that wait, as a worker does."""
    import orjson

    from hallway.kinds.requests.jobs import send_mail

    context: Any = Context()
    for job, args in engine().fetch_all(
        "SELECT id, args FROM core_job WHERE name = 'requests.mail' ORDER BY id"
    ):
        given = orjson.loads(args) if isinstance(args, str) else args
        send_mail(SYSTEM, context, **given)
        engine().execute("DELETE FROM core_job WHERE id = %s", (job,))


def text(message: EmailMessage) -> str:
    return "\n".join(
        part.get_content()
        for part in message.walk()
        if part.get_content_type().startswith("text/")
    )


def test_both_sides_get_mail_in_one_thread(desk: Desk, inbox: Inbox) -> None:
    made = desk.open("acme", files=[file("a.txt", b"x")])
    deliver()
    (confirmed,) = inbox.to("acme@world.example")
    (told,) = inbox.to("member@world.example")
    assert confirmed["Subject"].startswith("[ACM-1] Cold room")
    assert confirmed["Auto-Submitted"] == "auto-replied"
    assert told["Auto-Submitted"] == "auto-generated"
    assert "https://help.world.example/portal/requests/ACM-1" in text(confirmed)
    assert "https://help.world.example/desk/requests/ACM-1" in text(told)
    assert {part.get_content_type() for part in told.walk()} >= {
        "text/plain",
        "text/html",
    }
    desk.reply("agent", made, "We come at <b>ten</b>.")
    deliver()
    (_, answer) = inbox.to("acme@world.example")
    assert answer["In-Reply-To"] == confirmed["Message-ID"]
    assert answer["References"] == confirmed["Message-ID"]
    assert answer["Auto-Submitted"] is None
    assert answer["X-Auto-Response-Suppress"] == "All"
    assert "&lt;b&gt;ten&lt;/b&gt;" in text(answer)
    set_state(desk.actor("agent"), made.item, state="solved")
    deliver()
    solved = inbox.to("acme@world.example")[-1]
    assert "is solved" in text(solved)
    assert solved["In-Reply-To"] == answer["Message-ID"]
    assert len(solved["References"].split()) == 2
    assert len({one["Message-ID"] for one in inbox.mails}) == len(inbox.mails)


def test_no_note_is_ever_sent(desk: Desk, inbox: Inbox) -> None:
    made = desk.open("acme")
    add_participant(desk.actor("acme"), made.item, person=desk.world.principal("anna"))
    desk.note(made, files=[file(f"{NOTE_SECRET}.txt", b"x")])
    desk.reply("agent", made, "Public.")
    desk.note(made)
    set_state(desk.actor("agent"), made.item, state="solved")
    deliver()
    assert len(inbox.mails) >= 6
    for one in inbox.mails:
        assert NOTE_SECRET not in text(one) + str(one.items())
    jobs = engine().fetch_one("SELECT count(*) FROM core_job")
    assert jobs == (0,)


def test_who_may_see_it_no_more_gets_no_mail(desk: Desk, inbox: Inbox) -> None:
    made = desk.open("acme")
    add_participant(desk.actor("acme"), made.item, person=desk.world.principal("anna"))
    desk.reply("agent", made, "Hello.")
    remove_membership(
        SYSTEM, desk.world.principal("anna"), organisation=made.organisation
    )
    deactivate_person(SYSTEM, desk.world.principal("acme"))
    deliver()
    assert {str(one["To"]) for one in inbox.mails} == {"Member <member@world.example>"}


def test_a_colleague_is_told_after_the_requester_left(desk: Desk, inbox: Inbox) -> None:
    made = desk.open("acme")
    add_participant(desk.actor("acme"), made.item, person=desk.world.principal("anna"))
    deactivate_person(SYSTEM, desk.world.principal("acme"))
    desk.reply("agent", made, "Hello.")
    deliver()
    assert len(inbox.to("anna@acme.example")) == 1
    assert inbox.to("acme@world.example") == []


def test_mail_speaks_in_the_name_of_the_brand(desk: Desk, inbox: Inbox) -> None:
    from hallway.core.people.commands import add_brand

    add_brand(
        SYSTEM,
        host="help.world.example",
        organisation=desk.world.organisations["own"].id,
        name="Nordwind Service",
    )
    made = desk.open("acme")
    desk.reply("agent", made, "Hello.")
    deliver()
    confirmed, answer = inbox.to("acme@world.example")
    assert str(confirmed["From"]) == "Nordwind Service <service@world.example>"
    assert "Member (Nordwind Service)" in str(answer["From"])


def test_mail_of_a_request_that_an_agent_opened(desk: Desk, inbox: Inbox) -> None:
    from hallway.kinds.requests.commands import add_agent, open_request

    add_agent(SYSTEM, desk.world.principal("owner"))
    agent = desk.actor("agent")
    for assignee in (None, agent.principal):
        open_request(
            agent,
            desk.customers["acme"].organisation,
            subject="He rang",
            body="No heating.",
            requester=desk.world.principal("anna"),
            assignee=assignee,
        )
        deliver()
    first, second = inbox.to("anna@acme.example")
    assert "Member opened request ACM-1 for you" in text(first)
    assert "No heating." in text(second)
    # A person wrote it, and it is no answer of a machine.
    assert first["Auto-Submitted"] is None
    assert "Member" in str(first["From"])
    # Colleagues learn of what nobody has taken; whoever opened it knows.
    assert ["[ACM-1]" in one["Subject"] for one in inbox.to("owner@world.example")] == [
        True
    ]
    assert inbox.to("member@world.example") == []


def test_mail_speaks_the_language_of_its_reader(desk: Desk, inbox: Inbox) -> None:
    from hallway.kinds.requests.commands import keep_language
    from hallway.kinds.requests.queries import find_language

    anna, agent = desk.actor("anna"), desk.actor("agent")
    assert find_language(agent, anna.principal) is None
    for language in ("en", "de"):
        keep_language(anna, language=language)
    assert find_language(agent, anna.principal) == "de"
    made = desk.open("anna", "Kühlraum")
    add_participant(anna, made.item, person=desk.world.principal("acme"))
    desk.reply("agent", made, "We come.")
    set_state(agent, made.item, state="solved")
    deliver()
    german = [text(one) for one in inbox.to("anna@acme.example")]
    assert "Wir haben Ihre Anfrage ACM-1 erhalten" in german[0]
    for one in german:
        assert "Im Portal lesen und antworten" in one
        assert '<html lang="de">' in one
        assert "Read and answer" not in one
    assert "We come." in german[1]
    # Each reads his own: the colleague and the agent never said a language.
    others = [*inbox.to("acme@world.example"), *inbox.to("member@world.example")]
    assert len(others) == 3
    for mail_ in others:
        assert '<html lang="en">' in text(mail_)
        assert "Anfrage" not in text(mail_)


def test_who_signs_in_says_the_language_he_reads(desk: Desk) -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import translation

    from hallway.kinds.requests.queries import find_language

    number = desk.world.principal("anna")
    anna = get_user_model()._default_manager.get(pk=number)
    for language in ("de", "en", "de"):
        with translation.override(language):
            Client().force_login(anna)
        assert find_language(SYSTEM, number) == language


def test_the_assigned_agent_alone_is_told_of_an_answer(
    desk: Desk, inbox: Inbox
) -> None:
    from hallway.kinds.requests.commands import add_agent

    add_agent(SYSTEM, desk.world.principal("owner"))
    made = desk.open("acme")
    deliver()
    assert len(inbox.to("owner@world.example")) == 1
    agent = desk.actor("agent")
    assign(agent, made.item, person=agent.principal)
    desk.reply("acme", made, "More.")
    deliver()
    assert len(inbox.to("owner@world.example")) == 1
    assert len(inbox.to("member@world.example")) == 2
    # His own answer comes back to nobody.
    assert len(inbox.to("acme@world.example")) == 1


@pytest.mark.parametrize("refused", ["acme@", "member@"])
def test_a_mail_that_was_refused_goes_later_and_keeps_no_other_back(
    desk: Desk, inbox: Inbox, refused: str
) -> None:
    made = desk.open("acme")
    inbox.refusing = refused
    with pytest.raises(Exception, match="451"):
        deliver()
    assert len(inbox.mails) == 1
    inbox.refusing = ""
    deliver()
    assert len(inbox.to("acme@world.example")) == 1
    assert len(inbox.to("member@world.example")) == 1
    assert made.ref in inbox.mails[1]["Subject"]


def test_no_mail_goes_to_our_own_address(desk: Desk, inbox: Inbox) -> None:
    from hallway.core.people.commands import update_person

    update_person(SYSTEM, desk.world.principal("acme"), email="Service@world.example")
    desk.open("acme")
    deliver()
    assert [str(one["To"]) for one in inbox.mails] == ["Member <member@world.example>"]


def test_without_a_server_nothing_is_tried(desk: Desk) -> None:
    assert not mail.is_set_up()
    desk.open("acme")
    deliver()
    assert engine().fetch_one("SELECT count(*) FROM kind_requests_sentmail") == (0,)


def test_what_customers_write_is_no_template_and_no_header(
    desk: Desk, inbox: Inbox
) -> None:
    words = "{{ request.requester }} {% debug %} {{ settings.SECRET_KEY }}"
    desk.open("acme", words, body=words)
    deliver()
    (told,) = inbox.to("member@world.example")
    assert "{{ request.requester }} {% debug %}" in told["Subject"]
    assert "{% debug %} {{ settings.SECRET_KEY }}" in text(told)


def test_a_name_cannot_begin_a_header(inbox: Inbox) -> None:
    mail.send(
        mail.Mail(
            to="a@b.example",
            to_name="Eve\r\nBcc: all@b.example",
            from_name="Desk\nX-Evil: 1",
            subject="Hi\r\nBcc: all@b.example\r\n\r\nbody",
            text="t",
            html="<p>t</p>",
            message_id="<1.2@b.example>",
        )
    )
    (one,) = inbox.mails
    assert one["Bcc"] is None
    assert one["X-Evil"] is None
    assert one["Subject"] == "Hi Bcc: all@b.example body"
    with pytest.raises(ValueError, match="Message-ID"):
        mail.send(
            mail.Mail(
                to="a@b.example",
                from_name="Desk",
                subject="s",
                text="t",
                html="h",
                message_id="<1@b.example>\r\nBcc: x@y.example",
            )
        )
