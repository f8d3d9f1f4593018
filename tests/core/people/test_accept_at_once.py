"""Several who hold one invitation: one comes in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from hallway.core.access.actors import ANONYMOUS
from hallway.core.errors import NotFound
from tests.world import SYSTEM, World


def test_of_several_at_once_one_comes_in(committed_world: World) -> None:
    from hallway.core.people.invitations.commands import accept_invitation, invite
    from hallway.core.people.invitations.queries import get_letter
    from hallway.platform.db import close_connection

    acme = committed_world.organisations["acme"].id
    made = invite(SYSTEM, email="mo@customer.example", organisation=acme)
    token = get_letter(SYSTEM, made.id).token
    together = Barrier(4)

    def accept(number: int) -> str:
        together.wait()
        try:
            accept_invitation(
                ANONYMOUS, token, name=f"Mo {number}", password="correct horse 9"
            )
        except NotFound:
            return "refused"
        finally:
            close_connection()
        return "in"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(accept, range(4)))
    assert told == ["in", "refused", "refused", "refused"]
