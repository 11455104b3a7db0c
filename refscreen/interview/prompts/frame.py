"""What every screen of the interview has: lines of text around a field, what does not fit, and the keys."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import split_lines
from prompt_toolkit.layout import (
    AnyContainer,
    ConditionalContainer,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
    to_container,
)
from prompt_toolkit.styles import Style

from refscreen.interview.harmless import one_line
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

MOST_NEEDED = frozenset({"Enter", "Esc", "F9", "Ctrl-C"})
"""The keys that are named where there is no room for all; F9 opens a menu of others."""
TINY = (40, 12)
"""Columns and lines of a terminal where the keys give way first."""
AROUND, TOLD = 10, 5
"""Lines on a sheet beside what it tells (title, a field of two lines, a notice, keys), and those for that."""
FREE, ENOUGH = 1000, 6
"""Lines of a terminal where nothing has to be left out, and lines of guidance that are worth some room."""

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


def height(lines: Lines) -> int:
    """How many lines they are."""
    return sum(text.count("\n") for _, text, *_ in lines) + 1 if lines else 0


def cut(lines: Lines, most: int, sign: str = "") -> Lines:
    """The first of the lines; the last one gives way to a sign that there are more."""
    if height(lines) <= most:
        return lines
    kept = list(split_lines(lines))[: max(most, 0)]
    if kept and sign:
        kept[-1] = [("", sign)]
    return _joined(kept)


def _joined(lines: Sequence[Lines]) -> Lines:
    """Lines as one text."""
    return [part for line in lines for part in (("", "\n"), *line)][1:]


@dataclass(frozen=True)
class Fitted:
    """The lines of a screen around its field, as they fit on the terminal."""

    top: Lines
    heading: Lines
    under: Lines
    below: Lines
    bottom: Lines

    def left(self, body: int) -> int:
        """Lines that are left beside a field of so many; fewer than none when there are too many."""
        parts = (self.top, self.heading, self.under, self.bottom)
        return rows() - sum(map(height, parts)) - bool(self.heading) - body


@dataclass
class Frame:
    """A screen: something on top, a heading, the field, what is under it, and the keys.

    Attributes:
        keys: the keys that work here, as (key, word) pairs, drawn on the bottom lines.
        turned: the lines of what is folded out that were read and turned over.
    """

    field: Field
    voice: Voice
    keys: tuple[tuple[str, str], ...] = ()
    turned: int = dataclass_field(default=0, init=False)
    _fitted: tuple[int, Fitted] | None = dataclass_field(default=None, init=False, repr=False)

    def top(self) -> Lines:
        """The lines at the top of the screen."""
        return []

    def heading(self, room: int = FREE, *, whole: bool = True) -> Lines:  # noqa: ARG002
        """What is asked or told, in so many lines if that can be had without cutting it; or cut to them."""
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
            self._block("top"),
            self._block("heading"),
            ConditionalContainer(Window(height=1), Condition(lambda: bool(self.fitted().heading))),
            self.field.body,
            self._block("under"),
            self._block("below"),
            Window(),
            self._block("bottom"),
        ]
        small = Window(FormattedTextControl(lambda: self.voice.say("too_small")), wrap_lines=True)
        return Layout(HSplit(parts, window_too_small=small), focused_element=self.field.focus)

    def _block(self, name: str) -> AnyContainer:
        """Lines that take the room they need, and none when there are none."""

        def lines() -> Lines:
            return getattr(self.fitted(), name)  # type: ignore[no-any-return]

        window = Window(
            FormattedTextControl(lines),
            height=lambda: Dimension.exact(height(lines())),
            always_hide_cursor=True,
        )
        return ConditionalContainer(window, Condition(lambda: bool(lines())))

    # --- what fits on the terminal ------------------------------------------------------------------

    def fitted(self) -> Fitted:
        """What is drawn on the terminal as large as it is; found once for each drawing."""
        drawing = get_app().render_counter
        if self._fitted is None or not drawing or self._fitted[0] != drawing:
            self._fitted = drawing, self._fit()
        return self._fitted[1]

    def _fit(self) -> Fitted:
        """Where room is short the field comes first, then what is asked, and guidance comes last."""
        body = to_container(self.field.body).preferred_height(columns(), rows()).preferred
        least = body if self.field.least is None else min(body, self.field.least)
        shown = Fitted(self.top(), self.heading(), self._under_field(), [], self._bottom(self.keys))
        if shown.left(body) < 0:
            shown = self._squeezed(shown, least)
        below = self.below()
        if below and shown.left(body) < min(height(below), ENOUGH):
            shown = replace(shown, top=cut(shown.top, 1), bottom=self._bottom(self._most_needed()))
            body = max(least, min(body, body + shown.left(body) - ENOUGH))
        return replace(shown, below=self._page(below, shown.left(body)))

    def _page(self, lines: Lines, room: int) -> Lines:
        """The part of what is folded out that was turned to."""
        self.turned = max(0, min(self.turned, height(lines) - room))
        rest = _joined(list(split_lines(lines))[self.turned :])
        return cut(rest, room, sign="  │ … PgDn")

    def _squeezed(self, shown: Fitted, body: int) -> Fitted:
        """Less and less around a field of so many lines, until it fits."""
        if rows() <= TINY[1] or columns() < TINY[0]:
            shown = replace(shown, bottom=self._bottom(self._most_needed()))
        room = height(shown.heading) + shown.left(body)
        shown = replace(shown, heading=self.heading(room))
        if shown.left(body) < 0:
            shown = replace(shown, top=cut(shown.top, max(height(shown.top) + shown.left(body), 1)))
        if shown.left(body) < 0:
            shown = replace(shown, bottom=self._bottom(self._most_needed()))
        if shown.left(body) < 0:
            room = max(height(shown.heading) + shown.left(body), 1)
            shown = replace(shown, heading=self.heading(room, whole=False))
        return shown if shown.left(body) >= 0 else replace(shown, top=[])

    def _most_needed(self) -> tuple[tuple[str, str], ...]:
        """The keys that are named where there is no room for all."""
        needed = MOST_NEEDED | ({"F1"} if self.below() else set())
        return tuple((key, word) for key, word in self.keys if key in needed)

    def _under_field(self) -> Lines:
        """What does not fit, until something else is typed; else a line that follows the typing."""
        sentences = [self.voice.say(self.field.notice)] if self.field.notice else self.problems()
        if sentences and (self.field.notice or self.field.untouched()):
            told = [wrapped(f"! {sentence}", "class:problem") for sentence in sentences]
            return [part for lines in told for part in (("", "\n"), *lines)]
        note = self.field.note()
        return wrapped(note, "class:faint") if note else []

    def _bottom(self, keys: Sequence[tuple[str, str]]) -> Lines:
        """A thin line, and the keys that work here, on as many lines as they need."""
        width = columns() - 1
        lines: Lines = [("class:faint", "─" * width)]
        used = width
        for key, sentence in keys:
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
    right: Callable[[], str] = str
    text: str = ""
    listed: Sequence[str] = ()

    def top(self) -> Lines:
        """The title, with something at the right, and a line under it."""
        width, right = columns() - 1, self.right()
        gap = " " * max(width - len(self.title) - len(right) - 2, 2)
        return [
            ("class:title", f"  {self.title}"),
            ("class:faint", f"{gap}{right}\n  {'─' * (width - 2)}\n"),
        ]

    def heading(self, room: int = FREE, *, whole: bool = True) -> Lines:
        """A few sentences, and as much of what is listed under them as there is room for."""
        lines = wrapped(self.text, "") if self.text else []
        lines = lines if whole else cut(lines, room, "  …")
        return [*lines, *self._listed(min(room, max(rows() - AROUND, TOLD)) - height(lines) - 1)]

    def _listed(self, room: int) -> Lines:
        """So many lines of what is listed; the last one says how many there is no room for."""
        lines, width = list(self.listed), min(columns() - 1, WIDEST) - 2
        if len(lines) > room:
            kept = max(room - 1, 0)
            lines = [*lines[:kept], f"… ({len(lines) - kept})"] if room > 0 else []
        return [("", "".join(f"\n  {one_line(line, width)}" for line in ("", *lines)))] if lines else []
