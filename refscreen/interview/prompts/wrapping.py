"""Wraps what is written at words: prompt_toolkit wraps at any letter."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout import BufferControl, UIContent
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.utils import get_cwidth

INDENT = 4
"""Columns before every line that is written in."""


@dataclass
class Laid:
    """A line of text as it lies on the screen, in rows.

    Attributes:
        starts: the places where its rows begin; the last may be where the next letter will be.
        pads: the places of the words that begin a new row, and the columns left empty before them.
        hidden: the places of blanks that a row has no room for; they would begin the next one.
    """

    starts: list[int] = field(default_factory=lambda: [0])
    pads: dict[int, int] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def laid(text: str, room: int) -> Laid:
    """Lay a line in rows of so many columns."""
    found, used = Laid(), 0
    for word in re.finditer(r"\s|\S+", text):
        length = get_cwidth(word.group())
        if word.group().isspace():
            if used + length > room:
                found.hidden.add(word.start())
            else:
                used += length
            continue
        if used and used + length > room >= length:
            found.pads[word.start()] = room - used
            found.starts.append(word.start())
            used = 0
        if used + length <= room:
            used += length
            continue
        for place, letter in enumerate(word.group(), start=word.start()):  # too long for a row
            if used + get_cwidth(letter) > room:
                found.starts.append(place)
                used = 0
            used += get_cwidth(letter)
    return found if used < room else Laid([*found.starts, len(text)], found.pads, found.hidden)


def line_count(text: str, room: int) -> int:
    """How many lines on the screen a line of text takes."""
    return len(laid(text, room).starts)


def moved(document: Document, room: int, rows: int, column: int | None = None) -> tuple[int, int]:
    """Where the cursor goes that moves up or down on the screen, and the column it keeps to.

    Args:
        document: the text and where the cursor stands.
        room: the columns of a row.
        rows: how many rows down; up when it is negative.
        column: the column it keeps to; the one where it stands by default.
    """
    lines = [laid(line, room) for line in document.lines]
    first = list(accumulate((len(line.starts) for line in lines), initial=0))
    place = document.cursor_position_col
    here = lines[document.cursor_position_row]
    while place in here.hidden:  # the cursor is seen where the next row begins
        place += 1
    row = bisect_right(here.starts, place) - 1
    if column is None:
        column = get_cwidth(document.current_line[here.starts[row] : place])
    wanted = first[document.cursor_position_row] + row + rows
    if not 0 <= wanted < first[-1]:
        return document.cursor_position, column
    number = bisect_right(first, wanted) - 1
    place = _place(document.lines[number], lines[number], wanted - first[number], column)
    return document.translate_row_col_to_index(number, place), column


def _place(text: str, line: Laid, row: int, column: int) -> int:
    """The place in a line that stands at a column of one of its rows, or at the end of that row."""
    begin = line.starts[row]
    last = len(text) if row + 1 == len(line.starts) else line.starts[row + 1] - 1
    while last in line.hidden:
        last -= 1
    place, used = begin, 0
    while place < last and used + get_cwidth(text[place]) <= column:
        used += get_cwidth(text[place])
        place += 1
    return place


class AtWords(Processor):
    """Fills a line with blanks where the next word does not fit on it any more."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line with its blanks; the cursor goes around them."""
        fragments = explode_text_fragments(transformation_input.fragments)
        text = fragment_list_to_text(fragments)
        line = laid(text, max(transformation_input.width - INDENT, 1))
        more = (line.pads.get(place, 0) - (place - 1 in line.hidden) for place in range(len(text) + 1))
        before = list(accumulate(more))
        shown = [
            part
            for place, fragment in enumerate(fragments)
            for part in (
                *([("", " " * line.pads[place])] if place in line.pads else []),
                *([] if place in line.hidden else [fragment]),
            )
        ]
        places = [place + blanks for place, blanks in enumerate(before)]

        def source(display: int) -> int:
            return sum(place <= display for place in places[1:])

        return Transformation(shown, lambda place: place + before[min(place, len(text))], source)


class Wrapped(BufferControl):
    """What is written in, wrapped at words."""

    def __init__(self, buffer: Any) -> None:
        """Show a buffer."""
        super().__init__(buffer, input_processors=[AtWords()])

    def create_content(self, width: int, height: int, preview_search: bool = False) -> UIContent:  # noqa: FBT001, FBT002
        """The content, which counts the row that the cursor stands in."""
        content = super().create_content(width, height, preview_search)
        return _Content(content.get_line, content.line_count, content.cursor_position)


class _Content(UIContent):
    """Counts the row that the cursor stands in.

    Why: a window scrolls to the rows before the cursor; at the beginning of a row it is one further down.
    """

    def get_height_for_line(
        self, lineno: int, width: int, get_line_prefix: Any, slice_stop: int | None = None
    ) -> int:
        """The rows of a line, or of its beginning with the cursor."""
        stop = None if slice_stop is None else slice_stop + 1
        return super().get_height_for_line(lineno, width, get_line_prefix, stop)
