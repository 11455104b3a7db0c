"""The interview on a terminal. Only this package knows questionary and prompt_toolkit.

Which type of question is answered in which field stands in ``FIELDS``; what stands around a field is the
same for all (``screen``), and so are the keys (``keys``).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from prompt_toolkit.application import create_app_session, get_app_session
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings

from refscreen.interview.pace import Pace
from refscreen.interview.prompts import lists, typed
from refscreen.interview.prompts.field import Field
from refscreen.interview.prompts.keys import FIND, common_hints, common_keys
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.screen import STYLE, Screen
from refscreen.interview.prompts.searched import places, searched
from refscreen.interview.prompts.stage import Stage
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.turn import Given, Jump, Prompt, Reply, Stop
from refscreen.messages import Messages
from refscreen.wording import Wording

FIELDS: Mapping[str, Callable[[Prompt, Voice, Kit], Field]] = {
    "text": typed.text,
    "long_text": typed.long_text,
    "number": typed.number,
    "date": typed.date,
    "yes_no": lists.yes_no,
    "choice": lists.choice,
    "choices": lists.choices,
    "scale": lists.scale,
    "country": searched,
    "language": searched,
    "municipality": searched,
    "occupation": searched,
}

SEARCHED_FROM = 10
"""A list of so many choices is searched; a shorter one is seen whole."""
ESCAPE_WAITS, SEQUENCE_WAITS = 0.05, 0.3
"""Seconds until a lone Esc is taken for what it is."""
CLOCK_REDRAWS = 20
"""Seconds between redraws, so that the minutes run while somebody talks."""


def is_interactive() -> bool:
    """Whether there is somebody to ask: a terminal to read from and one to draw on."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


class TerminalAsker:
    """Asks on the terminal; ``with TerminalAsker(...) as ask:`` holds the screen for a whole interview."""

    def __init__(
        self, messages: Messages, language: str, first: str, now: Callable[[], datetime] = datetime.now
    ) -> None:
        """Speak one language.

        Args:
            messages: what the program itself says.
            language: the language of the interview.
            first: the questionnaire's first language, for texts that lack this one.
            now: the clock, for the minutes spent on a section.
        """
        common = {word: messages.say(f"interview.{word}") for word in ("yes", "no")}
        self._voice = Voice(messages, Wording(language, first, common))
        self._pace = Pace(now)
        self._kit = Kit()
        self._guidance_open = False
        self._beside = ""
        self._held = ExitStack()

    def __enter__(self) -> Self:
        """Hold the terminal: its second screen, and raw keys, so that nothing echoes between questions."""
        session = get_app_session()
        stage = Stage(session.output)
        self._held.enter_context(session.input.raw_mode())
        self._held.callback(stage.leave)
        self._held.enter_context(create_app_session(input=session.input, output=stage.enter()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the terminal back as it was."""
        self._held.close()

    def __call__(self, prompt: Prompt) -> Reply:
        """Put a prompt to the person at the terminal."""
        self._pace.enter(prompt.section.id)
        field = self._field(prompt)
        screen = self._screen(prompt, field)
        reply = self._run(screen, common_hints(screen))
        self._guidance_open, self._beside = screen.guidance_open, screen.beside
        if reply is not FIND:
            return reply  # type: ignore[no-any-return]
        draft = field.draft()
        found = self._find(prompt)
        if isinstance(found, Given):
            return Jump(str(found.raw), draft)
        if isinstance(found, Stop):
            return Stop(draft)
        return self(prompt if draft is None else replace(prompt, draft=draft, problems=()))

    def _field(self, prompt: Prompt) -> Field:
        question = prompt.question
        if len(question.choices) >= SEARCHED_FROM:
            return searched(prompt, self._voice, self._kit)
        return FIELDS[question.type](prompt, self._voice, self._kit)

    def _find(self, prompt: Prompt) -> Any:
        """Let another place in the interview be chosen; ``Given`` its key, or anything else for none."""
        ask = {self._voice.wording.language: self._voice.say("find_question")}
        plain = {"ask": ask, "guidance": None, "by": "candidate", "sensitive": False, "synonyms": ()}
        question = prompt.question.model_copy(update=plain)
        finding = replace(prompt, question=question, group=None, state="", problems=(), saved=None)
        screen = self._screen(finding, places(prompt, self._voice, self._kit))
        return self._run(screen, (("Enter", "go"), ("Esc", "return"), ("Ctrl-C", "stop")))

    def _screen(self, prompt: Prompt, field: Field) -> Screen:
        return Screen(
            prompt=prompt,
            field=field,
            voice=self._voice,
            minutes=lambda: self._pace.minutes(prompt.section.id),
            guidance_open=self._guidance_open,
            beside=self._beside,
        )

    def _run(self, screen: Screen, hints: tuple[tuple[str, str], ...]) -> Any:
        """Draw the screen around the field's application and run it to a reply."""
        application = screen.field.application
        screen.keys = (*screen.field.keys, *hints)
        application.layout = screen.layout()
        own = application.key_bindings or KeyBindings()
        application.key_bindings = merge_key_bindings([own, common_keys(screen), screen.field.bindings])
        application.style = STYLE
        application.full_screen = application.renderer.full_screen = True
        application.ttimeoutlen, application.timeoutlen = ESCAPE_WAITS, SEQUENCE_WAITS
        application.refresh_interval = CLOCK_REDRAWS
        try:
            return application.run()
        except EOFError:  # Ctrl-D in an empty field, or the terminal is gone
            return Stop()
        finally:
            application.key_bindings = own  # the next question brings its own
