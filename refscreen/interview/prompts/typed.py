"""Fields that are written in: one line, several lines, a number, a date."""

from __future__ import annotations

import datetime
from typing import Any

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.key_binding import KeyPressEvent
from prompt_toolkit.layout import Dimension, Window

from refscreen import values
from refscreen.interview.prompts.editing import add_rows, writing_keys
from refscreen.interview.prompts.field import Field
from refscreen.interview.prompts.frame import columns
from refscreen.interview.prompts.kit import Kit
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.prompts.wrapping import INDENT, Wrapped, line_count
from refscreen.interview.turn import Prompt

LINES_SHOWN, LEAST = 9, 3
"""Lines of a long text that are seen at once, at most and on a small terminal."""
LONGEST_NOTE = 2000
"""Characters a note should stay within; it is told, not enforced."""


def text(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """One line of text."""
    return _answered(prompt, voice, kit)


def number(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """A number; the line under it repeats it with its unit."""
    return _answered(prompt, voice, kit)


def date(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """A date to the day, month or year; the line under it says how it was understood."""
    return _answered(prompt, voice, kit)


def long_text(prompt: Prompt, voice: Voice, kit: Kit) -> Field:
    """Several lines; Enter is done, as everywhere, and Ctrl-J begins a new line."""
    made = _answered(prompt, voice, kit, several=True)
    made.bindings.add("escape", "enter")(_new_line)
    made.alt_enter = True
    return made


def note(text: str, stored: str, voice: Voice, kit: Kit) -> Field:
    """The consultant's own words about an answer; several lines.

    Args:
        text: what stands in the field.
        stored: the note as it is kept.
        voice: what says how long it may be.
        kit: what fields are made of.
    """
    made, buffer = _written(text, kit, several=True)

    def written() -> str:
        return buffer.text.strip()

    made.answer = written
    made.draft = lambda: buffer.text if buffer.text != stored else None
    made.note = lambda: voice.say("letters_used", used=len(written()), most=LONGEST_NOTE)
    return made


def emptied(prompt: Prompt) -> bool:
    """Whether the field was left empty and answered with; a stored answer does not come back by itself."""
    return prompt.draft is None and any(problem.key == "empty" for problem in prompt.problems)


def _answered(prompt: Prompt, voice: Voice, kit: Kit, *, several: bool = False) -> Field:
    """A field for the answer to a question, with what is known or half-written in it."""
    shown = prompt.value if prompt.draft is None else prompt.draft
    before = "" if emptied(prompt) else voice.typed(shown)
    made, buffer = _written(before, kit, several=several)
    stored = voice.typed(prompt.value)

    def draft() -> str | None:
        half_written_before = prompt.draft is not None
        return buffer.text if half_written_before or buffer.text != stored else None

    made.draft, made.shows_draft = draft, True
    made.note = lambda: _note(buffer.text, prompt, voice)
    return made


def _written(text: str, kit: Kit, *, several: bool) -> tuple[Field, Buffer]:
    """A field that is written in, of one line or several, and the buffer that holds what stands there."""
    buffer = kit.written(text, several=several)
    window = _window(buffer, several=several)
    made = Field(
        application=kit.application,
        body=window,
        answer=lambda: buffer.text,
        untouched=lambda: buffer.text == text,
        typing=True,
        least=LEAST if several else 1,
        focus=window,
        bindings=writing_keys(several=several),
    )

    def unsaid(_: Buffer) -> None:
        made.notice = ""

    buffer.on_text_changed += unsaid
    add_rows(made.bindings)
    if several:
        made.keys = (("Ctrl-J", "new_line"),)
        made.bindings.add("c-j", eager=True)(_new_line)
    return made, buffer


def _new_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text("\n")


def _window(buffer: Buffer, *, several: bool) -> Window:
    """The window that is written in, marked at its left."""

    def height() -> Dimension:
        lines = sum(line_count(line, max(columns() - INDENT, 1)) for line in buffer.document.lines)
        shown = min(max(lines, 4 if several else 1), LINES_SHOWN)
        return Dimension(min=1, preferred=shown, max=shown)

    return Window(
        Wrapped(buffer),
        height=height,
        wrap_lines=True,
        get_line_prefix=lambda line, wrap: [
            ("class:pointer", "  │ " if several else "  › " if not line + wrap else "    ")
        ],
    )


def _note(typed: str, prompt: Prompt, voice: Voice) -> str:
    """How a date or number is understood, or how much room is left; an example while nothing is typed."""
    question = prompt.question
    if question.type in {"date", "number"}:
        return _understood(typed, prompt, voice)
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    longest = max(map(len, lines), default=0)
    told = []
    if question.max_lines is not None:
        told.append(voice.say("lines_used", used=len(lines), most=question.max_lines))
    if question.room is not None:
        key = "longest_line" if question.type == "long_text" else "letters_used"
        told.append(voice.say(key, used=longest, most=question.room))
    elif question.max_length is not None and not told:
        told.append(voice.say("letters_used", used=len(typed.strip()), most=question.max_length))
    return " · ".join(told)


def _understood(typed: str, prompt: Prompt, voice: Voice) -> str:
    question = prompt.question
    value: Any
    value, problems = values.parse(question, typed, datetime.date.today())
    if not problems:
        return f"= {voice.value(question, value)}"
    if any(problem.key == "date_ahead" for problem in problems):
        return voice.told(problems[0])
    return voice.say("date_example") if question.type == "date" else voice.words(question.unit)
