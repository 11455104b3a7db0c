"""Wraps what is written at words: prompt_toolkit wraps at any letter."""

from __future__ import annotations

import re
from itertools import accumulate

from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.utils import get_cwidth

INDENT = 4
"""Columns before every line that is written in."""


def pads(text: str, room: int) -> dict[int, int]:
    """The places of the words that begin a new line, and the columns left empty before them."""
    found, used = {}, 0
    for word in re.finditer(r"\s+|\S+\s*", text):
        length = get_cwidth(word.group().rstrip())
        if used and used + length > room >= length:
            found[word.start()] = room - used
            used = 0
        used += get_cwidth(word.group())
        used = used if used <= room else used % room
    return found


def line_count(text: str, room: int) -> int:
    """How many lines on the screen a line of text takes."""
    return -(-(get_cwidth(text) + sum(pads(text, room).values()) + 1) // room)


class AtWords(Processor):
    """Fills a line with blanks where the next word does not fit on it any more."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line with its blanks; the cursor goes around them."""
        fragments = explode_text_fragments(transformation_input.fragments)
        text = fragment_list_to_text(fragments)
        found = pads(text, max(transformation_input.width - INDENT, 1))
        before = list(accumulate(found.get(place, 0) for place in range(len(text) + 1)))
        shown = [
            part
            for place, fragment in enumerate(fragments)
            for part in (*([("", " " * found[place])] if place in found else []), fragment)
        ]
        places = [place + blanks for place, blanks in enumerate(before)]

        def source(display: int) -> int:
            return sum(place <= display for place in places[1:])

        return Transformation(shown, lambda place: place + before[min(place, len(text))], source)
