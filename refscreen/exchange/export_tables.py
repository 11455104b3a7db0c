"""Cases as CSV, as JSON, and as the data source of a mail merge in Word."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refscreen import values
from refscreen.dates import PartialDate
from refscreen.exchange.export_cases import SUGGESTED, Cell, Cohort, Layout, Record

FORMAT = 1
"""The version of the JSON written here; it is raised when a reader would have to be changed."""
BOM = "\ufeff"
"""What tells Excel and Word that a CSV file is UTF-8."""
_EXECUTED = re.compile(r"[=+\-@\t\r\n\x00＝＋－＠]")
"""What a spreadsheet may take for the beginning of a formula."""
LONGEST_FIELD = 40
"""Characters in the name of a merge field; Word takes no more."""


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written.

    Attributes:
        delimiter: between two cells.
        plain: for scripts: ids instead of words, ISO dates, decimal points, nothing in a cell without an
            answer, and no cell made harmless for spreadsheets.
    """

    delimiter: str = ";"
    plain: bool = False


def csv_of(cohort: Cohort, dialect: Dialect) -> bytes:
    """The overview as CSV, a row a case; groups are counted."""
    layout = cohort.layout
    if dialect.plain:
        head = [key for key, _name in leading(layout)] + [column.id for column in layout.columns]
        rows = ([*_led(layout, number, record), *_ids(layout, record)] for number, record in _counted(cohort))
        return _written([head, *rows], dialect.delimiter).encode()
    head = [name for _key, name in leading(layout)] + headings(layout)
    rows = (
        [*_led(layout, number, record, spoken=True), *_words(layout, record)]
        for number, record in _counted(cohort)
    )
    safe = ([harmless(cell) if isinstance(cell, str) else _comma(cell) for cell in row] for row in rows)
    return (BOM + _written([[harmless(name) for name in head], *safe], dialect.delimiter)).encode()


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: what begins like one gets an apostrophe."""
    return f"'{text}" if _EXECUTED.match(text) else text


def merge_source(cohort: Cohort) -> bytes:
    """The cases as Word's mail merge reads them: a line of field names, and a line of text for each case.

    Line breaks become spaces, for a merge field is a piece of a sentence. What a spreadsheet would take for a
    formula begins with a space that does not break: an apostrophe would stand in the letter.
    """
    layout = cohort.layout
    fields = field_names([name for _key, name in leading(layout)] + [c.label for c in layout.columns])
    lines = [fields]
    for number, record in _counted(cohort):
        told = [
            record.cells[column.id].text
            if column.id in record.cells and record.cells[column.id].state == "answered"
            else ""
            for column in layout.columns
        ]
        line = [*map(str, _led(layout, number, record, spoken=True)), *told]
        lines.append([_in_a_sentence(text) for text in line])
    return (BOM + _written(lines, ";")).encode()


def _in_a_sentence(text: str) -> str:
    line = " ".join(text.split())
    return f"\u00a0{line}" if _EXECUTED.match(line) else line


def field_names(labels: Iterable[str]) -> list[str]:
    """Names Word accepts for merge fields: letters, digits and underscores, a letter first, each once."""
    names: list[str] = []
    for label in labels:
        name = re.sub(r"\W+", "_", label).strip("_")
        name = (name if name[:1].isalpha() else f"F_{name}")[:LONGEST_FIELD].rstrip("_")
        names.append(_once(name, names, LONGEST_FIELD, "_{}"))
    return names


def headings(layout: Layout) -> list[str]:
    """The names of the columns in a table, each once: label, unit, and that a group is counted."""
    names: list[str] = [name for _key, name in leading(layout)]
    first = len(names)
    for column in layout.columns:
        unit = layout.wording.words(column.question.unit)
        beside = layout.word("count") if column.inner else unit
        names.append(_once(f"{column.label} ({beside})" if beside else column.label, names, 250, " ({})"))
    return names[first:]


def _once(name: str, taken: Sequence[str], longest: int, pattern: str) -> str:
    """The name, with a number where another has it already; Excel and Word do not tell case apart."""
    others, number, unique = {other.casefold() for other in taken}, 1, name
    while unique.casefold() in others:
        number += 1
        ending = pattern.format(number)
        unique = name[: longest - len(ending)] + ending
    return unique


def leading(layout: Layout) -> list[tuple[str, str]]:
    """Key and name of the columns before the answers: whose row it is, and what was made of it."""
    keys = ["case", "status"] if layout.audience == "municipality" else ["case"]
    if layout.audience == "anonymous":
        keys = ["number"]
    if layout.suggests:
        keys.append(SUGGESTED)
    return [(key, layout.word(key)) for key in keys]


def _led(layout: Layout, number: int, record: Record, *, spoken: bool = False) -> list[Any]:
    status = layout.word(record.status) if spoken and record.status else record.status
    known = {"case": record.case, "number": number, "status": status, SUGGESTED: record.suggested}
    return [known[key] for key, _name in leading(layout)]


def _counted(cohort: Cohort) -> Iterator[tuple[int, Record]]:
    return enumerate(cohort.records(), 1)


def _words(layout: Layout, record: Record) -> Iterator[str | int | float]:
    """The cells of a case as a person reads them; numbers and scales as numbers."""
    for column in layout.columns:
        yield readable(column.question.type, record.cells.get(column.id))


def readable(kind: str, cell: Cell | None) -> str | int | float:
    """An answer for a table: a number where it is one, else words; why there is none, where there is none."""
    if cell is None:
        return ""
    if cell.state != "answered":
        return f"({cell.text})"
    if kind in {"number", "scale", "group"}:
        return cell.value  # type: ignore[no-any-return]  # the type of the question says so
    if isinstance(cell.value, PartialDate) and (cell.value.day or cell.value.month is None):
        day = cell.value
        return day.year if day.month is None else f"{day.day:02}-{day.month:02}-{day.year}"
    return cell.text


def _comma(number: float) -> str:
    return str(number).replace(".", ",")


def _ids(layout: Layout, record: Record) -> Iterator[Any]:
    """The cells of a case as a script reads them."""
    for column in layout.columns:
        cell = record.cells.get(column.id)
        value = values.plain(cell.value) if cell is not None and cell.value is not None else ""
        if isinstance(value, bool):
            value = "true" if value else "false"
        yield " ".join(value) if isinstance(value, list) else str(value)


def _written(rows: Iterable[Iterable[Any]], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def json_of(cohort: Cohort) -> bytes:
    """All cases as one JSON object: what the columns are, and for each case values, words and states."""
    cases = [_object(cohort.layout, number, record) for number, record in _counted(cohort)]
    whole = {"format": FORMAT, **_head(cohort.layout), "columns": _columns(cohort.layout), "cases": cases}
    return f"{json.dumps(whole, ensure_ascii=False, indent=1, default=str)}\n".encode()


def json_lines(cohort: Cohort) -> Iterator[bytes]:
    """A JSON object a line for each case."""
    head = {"format": FORMAT, **_head(cohort.layout)}
    for number, record in _counted(cohort):
        line = {**head, **_object(cohort.layout, number, record)}
        yield f"{json.dumps(line, ensure_ascii=False, default=str)}\n".encode()


def _head(layout: Layout) -> dict[str, Any]:
    questionnaire = {"id": layout.questionnaire.id, "version": layout.questionnaire.version}
    said = {"audience": layout.audience, "language": layout.wording.language}
    return {"questionnaire": questionnaire, **said}


def _columns(layout: Layout) -> dict[str, Any]:
    return {
        column.id: {
            "label": column.label,
            "type": column.question.type,
            **({"questions": {c.id: {"label": c.label, "type": c.question.type} for c in column.inner}}
               if column.inner else {}),
        }
        for column in layout.columns
    }  # fmt: skip


def _object(layout: Layout, number: int, record: Record) -> dict[str, Any]:
    """One case: plain values, the same in words, and why there is none where there is none."""
    answered = {name: cell for name, cell in record.cells.items() if cell.state == "answered"}
    rows = {name: [_row(row) for row in found] for name, found in record.rows.items()}
    flat = {name: values.plain(cell.value) for name, cell in answered.items() if name not in rows}
    return {
        **dict(zip([key for key, _name in leading(layout)], _led(layout, number, record), strict=True)),
        "answers": {name: rows[name] if name in rows else flat[name] for name in answered},
        "words": {name: cell.text for name, cell in answered.items() if name not in rows},
        "states": {name: cell.state for name, cell in record.cells.items() if name not in answered},
    }


def _row(row: Mapping[str, Cell]) -> dict[str, Any]:
    return {name: values.plain(cell.value) for name, cell in row.items() if cell.value is not None}
