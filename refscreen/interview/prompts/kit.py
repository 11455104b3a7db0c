"""What fields are made of, made once and used for every question.

Why: making a prompt_toolkit application takes as long as everything else between two questions, and
questionary's ``select`` and ``checkbox`` make three of them. So its text question is kept and emptied, and
its list control is drawn inside an application of ours.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import questionary
from prompt_toolkit import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.layout import BufferControl
from prompt_toolkit.utils import Event
from questionary.prompts.common import InquirerControl


class _Standing(Application[Any]):
    """An application whose last picture stands: it is drawn over by the next one's first.

    Why: drawing the answered question once more takes as long as drawing the next one.
    """

    def _redraw(self, render_as_done: bool = False) -> None:  # noqa: FBT001, FBT002
        if not render_as_done:
            super()._redraw()


class Kit:
    """What the fields of one terminal are made of; to be used one at a time."""

    @cached_property
    def application(self) -> Application[Any]:
        """What runs every field."""
        return _Standing()

    @cached_property
    def _line(self) -> questionary.Question:
        return questionary.text("", qmark="")

    @cached_property
    def _lines(self) -> questionary.Question:
        return questionary.text("", qmark="", multiline=True, instruction="")

    def written(self, text: str, *, several: bool) -> Buffer:
        """What is written in, with a text to begin with."""
        controls = (self._lines if several else self._line).application.layout.find_all_controls()
        named = (control.buffer for control in controls if isinstance(control, BufferControl))
        buffer = next(buffer for buffer in named if buffer.name == DEFAULT_BUFFER)
        buffer.on_text_changed = Event(buffer)  # the field before it listened, too
        buffer.reset(Document(text))
        return buffer

    @staticmethod
    def listed(options: list[tuple[str, Any]], *, boxes: bool) -> InquirerControl:
        """A list of (title, value), each with a box to tick or without; nothing is marked yet."""
        choices = [questionary.Choice(title, value=value) for title, value in options]
        control = InquirerControl(choices, pointer="›", use_indicator=boxes)
        control.pointed_at = -1
        return control
