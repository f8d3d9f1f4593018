"""The mail of rules: to each person once a run, if he may see the item by then.

A run and its letters are written down in one transaction, a job for each letter: one
that the server refuses is tried again alone, and stands among the jobs that failed.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.automation.models import RuleRun
from hallway.core.errors import NotFound
from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId, Located
from hallway.core.jobs.commands import enqueue
from hallway.core.people.actors import get_actor
from hallway.core.people.languages import language_of
from hallway.core.people.queries import get_person
from hallway.platform import mail
from hallway.platform.db import engine
from hallway.wire.paths import join_href

MAIL = "rules.mail"
MOST_MAILED = 200
"""People who get a mail of one run; the others find it under the bell alone."""


def enqueue_letters(
    actor: Actor, run: RuleRun, *, whom: Iterable[int], words: str
) -> int:
    """Have people and the members of groups written to; how many they are.

    But for whoever made the change, as under the bell.  Inside the run's command.
    """
    people = [one for one in _people(whom) if one != run.by][:MOST_MAILED]
    for person in people:
        enqueue(
            actor,
            MAIL,
            key=f"{run.pk}:{person}",
            item=run.item,
            person=person,
            words=words,
            name=f"{run.rule.guid.hex}.{run.pk}.{person}",
        )
    return len(people)


def _people(whom: Iterable[int]) -> list[int]:
    among, wanted = engine().is_one_of("p.id", sorted(set(whom)))
    grouped, groups = engine().is_one_of("c.group_id", sorted(set(whom)))
    rows = engine().fetch_all(
        "SELECT p.id FROM core_principal p WHERE p.kind = 'person'"
        f" AND ({among} OR p.id IN (SELECT c.member_id FROM core_groupclosure c"
        f" WHERE {grouped})) ORDER BY p.id LIMIT %s",
        [*wanted, *groups, MOST_MAILED + 1],
    )
    return [row[0] for row in rows]


def send_letter(actor: Actor, *, item: int, person: int, words: str, name: str) -> None:
    """Write to a person what a rule tells him; raises what the mail server answers.

    words  what he is told
    name   of the letter: the same however often it is tried
    """
    if not mail.is_set_up():
        return
    try:
        found = get_person(actor, PrincipalId(person))
        reader = get_actor(PrincipalId(person), face="jobs")
    except NotFound:
        return
    located = locate(reader, [item]).get(ItemId(item))
    if located is None:
        return
    with translation.override(language_of(actor, reader.principal)):
        letter = _compose(located, words)
    mail.send(
        mail.Mail(
            to=found.email,
            to_name=found.name,
            from_name="Hallway",
            subject=letter[0],
            text=letter[1],
            message_id=f"<rule.{name}@{mail.domain()}>",
            auto_submitted="auto-generated",
        )
    )


def _compose(located: Located, words: str) -> tuple[str, str]:
    said = {"words": words, "name": located.title}
    path = join_href([one for one in located.path.split("/") if one], collection=False)
    lines = [
        words,
        f"{located.title}\n{settings.HALLWAY.url}{path}",
        _(
            "You get this because a rule of a list names you or a group you are in;"
            " whoever manages the list can change that."
        ),
    ]
    return _("%(words)s: “%(name)s”") % said, "\n\n".join(lines) + "\n"
