"""JSON of cases: a list of records, a line for each, or what the API of Kobo answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from refscreen.errors import Problem, UserError
from refscreen.exchange.tables import MOST_COLUMNS, MOST_ROWS, Row, Table, blank, too_much


def read(path: Path, text: str) -> Table:
    """The table of a JSON list, of a line of JSON each, or of what Kobo's API answers."""
    where = str(path)
    try:
        records = _parsed(text)
    except (ValueError, RecursionError):
        raise UserError([Problem("not_json", where=where)]) from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise UserError([Problem("not_records", where=where)])
    headers = list(dict.fromkeys(str(key) for record in records for key in record))
    if len(records) > MOST_ROWS or len(headers) > MOST_COLUMNS:
        raise UserError([too_much(where)])
    number = {header: place for place, header in enumerate(headers)}
    rows = [
        Row(place, {number[str(key)]: item for key, item in record.items() if not blank(item)})
        for place, record in enumerate(records, 1)
    ]
    kept = tuple(row for row in rows if row.cells)
    return Table(where, path.stem, tuple(headers), kept, 0, records=True)


def _parsed(text: str) -> Any:
    """What JSON holds; several objects, one a line, are a list of them."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004  # one line is no list of lines
            raise
        data = [json.loads(line) for line in lines]
    if isinstance(data, dict):
        return data["results"] if isinstance(data.get("results"), list) else [data]
    return data
