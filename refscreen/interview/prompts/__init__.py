"""The interview on a terminal. Only this package knows questionary and prompt_toolkit.

Which type of question is answered in which field stands in ``FIELDS``; what stands around a field is the
same for all (``screen``), and so are the keys (``keys``).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self

if sys.platform != "win32":
    import termios

from prompt_toolkit.application import create_app_session, get_app_session

from refscreen.errors import UserError
from refscreen.interview.pace import Pace
from refscreen.interview.prompts import ends, lists, typed
from refscreen.interview.prompts.asides import Asides
from refscreen.interview.prompts.field import Field
from refscreen.interview.prompts.keys import Aside, question_hints, question_keys
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.runner import Runner
from refscreen.interview.prompts.screen import Screen
from refscreen.interview.prompts.searched import searched
from refscreen.interview.prompts.stage import Stage
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.turn import Again, Changes, Closing, Jump, Prompt, Reply
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
GONE = (OSError, *([] if sys.platform == "win32" else [termios.error]))
"""What giving back a terminal raises that was closed meanwhile."""


def is_interactive() -> bool:
    """Whether there is somebody to ask: a terminal to read from and one to draw on."""
    return os.environ.get("TERM") != "dumb" and all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)
    )


class TerminalAsker:
    """Asks on the terminal; ``with TerminalAsker(...) as ask:`` holds the screen for a whole interview."""

    def __init__(self, messages: Messages, language: str, first: str, pace: Pace) -> None:
        """Speak one language.

        Args:
            messages: what the program itself says.
            language: the language of the interview.
            first: the questionnaire's first language, for texts that lack this one.
            pace: the clock beside the conversation.
        """
        common = {word: messages.say(f"interview.{word}") for word in ("yes", "no")}
        self._voice = Voice(messages, Wording(language, first, common))
        self._pace = pace
        self._kit = Kit()
        self._runner = Runner()
        self._asides = Asides(self._voice, self._kit, pace, self._runner)
        self._guidance_open = False
        self._reviewing: Aside | None = None
        self._held = ExitStack()

    def __enter__(self) -> Self:
        """Hold the terminal: its second screen, and raw keys, so that nothing echoes between questions."""
        session = get_app_session()
        stage = Stage(session.output)
        self._held.enter_context(self._runner.heeding())
        self._held.enter_context(suppress(*GONE))
        self._held.enter_context(session.input.raw_mode())
        self._held.callback(stage.leave)
        self._held.enter_context(create_app_session(input=session.input, output=stage.enter()))
        gc.freeze()  # the questionnaire stays to the end: no key waits while all of it is looked through
        self._held.callback(gc.unfreeze)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the terminal back as it was, if it is still there."""
        self._held.close()

    def __call__(self, prompt: Prompt | Closing | Changes) -> Reply:
        """Put a prompt to the person at the terminal."""
        match prompt:
            case Closing():
                self._reviewing = None
                return ends.closing(self._asides, prompt)
            case Changes():
                self._pace.enter(prompt.section.id)
                return ends.changes(self._asides, prompt)
            case Prompt():
                return self._asked(prompt)

    def _asked(self, prompt: Prompt) -> Reply:
        """A question, with what is opened beside it, until there is a reply."""
        self._pace.enter(prompt.section.id)
        if self._reviewing and not prompt.on_the_way:  # back from an answer that was opened in a list
            reply = self._asides.open(self._reviewing, prompt, None)
            self._reviewing = self._reviewing if isinstance(reply, Jump) else None
            if reply is not None:
                return reply
        while True:
            field = self._field(prompt)
            screen = self._screen(prompt, field)
            prepare = partial(self._asides.prepare, prompt)
            reply = self._runner.run(screen, question_keys(screen), partial(_kept, prompt), prepare)
            self._guidance_open = screen.guidance_open
            if not isinstance(reply, Aside):
                return reply  # type: ignore[no-any-return]
            draft = field.draft()
            with suppress(UserError):  # the next answer tells of a disk that is full
                prompt.keep_draft("", draft)
            outcome = self._asides.open(reply, prompt, draft)
            if outcome is not None:
                self._reviewing = self._asides.list_open if isinstance(outcome, Jump) else None
                return outcome
            if prompt.changed():
                return Again(draft)
            prompt = replace(prompt, notice="")
            if draft is not None:
                prompt = replace(prompt, draft=draft, problems=())

    def _field(self, prompt: Prompt) -> Field:
        question = prompt.question
        if len(question.choices) >= SEARCHED_FROM:
            return searched(prompt, self._voice, self._kit)
        return FIELDS[question.type](prompt, self._voice, self._kit)

    def _screen(self, prompt: Prompt, field: Field) -> Screen:
        screen = Screen(
            prompt=prompt,
            minutes=lambda: self._pace.minutes(prompt.section.id),
            outlook=lambda: self._asides.outlook(prompt),
            field=field,
            voice=self._voice,
            guidance_open=self._guidance_open,
            beside=self._asides.beside,
        )
        screen.keys = (*field.keys, *question_hints(screen))
        return screen


def _kept(prompt: Prompt, draft: Any) -> Reply | None:
    """Keep what is half-written; the question is asked anew when its answer was changed elsewhere."""
    prompt.keep_draft("", draft)
    return Again(draft) if prompt.changed() else None
