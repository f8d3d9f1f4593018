"""The mail that tells people what was shared with them, where mail is sent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import get_person
from hallway.wire.paths import join_href


@job("sharing.announce", tries=5)
def announce(
    actor: Actor,
    context: JobContext,
    *,
    item: int,
    principals: list[int],
    message: str,
) -> None:
    """Write to each person; to those alone who may still see it by then."""
    if not settings.HALLWAY.smtp_url:
        return
    for principal in principals:
        try:
            person = get_person(actor, principal)
        except NotFound:
            continue
        # He may have lost it again by now, or may no longer sign in.
        subject = get_actor(PrincipalId(principal), face="jobs")
        found = locate(subject, [item]).get(ItemId(item)) if person.active else None
        if found is None:
            continue
        names = {"who": actor.name, "name": found.title}
        path = join_href(
            [one for one in found.path.split("/") if one], collection=False
        )
        lines = [
            _("%(who)s shared “%(name)s” with you.") % names,
            message,
            f"{settings.HALLWAY.url}{path}",
        ]
        EmailMessage(
            subject=(_("%(who)s shared “%(name)s” with you") % names).replace(
                "\n", " "
            ),
            body="\n\n".join(line for line in lines if line),
            to=[person.email],
        ).send()
        context.heartbeat()
