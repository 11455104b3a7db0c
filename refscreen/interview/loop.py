"""The loop of the interview: ask, check, save, go on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

from refscreen import values
from refscreen.answers import Answers
from refscreen.errors import UserError
from refscreen.interview import flow, follow_up, record
from refscreen.interview.asking import Asking
from refscreen.interview.flow import Step
from refscreen.interview.kept import Stopped
from refscreen.interview.turn import (
    Again,
    Back,
    Drop,
    Given,
    Jump,
    Receipt,
    Remark,
    Remove,
    Reply,
    Skip,
    State,
    Stop,
    Walk,
)


class Interview(Asking):
    """One run of an interview, from the first open step to the closing."""

    def hold(self) -> Answers:
        """Ask until somebody says that it is the end."""
        try:
            self._ask_what_changed()
            step = self.way.begin(self.answers)
            while step is not None or (step := self._close()) is not None:
                step = self._there(self._turn(step))
        except KeyboardInterrupt:
            self._stop(None, None)
        left = flow.core_open(self.questionnaire, self.answers, self.way.today)
        self._keep(replace(self.answers, status="in-progress" if left else "completed"))
        return self.answers

    def _turn(self, step: Step) -> Step | None:
        """Ask at a step; the step to ask at next, None at the end of the way."""
        prompt = self._prompt(step)
        self.saved, self.notice = None, ""
        reply = self.ask(prompt)
        try:
            return self._taken(step, reply)
        except UserError as error:  # the disk would not take it: what was typed stays in the field
            if isinstance(reply, Stop) and prompt.problems == error.problems:  # told, and still wanted
                raise
            self.problems[step.key] = error.problems
            typed = getattr(reply, "raw", getattr(reply, "draft", None))
            if typed is not None:
                place = getattr(reply, "place", "") or step.key
                self.answers, self.unsaved = self.answers.with_draft(place, typed), True
            return step

    def _there(self, step: Step | None) -> Step | None:
        """The step, or the first open one if somebody else's change of the file took it away."""
        gone = step is not None and step not in self.way.steps(self.answers)
        return self.way.first(self.answers) if gone else step

    def _taken(self, step: Step, reply: Reply) -> Step | None:
        match reply:
            case Given(raw):
                return self._answer(step, raw)
            case State(name, draft):
                return self._state(step, name, draft)
            case Skip(draft):
                return self._skip(step, draft)
            case Back(draft):
                return self._back(step, draft)
            case Jump(key, draft):
                self._leave(step, draft)
                return self.way.jump(self.answers, step, key) or step
            case Stop(draft, place):
                self._stop(step, draft, place)
        return self._beside(step, reply)

    def _beside(self, step: Step, reply: Reply) -> Step:
        """Keep what is no answer but about one; the same step is asked again."""
        match reply:
            case Again(draft):
                self._keep(self.answers.with_draft(step.key, draft))
            case Remark(beside, draft):
                self._keep(record.with_beside(self.answers, step, beside).with_draft(step.key, draft))
            case Remove():
                self._keep(record.without_row(self.answers, step, self._outer(step)))
                steps = self.way.steps(self.answers)
                return next(place for place in steps if place.id == step.id and place.more)
            case Drop():
                self._drop(step, reply)
        return step

    # --- both ends --------------------------------------------------------------------------------

    def _close(self) -> Step | None:
        """Show what is left, at the end of the way; a step to go to, None when it is the end."""
        self.way.end(self.answers)
        while True:
            reply, self.notice = self.ask(self._closing()), ""
            step = None
            match reply:
                case Walk(keys):
                    step = self.way.through(self.answers, keys)
                case Jump(key):
                    step = self.way.jump(self.answers, None, key)
                case Back():
                    step = self.way.steps(self.answers)[-1]
                case Stop():
                    self._stop(None, None)
                case _:
                    return None
            if step is not None:
                return step

    def _ask_what_changed(self) -> None:
        """In a follow-up: section by section, whether anything is new there; what is, is gone through."""
        left = follow_up.sections_left(self.questionnaire, self.answers)
        place = 0
        while place < len(left):
            section = left[place]
            match self.ask(self._changes(section, place + 1, len(left))):
                case Stop():
                    self._stop(None, None)
                case Back():
                    place = max(place - 1, 0)
                    continue
                case reply:
                    changed = isinstance(reply, Given) and reply.raw is True
            changes = follow_up.with_changed(self.questionnaire, self.answers, section, changed=changed)
            self._keep(changes)
            place += 1

    # --- taking a reply -----------------------------------------------------------------------------

    def _answer(self, step: Step, raw: Any) -> Step | None:
        question = flow.question_at(self.questionnaire, step)
        value, problems = values.parse(question, raw, self.way.today)
        if not problems:
            problems += record.beside_others(self.answers, step, self._outer(step), value, self.way.today)
        if problems:
            self.problems[step.key] = tuple(problems)
            self._keep(self.answers.with_draft(step.key, raw))
            return step
        if step.more:
            return self._answer_more(step, wanted=value)
        parked_before = len(self.answers.parked)
        self._keep(record.with_answer(self.answers, step, self._outer(step), value))
        self._receive(step, value=value, parked=max(len(self.answers.parked) - parked_before, 0))
        return self._next(step)

    def _answer_more(self, step: Step, *, wanted: bool) -> Step | None:
        if wanted:
            self.way.grown.add(step.id)
            self._keep(record.with_row(self.answers, self._outer(step)))
            every = self.way.steps(self.answers)
            begun = (place for place in every if (place.id, place.row) == (step.id, step.row))
            return next(begun, None) or self._next(step)
        self.way.grown.discard(step.id)
        self.way.passed.add(step.key)
        if step.row == 0 and step.id not in self.answers.unfit:
            self._keep(self.answers.with_answer(step.id, ()))
        elif step.id in self.answers.confirm:
            self._keep(self.answers.confirmed(step.id))
        self._receive(step, value=self.answers.values.get(step.id, ()))
        return self._next(step)

    def _state(self, step: Step, name: str, draft: Any) -> Step | None:
        if not (step.more and step.row):  # "one more?" has no states of its own: it is passed
            self._keep(self._with_state(step, name, draft))
            self._receive(step, state=name)
        return self._next(step)

    def _with_state(self, step: Step, name: str, draft: Any) -> Answers:
        """The record with a state; what was heard unclearly is kept as an answer beside it."""
        outer, question = self._outer(step), flow.question_at(self.questionnaire, step)
        if name != "unclear" or step.more:
            return record.with_state(self.answers, step, outer, name)
        value, problems = values.parse(question, draft, self.way.today) if draft is not None else (None, [])
        heard = self._value(step) if value is None or problems else value
        if heard is None:
            return record.with_state(self.answers, step, outer, name).with_draft(step.key, draft)
        kept = record.with_answer(self.answers, step, outer, heard)
        return replace(kept, states={**kept.states, flow.state_key(step): name})

    def _skip(self, step: Step, draft: Any) -> Step | None:
        """Leave the step for later; an answer that is stored already stays as it is."""
        self.way.passed.add(step.key)
        changed = self.answers
        if self._value(step) is None and not (step.more and step.row):
            if flow.state_key(step) not in changed.states:
                changed = record.with_state(changed, step, self._outer(step), "later")
            changed = changed.with_draft(step.key, draft)
            self._receive(step, state=changed.states[flow.state_key(step)])
        self._keep(changed)
        return self._next(step)

    def _back(self, step: Step, draft: Any) -> Step:
        if self._leave(step, draft):
            return Step(step.id, step.row)
        return self.way.before(self.answers, step)

    def _leave(self, step: Step, draft: Any) -> bool:
        """Keep what is half-written here; a row nothing is known of goes, and True says that it went."""
        changed = self.answers.with_draft(step.key, draft) if draft is not None else self.answers
        shorter = record.without_empty_row(changed, self._outer(step))
        self._keep(shorter)
        return shorter is not changed

    def _drop(self, step: Step, wish: Drop) -> None:
        """Leave questions out for lack of time, or take them in again."""
        states = dict(self.answers.states)
        for name in wish.names:
            if wish.restore and states.get(name) == "not_asked":
                del states[name]
            elif not wish.restore and name not in self.answers.values:
                states.setdefault(name, "not_asked")
        self._keep(replace(self.answers, states=states).with_draft(step.key, wish.draft))
        count = len(wish.names)
        self.saved = Receipt(restored=count) if wish.restore else Receipt(dropped=count)

    def _stop(self, step: Step | None, draft: Any, place: str = "") -> NoReturn:
        changed = self.answers
        if step is not None:
            changed = changed.with_draft(place or step.key, draft) if draft is not None else changed
            changed = record.without_empty_row(changed, self._outer(step))
        # Saved also when nothing was answered yet: there must be a file to go on with.
        raise Stopped(self.save(changed).answers) from None

    def _next(self, step: Step) -> Step | None:
        self.problems.pop(step.key, None)
        return self.way.after(self.answers, step)
