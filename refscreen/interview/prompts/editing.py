"""The keys of every field that is written in: pasting, undoing, up and down between the rows one sees."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from refscreen.interview.prompts.frame import columns
from refscreen.interview.prompts.wrapping import INDENT, moved

SILENT = ("c-q", "c-y")
"""Keys that would write what nobody typed: a control code, or what was deleted before."""


def writing_keys(*, several: bool) -> KeyBindings:
    """Ctrl-Z takes back a word, and what is pasted into one line stays on one line."""
    bindings = KeyBindings()

    @bindings.add(Keys.BracketedPaste, eager=True)
    def paste(event: KeyPressEvent) -> None:
        data = event.data.replace("\r\n", "\n").replace("\r", "\n")
        event.current_buffer.insert_text(data if several else " ".join(data.split()))

    @bindings.add("c-z", save_before=lambda _: False)
    def undo(event: KeyPressEvent) -> None:
        event.current_buffer.undo()

    @bindings.add(Keys.Any, save_before=_begins_a_step)
    def letter(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text(event.data)

    for key in SILENT:
        bindings.add(key)(lambda _: None)
    return bindings


def _begins_a_step(event: KeyPressEvent) -> bool:
    """Whether what is typed now is taken back apart from what was typed before: every word is."""
    before = event.current_buffer.document.char_before_cursor
    return not event.is_repeat or (before.isspace() and not event.data.isspace())


def add_rows(bindings: KeyBindings) -> None:
    """Let up and down go from row to row as they are seen, in a text that is wrapped."""
    for key, rows in (("up", -1), ("down", 1)):
        bindings.add(key)(_goes(rows))


def _goes(rows: int) -> Callable[[KeyPressEvent], None]:
    def press(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        room = max(columns() - INDENT, 1)
        place, column = moved(buffer.document, room, rows, buffer.preferred_column)
        buffer.cursor_position = place
        buffer.preferred_column = column  # the way back is the same, past shorter rows too

    return press
