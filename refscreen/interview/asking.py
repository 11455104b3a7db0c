"""What is put to the person at the keyboard, with all a screen needs, and the record kept meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.interview import flow, follow_up, record
from refscreen.interview.flow import Step
from refscreen.interview.kept import MERGED, SET_ASIDE, Save
from refscreen.interview.places import Place, numbers, parked, places
from refscreen.interview.turn import Ask, Changes, Closing, Prompt, Receipt
from refscreen.interview.way import Way
from refscreen.questionnaire import Question, Questionnaire, Section


class Asking:
    """The record as it stands, the way through it, and what did not fit where."""

    def __init__(
        self, questionnaire: Questionnaire, answers: Answers, ask: Ask, save: Save, today: date
    ) -> None:
        """Begin where the record stands."""
        self.questionnaire = questionnaire
        self.answers = answers
        self.ask = ask
        self.save = save
        self.way = Way(questionnaire, today)
        self.problems: dict[str, tuple[Problem, ...]] = {}
        self.saved: Receipt | None = None
        self.notice = ""
        self.unsaved = False

    def _outer(self, step: Step) -> Question:
        return self.questionnaire.questions[step.id]

    def _value(self, step: Step) -> Any:
        return record.value_at(self.answers, step, self._outer(step))

    def _prompt(self, step: Step) -> Prompt:
        outer, every = self._outer(step), self.way.steps(self.answers)
        misfit, problems = record.unfit_at(self.answers, step, outer)
        value = self._value(step)
        return Prompt(
            step=step,
            question=flow.question_at(self.questionnaire, step),
            section=flow.section_at(self.questionnaire, step),
            progress=flow.progress(self.questionnaire, self.answers, every, step),
            number=numbers(self.questionnaire)[step.id],
            group=outer if step.row is not None else None,
            rows=flow.rows_of(self.answers, outer) if step.row is not None else (),
            value=value,
            draft=self.answers.drafts.get(step.key, misfit),
            problems=self.problems.get(step.key, () if step.key in self.answers.drafts else problems),
            state=self.answers.states.get(flow.state_key(step), ""),
            confirm=flow.standing(self.questionnaire, self.answers, step) == "confirm",
            beside=record.beside_at(self.answers, step),
            saved=self.saved,
            find_places=lambda: self._places(every),
            ahead=flow.ahead(self.questionnaire, self.answers, every),
            confirmation=self.questionnaire.confirmation or "",
            on_the_way=self.way.origin is not None,
            first=step == every[0],
            notice=self.notice,
            find_drafts=lambda: self.answers.drafts,
            keep_draft=lambda place, raw: self._keep_draft(place or step.key, raw),
            changed=lambda: step not in self.way.steps(self.answers) or self._value(step) != value,
        )

    def _places(self, every: tuple[Step, ...]) -> tuple[Place, ...]:
        asked = places(self.questionnaire, self.answers, every)
        return (*asked, *parked(self.questionnaire, self.answers, self.way.today))

    def _closing(self) -> Closing:
        """What is left, at the end of the way."""
        every = self.way.steps(self.answers)
        last = flow.progress(self.questionnaire, self.answers, every, every[-1])
        return Closing(self._places(every), last, self.questionnaire.confirmation or "", self.notice)

    def _changes(self, section: Section, number: int, of: int) -> Changes:
        """What was told in a section the last time."""
        every = places(self.questionnaire, self.answers, self.way.steps(self.answers))
        told = follow_up.told(section, self.questionnaire, self.answers)
        return Changes(section, tuple(found for found in every if found.step.id in told), number, of)

    def _keep_draft(self, place: str, raw: Any) -> None:
        """Save what is half-written; what the disk would not take is in the next save too."""
        changed = self.answers.with_draft(place, raw)
        try:
            self._keep(changed)
        except UserError:
            self.answers, self.unsaved = changed, True
            raise

    def _keep(self, answers: Answers) -> None:
        """Save the record; only a saved record is gone on with."""
        if answers is self.answers and not self.unsaved:
            return
        answers = follow_up.remembering(self.answers, answers)
        if answers.status == "completed" and flow.core_open(self.questionnaire, answers, self.way.today):
            answers = replace(answers, status="in-progress")
        kept = self.save(answers)
        if kept.changed_elsewhere:
            self.notice = SET_ASIDE if kept.set_aside or self.notice == SET_ASIDE else MERGED
        self.answers, self.unsaved = kept.answers, False

    def _receive(self, step: Step, **what: Any) -> None:
        """Have the next screen tell what was kept; an inner answer is as sensitive as its group."""
        outer, question = self._outer(step), flow.question_at(self.questionnaire, step)
        question = outer if step.more else question
        sensitive = question.sensitive or outer.sensitive
        self.saved = Receipt(question.model_copy(update={"sensitive": sensitive}), **what)
