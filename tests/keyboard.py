"""An interview held by real keys and no terminal: keys go into a pipe, and what is drawn is read back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any

import pyte
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.output import DummyOutput, Output
from prompt_toolkit.output.vt100 import Vt100_Output

from refscreen import interview, messages
from refscreen.answers import Answers
from refscreen.interview import Changes, Closing, Kept, Prompt, Reply, Stop, Stopped
from refscreen.interview.pace import Pace
from refscreen.interview.prompts import TerminalAsker, runner
from refscreen.interview.prompts.frame import Frame
from refscreen.interview.prompts.runner import Keep, Runner
from tests.interviews import TODAY, case, held, question, questionnaire

CLOCK = Pace(lambda: datetime(2026, 1, 1))
UP, DOWN, ESC, ENTER, CTRL = (
    "\x1b[A",
    "\x1b[B",
    "\x1b",
    "\r",
    {key: chr(ord(key) - 96) for key in "bcefjlopqrstuyz"},
)
F1, F2, F3, F4, F5, F6 = "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[15~", "\x1b[17~"
F7, F8, F9 = "\x1b[18~", "\x1b[19~", "\x1b[20~"

TAIL = question("tail")
TEXT, LONG = question("it") + TAIL, question("it", "long_text") + TAIL
DATE, NUMBER, YES_NO = (question("it", kind) + TAIL for kind in ("date", "number", "yes_no"))
FIVE, ELEVEN = (question("it", "scale", f", min: {a}, max: {b}") + TAIL for a, b in ((1, 5), (0, 10)))
ONE = question("it", "choice", ", choices: [{id: a, label: {da: A}}, {id: b, label: {da: B}}]") + TAIL
MANY = question("it", "choices", ", choices: [{id: a, label: {da: A}}, {id: b, label: {da: B}}]") + TAIL
BRANCHES = ", ".join(f"{{id: c{n}, label: {{da: {name}}}}}" for n, name in enumerate(
    ["Smed", "Bager", "Køkken", "Rengøring", "Lager", "Bil", "Butik", "Pleje", "Frisør", "Syning", "IT"]
))  # fmt: skip
LONG_ONE, LONG_MANY = (
    question("it", kind, f", choices: [{BRANCHES}]") + TAIL for kind in ("choice", "choices")
)
COUNTRY = question("it", "country") + TAIL
ANY = [TEXT, LONG, NUMBER, DATE, YES_NO, ONE, MANY, FIVE, ELEVEN, COUNTRY, LONG_ONE, LONG_MANY]
"""Every kind of field; what is asked is called ``it``."""
GIVE_UP = 20
"""Screens after the last key: by then somebody does not heed Ctrl-C."""


@contextmanager
def keyboard(output: Output | None = None) -> Iterator[PipeInput]:
    """A keyboard in place of a terminal."""
    with pytest.MonkeyPatch.context() as patch, create_pipe_input() as keys:
        patch.setattr(runner, "ESCAPE_WAITS", 0.01)
        patch.setattr(runner, "SEQUENCE_WAITS", 0.02)
        with create_app_session(input=keys, output=output or DummyOutput()):
            yield keys


def press(keys: str, questions: str, language: str = "da", **told: Any) -> Reply:
    """Press keys at one question and see what the screen replies."""
    replies: list[Reply] = []
    form = questionnaire(questions)
    with keyboard() as board, TerminalAsker(messages.load(language), language, "da", CLOCK) as asker:

        def ask(prompt: Prompt | Closing | Changes) -> Reply:
            if replies:
                return Stop()
            board.send_text(keys)
            replies.append(asker(prompt))
            return replies[0]

        with suppress(Stopped):
            interview.run(form, case(form, **told), ask, Kept, TODAY)
    return replies[0]


@dataclass
class Seen:
    """An interview held by keys: every screen as it was when keys were pressed, and what it came to.

    Attributes:
        cursors: the column and the line where the cursor stood on each screen.
    """

    result: Answers
    screens: list[str] = field(default_factory=list)
    cursors: list[tuple[int, int]] = field(default_factory=list)
    saved: list[Answers] = field(default_factory=list)
    stopped: bool = False

    @property
    def screen(self) -> str:
        """The last screen."""
        return self.screens[-1]


class _Paper(StringIO):
    """What a terminal would show."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__()
        self.shown = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.shown)

    def write(self, text: str) -> int:
        self._stream.feed(text)
        return len(text)

    def picture(self) -> str:
        return "\n".join(line.rstrip() for line in self.shown.display).rstrip()


def sit(
    questions: str,
    *presses: str,
    begun: dict[str, Any] | None = None,
    beside: dict[str, Any] | None = None,
    language: str = "da",
    pace: Pace = CLOCK,
    size: tuple[int, int] = (80, 24),
) -> Seen:
    """Hold an interview by keys: each time a screen is drawn the next are pressed, at last Ctrl-C."""
    form, left, paper = questionnaire(questions), list(presses), _Paper(*size)
    seen = Seen(case(form, beside=beside, **(begun or {})))
    run = Runner.run

    def run_and_press(
        self: Runner,
        frame: Frame,
        bindings: KeyBindings,
        keep: Keep | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> Any:
        application, fresh = frame.field.application, [True]

        def pressed(_: object) -> None:
            fresh[0] = True
            application.invalidate()  # a key that means nothing draws nothing by itself

        def drawn(_: object) -> None:
            if fresh[0] and not application.is_done:
                fresh[0] = False
                seen.screens.append(paper.picture())
                seen.cursors.append((paper.shown.cursor.x, paper.shown.cursor.y))
                keys.send_text(left.pop(0) if left else CTRL["c"])

        assert len(seen.screens) < len(presses) + GIVE_UP, f"does not stop:\n{seen.screen}"
        application.after_render += drawn
        application.key_processor.after_key_press += pressed
        try:
            return run(self, frame, bindings, keep, prepare)
        finally:
            application.after_render -= drawn
            application.key_processor.after_key_press -= pressed

    screen = Vt100_Output(paper, lambda: Size(size[1], size[0]), term="xterm", enable_cpr=False)
    with keyboard(screen) as keys, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runner, "run", run_and_press)
        with TerminalAsker(messages.load(language), language, "da", pace) as asker:
            seen.result, seen.stopped = held(form, seen.result, asker, seen.saved.append)
    return seen
