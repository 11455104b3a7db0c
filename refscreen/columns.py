"""How wide the columns of a table are, where no browser works it out."""

from __future__ import annotations

from collections.abc import Iterator

from refscreen.content import Cell, Heading, Item, Paragraph, Table, plain

_PAIRS = {2: (30.0, 70.0), 4: (20.0, 30.0, 20.0, 30.0)}
"""Shares of labels and answers side by side."""
_FEWEST, _MOST = 8, 60
"""Characters in a column that count towards its share."""
_LETTER, _BOLD, _GUTTER = 95, 110, 120
"""How wide a letter of a table usually is, and the space between columns, in twentieths of a point."""


def widths(table: Table, line: int) -> list[int]:
    """Widths that make up a line, in its unit, a twentieth of a point.

    They are those that the document says, or else come from what is in the columns; no word has to be broken
    as far as the columns that have room to spare can give of it.
    """
    count = max(sum(cell.span for cell in row) for row in (*table.head, *table.rows))
    shares = table.widths if len(table.widths) == count else _shares(table, count)
    wanted = [line * share / 100 for share in shares]
    needs = _needs(table, count)
    lacking = [max(0.0, need - width) for need, width in zip(needs, wanted, strict=True)]
    spare = [max(0.0, width - need) for need, width in zip(needs, wanted, strict=True)]
    moved = min(sum(lacking), sum(spare))
    given, taken = moved / (sum(lacking) or 1), moved / (sum(spare) or 1)
    return [
        int(w + given * less - taken * more) for w, less, more in zip(wanted, lacking, spare, strict=True)
    ]


def _shares(table: Table, count: int) -> tuple[float, ...]:
    """Shares in percent: labels beside answers are always alike, others by what is in a column."""
    if not table.head and count in _PAIRS and all(row[0].heading for row in table.rows):
        return _PAIRS[count]
    weights = [float(_FEWEST)] * count
    for place, cell in _single(table):
        weights[place] = max(weights[place], min(_MOST, max(map(len, _text(cell).split("\n")))))
    return tuple(100 * weight / sum(weights) for weight in weights)


def _needs(table: Table, count: int) -> list[float]:
    """The room that the longest word of each column takes."""
    needs = [0.0] * count
    for place, cell in _single(table):
        longest = max(map(len, _text(cell).split()), default=0)
        letter = _BOLD if cell.heading else _LETTER
        needs[place] = max(needs[place], longest * letter + _GUTTER)
    return needs


def _single(table: Table) -> Iterator[tuple[int, Cell]]:
    """The cells that stand in one column alone, and in which."""
    for row in (*table.head, *table.rows):
        place = 0
        for cell in row:
            if cell.span == 1:
                yield place, cell
            place += cell.span


def _text(cell: Cell) -> str:
    said = [plain(block.runs) for block in cell.blocks if isinstance(block, Paragraph | Item | Heading)]
    return "\n".join(said)
