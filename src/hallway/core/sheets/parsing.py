"""Rows of a file as they are understood: values for columns, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hallway.core.lists.records import ColumnId, ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.sheets.cells import Texts, read_cell
from hallway.core.sheets.reading import read_lines, text_of
from hallway.core.sheets.records import Plan
from hallway.core.sheets.references import References
from hallway.core.sheets.rules import MAX_ROWS
from hallway.wire.tables.records import Line, TableError, Value

_LONGEST = 200


class Target(NamedTuple):
    """A column of a file and the list's column it goes into."""

    at: int
    column: ColumnRecord
    form: str


class Row(NamedTuple):
    """A row as it was understood: values as commands take them, None for nothing."""

    line: Line
    values: dict[str, Any]
    errors: list[tuple[str, str, str]]

    def fail(self, title: str, value: str, message: str) -> None:
        """Note what is wrong in a cell."""
        self.errors.append((title, value[:_LONGEST], message))

    def forgive(self, title: str) -> None:
        """Take back what was wrong in a column that stays as it is."""
        self.errors[:] = [one for one in self.errors if one[0] != title]


def planned_columns(plan: Plan) -> list[ColumnRecord]:
    """Return the columns of the list that a plan makes, as if they were there."""
    return [
        ColumnRecord(
            id=ColumnId(-1 - one.at),
            guid="",
            internal_name=one.name,
            title=one.title,
            type=one.type,
            required=False,
            settings=dict(one.settings),
        )
        for one in plan.columns
        if one.name
    ]


def targets_of(plan: Plan, columns: Sequence[ColumnRecord]) -> list[Target]:
    """Return where the columns of a file go."""
    by_name = {one.internal_name: one for one in columns}
    return [
        Target(one.at, by_name[one.name], one.form)
        for one in plan.columns
        if one.name in by_name
    ]


class Reader:
    """Understands the rows of a file, a batch at a time."""

    def __init__(
        self,
        plan: Plan,
        targets: Sequence[Target],
        references: References,
    ) -> None:
        self.targets = targets
        self._references = references
        self._zone = ZoneInfo(plan.zone)

    def read(self, lines: Iterable[Line]) -> list[Row]:
        """Return lines as rows, with what is wrong in each cell."""
        rows = [self._read(line) for line in lines]
        for target in self.targets:
            if TYPES[target.column.type].refers:
                self._resolve(target, rows)
        for row in rows:
            for target in self.targets:
                self._check(target, row)
        return rows

    def _read(self, line: Line) -> Row:
        row = Row(line, {}, [])
        for target in self.targets:
            column = target.column
            value = cell_at(line, target.at)
            try:
                row.values[column.internal_name] = read_cell(
                    column.type,
                    column.settings,
                    value,
                    form=target.form,
                    zone=self._zone,
                )
            except ValueError as error:
                row.fail(column.title, text_of(value), str(error))
        return row

    def _resolve(self, target: Target, rows: Sequence[Row]) -> None:
        name = target.column.internal_name
        named = {
            at: row.values[name].texts
            for at, row in enumerate(rows)
            if isinstance(row.values.get(name), Texts)
        }
        found = self._references.resolve(
            target.column, (text for texts in named.values() for text in texts)
        )
        for at, texts in named.items():
            numbers = [found[text] for text in texts]
            wrong = next((one for one in numbers if isinstance(one, str)), None)
            if wrong is not None:
                del rows[at].values[name]
                rows[at].fail(target.column.title, "; ".join(texts), wrong)
            elif TYPES[target.column.type].is_many:
                rows[at].values[name] = list(dict.fromkeys(numbers))
            else:
                rows[at].values[name] = numbers[0]

    def _check(self, target: Target, row: Row) -> None:
        column = target.column
        value = row.values.get(column.internal_name)
        if value is None:
            return
        try:
            TYPES[column.type].encode(value, column.settings)
        except ValueError as error:
            del row.values[column.internal_name]
            cell = text_of(cell_at(row.line, target.at))
            row.fail(column.title, cell, str(error))


def cell_at(line: Line, at: int) -> Value:
    """Return a cell of a line; None where it ends before."""
    return line.cells[at] if at < len(line.cells) else None


def body_lines(sha256: str, plan: Plan) -> Iterator[Line]:
    """Read the rows of a file without its head; TableError past the most there may be.

    Raises it for what is no table too.
    """
    lines = read_lines(sha256, plan.sheet)
    if plan.has_head:
        next(lines, None)
    for many, line in enumerate(lines):
        if many == MAX_ROWS:
            raise TableError("At most 200,000 rows at once.", line=line.number)
        yield line
