"""Two customers of the seeded world with their portals, and somebody who answers."""

from __future__ import annotations

from typing import Any

from hallway.core.items.queries import get_item
from hallway.core.people.commands import add_membership, add_person
from hallway.kinds.requests.commands import (
    add_agent,
    note,
    open_customer,
    open_request,
    reply,
)
from hallway.kinds.requests.records import CustomerRecord, File, RequestRecord
from tests.world import SYSTEM, World, stage

NOTE_SECRET = "fernwhisper"
"""Is in every internal note, and nowhere else."""
OF_ACME, OF_GLOBEX = "anvilsong", "tidewrack"
"""Are in what each customer wrote and was sent."""


class Desk:
    """The world with customers; `agent` is the world's member, an own colleague."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.customers: dict[str, CustomerRecord] = {}
        for who in ("acme", "globex"):
            organisation = world.organisations[who].id
            self.customers[who] = open_customer(
                SYSTEM, organisation, f"/sites/clients/{who}"
            )
        for label, of in (("anna", "acme"), ("gina", "globex")):
            world.people[label] = add_person(
                SYSTEM,
                email=f"{label}@{of}.example",
                name=label.title(),
                organisation=world.organisations[of].id,
            )
        add_agent(SYSTEM, world.principal("member"))
        world.people["both"] = add_person(
            SYSTEM,
            email="both@world.example",
            name="Both",
            organisation=world.organisations["acme"].id,
        )
        add_membership(
            SYSTEM,
            world.principal("both"),
            organisation=world.organisations["globex"].id,
        )

    def actor(self, who: str) -> Any:
        return self.world.actor("member" if who == "agent" else who)

    def open(self, who: str, subject: str = "Cold room", **more: Any) -> RequestRecord:
        secret = OF_ACME if who in ("acme", "anna", "both") else OF_GLOBEX
        of = "acme" if secret == OF_ACME else "globex"
        more.setdefault("body", f"It is too warm, {secret}.")
        return open_request(
            self.actor(who),
            self.customers[of].organisation,
            subject=f"{subject} {secret}",
            **more,
        )

    def note(self, request: RequestRecord, text: str = "", **more: Any) -> int:
        return note(
            self.actor("agent"),
            request.item,
            body=f"{NOTE_SECRET} {text}",
            **more,
        )

    def world_item(self, request: RequestRecord) -> Any:
        """The item of a request as it is now."""
        return get_item(SYSTEM, request.item)

    def reply(self, who: str, request: RequestRecord, text: str, **more: Any) -> int:
        return reply(self.actor(who), request.item, body=text, **more)


def file(name: str, content: bytes) -> File:
    """Stage a file as a face does."""
    return File(name, stage(content))
