"""The way through an interview: which steps there are now, which comes next, which are open. Pure.

A step is a place where something is asked: a question, an inner question of one row of a group, or the
group's "one more?". A question that does not apply now is no step; its answer is kept for when it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from refscreen import values
from refscreen.answers import Answers
from refscreen.questionnaire import Question, Questionnaire, Section

SETTLED = frozenset({"unknown", "declined", "not_relevant", "unclear"})
"""States that close a question. ``later`` and ``not_asked`` are offered again before the end."""


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

    @property
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
    return tuple(_fitting(row, group) for row in raw)


def _fitting(row: object, group: Question) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        return {}
    answered = {name: row[name] for name in group.inner if row.get(name) is not None}
    parsed = {name: values.parse(group.inner[name], item) for name, item in answered.items()}
    return {name: value for name, (value, problems) in parsed.items() if not problems}


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


def open_steps(questionnaire: Questionnaire, answers: Answers, every: tuple[Step, ...]) -> tuple[Step, ...]:
    """Of every step those without answer or reason for none, in order; those left for later come last.

    "One more?" after a row counts as said when anything further on is: the conversation has passed it.
    """
    never: list[Step] = []
    later: list[Step] = []
    passed = False
    for step in reversed(every):
        state = answers.states.get(state_key(step), "")
        settled = state in SETTLED
        if step.more and step.row:
            settled = passed and step.id not in answers.unfit
        elif not settled and state not in {"later", "not_asked"}:
            settled = _answered(questionnaire, answers, step)
        passed = passed or settled or bool(state)
        if not settled:
            (later if state in {"later", "not_asked"} else never).append(step)
    return (*reversed(never), *reversed(later))


def _answered(questionnaire: Questionnaire, answers: Answers, step: Step) -> bool:
    if not step.inner or step.row is None:
        return step.id in answers.values
    return step.inner in rows_of(answers, questionnaire.questions[step.id])[step.row]


def first_open(questionnaire: Questionnaire, answers: Answers, today: date) -> Step | None:
    """Where the interview begins or goes on; None when everything is settled."""
    every = steps(questionnaire, answers, today)
    return next(iter(open_steps(questionnaire, answers, every)), None)


def core_open(questionnaire: Questionnaire, answers: Answers, today: date) -> tuple[str, ...]:
    """The core questions that are asked and have neither an answer nor a reason for none."""
    asked = [question.id for question in questionnaire.visible(answers.values, today) if question.core]
    return tuple(
        name for name in asked if name not in answers.values and answers.states.get(name) not in SETTLED
    )


def progress(questionnaire: Questionnaire, answers: Answers, every: tuple[Step, ...], step: Step) -> Progress:
    """How far the interview is at a step, of every step there is."""
    asked = list(dict.fromkeys(place.id for place in every))
    still_open = {place.id for place in open_steps(questionnaire, answers, every)}
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
