"""Excel workbooks: the one door of openpyxl, and what is refused before it is opened."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from refscreen.errors import Problem, UserError
from refscreen.exchange.tables import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_IN_BOOK,
    MOST_ROWS,
    Day,
    Table,
    Tables,
    Uncalculated,
    place_of,
    table,
    too_much,
)

LARGEST_INSIDE = 40_000_000
"""Bytes of all parts of a workbook, unpacked; a workbook of a thousand interviews has a tenth."""
MOST_PARTS, MOST_SHEETS = 500, 100
MOST_STRETCH = 2_000_000
"""Rows that are looked at, the empty ones too; a sheet of Excel has a million at most."""
MOST_TAGS = {"cell": MOST_IN_BOOK, "row": 200_000, "sheet": MOST_SHEETS, "other": 100_000}
"""Parts of XML in a workbook, each of which costs time to read; texts and values cost next to nothing."""
_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(?:(?P<cheap>si|t|r|v|f|is)|(?P<cell>c)|(?P<row>row)|(?P<sheet>sheet))[\s/>]"
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*+<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*+"
    rb"(?:<(?:\w+:)?v\s*+/>|<(?:\w+:)?v>\s*+</(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)
"""A cell with a formula and nothing that it came to."""
_AT = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
_EMPTY_TEXT = re.compile(rb'\bt="str"')
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_ROW_HIDDEN = re.compile(rb'<(?:\w+:)?row\b[^<>]*\bhidden="(?:1|true)"[^<>]*>(?=\s*<(?:\w+:)?c\b)')
"""A row with cells that a filter or somebody hides."""
FIRST_ROWS = 20
"""So many rows of a hidden sheet are looked at for headings."""


@dataclass(frozen=True)
class _Part:
    """What is seen in a part of a workbook before it is opened.

    Attributes:
        uncalculated: the cells with a formula that no program has calculated.
        merged: as in ``Table``.
        hidden: how many rows with cells are hidden.
    """

    uncalculated: frozenset[str] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: int = 0


def read(file: str, content: bytes) -> Tables:
    """The tables of a workbook, a sheet each; of hidden sheets only the headings and what is near them.

    Most of those hold what lists are chosen from, and some hold cases that somebody has put away.

    Raises:
        UserError: it is no workbook, or one that is made to do harm.
    """
    parts = _looked_through(file, content)
    found = Tables()
    budget, beside = _Budget(), _Budget()
    for sheet in _opened(file, content):
        if not hasattr(sheet, "iter_rows"):
            continue
        part = parts.get(sheet._worksheet_path.lstrip("/"), _Part())  # noqa: SLF001  # no other name says which
        empty = Table(file, sheet.title, (), (), sheet=sheet.title, merged=part.merged)
        if sheet.sheet_state != "visible":
            with suppress(UserError):
                found.hidden.append(table(empty, _rows(file, sheet, frozenset(), beside, FIRST_ROWS)))
            continue
        made = table(empty, _rows(file, sheet, part.uncalculated, budget))
        found.tables.append(made)
        if part.hidden and made.rows:
            found.hidden_rows.append((made.place(), part.hidden))
    return found


def _looked_through(file: str, content: bytes) -> dict[str, _Part]:
    """Unpack every part within bounds, and find what does not show once it is opened.

    Raises:
        UserError: it is no workbook, unpacks to far more than a workbook holds, or declares entities.
    """
    left, tags = LARGEST_INSIDE, Counter[str]()
    found: dict[str, _Part] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_INSIDE:
                raise UserError([_bomb(file)])
            for part in parts:
                with archive.open(part) as opened:
                    text = opened.read(left + 1)
                left -= len(text)
                if left < 0:
                    raise UserError([_bomb(file)])
                if part.filename.endswith((".xml", ".rels")) or text.lstrip()[:1] == b"<":
                    _refuse_entities(file, text)
                    tags.update(_tags(text))
                    if any(tags[kind] > most for kind, most in MOST_TAGS.items()):
                        raise UserError([too_much(file)])
                    hidden = sum(1 for _row in _ROW_HIDDEN.finditer(text))
                    found[part.filename] = _Part(_without_value(text), _merged(text), hidden)
    except (zipfile.BadZipFile, RuntimeError, OSError, ValueError, EOFError, zlib.error):
        raise UserError([Problem("not_a_workbook", where=file)]) from None
    return found


def _tags(text: bytes) -> Counter[str]:
    """How many tags that cost time there are, by what they are."""
    found = Counter(match.lastgroup or "" for match in _TAG.finditer(text))
    found["other"] = max(0, text.count(b"<") - text.count(b"</") - found.total())
    return found


def _bomb(file: str) -> Problem:
    return Problem("workbook_too_large", where=file, values={"size": str(LARGEST_INSIDE // 1_000_000)})


def _refuse_entities(file: str, text: bytes) -> None:
    """No program writes a workbook with a document type; whoever does wants entities to grow.

    Raises:
        UserError: there is one, or the part is in a coding in which it could hide.
    """
    hidden = text.startswith((b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0"))
    coding = re.match(rb"""\s*(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=["']([\w.:-]+)["']""", text[:200])
    strange = coding is not None and coding[1].lower() not in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
    if hidden or strange or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise UserError([Problem("not_a_workbook", where=file)])


def _without_value(text: bytes) -> frozenset[str]:
    found = set()
    for match in _FORMULA.finditer(text):
        place = _AT.search(match[1])
        if place is not None and not _EMPTY_TEXT.search(match[1]):
            found.add(place[1].decode())
    return frozenset(found)


def _merged(text: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """The cells that are one: first row, first column, last row, last column."""
    return tuple(
        (int(top), place_of(left.decode()), int(bottom), place_of(right.decode()))
        for left, top, right, bottom in _MERGED.findall(text)
    )


def _opened(file: str, content: bytes) -> list[Any]:
    """The sheets of a workbook, with what its formulas came to."""
    import openpyxl

    with warnings.catch_warnings(action="ignore"):
        try:
            return list(openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True))
        except Exception:  # noqa: BLE001  # a damaged workbook breaks it in any of a dozen ways
            raise UserError([Problem("not_a_workbook", where=file)]) from None


@dataclass
class _Budget:
    """What was read of a workbook so far, in all its sheets together."""

    cells: int = 0
    filled: int = 0
    rows: int = 0

    def take(self, file: str, width: int, used: int) -> None:
        """Count one row more.

        Raises:
            UserError: it is more than anybody has interviewed.
        """
        self.rows += 1
        self.cells += width
        self.filled += bool(used)
        large = self.filled > MOST_ROWS or used > MOST_COLUMNS
        if large or self.cells > MOST_CELLS or self.rows > MOST_STRETCH:
            raise UserError([too_much(file)])


def _rows(
    file: str, sheet: Any, uncalculated: frozenset[str], budget: _Budget, last: int | None = None
) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold something, numbered as Excel does; up to the last that is looked at.

    Raises:
        UserError: there are more than anybody has interviewed, or they cannot be read.
    """
    sheet.reset_dimensions()  # what a sheet says of its size may be wrong
    for number, row in enumerate(_unbroken(file, sheet, last), 1):
        values = [_value(cell, uncalculated) for cell in row]
        used = max((place for place, value in enumerate(values, 1) if value is not None), default=0)
        budget.take(file, len(values), used)
        if used:
            yield number, values[:used]


def _unbroken(file: str, sheet: Any, last: int | None) -> Iterator[Any]:
    """The rows of a sheet.

    Raises:
        UserError: they cannot be read.
    """
    rows = sheet.iter_rows(max_row=last)
    while True:
        with warnings.catch_warnings(action="ignore"):  # a date before 1900 is an error in its cell
            try:
                row = next(rows, None)
            except Exception:  # noqa: BLE001  # a damaged sheet breaks it in any of a dozen ways
                raise UserError([Problem("not_a_workbook", where=file)]) from None
        if row is None:
            return
        yield row


def _value(cell: Any, uncalculated: frozenset[str]) -> Any:
    """What a cell holds: text, a number, yes or no, or a date as far as the cell shows it."""
    value = cell.value
    if value is None:
        known = uncalculated and getattr(cell, "coordinate", "") in uncalculated
        return Uncalculated() if known else None
    if isinstance(value, datetime):
        if value.time() != time():
            return value.isoformat(timespec="minutes")
        return Day(value.date().isoformat(), _shows(str(cell.number_format)))
    if isinstance(value, date):
        return Day(value.isoformat())
    if isinstance(value, time | timedelta):
        return str(value)[:5] if isinstance(value, time) else str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # exact
        return int(value)
    return value


def _shows(number_format: str) -> str:
    """How much of a date a format shows: ``mmm-yy`` no day, ``yyyy`` no month."""
    plain = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", number_format.casefold())
    if "d" in plain or not re.search(r"[yå]", plain):
        return "d"
    return "m" if "m" in plain else "y"
