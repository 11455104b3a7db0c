"""What every screen of the interview has: lines of text around a field, what does not fit, and the keys."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import (
    AnyContainer,
    ConditionalContainer,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.styles import Style

from refscreen.interview.prompts.field import Field
from refscreen.interview.prompts.voice import Voice

WIDEST = 92
"""Columns of running text; longer lines are tiring to read."""

STYLE = Style.from_dict(
    {
        # Meaning is carried by bold, reverse and signs; colour is ornament, so that NO_COLOR loses nothing.
        "title": "bold",
        "question": "bold",
        "faint": "dim",
        "done": "ansigreen",
        "problem": "bold ansired",
        "key": "bold",
        "pointer": "bold ansicyan",
        "highlighted": "bold",
        "selected": "bold",
        "marked": "reverse",
        "bottom-toolbar": "noreverse",
    }
)

Lines = StyleAndTextTuples


def columns() -> int:
    """How wide the terminal is now."""
    return get_app().output.get_size().columns


def rows() -> int:
    """How high the terminal is now."""
    return get_app().output.get_size().rows


def wrapped(text: str, style: str, indent: str = "  ") -> Lines:
    """Running text in lines that are not too long."""
    width = min(columns() - 1, WIDEST)
    lines = [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, width, initial_indent=indent, subsequent_indent=indent) or [""]
    ]
    return [(style, "\n".join(lines))]


@dataclass
class Frame:
    """A screen: something on top, a heading, the field, what is under it, and the keys.

    Attributes:
        keys: the keys that work here, as (key, word) pairs, drawn on the bottom lines.
    """

    field: Field
    voice: Voice
    keys: tuple[tuple[str, str], ...] = ()

    def top(self) -> Lines:
        """The lines at the top of the screen."""
        return []

    def heading(self) -> Lines:
        """What is asked or told."""
        return []

    def problems(self) -> list[str]:
        """What does not fit, in sentences."""
        return []

    def below(self) -> Lines:
        """What can be folded out under the field."""
        return []

    def layout(self) -> Layout:
        """Everything from the top line to the keys at the bottom."""
        parts: list[AnyContainer] = [
            self.block(self.top, least=4),
            self.block(self.heading, least=1),
            ConditionalContainer(Window(height=1), Condition(lambda: bool(self.heading()))),
            self.field.body,
            self.block(self._under_field, least=0),
            self.block(self.below, least=6, most=14),
            Window(),
            self.block(self._bottom, least=4),
        ]
        return Layout(HSplit(parts), focused_element=self.field.focus)

    def block(self, lines: Callable[[], Lines], *, least: int, most: int = 40) -> AnyContainer:
        """Lines that take the room they need, between bounds, and none when there are none."""

        def height() -> Dimension:
            needed = sum(text.count("\n") for _, text, *_ in lines()) + 1
            return Dimension(min=min(least, needed), preferred=min(needed, most), max=min(needed, most))

        window = Window(FormattedTextControl(lines), height=height, always_hide_cursor=True)
        return ConditionalContainer(window, Condition(lambda: bool(lines())))

    def _under_field(self) -> Lines:
        """What does not fit, until something else is typed; else a line that follows the typing."""
        sentences = [self.voice.say(self.field.notice)] if self.field.notice else self.problems()
        if sentences and (self.field.notice or self.field.untouched()):
            told = [wrapped(f"! {sentence}", "class:problem") for sentence in sentences]
            return [part for lines in told for part in (("", "\n"), *lines)]
        note = self.field.note()
        return wrapped(note, "class:faint") if note else []

    def _bottom(self) -> Lines:
        """A thin line, and the keys that work here, on as many lines as they need."""
        width = columns() - 1
        lines: Lines = [("class:faint", "─" * width)]
        used = width
        for key, sentence in self.keys:
            word = self.voice.say(f"keys.{sentence}")
            room = len(key) + len(word) + 3
            if used + room - 2 > width:
                lines += [("", "\n  ")]
                used = 2
            lines += [("class:key", key), ("class:faint", f" {word}  ")]
            used += room
        return lines


@dataclass
class Sheet(Frame):
    """A screen beside the questions: a list to choose from, a note, a pause."""

    title: str = ""
    right: str = ""
    text: str = ""

    def top(self) -> Lines:
        """The title, with something at the right, and a line under it."""
        width = columns() - 1
        gap = " " * max(width - len(self.title) - len(self.right) - 2, 2)
        return [
            ("class:title", f"  {self.title}"),
            ("class:faint", f"{gap}{self.right}\n  {'─' * (width - 2)}\n"),
        ]

    def heading(self) -> Lines:
        """A few sentences."""
        return wrapped(self.text, "") if self.text else []
