"""The modules of uploads: small, of their own, and evaluating nothing."""

import re
from pathlib import Path

import pytest

from hallway.design import assets

FOLDER = assets.ROOT / "js" / "upload"
MODULES = sorted(FOLDER.glob("*.js"))


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_module_is_small_and_asks_for_its_neighbours_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert re.findall(r"\beval\(|new Function|innerHTML|document\.write", text) == []
    for name in re.findall(r'from "([^"]+)"', text):
        assert name.startswith("./")
        assert (FOLDER / name).exists()
    # What others made comes when it is needed.
    for name in re.findall(r'import\("([^"]+)"\)', text):
        assert name.startswith("../../vendor/")
        assert (FOLDER / name).exists()


def test_uploads_are_sent_to_pages_that_take_files_alone() -> None:
    assert not [one for one in assets.scripts() if "/upload/" in one]
    assert assets.url("js/upload/upload.js").endswith("/js/upload/upload.js")
