"""How commands fail, and how they help."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import click
import pytest

from hallway.core.errors import ALL_ERRORS, CoreError, Invalid, Locked
from hallway.faces.cli.errors import EXIT_CODES, exit_code, line
from hallway.faces.cli.main import COMMANDS, hallway, run

MADE: dict[type[CoreError], CoreError] = {
    Invalid: Invalid({"name": "A name\ncannot be empty."}),
    Locked: Locked("Ada"),
}


def commands() -> Iterator[tuple[str, ...]]:
    context = click.Context(hallway)
    for name in COMMANDS:
        found = hallway.get_command(context, name)
        if isinstance(found, click.Group):
            yield from ((name, inner) for inner in found.commands)
        else:
            yield (name,)


def test_every_refusal_has_an_exit_code_of_its_own() -> None:
    assert set(EXIT_CODES) == set(ALL_ERRORS)
    assert len(set(EXIT_CODES.values())) == len(ALL_ERRORS)
    assert min(EXIT_CODES.values()) > 2


@pytest.mark.parametrize("kind", ALL_ERRORS)
def test_a_refusal_is_one_line_with_its_reason(kind: type[CoreError]) -> None:
    error = MADE.get(kind) or kind("The reason.")
    told = line(error)
    assert told
    assert "\n" not in told
    assert exit_code(error) == EXIT_CODES[kind]


def test_what_is_invalid_is_named() -> None:
    assert line(MADE[Invalid]) == "name: A name cannot be empty."


def test_who_holds_a_lock_is_named() -> None:
    assert "Ada" in line(MADE[Locked])


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_help_shows_an_example_and_opens_nothing(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**given: Any) -> int:
        raise AssertionError(given)

    closed = SimpleNamespace(open=refuse, serve=refuse)
    assert run([*words, "--help"], closed) == 0
    told = capsys.readouterr().out
    assert "--data DIR" in told
    if words != ("serve",):
        assert f"Example:\n    hallway {' '.join(words)}" in told or (
            f"=$(hallway {' '.join(words)}" in told
        )


def test_a_command_line_that_cannot_be_read_opens_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(**given: Any) -> int:
        raise AssertionError(given)

    closed = SimpleNamespace(open=refuse, serve=refuse)
    assert run(["user", "add"], closed) == 2
    assert run(["usr"], closed) == 2
    assert "No such command" in capsys.readouterr().err
