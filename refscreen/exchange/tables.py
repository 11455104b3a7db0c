"""Tables as others send them: rows that know where they stand."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from refscreen.errors import Problem, UserError
from refscreen.existing import existing
from refscreen.messages import Messages

LARGEST = 20_000_000
"""Bytes in one file; ten thousand interviews do not come near."""
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_000, 2_000, 32_767
MOST_CELLS, MOST_IN_BOOK = 2_000_000, 250_000
"""Cells that are looked at, and those that a workbook may hold: each of them takes time to read."""
_STAMPED = re.compile(
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-] ?\d{1,2}[./-] ?\d{4})[T ]+\d{1,2}[:.]\d{2}.*"
)
"""A day, and the time of day behind it."""
_SERIAL = re.compile(r"[1-7]\d{4}([.,]\d+)?")
ERRORS = frozenset({
    "#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#I/T",
    "#DIVISION/0!", "#REFERENCE!", "#NAVN?", "#VÆRDI!", "#NUL!", "#####",
})  # fmt: skip
"""What Excel writes in a cell whose formula went wrong, in English and Danish."""


class Uncalculated:
    """What a formula holds that no program has calculated yet."""


@dataclass(frozen=True)
class Day:
    """A date in a cell of Excel, and how much of it the cell shows: ``d``, ``m`` or ``y``."""

    iso: str
    shows: str = "d"

    def __str__(self) -> str:
        """As much of it as is shown: ``2012-05-17``, ``2012-05`` or ``2012``."""
        return self.iso[: {"y": 4, "m": 7}.get(self.shows, 10)]


@dataclass(frozen=True)
class Place:
    """Where something stands in a file.

    Attributes:
        sheet: the sheet of a workbook; empty elsewhere.
        row: counted as Excel does, from 1 with the headings; in JSON the record. 0 for the whole table.
        column: counted from 0; -1 for the whole row, or where there are no columns.
        header: the heading of the column, or the key in JSON.
        records: the rows are records, and have no columns.
    """

    file: str
    sheet: str = ""
    row: int = 0
    column: int = -1
    header: str = ""
    records: bool = False

    def said(self, words: Messages) -> str:
        """The place as a person finds it."""
        parts = [words.say("place.sheet", name=self.sheet)] if self.sheet else []
        if self.row:
            parts.append(words.say("place.record" if self.records else "place.row", number=self.row))
        if self.column >= 0 and not self.records:
            parts.append(words.say("place.column", letter=letter(self.column), header=_short(self.header)))
        elif self.header:
            parts.append(words.say("place.key", header=_short(self.header)))
        return f"{self.file}: {', '.join(parts)}" if parts else self.file


Located = tuple[Place, Problem]
"""A problem and where it stands."""


@dataclass(frozen=True)
class Row:
    """A row that is not empty: what stands in it, by the number of the column."""

    number: int
    cells: Mapping[int, Any]


@dataclass(frozen=True)
class Table:
    """One sheet, or one file of CSV or JSON.

    Attributes:
        name: the sheet's, or the file's without its ending.
        headers: what stands above the columns.
        header_row: in which row.
        merged: cells that are one, each as its first row and column and its last ones.
    """

    file: str
    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int = 1
    sheet: str = ""
    records: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def place(self, row: int = 0, column: int = -1) -> Place:
        """The place of a row, a column, or a cell."""
        header = self.headers[column] if 0 <= column < len(self.headers) else ""
        return Place(self.file, self.sheet, row, column, header, self.records)


@dataclass
class Tables:
    """What was read.

    Attributes:
        old_letters: the files that were read as Windows wrote them of old.
        hidden: sheets that nobody sees, with their first rows; their cases are not read.
        hidden_rows: the sheets that have rows which nobody sees, and how many; their cases are read.
    """

    tables: list[Table] = field(default_factory=list)
    problems: list[Located] = field(default_factory=list)
    old_letters: list[str] = field(default_factory=list)
    hidden: list[Table] = field(default_factory=list)
    hidden_rows: list[tuple[Place, int]] = field(default_factory=list)

    def take(self, other: Tables) -> None:
        """Add what was read of another file."""
        self.tables += other.tables
        self.problems += other.problems
        self.old_letters += other.old_letters
        self.hidden += other.hidden
        self.hidden_rows += other.hidden_rows


def letter(column: int) -> str:
    """The letters of a column, counted from 0: ``A``, ``Z``, ``AA``."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(letters: str) -> int:
    """The column that these letters name, counted from 0."""
    place = 0
    for one in letters:
        place = place * 26 + ord(one) - 64
    return place - 1


def _short(text: str) -> str:
    """A heading as a place can show it: on one line and not longer than a person reads."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:39]}…"  # noqa: PLR2004  # letters of a place


def content_of(path: Path) -> bytes:
    """The bytes of a file of somebody else's.

    Raises:
        UserError: it is missing, unreadable or too large.
    """
    try:
        with existing(path).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "EIO")
        problem = Problem("cannot_read", where=str(path), values={"reason": reason})
        raise UserError([problem], exit_code=2) from None
    if len(content) > LARGEST:
        raise UserError([too_much(str(path))])
    return content


def too_much(where: str) -> Problem:
    """A table has more in it than anybody has interviewed."""
    most = {"rows": str(MOST_ROWS), "columns": str(MOST_COLUMNS), "cells": str(MOST_IN_BOOK)}
    return Problem("table_too_large", where=where, values=most)


def within(where: str, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The rows, as long as they are no more than anybody has interviewed.

    Raises:
        UserError: they are more, or wider.
    """
    cells = filled = 0
    for row in rows:
        cells += len(row)
        filled += any(row)
        if filled > MOST_ROWS or cells > MOST_CELLS or len(row) > MOST_COLUMNS:
            raise UserError([too_much(where)])
        yield row


def table(empty: Table, rows: Iterable[tuple[int, list[Any]]]) -> Table:
    """The table of numbered rows. The first that is not empty and does not begin with # holds the headings.

    Args:
        empty: what the table is called and where it stands.
        rows: each with its number and its cells.
    """
    header_row, headers = 1, [""]
    kept: list[Row] = []
    for number, cells in rows:
        filled = {place: cell for place, cell in enumerate(cells) if not blank(cell)}
        if not filled or (headers == [""] and str(cells[0]).startswith("#")):
            continue  # what stands above the headings of a template
        if headers == [""]:
            header_row, headers = number, ["" if blank(cell) else str(cell).strip() for cell in cells]
        else:
            kept.append(Row(number, filled))
    return replace(empty, headers=tuple(headers), rows=tuple(kept), header_row=header_row)


def torn(table: Table, columns: AbstractSet[int]) -> list[Located]:
    """The merged cells below the headings of these columns: only the first of them holds what all show."""
    filled = {row.number: row.cells for row in table.rows}
    return [
        (table.place(top, left), Problem("merged_cells"))
        for top, left, _, right in table.merged
        if left in filled.get(top, {}) and not columns.isdisjoint(range(left, right + 1))
    ]


def day_alone(said: str) -> str:
    """A day without the time of day that a cell or a phone put behind it."""
    stamped = _STAMPED.fullmatch(said.strip())
    return stamped["day"] if stamped else said


def serial_of_a_day(value: Any) -> bool:
    """Whether this looks like the number by which Excel keeps a day of 1927 to 2118, and shows it as that."""
    return _SERIAL.fullmatch(str(value).strip()) is not None


def blank(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
