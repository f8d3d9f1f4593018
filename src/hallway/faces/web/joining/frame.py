"""The way round these pages, for their own frame and for the admin centre's rail."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor
from hallway.design.frame import Entry, Frame, Group
from hallway.faces.web.frame import frame_of

INVITATIONS = "/admin/invitations"
FACTORS = "/admin/second-factors"


def entries(actor: Actor, *, current: str) -> tuple[Entry, ...]:
    """The pages that the actor may open; ask only for whoever may open one."""
    found = [
        Entry(
            label=_("Invitations"),
            href=INVITATIONS,
            icon="mail",
            current=current == INVITATIONS,
        )
    ]
    if actor.everything is not None:
        found.append(
            Entry(
                label=_("Second factors"),
                href=FACTORS,
                icon="shield-check",
                current=current == FACTORS,
            )
        )
    return tuple(found)


def joining_frame(actor: Actor, *, current: str) -> Frame:
    """The frame of these pages."""
    rail = (Group(entries=entries(actor, current=current)),)
    label = _("Joining and signing in")
    return replace(frame_of(actor, current=current), rail=rail, rail_label=label)
