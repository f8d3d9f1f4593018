"""The reference is complete: what exists is documented, what is documented exists."""

import re
from dataclasses import fields
from pathlib import Path

import click

from hallway.config.environment import Settings
from hallway.core.errors import ALL_ERRORS
from hallway.faces.cli import main

DOCS = Path(__file__).parents[2] / "docs"


def first_cells(page: str) -> set[str]:
    """The names in the first column of a page's tables."""
    text = (DOCS / "reference" / page).read_text()
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def test_every_setting_is_documented() -> None:
    assert first_cells("settings.md") == {field.name for field in fields(Settings)}


def test_every_error_is_documented() -> None:
    assert first_cells("errors.md") == {error.__name__ for error in ALL_ERRORS}


def leaves(command: click.Command, context: click.Context, words: str) -> set[str]:
    if not isinstance(command, click.Group):
        return {words}
    found: set[str] = set()
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        found |= leaves(inner, context, f"{words} {name}".strip())
    return found


def test_every_command_is_documented() -> None:
    text = (DOCS / "reference" / "commands.md").read_text()
    documented = set(
        re.findall(r"^\| `hallway ([a-z ]+?)(?: [^a-z].*?)?`", text, re.MULTILINE)
    )
    group = main.hallway
    assert documented == leaves(group, click.Context(group), "")


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), *DOCS.parent.glob("*.md")]
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert pages
    assert dead == []
