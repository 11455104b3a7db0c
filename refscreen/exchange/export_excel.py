"""Cases as an Excel workbook: an overview with a row a case, and one for each thing there are several of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from refscreen.dates import PartialDate
from refscreen.exchange.export_cases import Cell, Cohort, Column, Layout, Record
from refscreen.exchange.export_tables import headings, leading, readable

NARROWEST, WIDEST = 9, 42
"""Characters a column is wide; what is longer is read in the cell."""
LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767
"""Characters Excel has room for in a cell; xlsxwriter would leave a longer text out without a word."""
_CREATED = datetime(2018, 1, 1)  # the same input gives the same bytes: no clock is asked
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True)
class _Looks:
    """The formats of a workbook."""

    head: Any
    date: Any
    state: Any
    body: Any
    number: Any
    title: Any


@dataclass(frozen=True)
class _Table:
    """A sheet: its name, the heads of its columns, and rows of plain values, dates or states."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    frozen: int = 1


class _State(str):
    """Words that say why there is no answer."""

    __slots__ = ()


def workbook(cohort: Cohort) -> bytes:
    """The cases as an Excel file."""
    import xlsxwriter

    layout, records = cohort.layout, list(cohort.records())
    tables = [_overview(layout, records), *_groups(layout, records)]
    content = BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    book.set_properties({"title": layout.wording.words(layout.questionnaire.title), "created": _CREATED})
    looks = _looks(book, layout)
    names: list[str] = []
    for number, table in enumerate(tables, 1):
        names.append(_sheet_name(table.name, names))
        _write(book.add_worksheet(names[-1]), table, looks, f"Table_{number}")
    _about(book.add_worksheet(_sheet_name(layout.word("about"), names)), layout, len(records), looks)
    book.close()
    return content.getvalue()


def _looks(book: Any, layout: Layout) -> _Looks:
    top = {"valign": "top"}
    return _Looks(
        head=book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        date=book.add_format({"num_format": layout.word("date_format"), "align": "left", **top}),
        state=book.add_format({"italic": True, "font_color": "#7F7F7F", **top}),
        body=book.add_format(top),
        number=book.add_format({"align": "right", "indent": 1, **top}),
        title=book.add_format({"bold": True, "font_size": 14}),
    )


def _overview(layout: Layout, records: Sequence[Record]) -> _Table:
    heads = [*(name for _key, name in leading(layout)), *headings(layout)]
    rows = [
        [
            *_whose(layout, number, record),
            *(_excel(column, record.cells.get(column.id)) for column in layout.columns),
        ]
        for number, record in enumerate(records, 1)
    ]
    return _Table(layout.word("overview"), heads, rows)


def _whose(layout: Layout, number: int, record: Record) -> Iterator[Any]:
    known = {"number": number, "case": record.case, "suggested_type": record.suggested}
    known["status"] = layout.word(record.status) if record.status else ""
    for key, _name in leading(layout):
        yield known[key]


def _groups(layout: Layout, records: Sequence[Record]) -> Iterator[_Table]:
    """A sheet for each group in which anything was answered; each row begins with the case it belongs to."""
    first = leading(layout)[0]
    for group in layout.groups:
        rows = [
            [number if first[0] == "number" else record.case, *_inner(group, row)]
            for number, record in enumerate(records, 1)
            for row in record.rows.get(group.id, ())
        ]
        if rows:
            columns = Layout(layout.questionnaire, "", layout.wording, group.inner)
            yield _Table(group.label, [first[1], *headings(columns)[:]], rows)


def _inner(group: Column, row: Mapping[str, Cell]) -> Iterator[Any]:
    for column in group.inner:
        yield _excel(column, row.get(column.id))


def _excel(column: Column, cell: Cell | None) -> Any:
    """What goes into a cell: a number, a date known to the day, words, or why there is no answer."""
    if cell is None:
        return ""
    if cell.state != "answered":
        return _State(cell.text)
    if isinstance(cell.value, PartialDate) and cell.value.day:
        return cell.value.first()
    return readable(column.question.type, cell)


def _write(sheet: Any, table: _Table, looks: _Looks, name: str) -> None:
    """Put a table on a sheet: a filter on every column, the heads and whose row it is always in sight."""
    for place, width in enumerate(_widths(table)):
        sheet.set_column(place, place, width)
    for line, row in enumerate(table.rows, 1):
        for place, value in enumerate(row):
            _put(sheet, (line, place), value, looks)
    last = max(len(table.rows), 1)
    sheet.add_table(
        0,
        0,
        last,
        len(table.heads) - 1,
        {
            "name": name,
            "style": "Table Style Light 1",
            "columns": [{"header": head, "header_format": looks.head} for head in table.heads],
        },
    )
    sheet.freeze_panes(1, table.frozen)
    sheet.set_row(0, _height(table))
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)


def _put(sheet: Any, at: tuple[int, int], value: Any, looks: _Looks) -> None:
    match value:
        case "":
            return
        case _State():
            sheet.write_string(*at, str(value), looks.state)
        case str():
            sheet.write_string(*at, shortened(value), looks.body)
        case date():
            sheet.write_datetime(*at, datetime(value.year, value.month, value.day), looks.date)
        case _:
            sheet.write_number(*at, value, looks.number)


def shortened(text: str) -> str:
    """The text as far as a cell has room, and a mark where some is left out."""
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 4]} […]"


def _widths(table: _Table) -> Iterator[float]:
    """As wide as what stands there asks for, within reason; a head may take three lines."""
    for place, head in enumerate(table.heads):
        longest = max((_length(row[place]) for row in table.rows), default=0)
        word = max(map(len, head.split()), default=0)
        yield min(max(NARROWEST, longest + 1, word + 4, len(head) // 3 + 4), WIDEST)


def _length(value: Any) -> int:
    if isinstance(value, date):
        return len("31-12-2026")
    return max(map(len, str(value).splitlines()), default=0)


def _height(table: _Table) -> int:
    """Room for the heads, which are wrapped, and for the button of the filter."""
    lines = max(
        -(-(len(head) + 4) // max(1, int(width) - 1))
        for head, width in zip(table.heads, _widths(table), strict=True)
    )
    return 16 * min(max(lines, 2), 3)


def _sheet_name(label: str, taken: Iterable[str]) -> str:
    """A name Excel accepts for a sheet, and that no other sheet has."""
    name = re.sub(r"[\[\]:*?/\\]", " ", label).strip("' ")[:LONGEST_SHEET_NAME] or "-"
    others, number = {other.casefold() for other in taken}, 1
    unique = name
    while unique.casefold() in others:
        number += 1
        unique = f"{name[: LONGEST_SHEET_NAME - 4]} ({number})"
    return unique


def _about(sheet: Any, layout: Layout, cases: int, looks: _Looks) -> None:
    """What the file holds, for whom, and how it is to be read."""
    word = layout.word
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, layout.wording.words(layout.questionnaire.title), looks.title)
    version = f"{layout.questionnaire.id} {layout.questionnaire.version}"
    lines = [("for", word(layout.audience)), ("questionnaire", version), ("cases", str(cases))]
    lines += [(key, word(f"{key}_why")) for key in ("held_back", "sheets", "grey", "dates")]
    for line, (key, text) in enumerate(lines, 2):
        sheet.write_string(line, 0, word(key), looks.body)
        sheet.write_string(line, 1, text, looks.body)
