"""Figures: one JSON line each, and all of them as a table at the end."""

import json
import sys
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

LOWER, HIGHER = "lower", "higher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One case of ours beside one peer; ``ratio`` is ours ÷ peer."""

    bench: str
    case: str
    unit: str
    better: str
    ours: float
    peer: float
    peer_name: str
    ratio: float
    rows: int
    """How many things one measurement handled: files, entries, bytes."""
    db: str


class Report:
    """What a run has measured."""

    def __init__(self) -> None:
        self._figures: list[Figure] = []

    def add(
        self,
        *,
        bench: str,
        case: str,
        unit: str,
        better: str,
        ours: float,
        peer: float,
        peer_name: str,
        rows: int,
        db: str,
    ) -> None:
        """Print a figure's line at once, and keep it for the table."""
        figure = Figure(
            bench=bench,
            case=case,
            unit=unit,
            better=better,
            ours=round(ours, 4),
            peer=round(peer, 4),
            peer_name=peer_name,
            ratio=round(ours / peer, 4),
            rows=rows,
            db=db,
        )
        self._figures.append(figure)
        sys.stdout.write(json.dumps(asdict(figure)) + "\n")
        sys.stdout.flush()

    def print_table(self) -> None:
        """Show all figures to the person at the terminal."""
        table = Table("Case", "Database", "Peer", "Unit")
        for name in ("Ours", "Peer's", "Ratio"):
            table.add_column(name, justify="right")
        table.add_column("")
        for one in self._figures:
            ahead = one.ratio >= 1 if one.better == HIGHER else one.ratio <= 1
            table.add_row(
                one.case,
                one.db,
                one.peer_name,
                f"{one.unit} ({one.better})",
                f"{one.ours:,.5g}",
                f"{one.peer:,.5g}",
                f"{one.ratio:.2f}",
                "ahead" if ahead else "",
            )
        Console(stderr=True, width=110).print(table)
