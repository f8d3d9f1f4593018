"""The modules of the grid: small, of their own, and evaluating nothing."""

import re
from pathlib import Path

import pytest

from hallway.design import assets

FOLDER = assets.ROOT / "js" / "grid"
MODULES = sorted(FOLDER.glob("*.js"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_module_is_small_and_asks_for_its_neighbours_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 220
    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write", text) == []
    for name in re.findall(r'from "([^"]+)"', text):
        assert name.startswith("./")
        assert (FOLDER / name).exists()


def test_the_grid_is_sent_to_its_own_page_alone() -> None:
    assert not [one for one in assets.scripts() if "/grid/" in one]
    assert assets.url("js/grid/grid.js").endswith("/js/grid/grid.js")
