"""What stands around a field: where we are, the question, what does not fit, guidance, and the keys."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import (
    AnyContainer,
    ConditionalContainer,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.styles import Style

from refscreen.answers import STATES
from refscreen.interview.harmless import one_line
from refscreen.interview.prompts.field import Field
from refscreen.interview.prompts.voice import Voice
from refscreen.interview.turn import Prompt
from refscreen.questionnaire import Question

WIDEST = 92
"""Columns of running text; longer lines are tiring to read."""
ROWS_SHOWN = 6
SHOWN_PROBLEMS, SHOWN_OF_DRAFT = 3, 60

STYLE = Style.from_dict(
    {
        # Meaning is carried by bold, reverse and signs; colour is ornament, so that NO_COLOR loses nothing.
        "title": "bold",
        "question": "bold",
        "faint": "dim",
        "done": "ansigreen",
        "problem": "bold ansired",
        "key": "bold",
        "pointer": "bold ansicyan",
        "highlighted": "bold",
        "selected": "bold",
        "marked": "reverse",
        "bottom-toolbar": "noreverse",
    }
)

Lines = StyleAndTextTuples


def columns() -> int:
    """How wide the terminal is now."""
    return get_app().output.get_size().columns


def _wrapped(text: str, style: str, indent: str = "  ") -> Lines:
    width = min(columns() - 1, WIDEST)
    lines = [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, width, initial_indent=indent, subsequent_indent=indent) or [""]
    ]
    return [(style, "\n".join(lines))]


@dataclass
class Screen:
    """One question on the screen; what can be folded out is remembered here."""

    prompt: Prompt
    field: Field
    voice: Voice
    minutes: Callable[[], int]
    guidance_open: bool = False
    beside: str = ""
    keys: tuple[tuple[str, str], ...] = ()

    def layout(self) -> Layout:
        """Everything from the top line to the keys at the bottom."""
        parts: list[AnyContainer] = [
            Window(FormattedTextControl(self._top), height=4),
            self._block(self._heading, least=1),
            Window(height=1),
            self.field.body,
            self._block(self._under_field, least=0),
            self._block(self._guidance, least=6, most=14),
            Window(),
            self._block(self._bottom, least=4),
        ]
        return Layout(HSplit(parts), focused_element=self.field.focus)

    def _block(self, lines: Callable[[], Lines], *, least: int, most: int = 40) -> AnyContainer:
        """Lines that take the room they need, between bounds, and none when there are none."""

        def height() -> Dimension:
            needed = sum(text.count("\n") for _, text, *_ in lines()) + 1
            return Dimension(min=min(least, needed), preferred=min(needed, most), max=min(needed, most))

        window = Window(FormattedTextControl(lines), height=height, always_hide_cursor=True)
        return ConditionalContainer(window, Condition(lambda: bool(lines())))

    # --- the top ------------------------------------------------------------------------------------

    def _top(self) -> Lines:
        """Section, number and minutes; the way so far as a line; what was saved just now."""
        progress, width = self.prompt.progress, columns() - 1
        right = self.voice.say(
            "where",
            number=progress.number,
            of=progress.of,
            minutes=self.minutes(),
            planned=progress.section_minutes,
        )
        title = one_line(self.voice.words(self.prompt.section.title), max(width - len(right) - 4, 8))
        gap = " " * max(width - len(title) - len(right) - 3, 2)
        share = progress.answered / max(progress.total, 1)
        percent = f" {int(100 * share)} % "
        line = max(width - len(percent) - 2, 4)
        full = round(line * share)
        return [
            ("class:title", f"  {title}"),
            ("class:faint", f"{gap}{right}\n  "),
            ("class:done", "━" * full),
            ("class:faint", "─" * (line - full) + percent + "\n"),
            ("class:faint", f"  {self._saved(width - 3)}"),
        ]

    def _saved(self, width: int) -> str:
        if self.prompt.saved is None:
            return ""
        question, value = self.prompt.saved
        # The candidate may sit beside the screen: a sensitive answer is not repeated.
        shown = "" if question.sensitive else f": {self.voice.value(question, value)}"
        return one_line(f"✓ {self.voice.words(question.label)}{shown}", width)

    # --- the question -------------------------------------------------------------------------------

    def _heading(self) -> Lines:
        prompt, lines = self.prompt, Lines()
        if prompt.group is not None and prompt.step.row is not None and not prompt.step.more:
            name = self.voice.row_name(prompt.group, prompt.step.row + 1)
            told = self.voice.row(prompt.group, prompt.rows[prompt.step.row])
            told = f" · {one_line(told, columns() - len(name) - 8)}" if told else ""
            lines += [("", f"  {name}"), ("class:faint", f"{told}\n\n")]
        lines += _wrapped(self.voice.words(prompt.question.ask), "class:question")
        if self.beside in prompt.question.ask:
            lines += [("", "\n"), *_wrapped(prompt.question.ask[self.beside], "")]
        if prompt.group is not None and prompt.step.more:
            lines += self._rows(prompt.group)
        if remarks := self._remarks():
            lines += [("", "\n"), *_wrapped(remarks, "class:faint")]
        return lines

    def _rows(self, group: Question) -> Lines:
        """What is in the group already, and whether there is more."""
        rows = self.prompt.rows
        lines: Lines = [("", "\n")] if rows else []
        if len(rows) > ROWS_SHOWN:
            lines += [("class:faint", f"\n  … ({len(rows) - ROWS_SHOWN})")]
        for number, row in list(enumerate(rows, start=1))[-ROWS_SHOWN:]:
            told = one_line(self.voice.row(group, row) or "–", columns() - 8)
            lines += [("", f"\n  {number}. {told}")]
        sentence = self.voice.say("more" if rows else "any")
        return [*lines, ("", "\n\n" if rows else "\n"), *_wrapped(sentence, "class:question" if rows else "")]

    def _remarks(self) -> str:
        """Whom the question is for, that it is sensitive, and what was noted instead of an answer."""
        question, state = self.prompt.question, self.prompt.state
        said = []
        if question.by != "candidate":
            said.append(self.voice.say(f"by.{question.by}"))
        if question.sensitive:
            said.append(self.voice.say("sensitive"))
        if state in STATES:
            said.append(self.voice.say("noted", state=self.voice.say(f"states.{state}")))
        return " ".join(said)

    # --- under the field ----------------------------------------------------------------------------

    def _under_field(self) -> Lines:
        """What does not fit, until something else is typed; else a line that follows the typing."""
        sentences = [self.voice.told(problem) for problem in self.prompt.problems[:SHOWN_PROBLEMS]]
        if sentences and self.prompt.draft is not None and not self.field.shows_draft:
            sentences[0] = f"{one_line(self.prompt.draft, SHOWN_OF_DRAFT)} – {sentences[0]}"
        if self.field.notice:
            sentences = [self.voice.say(self.field.notice)]
        if sentences and (self.field.notice or self.field.untouched()):
            wrapped = [_wrapped(f"! {sentence}", "class:problem") for sentence in sentences]
            return [part for lines in wrapped for part in (("", "\n"), *lines)]
        note = self.field.note()
        return _wrapped(note, "class:faint") if note else []

    def _guidance(self) -> Lines:
        text = self.guidance()
        if not self.guidance_open or not text:
            return []
        return [("", "\n"), *_wrapped(text, "", "  │ ")]

    def guidance(self) -> str:
        """What helps the consultant with this question; a section's first question has the section's too."""
        question, section = self.prompt.question, self.prompt.section
        texts = [question.guidance]
        if self.prompt.progress.number == 1 and not (self.prompt.step.row and self.prompt.step.inner):
            texts += [section.guidance]
        return "\n\n".join(self.voice.words(text) for text in texts if text)

    def _bottom(self) -> Lines:
        """A thin line, and the keys that work here, on as many lines as they need."""
        width = columns() - 1
        lines: Lines = [("class:faint", "─" * width)]
        used = width
        for key, sentence in self.keys:
            word = self.voice.say(f"keys.{sentence}")
            room = len(key) + len(word) + 3
            if used + room - 2 > width:
                lines += [("", "\n  ")]
                used = 2
            lines += [("class:key", key), ("class:faint", f" {word}  ")]
            used += room
        return lines
