"""The mail that tells people what was shared with them, where mail is sent."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import get_person
from hallway.platform import mail
from hallway.wire.paths import join_href


@job("sharing.announce", tries=5)
def announce(
    actor: Actor, context: JobContext, *, item: int, principal: int, message: str
) -> None:
    """Write to a person, if he may still see it by then."""
    if not mail.is_set_up():
        return
    try:
        person = get_person(actor, principal)
        # He may have lost it again by now, or may no longer sign in.
        reader = get_actor(PrincipalId(principal), face="jobs")
    except NotFound:
        return
    found = locate(reader, [item]).get(ItemId(item))
    if found is None:
        return
    names = {"who": actor.name, "name": found.title}
    path = join_href([one for one in found.path.split("/") if one], collection=False)
    lines = [
        _("%(who)s shared “%(name)s” with you.") % names,
        message,
        f"{settings.HALLWAY.url}{path}",
    ]
    mail.send(
        mail.Mail(
            to=person.email,
            to_name=person.name,
            from_name=actor.name,
            subject=_("%(who)s shared “%(name)s” with you") % names,
            text="\n\n".join(line for line in lines if line),
        )
    )
