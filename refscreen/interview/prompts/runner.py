"""Runs a screen to its reply; sees to it that nothing half-written is lost with the terminal."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic
from types import FrameType
from typing import Any

from prompt_toolkit import Application
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys

from refscreen.errors import UserError
from refscreen.interview.prompts.field import Pressed
from refscreen.interview.prompts.frame import STYLE, Frame
from refscreen.interview.turn import Given, Reply, Skip, State, Stop

ESCAPE_WAITS, SEQUENCE_WAITS = 0.05, 0.3
"""Seconds until a lone Esc is taken for what it is."""
CLOCK_REDRAWS = 20
"""Seconds between redraws, so that the minutes run while somebody talks."""
DRAWN = 0.015
"""Seconds after which a screen stands."""
DRAFT_KEPT = 1.0
"""Seconds between looks at what is half-written: with the save itself, less than two are lost to a kill."""
HELD = 0.25
"""Seconds in which the key that gave the last answer does not answer again where one key answers."""
GOING = ("SIGTERM", "SIGHUP", "SIGBREAK", "SIGINT")
"""What a system says when the terminal is closed or the machine goes down, and somebody who wants an end."""

Keep = Callable[[Any], Reply | None]
"""Keeps what is half-written; a reply when the screen is no longer true and gives way to another."""


class Runner:
    """Runs one screen at a time."""

    def __init__(self) -> None:
        """Nothing is running, and nobody has asked to go."""
        self._going = False
        self._running: tuple[Application[Any], Frame] | None = None
        self._answered_with: Keys | str = ""

    def run(
        self,
        frame: Frame,
        bindings: KeyBindings,
        keep: Keep | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> Any:
        """Draw a screen and run it to its reply.

        Args:
            frame: the screen; its field brings the application.
            bindings: the keys that work around the field.
            keep: keeps what is half-written, about every second, without ending anything.
            prepare: done once the screen stands, so that what may be opened from it is there at once.
        """
        application = _dressed(frame)
        own = application.key_bindings or KeyBindings()
        if self._going:
            return Stop()
        self._running = application, frame

        def begin() -> None:
            if self._going:  # asked while the screen was being made: there was no loop to tell yet
                self._go()
            elif keep is not None:
                application.create_background_task(_watch(application, frame, keep))
            if prepare is not None:
                application.create_background_task(_after_drawing(prepare))

        try:
            with self._held(frame) as held:
                around = (own, bindings, frame.field.bindings, held)
                application.key_bindings = merge_key_bindings(around)
                return self._reply(application.run(pre_run=begin, handle_sigint=False))
        except (EOFError, OSError):  # Ctrl-D in an empty field, or the terminal is gone
            return Stop(frame.field.draft())
        finally:
            self._running = None
            application.key_bindings = own  # the next screen brings its own

    def _reply(self, ended: Any) -> Any:
        """What a screen came to; the key that answered is remembered, going back and forth is free."""
        self._answered_with = ""
        if not isinstance(ended, Pressed):
            return ended
        if isinstance(ended.result, Given | State | Skip):
            self._answered_with = ended.key
        return ended.result

    @contextmanager
    def _held(self, frame: Frame) -> Iterator[KeyBindings]:
        """Swallows the key that gave the last answer while it is held, or pressed twice by mistake.

        Why: where one key answers, it would answer the next question too, a consent among them, unread.
        """
        bindings, until, again = KeyBindings(), [monotonic() + HELD], [False]
        if not self._answered_with or frame.field.typing:
            yield bindings
            return

        @bindings.add(self._answered_with, filter=Condition(lambda: monotonic() < until[0]), eager=True)
        def swallow(_: KeyPressEvent) -> None:
            until[0], again[0] = monotonic() + HELD, True  # a key that is held comes again and again

        def pressed(_: object) -> None:
            until[0], again[0] = until[0] if again[0] else 0.0, False  # another key came between

        pressing = frame.field.application.key_processor.after_key_press
        pressing += pressed
        try:
            yield bindings
        finally:
            pressing -= pressed

    @contextmanager
    def heeding(self) -> Iterator[None]:
        """Inside, being told to go is a ``Stop`` with what stands in the field."""
        known = [getattr(signal, name) for name in GOING if hasattr(signal, name)]
        before = {number: signal.signal(number, self._asked_to_go) for number in known}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked_to_go(self, _number: int, _frame: FrameType | None) -> None:
        self._going = True
        if self._running is not None and self._running[0].loop is not None:
            with suppress(RuntimeError):  # the loop has just been closed: the next screen sees that we go
                self._running[0].loop.call_soon_threadsafe(self._go)

    def _go(self) -> None:
        if self._running is not None and not self._running[0].is_done:
            application, frame = self._running
            application.exit(result=Stop(frame.field.draft()))


def _dressed(frame: Frame) -> Application[Any]:
    """The field's application with the screen around it."""
    application = frame.field.application
    application.layout = frame.layout()
    application.style = STYLE
    application.full_screen = application.renderer.full_screen = True
    application.ttimeoutlen, application.timeoutlen = ESCAPE_WAITS, SEQUENCE_WAITS
    application.refresh_interval = CLOCK_REDRAWS
    return application


async def _after_drawing(prepare: Callable[[], object]) -> None:
    """Do something while nobody waits for it."""
    await asyncio.sleep(DRAWN)
    prepare()


async def _watch(application: Application[Any], frame: Frame, keep: Keep) -> None:
    """Keep what is half-written whenever it has changed."""
    kept = frame.field.draft()
    while True:
        await asyncio.sleep(DRAFT_KEPT)
        draft = frame.field.draft()
        if draft != kept:
            with suppress(UserError):  # the next answer tells of a disk that is full
                instead = keep(draft)
                kept = draft
                if instead is not None and not application.is_done:
                    application.exit(result=instead)
