"""What a screen says: the program's sentences, the questionnaire's texts, and answers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from refscreen.answers import EVIDENCE, SAID_BY
from refscreen.dates import PartialDate
from refscreen.errors import Problem
from refscreen.interview.flow import Step
from refscreen.interview.harmless import harmless, joined, one_line
from refscreen.interview.places import Place
from refscreen.interview.record import Beside
from refscreen.interview.turn import Receipt, Suggested
from refscreen.messages import Messages
from refscreen.questionnaire import Question
from refscreen.wording import RIGHT_TO_LEFT, Wording

SIGNS = {
    "answered": "✓", "open": "·", "confirm": "?", "later": "»", "not_asked": "»", "unclear": "~",
    "unknown": "–", "declined": "–", "not_relevant": "–", "parked": " ",
}  # fmt: skip
"""A sign for how a place stands; the word stands on the same line, so that nothing rests on the sign."""

SHORT, SHORT_NAME = 40, 24
"""Characters of an answer that can stand for its row, and of the name beside a step of a scale."""
HIDDEN = "•••"
"""Stands for a sensitive answer in a list: the candidate may sit beside the screen."""


@dataclass(frozen=True)
class Voice:
    """One language to speak in, for the program and for the questionnaire."""

    messages: Messages
    wording: Wording

    def say(self, key: str, **values: object) -> str:
        """A sentence of the interview's own."""
        return self.messages.say(f"interview.{key}", **values)

    def words(self, text: Mapping[str, str] | None) -> str:
        """A text of the questionnaire."""
        return harmless(self.wording.words(text))

    def told(self, problem: Problem) -> str:
        """A problem and what to do about it, on one line."""
        told = self.messages.tell(problem)
        return one_line(f"{told.what} {told.remedy}")

    def suggested(self, suggested: Suggested) -> str:
        """What the program suggests, why, and what is worth a thought beside it."""
        told = self.say("suggested", what=self.words(suggested.what), why=self.words(suggested.why))
        if suggested.also is None:
            return told
        return f"{told} {self.say('suggested_also', also=self.words(suggested.also))}"

    def value(self, question: Question, value: Any) -> str:
        """An answer in words, on one line."""
        return joined(self.wording.value(question, value))

    @staticmethod
    def told_of(name: str, label: str, answer: str) -> str:
        """A name and what is answered there; no second colon where the label has one."""
        return f"{name}{' –' if ':' in label else ':'} {answer}" if answer else name

    def chosen(self, question: Question, chosen: Sequence[Any]) -> str:
        """What is chosen so far, in the order it was chosen."""
        named = [self.words(question.choice_by_id[value].label) for value in chosen]
        return self.say("chosen", names=", ".join(named)) if named else ""

    def typed(self, value: Any) -> str:
        """An answer as somebody would type it again."""
        dotted = self.wording.language != "en"
        if isinstance(value, PartialDate) and dotted:
            return ".".join(f"{part:02}" for part in (value.day, value.month, value.year) if part)
        if isinstance(value, float) and dotted:
            return str(value).replace(".", ",")
        return harmless("" if value is None else value)

    def row(self, group: Question, row: Mapping[str, Any], width: int) -> str:
        """A row of a group in a few words: as many of its short answers as the width takes."""
        if group.sensitive:
            return HIDDEN
        known = [inner for inner in group.questions if row.get(inner.id) is not None]
        said = ""
        for part in (self._part(inner, row[inner.id]) for inner in known):
            if not part or len(part) > SHORT:
                continue
            more = f"{said} · {part}" if said else one_line(part, width)
            if len(more) > width:
                break
            said = more
        return said

    def _part(self, question: Question, value: Any) -> str:
        """An answer among others of its row; one that is no word by itself is named."""
        if question.sensitive:
            return HIDDEN
        name = one_line(self.words(question.label), SHORT_NAME)
        name = name[:1].lower() + name[1:]
        match question.type:
            case "scale":
                return f"{name} {value}"
            case "yes_no":
                return f"{name}: {self.value(question, value).lower()}"
            case "number" if not question.unit:
                return f"{name}: {self.value(question, value)}"
            case _:
                return self.value(question, value)

    def row_name(self, group: Question, number: int) -> str:
        """``Job 2``: what one row of the group is called, and which it is."""
        name = self.words(group.item or group.label)
        return f"{name[:1].upper()}{name[1:]} {number}"

    def place(self, step: Step, outer: Question, question: Question) -> str:
        """A step as it is called in the list of places to go to."""
        if step.row is None or (step.more and not step.row):
            return self.words(outer.label)
        if step.more:
            return f"{self.words(outer.label)}: {self.say('more_place')}"
        return f"{self.row_name(outer, step.row + 1)}: {self.words(question.label)}"

    def backing(self, beside: Beside) -> str:
        """What stands behind a statement, and who made it."""
        told = (("evidence", beside.evidence, EVIDENCE), ("said_by", beside.said_by, SAID_BY))
        # A file edited by hand may hold any word.
        said = [
            self.say(f"{kind}.{one}") if one in known else one_line(one) for kind, one, known in told if one
        ]
        return self.say("backing", words=", ".join(said))

    def answer(self, place: Place) -> str:
        """What is known at a place, on one line: the answer, or why there is none."""
        if place.standing in {"answered", "parked", "confirm"} and place.question.type != "group":
            if place.step.more:
                return ""
            return self.value(place.question, place.value)
        if place.standing in {"open", "answered", "parked"}:
            return ""
        state = self.say(f"states.{place.standing}")
        heard = place.standing == "unclear" and place.value is not None
        if heard and place.question.type != "group" and not place.step.more:
            return f"{self.value(place.question, place.value)} ({state})"
        return state

    def receipt(self, done: Receipt) -> str:
        """What was done just before, on one line."""
        if done.question is None:
            key, count = ("restored", done.restored) if done.restored else ("dropped", done.dropped)
            return self.say(key, count=count)
        label = self.words(done.question.label)
        if done.state:
            return f"{SIGNS[done.state]} {self.told_of(label, label, self.say(f'states.{done.state}'))}"
        # The candidate may sit beside the screen: a sensitive answer is not repeated.
        if done.question.sensitive:
            shown = ""
        elif done.question.type == "group":
            shown = str(len(done.value)) if done.value else self.say("none")
        else:
            shown = self.value(done.question, done.value)
        parked = f" · {self.say('now_parked', count=done.parked)}" if done.parked else ""
        return f"✓ {self.told_of(label, label, shown)}{parked}"

    def other_languages(self, question: Question) -> tuple[str, ...]:
        """The languages the question can be shown in beside the interview's own.

        A terminal cannot be trusted with one that runs from right to left; those belong on paper.
        """
        own = {self.wording.language, *RIGHT_TO_LEFT}
        return tuple(language for language in question.ask if language not in own)
