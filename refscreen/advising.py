"""What the program suggests, told beside the question that the rules leave to the consultant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cached_property

from refscreen import assessment
from refscreen.answers import Answers
from refscreen.errors import UserError
from refscreen.interview import Ask, Prompt, Reply
from refscreen.interview.turn import Changes, Closing, Suggested
from refscreen.questionnaire import Questionnaire
from refscreen.rules import Rules


class Advising:
    """Asks somebody, with the suggested type and its reason beside the question of the type."""

    def __init__(
        self,
        ask: Ask,
        questionnaire: Questionnaire,
        record: Callable[[], Answers],
        read_rules: Callable[[], Rules],
        today: date,
    ) -> None:
        """Suggest from the record as it is kept at that moment; the rules are read when first needed."""
        self._ask = ask
        self._questionnaire = questionnaire
        self._record = record
        self._read_rules = read_rules
        self._today = today

    def __call__(self, prompt: Prompt | Closing | Changes) -> Reply:
        """Put a prompt to somebody."""
        if isinstance(prompt, Prompt) and self._is_left_to_the_consultant(prompt):
            prompt = replace(prompt, suggested=self._suggested())
        return self._ask(prompt)

    @cached_property
    def _rules(self) -> Rules:
        """The rules; none where they cannot be read: a conversation does not stop at a mistake in them."""
        try:
            return self._read_rules()
        except UserError:
            return Rules.none(self._questionnaire)

    def _is_left_to_the_consultant(self, prompt: Prompt) -> bool:
        judged = prompt.question.by == "consultant" and prompt.question.type == "choice"
        return judged and prompt.step.id == self._rules.decided_by

    def _suggested(self) -> Suggested | None:
        values = self._questionnaire.applicable(self._record().values, self._today)
        found = assessment.suggest(self._questionnaire, self._rules, values, self._today)
        if found is None:
            return None
        types, rule = self._rules.type_by_id, found.rule
        also = types[rule.border].name if rule.border else None
        return Suggested(types[rule.type].name, rule.because, also)
