"""The screen of a question: where we are, the question, what is said about it, guidance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from refscreen.answers import STATES
from refscreen.interview.harmless import one_line
from refscreen.interview.pace import Outlook
from refscreen.interview.prompts.frame import FREE, Frame, Lines, columns, cut, height, wrapped
from refscreen.interview.prompts.typed import emptied
from refscreen.interview.record import note_draft
from refscreen.interview.turn import Prompt

ROWS_SHOWN, SPACED = 6, 6
"""Rows of a group that are seen at most, and lines of a heading that has one to spare."""
JUDGED = frozenset({"scale", "long_text"})
"""Types in which a consultant answers with a judgement; elsewhere it is a choice, a list to tick, a fact."""
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
        time = time if len(time) + 6 <= width else f" {self._time()} "
        line = max(width - len(time) - 2, 2)
        full = round(line * share)
        return [
            ("class:title", f"  {title}"),
            ("class:faint", f"{gap}{right}\n  "),
            ("class:done", "━" * full),
            ("class:faint", "─" * (line - full)),
            ("class:faint", f"{time}\n"),
            *self._saved(width - 3),
            ("", "\n"),
        ]

    def _time(self) -> str:
        """Minutes used and planned in all; when time is short, by how much and which key helps."""
        outlook = self.outlook()
        used, planned = round(outlook.used), round(outlook.planned)
        if outlook.behind:
            return self.voice.say("time_short", used=used, planned=planned)
        return self.voice.say("time", used=used, planned=planned)

    def _saved(self, width: int) -> Lines:
        """What was kept just now, or a sentence about what happened, which is never cut."""
        if self.prompt.notice:
            return wrapped(f"! {self.voice.say(self.prompt.notice)}", "class:faint")
        saved = one_line(self.voice.receipt(self.prompt.saved), width) if self.prompt.saved else ""
        return [("class:faint", f"  {saved}")]

    # --- the question -------------------------------------------------------------------------------

    def heading(self, room: int = FREE, *, whole: bool = True) -> Lines:
        """The row of a group, the question, the second language under it, and what is said about it."""
        asked = wrapped(self.voice.words(self.prompt.question.ask), "class:question")
        if self.beside in self.prompt.question.ask:
            asked += [("", "\n"), *wrapped(self.prompt.question.ask[self.beside], "class:faint")]
        remarks = self._remarks()
        told = [("", "\n"), *wrapped(remarks, "class:faint")] if remarks else []
        before, more = self._row(), self._more(spaced=room >= SPACED)
        left = room - sum(text.count("\n") for _, text, *_ in (*before, *more, *told))
        asked = asked if whole else cut(asked, max(left, 1), "  …")
        return [*before, *asked, *self._rows(left - height(asked)), *more, *told]

    def _row(self) -> Lines:
        """Which row of a group the question is about."""
        prompt, row = self.prompt, self.prompt.step.row
        if prompt.group is None or row is None or prompt.step.more:
            return []
        name = self.voice.row_name(prompt.group, row + 1)
        told = self.voice.row(prompt.group, prompt.rows[row], columns() - len(name) - 8)
        return [("", f"  {name}"), ("class:faint", f" · {told}\n\n" if told else "\n\n")]

    def _rows(self, room: int) -> Lines:
        """What is in the group already, as much of it as there is room for."""
        group, rows = self.prompt.group, self.prompt.rows
        if group is None or not self.prompt.step.more or not rows:
            return []
        shown = min(len(rows), ROWS_SHOWN, room - 1)
        if shown < len(rows):
            shown = max(min(ROWS_SHOWN, room - 2), 0)
        lines: Lines = [("", "\n")] if shown else []
        if shown < len(rows):
            lines += [("class:faint", f"\n  … ({len(rows) - shown})")]
        for number, row in list(enumerate(rows, start=1))[len(rows) - shown :]:
            told = self.voice.row(group, row, columns() - 8) or "–"
            lines += [("", f"\n  {number}. {told}")]
        return lines

    def _more(self, *, spaced: bool) -> Lines:
        """In a group, whether there is more."""
        if self.prompt.group is None or not self.prompt.step.more:
            return []
        some = bool(self.prompt.rows)
        sentence = self.voice.say("more" if some else "any")
        return [
            ("", "\n\n" if some and spaced else "\n"),
            *wrapped(sentence, "class:question" if some else ""),
        ]

    def _remarks(self) -> str:
        """Whom the question is for, that it is sensitive, what was noted instead of an answer or about it."""
        question, state, beside = self.prompt.question, self.prompt.state, self.prompt.beside
        said = []
        if question.by != "candidate":
            herself = question.by == "consultant" and question.type not in JUDGED
            said.append(self.voice.say("by.consultant_self" if herself else f"by.{question.by}"))
        if question.sensitive:
            said.append(self._sensitive())
        if self.prompt.suggested is not None:
            said.append(self.voice.suggested(self.prompt.suggested))
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

    def _sensitive(self) -> str:
        """That it is sensitive; to the candidate also that it is voluntary, unless the question says so."""
        question, voluntary = self.prompt.question, self.voice.say("voluntary")
        told = question.by != "candidate" or voluntary in self.voice.words(question.ask)
        return self.voice.say("sensitive") + ("" if told else f" {voluntary}")

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
