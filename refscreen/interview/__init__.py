"""The interview itself: ask, check, save, go on. It knows neither screens nor files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from refscreen import values
from refscreen.answers import Answers
from refscreen.errors import Problem
from refscreen.interview import flow, record
from refscreen.interview.flow import Progress, Step
from refscreen.interview.turn import Ask, Back, Given, Jump, Prompt, Reply, Skip, State, Stop
from refscreen.questionnaire import Question, Questionnaire

__all__ = [
    "Ask",
    "Back",
    "Given",
    "Jump",
    "Progress",
    "Prompt",
    "Reply",
    "Skip",
    "State",
    "Step",
    "Stop",
    "Stopped",
    "run",
]

Save = Callable[[Answers], None]


class Stopped(Exception):  # noqa: N818  # not an error: somebody went home
    """The interview was stopped before its end; everything that was answered is saved."""

    def __init__(self, answers: Answers) -> None:
        """Carry the record as it was saved."""
        super().__init__("stopped")
        self.answers = answers


def run(questionnaire: Questionnaire, answers: Answers, ask: Ask, save: Save, today: date) -> Answers:
    """Hold an interview from the first open step to the end; what was left for later is offered again.

    Args:
        questionnaire: what is asked.
        answers: the record so far; when nothing is open in it, it is gone through from the beginning.
        ask: puts a prompt to somebody and returns the reply.
        save: keeps the record; called after every answer, before anything else is asked.
        today: the day that ages in conditions count to.

    Returns:
        The record; its status is ``completed`` when no core question is open.

    Raises:
        Stopped: the reply was ``Stop``, or Ctrl-C came; the record is saved.
    """
    return _Interview(questionnaire, answers, ask, save, today).hold()


class _Interview:
    """One run: the record, what stands half-written in which field, and whether this is the last round."""

    def __init__(
        self, questionnaire: Questionnaire, answers: Answers, ask: Ask, save: Save, today: date
    ) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self.ask = ask
        self.save = save
        self.today = today
        self.drafts: dict[str, tuple[Any, tuple[Problem, ...]]] = {}
        self.saved: tuple[Question, Any] | None = None
        self.review = False
        self.detour = False
        self.last_round = False
        self.offered: set[str] = set()
        self._known: tuple[Answers, tuple[Step, ...]] | None = None

    def hold(self) -> Answers:
        """Ask until there is nothing more to ask."""
        step = self._first_left()
        if step is None:
            self.review, step = True, next(iter(self._steps()), None)
        while step is not None:
            here = step
            try:
                step = self._turn(here)
            except KeyboardInterrupt:
                self._stop(here, None)
        left = flow.core_open(self.questionnaire, self.answers, self.today)
        self._keep(replace(self.answers, status="in-progress" if left else "completed"))
        return self.answers

    def _turn(self, step: Step) -> Step | None:
        """Ask at a step; the step to ask at next, None at the end."""
        reply = self.ask(self._prompt(step))
        self.saved = None
        match reply:
            case Stop(draft):
                return self._stop(step, draft)
            case Given(raw):
                return self._answer(step, raw)
            case State(name):
                return self._state(step, name)
            case Skip(draft):
                return self._skip(step, draft)
            case Back(draft):
                return self._back(step, draft)
            case Jump(key, draft):
                return self._jump(step, key, draft)

    # --- asking -------------------------------------------------------------------------------------

    def _steps(self) -> tuple[Step, ...]:
        """Every step there is now; found once for each record."""
        if self._known is None or self._known[0] is not self.answers:
            self._known = self.answers, flow.steps(self.questionnaire, self.answers, self.today)
        return self._known[1]

    def _open_steps(self) -> tuple[Step, ...]:
        return flow.open_steps(self.questionnaire, self.answers, self._steps())

    def _outer(self, step: Step) -> Question:
        return self.questionnaire.questions[step.id]

    def _value(self, step: Step) -> Any:
        return record.value_at(self.answers, step, self._outer(step))

    def _prompt(self, step: Step) -> Prompt:
        outer, every = self._outer(step), self._steps()
        stored_misfit = record.unfit_at(self.answers, step, outer)
        draft, problems = self.drafts.get(step.key, stored_misfit)
        return Prompt(
            step=step,
            question=flow.question_at(self.questionnaire, step),
            section=flow.section_at(self.questionnaire, step),
            progress=flow.progress(self.questionnaire, self.answers, every, step),
            group=outer if step.row is not None else None,
            rows=flow.rows_of(self.answers, outer) if step.row is not None else (),
            value=self._value(step),
            draft=draft,
            problems=problems,
            state=self.answers.states.get(flow.state_key(step), ""),
            saved=self.saved,
            places=tuple(
                (place, self._outer(place), flow.question_at(self.questionnaire, place)) for place in every
            ),
            first=step == every[0],
        )

    # --- taking a reply -----------------------------------------------------------------------------

    def _answer(self, step: Step, raw: Any) -> Step | None:
        question = flow.question_at(self.questionnaire, step)
        value, problems = values.parse(question, raw)
        if problems:
            self.drafts[step.key] = raw, tuple(problems)
            return step
        self.drafts.pop(step.key, None)
        if step.more:
            return self._answer_more(step, wanted=value)
        self._keep(record.with_answer(self.answers, step, self._outer(step), value))
        self.saved = (question, value)
        return self._next(step)

    def _answer_more(self, step: Step, *, wanted: bool) -> Step | None:
        if wanted:
            self._keep(record.with_row(self.answers, self._outer(step)))
            return next(place for place in self._steps() if (place.id, place.row) == (step.id, step.row))
        if step.row == 0 and step.id not in self.answers.unfit:
            self._keep(self.answers.with_answer(step.id, ()))
        return self._next(step)

    def _state(self, step: Step, name: str) -> Step | None:
        self.drafts.pop(step.key, None)
        if not (step.more and step.row):  # "one more?" has no states of its own: it is passed
            self._keep(record.with_state(self.answers, step, self._outer(step), name))
        return self._next(step)

    def _skip(self, step: Step, draft: Any) -> Step | None:
        """Leave the step for later; an answer that is stored already stays as it is."""
        self.drafts.pop(step.key, None)
        if self._value(step) is None and not (step.more and step.row):
            self._keep_draft(step, draft)
            if flow.state_key(step) not in self.answers.states:
                self._keep(record.with_state(self.answers, step, self._outer(step), "later"))
        return self._next(step)

    def _back(self, step: Step, draft: Any) -> Step:
        self._hold_draft(step, draft)
        shorter = record.without_empty_row(self.answers, self._outer(step))
        if shorter is not self.answers:
            self._keep(shorter)
            return Step(step.id, step.row)
        return flow.previous(self._steps(), step) or step

    def _jump(self, step: Step, key: str, draft: Any) -> Step:
        self._hold_draft(step, draft)
        self._keep(record.without_empty_row(self.answers, self._outer(step)))
        self.detour = True
        return next((place for place in self._steps() if place.key == key), step)

    def _stop(self, step: Step, draft: Any) -> NoReturn:
        self._keep_draft(step, draft)
        self._keep(record.without_empty_row(self.answers, self._outer(step)))
        self.save(self.answers)  # also when nothing was answered yet: there must be a file to go on with
        raise Stopped(self.answers) from None

    # --- where to go on -----------------------------------------------------------------------------

    def _next(self, step: Step) -> Step | None:
        """The following step while there is something new ahead, else the next open one; None at the end."""
        if step.more or self.last_round:
            self.offered.add(step.key)
        every = self._steps()
        after = flow.following(every, step)
        if after is not None:
            if self.review or self._belongs(step, after):
                return after
            new = [place for place in self._left() if flow.state_key(place) not in self.answers.states]
            if not self.detour and not self.last_round and set(new).intersection(every[every.index(after) :]):
                return after
        return self._first_left()

    def _belongs(self, step: Step, after: Step) -> bool:
        """Whether the following step is asked in any case: the rest of a row, and what it leads to."""
        if after.id != step.id:
            return False
        return after.more or after in self._open_steps() or (self.detour and after.row == step.row)

    def _left(self) -> tuple[Step, ...]:
        """The open steps not offered yet."""
        return tuple(place for place in self._open_steps() if place.key not in self.offered)

    def _first_left(self) -> Step | None:
        """The first of them; the last round begins where only those for later remain."""
        first = next(iter(self._left()), None)
        self.last_round |= first is not None and flow.state_key(first) in self.answers.states
        self.detour = first is not None and first.id in self.answers.unfit
        return first

    # --- keeping ------------------------------------------------------------------------------------

    def _keep(self, answers: Answers) -> None:
        """Save the record; only a saved record is gone on with."""
        if answers is self.answers:
            return
        if answers.status == "completed" and flow.core_open(self.questionnaire, answers, self.today):
            answers = replace(answers, status="in-progress")
        self.save(answers)
        self.answers = answers

    def _hold_draft(self, step: Step, draft: Any) -> None:
        """Have what was half-written in the field again when the step comes back."""
        if draft is not None:
            self.drafts[step.key] = draft, ()

    def _keep_draft(self, step: Step, draft: Any) -> None:
        """Keep what was half-written as an answer to come back to, when it fits and replaces nothing."""
        if step.more or not draft or self._value(step) is not None:
            return
        value, problems = values.parse(flow.question_at(self.questionnaire, step), draft)
        if not problems:
            kept = record.with_answer(self.answers, step, self._outer(step), value)
            self._keep(replace(kept, states={**kept.states, step.key: "later"}))
