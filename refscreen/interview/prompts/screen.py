"""The screen of a question: where we are, the question, what is said about it, guidance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from refscreen.answers import STATES
from refscreen.interview.harmless import one_line
from refscreen.interview.pace import Outlook
from refscreen.interview.prompts.frame import Frame, Lines, columns, wrapped
from refscreen.interview.prompts.typed import emptied
from refscreen.interview.record import note_draft
from refscreen.interview.turn import Prompt
from refscreen.questionnaire import Question

ROWS_SHOWN = 6
JUDGED = frozenset({"scale", "choice", "long_text"})
"""Types in which a consultant answers with a judgement; elsewhere it is a list to tick or a fact."""
SHOWN_PROBLEMS, SHOWN_OF_DRAFT, SHOWN_OF_NOTE = 3, 60, 50


@dataclass
class _Required:
    """What a question's screen is made for."""

    prompt: Prompt
    minutes: Callable[[], int]
    outlook: Callable[[], Outlook]


@dataclass
class Screen(Frame, _Required):
    """One question on the screen; what can be folded out is remembered here."""

    guidance_open: bool = False
    beside: str = ""

    # --- the top ------------------------------------------------------------------------------------

    def top(self) -> Lines:
        """Section, number and minutes; the way so far as a line; what was saved just now."""
        progress, width = self.prompt.progress, columns() - 1
        place = {"number": progress.number, "of": progress.of}
        planned = round(progress.section_minutes * self.outlook().planned / max(progress.minutes, 1))
        where = "where" if planned else "where_untimed"
        right = self.voice.say(where, **place, minutes=self.minutes(), planned=planned)
        title = one_line(self.voice.words(self.prompt.section.title), max(width - len(right) - 4, 8))
        gap = " " * max(width - len(title) - len(right) - 3, 2)
        share = progress.answered / max(progress.total, 1)
        time = f" {int(100 * share)} % · {self._time()} "
        line = max(width - len(time) - 2, 4)
        full = round(line * share)
        return [
            ("class:title", f"  {title}"),
            ("class:faint", f"{gap}{right}\n  "),
            ("class:done", "━" * full),
            ("class:faint", "─" * (line - full)),
            ("class:faint", f"{time}\n"),
            ("class:faint", f"  {self._saved(width - 3)}\n"),
        ]

    def _time(self) -> str:
        """Minutes used and planned in all; when time is short, by how much and which key helps."""
        outlook = self.outlook()
        used, planned = round(outlook.used), round(outlook.planned)
        if outlook.behind:
            return self.voice.say("time_short", used=used, planned=planned, behind=round(outlook.behind))
        return self.voice.say("time", used=used, planned=planned)

    def _saved(self, width: int) -> str:
        if self.prompt.notice:
            return one_line(f"! {self.voice.say(self.prompt.notice)}", width)
        return one_line(self.voice.receipt(self.prompt.saved), width) if self.prompt.saved else ""

    # --- the question -------------------------------------------------------------------------------

    def heading(self) -> Lines:
        """The row of a group, the question, the second language under it, and what is said about it."""
        prompt, lines = self.prompt, Lines()
        if prompt.group is not None and prompt.step.row is not None and not prompt.step.more:
            name = self.voice.row_name(prompt.group, prompt.step.row + 1)
            told = self.voice.row(prompt.group, prompt.rows[prompt.step.row], columns() - len(name) - 8)
            told = f" · {told}" if told else ""
            lines += [("", f"  {name}"), ("class:faint", f"{told}\n\n")]
        lines += wrapped(self.voice.words(prompt.question.ask), "class:question")
        if self.beside in prompt.question.ask:
            lines += [("", "\n"), *wrapped(prompt.question.ask[self.beside], "class:faint")]
        if prompt.group is not None and prompt.step.more:
            lines += self._rows(prompt.group)
        if remarks := self._remarks():
            lines += [("", "\n"), *wrapped(remarks, "class:faint")]
        return lines

    def _rows(self, group: Question) -> Lines:
        """What is in the group already, and whether there is more."""
        rows = self.prompt.rows
        lines: Lines = [("", "\n")] if rows else []
        if len(rows) > ROWS_SHOWN:
            lines += [("class:faint", f"\n  … ({len(rows) - ROWS_SHOWN})")]
        for number, row in list(enumerate(rows, start=1))[-ROWS_SHOWN:]:
            told = self.voice.row(group, row, columns() - 8) or "–"
            lines += [("", f"\n  {number}. {told}")]
        sentence = self.voice.say("more" if rows else "any")
        return [*lines, ("", "\n\n" if rows else "\n"), *wrapped(sentence, "class:question" if rows else "")]

    def _remarks(self) -> str:
        """Whom the question is for, that it is sensitive, what was noted instead of an answer or about it."""
        question, state, beside = self.prompt.question, self.prompt.state, self.prompt.beside
        said = []
        if question.by != "candidate":
            herself = question.by == "consultant" and question.type not in JUDGED
            said.append(self.voice.say("by.consultant_self" if herself else f"by.{question.by}"))
        if question.sensitive:
            said.append(self.voice.say("sensitive"))
        if self.prompt.confirm:
            said.append(self.voice.say("confirm"))
        if state in STATES:
            said.append(self.voice.say("noted", state=self.voice.say(f"states.{state}")))
        if beside.flagged:
            said.append(self.voice.say("flagged"))
        if beside.evidence or beside.said_by:
            said.append(self.voice.backing(beside))
        if note_draft(self.prompt.step) in self.prompt.find_drafts():
            said.append(self.voice.say("note_begun"))
        elif beside.note:
            key = "has_note_shown" if beside.note_shown else "has_note"
            said.append(self.voice.say(key, note=one_line(beside.note, SHOWN_OF_NOTE)))
        return " ".join(said)

    # --- under the field ----------------------------------------------------------------------------

    def problems(self) -> list[str]:
        """What does not fit; with what was typed where the field does not show it."""
        if emptied(self.prompt):
            return [self.voice.say("nothing_written")]
        sentences = [self.voice.told(problem) for problem in self.prompt.problems[:SHOWN_PROBLEMS]]
        if sentences and self.prompt.draft is not None and not self.field.shows_draft:
            sentences[0] = f"{one_line(self.prompt.draft, SHOWN_OF_DRAFT)} – {sentences[0]}"
        return sentences

    def below(self) -> Lines:
        """The guidance, when it is folded out."""
        text = self.guidance()
        if not self.guidance_open or not text:
            return []
        return [("", "\n"), *wrapped(text, "", "  │ ")]

    def guidance(self) -> str:
        """What helps the consultant with this question; a section's first question has the section's too."""
        question, section = self.prompt.question, self.prompt.section
        texts = [question.guidance]
        if self.prompt.progress.number == 1 and not (self.prompt.step.row and self.prompt.step.inner):
            texts += [section.guidance]
        return "\n\n".join(self.voice.words(text) for text in texts if text)
