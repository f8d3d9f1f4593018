"""The reference is complete: what exists is documented, what is documented exists."""

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from hallway.config.environment import Settings
from hallway.core.errors import ALL_ERRORS
from hallway.faces.cli import main
from hallway.wire.formula import FUNCTIONS

DOCS = Path(__file__).parents[2] / "docs"


def first_cells(page: str) -> set[str]:
    """The names in the first column of a page's tables."""
    text = (DOCS / "reference" / page).read_text()
    return set(re.findall(r"^\| `([^`]+)`", text, re.MULTILINE))


def test_every_setting_is_documented() -> None:
    assert first_cells("settings.md") == {field.name for field in fields(Settings)}


def test_every_error_is_documented() -> None:
    assert first_cells("errors.md") == {error.__name__ for error in ALL_ERRORS}


def test_every_function_of_formulas_is_documented() -> None:
    assert first_cells("formulas.md") == {each.usage for each in FUNCTIONS.values()}


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


def kinds_told() -> set[str]:
    text = (DOCS / "reference" / "commands.md").read_text()
    (row,) = re.findall(r"^\| `hallway list add .*$", text, re.MULTILINE)
    return set(re.findall(r"`([a-z]+)`", row))


@pytest.mark.django_db
def test_every_kind_of_list_can_be_added_as_documented() -> None:
    from hallway.core.kinds import list_kinds

    assert kinds_told() == {one.name for one in list_kinds() if one.can_be_added}


def test_every_question_of_a_folder_is_documented() -> None:
    from hallway.faces.web.details import TABS
    from hallway.faces.web.dialogs import DIALOGS
    from hallway.faces.web.views import OF_FILES

    text = (DOCS / "reference" / "pages.md").read_text()
    cells = re.findall(r"^\| … (`\?show=[^|]*) \|", text, re.MULTILINE)
    told = [
        word
        for cell in cells
        for word in re.findall(r"`(?:\?show=)?([a-z]+)(?:&item=)?`", cell)
    ]
    assert sorted(told) == sorted([*TABS, *DIALOGS, *OF_FILES, "defaults"])


def test_every_form_of_a_folder_is_documented() -> None:
    from hallway.faces.web.actions import ACTIONS

    text = (DOCS / "reference" / "pages.md").read_text()
    table = text.partition("| `do` | fields | undo |\n|---|---|---|\n")[2]
    cells = [row.split("|")[1] for row in table.partition("\n\n")[0].splitlines()]
    told = [word for cell in cells for word in re.findall("`([^`]+)`", cell)]
    assert sorted(told) == sorted(ACTIONS)


def test_every_form_of_the_recycle_bin_is_documented() -> None:
    from hallway.faces.web.trash import ACTIONS

    text = (DOCS / "reference" / "pages.md").read_text()
    told = text.partition("To the recycle bin's address:")[2].partition(";")[0]
    words = {word for word in re.findall("`([a-z]+)`", told) if word != "deletion"}
    assert words == set(ACTIONS)


def test_every_page_of_a_site_is_documented() -> None:
    from hallway.faces.web.views import SITE_PAGES

    text = (DOCS / "reference" / "pages.md").read_text()
    told: set[str] = set()
    for cell in re.findall(r"^\| `/sites/hr/_layouts/([^|]*) \|", text, re.MULTILINE):
        told |= {word.strip("` ") for word in cell.split(",")}
    assert told == set(SITE_PAGES)
    assert set(SITE_PAGES) - {"recyclebin"} == {
        word.removeprefix("_layouts/").partition("?")[0]
        for word in first_cells("lists.md")
        if word.startswith("_layouts/")
    }


def test_every_way_into_the_pages_is_documented() -> None:
    from hallway.faces.web.urls import urlpatterns

    first = {str(one.pattern).partition("/")[0] for one in urlpatterns}
    text = (DOCS / "reference" / "pages.md").read_text()
    told = set(re.findall(r"`/([a-z_]+)/?`", text)) - {"sites", "accounts"}
    assert told == first


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
