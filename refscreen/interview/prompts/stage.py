"""The terminal's second screen, held from the first question to the last.

Why: answers do not stay behind in the scrollback, and nothing flickers between two questions.
"""

from __future__ import annotations

from typing import Any, cast

from prompt_toolkit.application import get_app
from prompt_toolkit.output import Output

_SILENT = frozenset({
    "write", "write_raw", "flush", "erase_screen", "erase_end_of_line", "erase_down", "reset_attributes",
    "set_attributes", "disable_autowrap", "enable_autowrap", "cursor_goto", "cursor_up", "cursor_down",
    "cursor_forward", "cursor_backward", "hide_cursor", "show_cursor", "set_cursor_shape",
    "reset_cursor_shape", "disable_bracketed_paste", "disable_mouse_support",
})  # fmt: skip


def _nothing(*_: object) -> None:
    """Draw nothing."""


class Stage:
    """An output that stays on the second screen.

    An application that has its answer draws once more and then leaves the second screen; on a stage it
    does neither, so the last picture stands until the next question is drawn over it.
    """

    def __init__(self, output: Output) -> None:
        """Hold an output; ``enter`` and ``leave`` go around everything that is drawn on it."""
        self._output = output

    def __getattr__(self, name: str) -> Any:
        """Everything else is the output's own."""
        if name in _SILENT and get_app().is_done:
            return _nothing
        return getattr(self._output, name)

    def enter(self) -> Output:
        """To the second screen; the stage as an output to draw on."""
        self._output.enter_alternate_screen()
        self._output.flush()
        return cast("Output", self)

    def leave(self) -> None:
        """Back to the first screen, as it was."""
        self._output.disable_bracketed_paste()
        self._output.reset_attributes()
        self._output.reset_cursor_shape()
        self._output.enable_autowrap()
        self._output.quit_alternate_screen()
        self._output.show_cursor()
        self._output.flush()

    def enter_alternate_screen(self) -> None:
        """We are there already: only begin at the top."""
        self._output.cursor_goto(0, 0)

    def quit_alternate_screen(self) -> None:
        """Stay."""


Output.register(Stage)
