"""The keys that mean the same on every screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from refscreen.interview.prompts.field import finish
from refscreen.interview.prompts.frame import Sheet
from refscreen.interview.prompts.screen import Screen
from refscreen.interview.turn import Back, Given, Prompt, Skip, State, Stop

STATES = {"f4": "unknown", "f5": "declined", "f6": "not_relevant", "f7": "unclear"}
AGAIN = "state_again"
PAGE = 4
"""Lines of guidance that are turned over at once where it does not fit."""


class Aside(Enum):
    """What can be opened beside a question, by the keys that open it."""

    NOTE = ("f2", "c-n")
    MAP = ("f8", "c-f")
    MENU = ("f9",)
    EVIDENCE = ("c-e",)
    FLAG = ("c-t",)
    REVIEW = ("c-r",)
    READ = ("c-y",)
    LANGUAGE = ("c-l",)
    TIME = ("c-o",)
    PAUSE = ("c-p",)
    REMOVE = ()

    @property
    def shortcut(self) -> str:
        """The last of its keys, as it is written on a screen."""
        last: str = self.value[-1] if self.value else ""
        return last.replace("c-", "Ctrl-").title()


MENU = (
    Aside.EVIDENCE,
    Aside.FLAG,
    Aside.LANGUAGE,
    Aside.REVIEW,
    Aside.READ,
    Aside.TIME,
    Aside.PAUSE,
    Aside.REMOVE,
)
"""What the menu offers; each has a key too, but for ``REMOVE``: no single key takes a row away."""
ABOUT_ANSWERS = frozenset({Aside.EVIDENCE, Aside.FLAG})
"""Asides that make no sense where no answer is given."""

Handler = Callable[[KeyPressEvent], None]


def question_keys(screen: Screen) -> KeyBindings:
    """Enter, back, later, the states, guidance, the asides, stop; they win over the field's own keys."""
    field, bindings = screen.field, KeyBindings()

    def ends(make: Callable[[], Any]) -> Handler:
        return lambda event: finish(event, make())

    def on(*keys: str, do: Handler, eager: bool = True) -> None:
        for key in keys:
            bindings.add(key, eager=eager)(do)

    def fold_guidance(_: KeyPressEvent) -> None:
        screen.guidance_open, screen.turned = not screen.guidance_open, 0

    on("enter", do=_enter(screen))
    on("c-b", do=ends(lambda: Back(field.draft())))
    on("escape", do=ends(lambda: Back(field.draft())), eager=not field.alt_enter)
    on("c-s", "f3", do=ends(lambda: Skip(field.draft())))
    on("f1", *([] if field.typing else ["?"]), do=fold_guidance)
    on("pagedown", do=_turns(screen, PAGE))
    on("pageup", do=_turns(screen, -PAGE))
    on("c-c", do=ends(lambda: Stop(field.draft())))
    for aside in Aside:
        if aside not in ABOUT_ANSWERS or has_states(screen.prompt):
            on(*aside.value, do=ends(lambda aside=aside: aside))  # type: ignore[misc]
    if has_states(screen.prompt):
        for key, name in STATES.items():
            on(key, do=_gives_up(screen, name))
    return bindings


def sheet_keys(sheet: Sheet) -> KeyBindings:
    """Enter takes, Esc goes back, Ctrl-C stops."""
    field, bindings = sheet.field, KeyBindings()
    bindings.add("enter", eager=True)(_enter(sheet))
    bindings.add("escape", eager=True)(lambda event: finish(event, None))
    bindings.add("c-b", eager=True)(lambda event: finish(event, None))
    bindings.add("c-c", eager=True)(lambda event: finish(event, Stop(field.draft())))
    return bindings


def _enter(frame: Screen | Sheet) -> Handler:
    def enter(event: KeyPressEvent) -> None:
        given = frame.field.submit()
        if given is not None:
            finish(event, Given(given))

    return enter


def _turns(screen: Screen, lines: int) -> Handler:
    def press(_: KeyPressEvent) -> None:
        screen.turned += lines

    return press


def _gives_up(screen: Screen, name: str) -> Handler:
    """There is no answer, for this reason; what stands there, half-written too, goes at the second press."""

    def press(event: KeyPressEvent) -> None:
        if name == "unclear":  # what was heard is kept
            finish(event, State(name, screen.field.draft()))
        elif _would_lose(screen) and screen.field.notice != AGAIN:
            screen.field.notice = AGAIN
        else:
            finish(event, State(name))

    return press


def _would_lose(screen: Screen) -> bool:
    """Whether a stored answer or a half-written one would go."""
    return screen.prompt.value is not None or bool(screen.field.draft())


def has_states(prompt: Prompt) -> bool:
    """Whether there can be a reason for no answer; "one more?" after a row is only yes or no."""
    return not (prompt.step.more and prompt.step.row)


def question_hints(screen: Screen) -> tuple[tuple[str, str], ...]:
    """The keys that work on a question's screen, for its bottom lines."""
    hints = [("Enter", "next")]
    if not screen.prompt.first:
        hints.append(("Esc", "back"))
    if screen.guidance():
        hints.append(("F1", "guidance"))
    hints += [("F2", "note"), ("F3", "skip")]
    if has_states(screen.prompt):
        hints += [("F4", "unknown"), ("F5", "declined"), ("F6", "not_relevant"), ("F7", "unclear")]
    return (*hints, ("F8", "find"), ("F9", "more"), ("Ctrl-C", "stop"))
