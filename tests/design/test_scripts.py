"""The elements stay small, need nothing, and evaluate nothing."""

import re
from pathlib import Path

import pytest

from hallway.design import assets

SCRIPTS = sorted((assets.ROOT / "js").glob("*.js"))


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.stem)
def test_an_element_is_small_and_stands_alone(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    assert f'customElements.define("{file.stem}"' in text
    assert (
        re.findall(r"\bimport\b|\beval\(|new Function|innerHTML|document\.write", text)
        == []
    )


def test_every_element_in_a_template_exists() -> None:
    used = set()
    for file in (assets.ROOT / "templates").rglob("*.html"):
        used |= set(re.findall(r"<(hw-[a-z]+)", file.read_text(encoding="utf-8")))
    assert used
    assert used <= {file.stem for file in SCRIPTS}
