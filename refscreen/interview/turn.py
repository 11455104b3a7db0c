"""One turn of the interview: what is put to the person at the keyboard, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from refscreen.errors import Problem
from refscreen.interview.flow import Progress, Step
from refscreen.questionnaire import Question, Section


@dataclass(frozen=True)
class Prompt:
    """Everything a screen needs to ask one thing.

    Attributes:
        question: what is answered; for "one more?" a yes/no question with the texts of its group.
        group: the group the step belongs to, with its ``rows`` so far.
        value: the stored answer, offered as default.
        draft: what was written and does not fit, or was left half-written; shown instead of ``value``.
        problems: why ``draft`` does not fit.
        state: why there is no answer, as stored.
        saved: the question answered just before and its value; only what is on disk stands here.
        places: every step there is, with the question on the outer level and the one that is answered.
    """

    step: Step
    question: Question
    section: Section
    progress: Progress
    group: Question | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    value: Any = None
    draft: Any = None
    problems: tuple[Problem, ...] = ()
    state: str = ""
    saved: tuple[Question, Any] | None = None
    places: tuple[tuple[Step, Question, Question], ...] = field(default=(), repr=False)
    first: bool = False

    @property
    def key(self) -> str:
        """The step's key: ``full_name``, ``jobs.0.title``, or ``jobs.2`` for "one more job?"."""
        return self.step.key


@dataclass(frozen=True)
class Given:
    """An answer as it was typed or chosen."""

    raw: Any = field(repr=False)


@dataclass(frozen=True)
class Back:
    """To the step before; ``draft`` is what stands in the field and is kept for the way back."""

    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Skip:
    """On, and ask again before the end."""

    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class State:
    """There is no answer, for this reason: ``unknown``, ``declined`` or ``not_relevant``."""

    name: str


@dataclass(frozen=True)
class Jump:
    """To another step, by its key."""

    key: str
    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Stop:
    """Enough for today; ``draft`` is what stands in the field."""

    draft: Any = field(default=None, repr=False)


Reply = Given | Back | Skip | State | Jump | Stop
Ask = Callable[[Prompt], Reply]
"""Puts a prompt to somebody: a terminal, a script, or a dict in a test."""
