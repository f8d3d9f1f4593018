"""The style sheets keep to their tokens, their layers and their classes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hallway.design import assets, gallery
from tests.design.colours import TOKENS, declared

CSS = assets.ROOT / "css"
COMPONENTS = sorted((CSS / "c").glob("*.css"))
# What HTML prescribes below an element cannot have another tag; and text from people
# (prose) has no classes.
STRUCTURE = "li|dt|dd|th|td|tr|thead|tbody|summary|kbd"
TAG = re.compile(rf"(?<![\w.#:\[\"=&-])(?!(?:{STRUCTURE}|from|to)\b)[a-z][\w-]*")


def selectors(text: str) -> Iterator[str]:
    """Every selector of a style sheet, without at-rules."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for found in re.findall(r"([^{};]+)\{", text):
        if not found.strip().startswith("@"):
            yield found.strip()


def foreign(selector: str) -> list[str]:
    """The ids and tags a component's selector names."""
    # What an element itself is may be asked: `&:is(a)`; attributes are no tags.
    bare = re.sub(
        r"\[[^\]]*\]|(?<=[\w&]):(is|not|dir)\([a-z, ]+\)|:nth-child\([^)]*\)|::?[\w-]+",
        "",
        selector,
    )
    return re.findall(r"#[\w-]+", bare) + TAG.findall(bare)


def uses(text: str) -> set[str]:
    return set(re.findall(r"var\((--[\w-]+)", text))


def names(text: str) -> set[str]:
    return set(re.findall(r"(--[\w-]+):", text))


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_components_select_by_class(file: Path) -> None:
    if file.stem == "prose":
        return
    text = file.read_text(encoding="utf-8")
    assert [(one, foreign(one)) for one in selectors(text) if foreign(one)] == []


@pytest.mark.parametrize("selector", ["#main", ".a p", "a", ".a > span.b", "& section"])
def test_a_foreign_selector_is_seen(selector: str) -> None:
    assert foreign(selector) != []


@pytest.mark.parametrize("selector", [".a", "& > li", ".a:is(a):hover", "&::before"])
def test_a_class_selector_passes(selector: str) -> None:
    assert foreign(selector) == []


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.stem)
def test_components_stay_in_their_layer(file: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert text.strip().startswith("@layer components {")
    depth = 0
    for index, character in enumerate(text.strip()):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "}" and depth == 0:
            assert index == len(text.strip()) - 1
    assert depth == 0


def test_paint_is_used_in_the_tokens_alone() -> None:
    others = [file for file in CSS.rglob("*.css") if file != TOKENS]
    assert len(others) > 50
    assert [file for file in others if "--p-" in file.read_text()] == []


def test_every_token_used_is_declared() -> None:
    text = assets.style_sheet().decode()
    # Set on the element by a class of its own, and used with a default.
    assert uses(text) - names(text) == set()


def test_there_are_about_sixty_roles() -> None:
    roles = [name for name in declared(TOKENS.read_text()) if "--p-" not in name]
    colours = [name for name in roles if not re.match(r"--(s|r|t|lh)-\d?", name)]
    assert len(colours) <= 70
    assert len(roles) <= 90


def test_no_style_uses_physical_sides() -> None:
    physical = re.compile(
        r"(?<![\w-])(margin|padding|border)-(left|right|top|bottom)\b|"
        r"(?<![\w-])(left|right|width|height):|text-align: (left|right)"
    )
    found = [
        (file.name, line.strip())
        for file in CSS.rglob("*.css")
        for line in file.read_text(encoding="utf-8").splitlines()
        if physical.search(line)
    ]
    assert found == []


def test_every_address_in_the_styles_is_served() -> None:
    found = re.findall(r'url\("([^"]+)"\)', assets.style_sheet().decode())
    assert found
    for address in found:
        assert address.removeprefix("../") in assets.bundle().assets


def test_every_style_has_its_example() -> None:
    assert sorted(gallery.names()) == [file.stem for file in COMPONENTS]
