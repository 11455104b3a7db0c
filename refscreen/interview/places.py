"""Every place of an interview with how it stands, for the map, the review and the closing. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from refscreen.answers import Answers
from refscreen.interview import flow, record
from refscreen.interview.flow import Step
from refscreen.questionnaire import Question, Questionnaire, Section

CATEGORIES = (
    "core_open", "open", "later", "not_asked", "confirm",
    "unclear", "flagged", "unknown", "declined", "noted",
)  # fmt: skip
"""What a consultant wants to see again at the end, the most pressing first."""
_IN_PASSING = frozenset({"confirm", "later", "not_asked", "unclear", "unknown", "declined"})


@dataclass(frozen=True)
class Place:
    """A step with what is known there.

    Attributes:
        outer, question: the question on the outer level, and the one that is answered.
        number: the question's place in the questionnaire, ``3.4``, as on paper.
        standing: ``answered``, ``open``, ``confirm``, a state, or ``parked``: it does not apply now.
        value: the stored answer.
        about_sitting: it is about the case or the sitting, not about the candidate.
    """

    step: Step
    outer: Question
    question: Question
    section: Section
    number: str
    standing: str
    value: Any = field(default=None, repr=False)
    flagged: bool = False
    noted: bool = False
    about_sitting: bool = False

    @property
    def categories(self) -> tuple[str, ...]:
        """What it is among at the end; none for an answer nobody doubts."""
        found = [self.standing] if self.standing in _IN_PASSING else []
        if self.standing == "open" and not (self.step.more and self.step.row):
            found.append("core_open" if self.question.core and not self.step.inner else "open")
        return (*found, *(["flagged"] if self.flagged else []), *(["noted"] if self.noted else []))


def numbers(questionnaire: Questionnaire) -> dict[str, str]:
    """The number of each question, section and place in it, whether it is asked or not."""
    return {
        question.id: f"{place}.{index}"
        for place, section in enumerate(questionnaire.sections, start=1)
        for index, question in enumerate(section.questions, start=1)
    }


def places(questionnaire: Questionnaire, answers: Answers, every: Sequence[Step]) -> tuple[Place, ...]:
    """Every step there is, in order."""
    numbered = numbers(questionnaire)
    return tuple(_place(questionnaire, answers, step, numbered[step.id]) for step in every)


def _place(questionnaire: Questionnaire, answers: Answers, step: Step, number: str) -> Place:
    outer, key = questionnaire.questions[step.id], flow.state_key(step)
    return Place(
        step=step,
        outer=outer,
        question=flow.question_at(questionnaire, step),
        section=questionnaire.section_of[step.id],
        number=number,
        standing=flow.standing(questionnaire, answers, step),
        value=record.value_at(answers, step, outer),
        flagged=key in answers.flags,
        noted=key in answers.notes,
        about_sitting=step.id in questionnaire.about_sitting,
    )


def parked(questionnaire: Questionnaire, answers: Answers, today: date) -> Iterator[Place]:
    """The answers that are kept though their question does not apply now."""
    asked = {question.id for question in questionnaire.visible(answers.values, today)}
    numbered = numbers(questionnaire)
    for name, question in questionnaire.questions.items():
        if name not in asked and name in answers.values:
            section, step = questionnaire.section_of[name], Step(name)
            yield Place(
                step, question, question, section, numbered[name], "parked", value=answers.values[name]
            )
