"""Pictures of what people upload, made in child processes that cannot harm this one."""

from hallway.platform.convert.children import Alive, Ended, run_child
from hallway.platform.convert.draw import Piece, draw, drawing_tool
from hallway.platform.convert.office import (
    Office,
    find_office,
    has_own_network,
    longest,
    to_pdf,
)
from hallway.platform.convert.turns import turn

__all__ = [
    "Alive",
    "Ended",
    "Office",
    "Piece",
    "draw",
    "drawing_tool",
    "find_office",
    "has_own_network",
    "longest",
    "run_child",
    "to_pdf",
    "turn",
]
