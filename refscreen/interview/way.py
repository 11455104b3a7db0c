"""Which step comes next: on the ordinary way, after a jump, or on a walk through chosen steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from refscreen.answers import Answers
from refscreen.interview import flow
from refscreen.interview.flow import Step
from refscreen.questionnaire import Questionnaire


def _places_of(answers: Answers) -> list[str]:
    """The places where something was left half-written, a note at its question's; the latest last."""
    return [place.partition(":")[0] for place in answers.drafts]


class Way:
    """The way that is gone through one interview.

    Attributes:
        walk: the keys of the steps still to be gone through, one by one; None on the ordinary way.
        origin: where somebody was who jumped; None on the ordinary way.
        passed: the steps that were left as they are in this run, and are not come back to by themselves.
        grown: the groups that got a row on a walk or a jump: there may be one more.
    """

    def __init__(self, questionnaire: Questionnaire, today: date) -> None:
        """Stand at the beginning."""
        self.questionnaire = questionnaire
        self.today = today
        self.walk: list[str] | None = None
        self.origin: Step | None = None
        self.passed: set[str] = set()
        self.grown: set[str] = set()
        self._landed = ""
        self._landed_open = False
        self._open_before: set[Step] = set()  # a changed answer leads on only to what it opened
        self._behind: list[Step] = []  # the steps of the walk that were come to
        self._turned: Step | None = None  # where going back began: until there each step is shown again
        self._known: tuple[Answers, tuple[Step, ...]] | None = None

    @property
    def ordinary(self) -> bool:
        """Whether nobody jumped and no walk is on."""
        return self.walk is None and self.origin is None

    def steps(self, answers: Answers) -> tuple[Step, ...]:
        """Every step there is now; found once for each record."""
        if self._known is None or self._known[0] is not answers:
            self._known = answers, flow.steps(self.questionnaire, answers, self.today)
        return self._known[1]

    def open(self, answers: Answers) -> tuple[Step, ...]:
        """The steps that are asked as the way goes on."""
        found = flow.open_steps(self.questionnaire, answers, self.steps(answers))
        return tuple(step for step in found if step.key not in self.passed)

    def begin(self, answers: Answers) -> Step | None:
        """Where something was left half-written, else at the first open step; None when there is none.

        A finished case has none: what is open in it was left open on purpose.
        """
        by_key = {step.key: step for step in self.steps(answers)}
        half = next((by_key[key] for key in reversed(_places_of(answers)) if key in by_key), None)
        finished = answers.status == "completed" and not answers.confirm and not answers.unfit
        return half or (None if finished else self.first(answers))

    def first(self, answers: Answers) -> Step | None:
        """The first open step."""
        return next(iter(self.open(answers)), None)

    def after(self, answers: Answers, step: Step) -> Step | None:
        """The step to ask at when one is done; None at the end of the way."""
        every, still_open = self.steps(answers), self.open(answers)
        if step not in every:
            return self._home(answers)
        ahead = every[every.index(step) + 1 :]
        if ahead and self._belongs(answers, step, ahead[0], still_open):
            return ahead[0]
        if self.walk is not None:
            return self._walked(every)
        if self.origin is not None:
            new = set(still_open) if self._landed_open else set(still_open) - self._open_before
            section = self.questionnaire.section_of[step.id]
            here = (place for place in ahead if self.questionnaire.section_of[place.id] is section)
            found = next((place for place in here if place in new), None)
            return found if found not in {None, self.origin} else self._home(answers)
        found = next((place for place in ahead if place in still_open), None)
        if found is not None and self._turned in ahead:
            return ahead[0]
        self._turned = None
        return found or self.first(answers)

    def before(self, answers: Answers, step: Step) -> Step:
        """One step back, on a walk one of its own; right after a jump to where it began."""
        if self.origin is not None and step.key == self._landed:
            return self._home(answers) or step
        every = self.steps(answers)
        if step not in every:  # somebody else's change of the file took it away
            return self.first(answers) or every[0]
        if self.walk is not None and step in self._behind[1:]:
            place = self._behind.index(step)
            self.walk[:0] = [behind.key for behind in self._behind[place:]]
            del self._behind[place:]
            return self._behind[-1]
        if self._turned not in every[every.index(step) + 1 :]:
            self._turned = step
        return flow.previous(every, step) or step

    def jump(self, answers: Answers, step: Step | None, key: str) -> Step | None:
        """To another step, to come back here afterwards; None when there is no such step."""
        target = next((place for place in self.steps(answers) if place.key == key), None)
        if target not in {None, step} and self.walk is None:
            self.origin = self.origin or step
            self._landed = key
            self._open_before = set(self.open(answers))
            self._landed_open = target in self._open_before
        return target

    def end(self, answers: Answers) -> None:
        """The end is reached: what is open now is no longer come to by itself, only what opens later."""
        self.walk, self.origin = None, None
        self.passed.update(step.key for step in self.open(answers))

    def through(self, answers: Answers, keys: Sequence[str]) -> Step | None:
        """Begin a walk; None when none of its steps is there any more."""
        self.walk, self.origin, self._behind = list(keys), None, []
        self.passed.difference_update(keys)
        return self._walked(self.steps(answers))

    def _walked(self, every: tuple[Step, ...]) -> Step | None:
        by_key = {step.key: step for step in every}
        while self.walk:
            step = by_key.get(self.walk.pop(0))
            if step is not None:
                self._behind.append(step)
                return step
        self.walk = None
        return None

    def _home(self, answers: Answers) -> Step | None:
        """Where the jump began, else on from the first open step."""
        origin, self.origin = self.origin, None
        return origin if origin in self.steps(answers) else self.first(answers)

    def _belongs(self, answers: Answers, step: Step, after: Step, still_open: tuple[Step, ...]) -> bool:
        """Whether the following step is asked in any case: the rest of a row, and what it leads to."""
        if after.id != step.id:
            return False
        if after.more:
            return (self.ordinary and after in still_open) or step.id in self.grown
        return after in still_open or (step.id in answers.unfit and after.row == step.row)
