"""Files of tables, read as what they are: CSV, Excel or JSON, whatever wrote them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from pathlib import Path

from refscreen.errors import Problem, UserError
from refscreen.exchange import json_in, sheets
from refscreen.exchange.tables import Place, Table, Tables, content_of, table, within

_DELIMITERS = ";\t,"


def read(paths: Iterable[Path]) -> Tables:
    """Read every table of these files.

    Raises:
        UserError: a file is missing, unreadable or too large, or no table at all; all of them are told.
    """
    found = Tables()
    problems: list[Problem] = []
    for path in paths:
        try:
            _read_one(path, found)
        except UserError as error:
            problems += error.problems
    if problems:
        raise UserError(problems)
    return found


def _read_one(path: Path, found: Tables) -> None:
    content = content_of(path)
    kind = path.suffix.lower()
    if content.startswith(b"PK"):
        found.take(sheets.read(str(path), content))
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError([Problem("old_excel", where=str(path))])
    elif kind in {".json", ".jsonl", ".ndjson"}:
        found.tables.append(json_in.read(path, _decoded(path, content, found)))
    elif kind in {".csv", ".tsv", ".txt"}:
        found.tables.append(_csv(path, _decoded(path, content, found)))
    else:
        raise UserError([Problem("not_a_table", where=str(path))])


def _decoded(path: Path, content: bytes, found: Tables) -> str:
    """The text of a file: UTF-8, what Excel calls Unicode text, or else what Windows wrote of old."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        if b"\0" in content:
            raise UserError([Problem("not_a_table", where=str(path))]) from None
        found.old_letters.append(str(path))
        return content.decode("cp1252", "replace")


def _csv(path: Path, text: str) -> Table:
    """The table of a CSV file, whatever stands between its cells."""
    named = re.match(r"sep=(.)(\r\n|\r|\n)", text)
    delimiter = named[1] if named else _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = enumerate(within(str(path), lines), 1)
        return table(Table(str(path), path.stem, (), ()), list(numbered)[bool(named) :])
    except csv.Error:
        place = Place(str(path), row=lines.line_num)
        raise UserError([Problem("not_csv", where=f"{path}:{place.row}")]) from None


def _delimiter(text: str) -> str:
    """What stands most often between the headings, outside quotation marks."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n")[:100_000].partition("\n")[0])
    return max(_DELIMITERS, key=first.count)
