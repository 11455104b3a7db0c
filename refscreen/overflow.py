"""Finds text that runs out of its box or off the page, in the layout itself and not by eye."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SLACK = 0.75
"""Pixels (1/96 inch) that a letter may stand outside: rounding, not overflow."""


@dataclass(frozen=True)
class _Room:
    """The edges, in pixels, that a text has to stay between, and what they are the edges of."""

    left: float
    right: float
    bottom: float
    name: str


def places(pages: list[Any]) -> Iterator[str]:
    """Where text has no room: ``page 3: td.level``, never the text itself, which may be an answer.

    Args:
        pages: laid out pages of WeasyPrint.
    """
    for number, page in enumerate(pages, start=1):
        paper = _Room(0, page.width, page.height, "page")
        found = {name for box in page._page_box.children for name in _outside(box, paper)}  # noqa: SLF001
        for name in sorted(found):
            yield f"page {number}: {name}"


def _outside(box: Any, room: _Room) -> Iterator[str]:
    """The rooms that the texts below a box do not stay in."""
    box = getattr(box, "_box", box)  # a box that is positioned absolutely stands behind a placeholder
    if getattr(box, "is_outside_marker", False):  # the number or dot of a list stands outside by design
        return
    if hasattr(box, "text"):
        right, bottom = box.position_x + box.width, box.position_y + box.height
        # Text runs out at the end of its line; at the beginning a hanging indent may stand outside.
        ends = room.left - box.position_x if box.style["direction"] == "rtl" else right - room.right
        if box.text.strip() and max(ends, bottom - room.bottom) > SLACK:
            yield room.name
        return
    for child in getattr(box, "children", ()):
        yield from _outside(child, _within(box, room))


def _within(box: Any, room: _Room) -> _Room:
    """The room inside a box: its padding box across; down, too, where its height is given."""
    if not hasattr(box, "padding_box_x") or type(box).__name__ in {"LineBox", "InlineBox", "TextBox"}:
        return room
    if isinstance(box.width, str) or isinstance(box.height, str):
        return room
    left = box.padding_box_x()
    fixed = box.style["height"] != "auto" and "Table" not in type(box).__name__
    bottom = box.padding_box_y() + box.padding_height() if fixed else room.bottom
    name = f"{box.element_tag}.{box.element.get('class')}" if box.element is not None else room.name
    return _Room(left, left + box.padding_width(), min(bottom, room.bottom), name.removesuffix(".None"))
