"""The keys that mean the same on every screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from refscreen.interview.prompts.field import finish
from refscreen.interview.prompts.screen import Screen
from refscreen.interview.turn import Back, Given, Skip, State, Stop

STATES = {"f4": "unknown", "f5": "declined", "f6": "not_relevant"}
AGAIN = "state_again"
FIND = object()
"""What an application ends with when another place is to be found."""

Handler = Callable[[KeyPressEvent], None]


def common_keys(screen: Screen) -> KeyBindings:
    """Enter, back, skip, the states, guidance, find, stop; they win over the field's own keys."""
    field, bindings = screen.field, KeyBindings()

    def ends(make: Callable[[], Any]) -> Handler:
        return lambda event: finish(event, make())

    def on(*keys: str, do: Handler, eager: bool = True) -> None:
        for key in keys:
            bindings.add(key, eager=eager)(do)

    def enter(event: KeyPressEvent) -> None:
        given = field.submit()
        if given is not None:
            finish(event, Given(given))

    def fold_guidance(_: KeyPressEvent) -> None:
        screen.guidance_open = not screen.guidance_open

    def fold_language(_: KeyPressEvent) -> None:
        others = ("", *screen.voice.other_languages(screen.prompt.question))
        screen.beside = (
            others[(others.index(screen.beside) + 1) % len(others)] if screen.beside in others else ""
        )

    on("enter", do=enter)
    on("c-b", "f2", do=ends(lambda: Back(field.draft())))
    on("escape", do=ends(lambda: Back(field.draft())), eager=not field.typing)
    on("c-s", "f3", do=ends(lambda: Skip(field.draft())))
    on("f1", *([] if field.typing else ["?"]), do=fold_guidance)
    on("f7", do=fold_language)
    on("c-f", "f8", do=ends(lambda: FIND))
    on("c-c", do=ends(lambda: Stop(field.draft())))
    if has_states(screen):
        for key, name in STATES.items():
            on(key, do=_gives_up(screen, name))
    return bindings


def _gives_up(screen: Screen, name: str) -> Handler:
    """There is no answer, for this reason; an answer that stands there goes only at the second press."""

    def press(event: KeyPressEvent) -> None:
        if screen.prompt.value is not None and screen.field.notice != AGAIN:
            screen.field.notice = AGAIN
        else:
            finish(event, State(name))

    return press


def has_states(screen: Screen) -> bool:
    """Whether there can be a reason for no answer; "one more?" after a row is only yes or no."""
    return not (screen.prompt.step.more and screen.prompt.step.row)


def common_hints(screen: Screen) -> tuple[tuple[str, str], ...]:
    """The common keys that work on this screen, for its bottom lines."""
    hints = [("Enter", "next")]
    if not screen.prompt.first:
        hints.append(("Esc", "back"))
    hints.append(("F3", "skip"))
    if has_states(screen):
        hints += [("F4", "unknown"), ("F5", "declined"), ("F6", "not_relevant")]
    if screen.guidance():
        hints.append(("F1", "guidance"))
    if screen.voice.other_languages(screen.prompt.question):
        hints.append(("F7", "other_language"))
    return (*hints, ("F8", "find"), ("Ctrl-C", "stop"))
