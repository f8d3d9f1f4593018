"""Names, sizes and contents of files."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.conventions.tree import ROOT, place, sources, tracked

FORBIDDEN = {"utils", "util", "helpers", "helper", "services", "service", "common"}
FORBIDDEN |= {"misc"}
LONGEST = 450

# Written in pieces, so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(
    "|".join(
        [
            r"(?<![\w./-])/" + r"work/[a-z.]",
            r"(?<![\w./-])/" + r"home/[a-z]",
            r"(?<![\w./-])/" + r"root/[a-z.]",
            r"(?<![\w./-])/" + r"tmp/hw\b",
            r"\.\./" + r"shared\b",
        ]
    )
)


def badly_named(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        words = {path.stem, *path.parent.parts}
        for word in sorted(words & FORBIDDEN):
            yield f"{path}: {word!r} says nothing; name it after the noun it is about"


def too_long(paths: Iterable[Path]) -> Iterator[str]:
    for path in paths:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST and "migrations" not in path.parts:
            yield f"{path}: {lines} lines; make it a folder of the same name"


def naming(
    pattern: re.Pattern[str], files: Iterable[tuple[Path, str]]
) -> Iterator[str]:
    for path, text in files:
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield f"{place(path)}:{number}: {line.strip()[:80]}"


def test_no_file_is_named_after_nothing() -> None:
    relative = [path.relative_to(ROOT) for path in sources()]
    assert list(badly_named(relative)) == []


def test_no_source_file_is_too_long() -> None:
    assert list(too_long(sources())) == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    assert list(naming(MACHINE_PATHS, tracked())) == []


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "work/main/x",
        'open("/' + 'home/me/x")',
        "../" + "shared/design.md",
        "-c /" + "root/.cache",
    ],
)
def test_a_machine_path_is_seen(line: str) -> None:
    assert list(naming(MACHINE_PATHS, [(Path("x"), line)])) != []


@pytest.mark.parametrize("line", ["/sites/work/a", "/" + "homework", "a/home/b"])
def test_a_url_path_is_no_machine_path(line: str) -> None:
    assert list(naming(MACHINE_PATHS, [(Path("x"), line)])) == []


@pytest.mark.parametrize("name", ["core/utils.py", "faces/helpers/x.py", "common.py"])
def test_a_bad_name_is_seen(name: str) -> None:
    assert len(list(badly_named([Path(name)]))) == 1


def test_a_long_file_is_seen(tmp_path: Path) -> None:
    long, short = tmp_path / "long.py", tmp_path / "short.py"
    long.write_text("x = 1\n" * (LONGEST + 1))
    short.write_text("x = 1\n" * LONGEST)
    assert len(list(too_long([long, short]))) == 1
