"""Pictures of files, drawn by Pillow and PDFium in a child."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from hallway.platform.convert.children import Alive, Ended, run_child

_PROGRAM = Path(__file__).with_name("drawing.py")
SECONDS, MEMORY = 40.0, 1536 * 1024**2
_SAID = 16 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something made: a picture in a file, or why there is none.

    kind     `document` (its facts are of all of it), `thumb`, or `page-<number>`
    problem  `broken`, `encrypted`, `too-large` or `too-long`; empty if there is none
    """

    kind: str
    file: Path | None = None
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@cache
def drawing_tool() -> str:
    """What draws, by name and version: with another one what failed is tried again."""
    return f"pillow {version('pillow')}, pypdfium2 {version('pypdfium2')}, 1"


def draw(
    source: Path,
    kind: str,
    *,
    work: Path,
    first: int = 1,
    many: int = 10,
    alive: Alive,
    seconds: float = SECONDS,
) -> list[Piece]:
    """Draw into the folder `work`; what was made, which may be less than wanted.

    `kind` as in `drawing.py`.  The last piece has a problem where the child was ended.
    """
    said = work / "said"
    ended = run_child(
        [
            *(sys.executable, "-I", str(_PROGRAM), str(source), kind),
            *(str(first), str(many)),
        ],
        work=work,
        seconds=seconds,
        memory=MEMORY,
        alive=alive,
        output=said,
    )
    pieces = [
        piece
        for line in said.read_bytes()[:_SAID].splitlines()
        if (piece := _piece(line, work)) is not None
    ]
    if ended is not Ended.WELL:
        problem = "too-long" if ended is Ended.LATE else "broken"
        pieces.append(Piece(kind=_next(pieces, first), problem=problem))
    return pieces


def _piece(line: bytes, work: Path) -> Piece | None:
    try:
        facts = json.loads(line)
    except ValueError:
        # The child was ended in the middle of it.
        return None
    kind = str(facts.pop("kind", "document"))
    problem = str(facts.pop("problem", ""))
    file = work / f"{kind}.webp"
    is_picture = not problem and kind != "document"
    return Piece(
        kind=kind, problem=problem, facts=facts, file=file if is_picture else None
    )


def _next(pieces: list[Piece], first: int) -> str:
    """What a child was at when it ended."""
    if not pieces:
        return "document"
    done = [one.kind for one in pieces if one.kind.startswith("page-")]
    return f"page-{first + len(done)}"
