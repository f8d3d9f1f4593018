"""The project's files as the conventions look at them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "hallway"


@cache
def parse(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def sources(under: Path = SOURCE) -> list[Path]:
    """Every Python file below ``under``, sorted."""
    return sorted(under.rglob("*.py"))


def place(path: Path) -> str:
    """The path as a person names it, from the project's root where it is below it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def tracked() -> Iterator[tuple[Path, str]]:
    """Every text file that is, or is about to be, in git, with its content.

    Outside a git checkout (a source archive) every file is looked at instead.
    """
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        made = {".venv", ".git", "hallway-data"}
        listed = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if not made.intersection(path.relative_to(ROOT).parts)
        ]
    for name in filter(None, listed):
        path = ROOT / name
        if not path.is_file() or path.is_symlink():
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
