from __future__ import annotations

import pytest

from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.core.terms.queries import get_term, suggest_terms
from hallway.core.terms.sheets import import_terms, list_for_export, plan_import
from hallway.wire.termsheet import TermLine
from tests.core.terms.world_of_terms import make_places, make_secret_set
from tests.world import World

LINES = (
    TermLine(2, ("Europe", "France", "Paris"), "A town", True),
    TermLine(3, ("europe", "Germany"), "", True),
    TermLine(4, ("Africa",), "", False),
)


def test_a_file_brings_what_is_missing(world: World) -> None:
    admin = world.actor("admin")
    places, _ids = make_places(world)
    plan = plan_import(admin, places.id, LINES)
    assert (plan.added, plan.known, plan.errors) == (3, 2, ())
    assert import_terms(admin, places.id, LINES) == 3
    assert import_terms(admin, places.id, LINES) == 0
    (paris,) = suggest_terms(admin, places.guid, "par", language="en")
    assert paris.under == ("Europe", "France")
    assert get_term(admin, paris.id, language="en").term.description == "A town"
    assert suggest_terms(admin, places.guid, "africa", language="en") == []
    given = list_for_export(admin, places.id)
    assert [(one.path, one.is_available) for one in given] == [
        (("Africa",), False),
        (("Asia",), True),
        (("Europe",), True),
        (("Europe", "France"), True),
        (("Europe", "France", "Paris"), True),
        (("Europe", "Germany"), True),
    ]


def test_one_wrong_line_brings_nothing(world: World) -> None:
    admin = world.actor("admin")
    places, _ids = make_places(world)
    lines = [*LINES, TermLine(9, ("Europe", "a|b"), "", True)]
    (error,) = plan_import(admin, places.id, lines).errors
    assert error.line == 9
    with pytest.raises(Invalid) as caught:
        import_terms(admin, places.id, lines)
    assert caught.value.fields["file"].startswith("Line 9:")
    assert suggest_terms(admin, places.guid, "par", language="en") == []


def test_files_are_for_who_manages_the_set(world: World) -> None:
    places, _ids = make_places(world)
    secret = make_secret_set(world)
    for who, of, refusal in (
        ("owner", places, Forbidden),
        ("visitor", secret, Forbidden),
        ("nobody", secret, NotFound),
        ("anonymous", places, NotFound),
    ):
        with pytest.raises(refusal):
            plan_import(world.actor(who), of.id, LINES)
        with pytest.raises(refusal):
            import_terms(world.actor(who), of.id, LINES)
    with pytest.raises(NotFound):
        list(list_for_export(world.actor("nobody"), secret.id))
