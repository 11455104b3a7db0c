"""The way through an interview: which steps there are now, which comes next, which are open. Pure.

A step is a place where something is asked: a question, an inner question of one row of a group, or the
group's "one more?". A question that does not apply now is no step; its answer is kept for when it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from refscreen import values
from refscreen.answers import Answers
from refscreen.questionnaire import Question, Questionnaire, Section

SETTLED = frozenset({"unknown", "declined", "not_relevant", "unclear"})
"""States that close a question."""
POSTPONED = frozenset({"later", "not_asked"})
"""States of a question that is passed now and offered again before the end."""
WEIGHTS = {"long_text": 3.0, "group": 4.0}
"""How long a question takes beside a short one; a section's planned minutes are shared out by it."""


@dataclass(frozen=True)
class Step:
    """A place in the interview.

    Attributes:
        id: the question, or the group.
        row: the row of the group; for "one more?" the row that would come.
        inner: the inner question; empty for "one more?".
    """

    id: str
    row: int | None = None
    inner: str = ""

    @property
    def more(self) -> bool:
        """Whether this is a group's "one more?"."""
        return self.row is not None and not self.inner

    @cached_property
    def key(self) -> str:
        """``full_name``, ``jobs.0.title``, or ``jobs.2`` for "one more job?" after two."""
        return ".".join(str(part) for part in (self.id, self.row, self.inner) if part not in (None, ""))


@dataclass(frozen=True)
class Progress:
    """How far the interview is; a group counts as one question.

    Attributes:
        answered, total: questions settled and asked, in the whole.
        number, of: the step's question within its section.
        section_minutes, minutes: what is planned for the section and the whole.
    """

    answered: int
    total: int
    number: int
    of: int
    section_minutes: int
    minutes: int


def question_at(questionnaire: Questionnaire, step: Step) -> Question:
    """What is answered at a step; "one more?" is a yes/no question in its group's words."""
    question = questionnaire.questions[step.id]
    if step.more:
        return question.model_copy(update={"type": "yes_no", "questions": ()})
    return question.inner[step.inner] if step.inner else question


def state_key(step: Step) -> str:
    """Where a state of the step is kept; having no row at all is a state of the group."""
    return step.id if step.more else step.key


def section_at(questionnaire: Questionnaire, step: Step) -> Section:
    """The section a step belongs to."""
    return questionnaire.section_of[step.id]


def rows_of(answers: Answers, group: Question) -> tuple[Mapping[str, Any], ...]:
    """The rows of a group, each with the inner answers that fit."""
    raw = answers.unfit.get(group.id)
    if not isinstance(raw, list):
        return tuple(answers.values.get(group.id, ()))
    return tuple(_fitting(row, group, answers.held_on(None)) for row in raw)


def _fitting(row: object, group: Question, told: date | None) -> Mapping[str, Any]:
    fitting = values.row_of(group, row, told)[0]
    return {name: fitting[name] for name in group.inner if name in fitting}


def steps(questionnaire: Questionnaire, answers: Answers, today: date) -> tuple[Step, ...]:
    """Every step there is, given these answers, in the order they are asked."""
    found: list[Step] = []
    applicable = questionnaire.applicable(answers.values, today)
    for question in questionnaire.visible(answers.values, today):
        if question.type != "group":
            found.append(Step(question.id))
            continue
        rows = rows_of(answers, question)
        for index, row in enumerate(rows):
            inner = questionnaire.visible_inner(question, row, applicable, today)
            found += [Step(question.id, index, asked.id) for asked in inner]
        if len(rows) < values.MOST_ROWS:
            found.append(Step(question.id, len(rows)))
    return tuple(found)


def following(every: tuple[Step, ...], step: Step) -> Step | None:
    """The step after; None at the end."""
    place = every.index(step) + 1
    return every[place] if place < len(every) else None


def previous(every: tuple[Step, ...], step: Step) -> Step | None:
    """The step before; None at the beginning."""
    place = every.index(step)
    return every[place - 1] if place else None


def standing(questionnaire: Questionnaire, answers: Answers, step: Step) -> str:
    """How a step stands: ``answered``, ``confirm``, one of the answer states, or ``open``."""
    if step.id in answers.confirm and (step.row is None or step.more):
        return "confirm"
    state = answers.states.get(state_key(step), "")
    if state:
        return state
    if not step.inner or step.row is None:
        return "answered" if step.id in answers.values and step.id not in answers.unfit else "open"
    row = rows_of(answers, questionnaire.questions[step.id])[step.row]
    return "answered" if step.inner in row else "open"


def open_steps(questionnaire: Questionnaire, answers: Answers, every: tuple[Step, ...]) -> tuple[Step, ...]:
    """Of every step those that are to be asked as the way goes on, in order.

    "One more?" after a row counts as said when anything further on is: the conversation has passed it.
    """
    found: list[Step] = []
    passed = False
    for step in reversed(every):
        stands = standing(questionnaire, answers, step)
        is_open = stands in {"open", "confirm"}
        if step.more and step.row and stands != "confirm":
            is_open = not passed or step.id in answers.unfit
        passed = passed or not is_open
        if is_open:
            found.append(step)
    return tuple(reversed(found))


def waiting(questionnaire: Questionnaire, answers: Answers, every: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that somebody wants to come back to: for later, or dropped when time was short."""
    return tuple(s for s in every if standing(questionnaire, answers, s) in POSTPONED)


def core_open(questionnaire: Questionnaire, answers: Answers, today: date) -> tuple[str, ...]:
    """The core questions that are asked and have neither an answer nor a reason for none."""
    asked = [question.id for question in questionnaire.visible(answers.values, today) if question.core]
    return tuple(
        name for name in asked if name not in answers.values and answers.states.get(name) not in SETTLED
    )


def progress(questionnaire: Questionnaire, answers: Answers, every: tuple[Step, ...], step: Step) -> Progress:
    """How far the interview is at a step, of every step there is."""
    asked = list(dict.fromkeys(place.id for place in every))
    still = (*open_steps(questionnaire, answers, every), *waiting(questionnaire, answers, every))
    still_open = {place.id for place in still}
    section = section_at(questionnaire, step)
    here = [name for name in asked if questionnaire.section_of[name] is section]
    return Progress(
        answered=sum(name not in still_open for name in asked),
        total=len(asked),
        number=here.index(step.id) + 1,
        of=len(here),
        section_minutes=section.minutes,
        minutes=questionnaire.minutes,
    )


@dataclass(frozen=True)
class Ahead:
    """An open question that will take time: about how many minutes, and whether it may be dropped."""

    id: str
    minutes: float
    optional: bool


def ahead(questionnaire: Questionnaire, answers: Answers, every: tuple[Step, ...]) -> tuple[Ahead, ...]:
    """The open questions to the candidate, with their share of their section's planned minutes."""
    still_open = {step.id for step in open_steps(questionnaire, answers, every)} - set(answers.confirm)
    asked = [questionnaire.questions[name] for name in dict.fromkeys(step.id for step in every)]
    spoken = [question for question in asked if question.by == "candidate"]
    weights: dict[str, float] = {}
    for question in spoken:
        section = questionnaire.section_of[question.id].id
        weights[section] = weights.get(section, 0.0) + WEIGHTS.get(question.type, 1.0)
    found = []
    for question in spoken:
        section_of = questionnaire.section_of[question.id]
        share = WEIGHTS.get(question.type, 1.0) / weights[section_of.id]
        if question.id in still_open:
            optional = not question.core and question.id not in answers.values  # begun is not left out
            found.append(Ahead(question.id, section_of.minutes * share, optional))
    return tuple(found)
