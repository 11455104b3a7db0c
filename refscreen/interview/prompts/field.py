"""A field: the middle of a screen, where the answer is typed or chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from prompt_toolkit import Application
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import AnyContainer, Window


@dataclass(frozen=True)
class NotYet:
    """There is nothing to answer with yet; ``key`` is the sentence that says what to do."""

    key: Keys | str


@dataclass(frozen=True)
class Pressed:
    """What a screen came to, and the key that ended it."""

    result: Any = field(repr=False)
    key: Keys | str


def finish(event: KeyPressEvent, result: Any) -> None:
    """End the application with a result; of two keys pressed at once the first one counts."""
    if not event.app.is_done:
        event.app.exit(result=Pressed(result, event.key_sequence[-1].key))


@dataclass
class Field:
    """What one type of question is answered in.

    Attributes:
        application: what runs it, with all that stands around the field.
        answer: what Enter answers with, or ``NotYet``.
        draft: what stands in the field and has not been answered yet; None when that is nothing new.
        keys: its own keys for the bottom lines, as (key, sentence) pairs.
        shows_draft: what does not fit stands in the field itself, and need not be told beside its problem.
        untouched: whether the field still stands as it was when it came on the screen.
        typing: letters go into the field, so that they cannot be keys.
        alt_enter: Alt-Enter, which is Esc and Enter, means something here, so that Esc has to wait for it.
        least: lines it can do with on a small terminal; None when all of it has to be seen.
        note: a line under the field that follows what is typed.
    """

    application: Application[Any]
    body: AnyContainer
    answer: Callable[[], Any]
    keys: tuple[tuple[str, str], ...] = ()
    draft: Callable[[], Any] = lambda: None
    shows_draft: bool = False
    untouched: Callable[[], bool] = lambda: True
    typing: bool = False
    alt_enter: bool = False
    least: int | None = None
    note: Callable[[], str] = lambda: ""
    focus: Window | None = None
    bindings: KeyBindings = field(default_factory=KeyBindings)
    notice: str = ""

    def submit(self) -> Any:
        """What Enter does: the answer, or a notice of what is missing and None."""
        given = self.answer()
        self.notice = given.key if isinstance(given, NotYet) else ""
        return None if self.notice else given
