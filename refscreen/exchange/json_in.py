"""JSON of cases: a list of records, a line for each, or what the API of Kobo answers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from refscreen.errors import Problem, UserError
from refscreen.exchange.cells import State
from refscreen.exchange.tables import MOST_COLUMNS, MOST_ROWS, Row, Table, blank, too_much

NOT_COVERED = "not_covered"
"""What an export calls a question that nobody has come to yet; a case file says nothing of it."""

_LINE_END = re.compile(r"[\r\n]+")
"""Between two records; Python's own ends of lines (U+2028 is one) may stand inside a text of JSON."""


def read(path: Path, text: str) -> Table:
    """The table of a JSON list, of a line of JSON each, or of what Kobo's API answers."""
    where = str(path)
    try:
        records = _parsed(text)
    except (ValueError, RecursionError):
        raise UserError([Problem("not_json", where=where)]) from None
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise UserError([Problem("not_records", where=where)])
    records = [_unfolded(record) for record in records]
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
        lines = [line for line in _LINE_END.split(text) if line.strip()]
        if len(lines) < 2:  # noqa: PLR2004  # one line is no list of lines
            raise
        data = [json.loads(line) for line in lines]
    if isinstance(data, dict):
        lists = (data[key] for key in ("results", "cases") if isinstance(data.get(key), list))
        return next(lists, [data])
    return data


def _unfolded(record: dict[str, Any]) -> dict[str, Any]:
    """A case as ``export`` writes it: its answers, and why there are none, as one record."""
    answers, states = record.get("answers"), record.get("states", {})
    if not isinstance(answers, dict) or not isinstance(states, dict):
        return record
    found = {**({"case": record["case"]} if "case" in record else {}), **answers}
    for place, state in states.items():
        if state == NOT_COVERED:
            continue
        group, _, inner = str(place).partition(".")
        number, _, name = inner.partition(".")
        rows = found.get(group)
        if inner and isinstance(rows, list) and number.isdecimal() and int(number) < len(rows):
            row = rows[int(number)]
            found[group] = [{**row, name: State(str(state))} if item is row else item for item in rows]
        else:
            found[str(place)] = State(str(state))
    return found
