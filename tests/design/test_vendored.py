"""What others made is here as they made it, with its licence."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from hallway.design import assets
from tests.conventions.tree import ROOT

LISTS = [assets.ROOT / "vendored.toml", ROOT / "tests" / "browser" / "vendored.toml"]
ENTRIES = [
    (listed.parent, entry)
    for listed in LISTS
    for entry in tomllib.loads(listed.read_text(encoding="utf-8"))["vendored"]
]


@pytest.mark.parametrize(
    ("folder", "entry"), ENTRIES, ids=[entry["name"] for _, entry in ENTRIES]
)
def test_a_file_is_as_it_was_taken(folder: Path, entry: dict[str, str]) -> None:
    body = (folder / entry["file"]).read_bytes()
    assert hashlib.sha256(body).hexdigest() == entry["sha256"]
    assert (folder / entry["licence_file"]).stat().st_size > 400
    assert entry["version"]
    assert entry["licence"]


def test_everything_vendored_is_listed() -> None:
    listed = {folder / entry["file"] for folder, entry in ENTRIES}
    there = {
        file
        for folder in (assets.ROOT / "vendor", assets.ROOT / "fonts")
        for file in folder.iterdir()
        if file.suffix in (".js", ".woff2")
    }
    assert there <= listed
