"""The central noun: a questionnaire holds sections, a section questions, a question choices.

Everything here is frozen and knows neither files nor widgets. ``parse`` turns plain data (as ``store``
reads it from YAML) into a Questionnaire and names every problem in it at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field, ValidationError

from refscreen import sharing
from refscreen.audiences import Audiences, shipped
from refscreen.conditions import Scope, Term, evaluate
from refscreen.errors import Problem
from refscreen.question import LISTED, CaseQuestion, Choice, ListedChoice, Question
from refscreen.questionnaire_check import problems_in, told_elsewhere, with_lists, without_broken
from refscreen.reading import FileId, Frozen, Id, Languages, Many, Text, problems_of

__all__ = [
    "LISTED",
    "CaseQuestion",
    "Choice",
    "ListedChoice",
    "Question",
    "Questionnaire",
    "Section",
    "parse",
]


class Section(Frozen):
    """A theme of the conversation, with the minutes it may take."""

    id: Id
    category: str = ""
    title: Text
    minutes: Annotated[int, Field(ge=0, le=480)]
    purpose: Text | None = None
    guidance: Text | None = None
    questions: Many[Question]


class Questionnaire(Frozen):
    """What is asked in an interview, in order; the same file for consultant, document and rules.

    Attributes:
        case: the question whose answer is the case number.
        day: the question whose answer is the day of the interview; today is proposed.
        sitting: the questions about one sitting (who, where, through which interpreter); asked in each.
        confirmation: the yes_no question in which the candidate confirms what was read back.
        consents: by audience, the question without whose yes nothing goes to it; under ``sensitive`` the one
            for what is sensitive.
    """

    id: FileId
    version: Annotated[int, Field(ge=1)]
    languages: Languages
    title: Text
    minutes: Annotated[int, Field(ge=1, le=960)]
    case: Id | None = None
    day: Id | None = None
    sitting: Many[Id] = ()
    confirmation: Id | None = None
    consents: dict[str, Id] = Field(default_factory=dict)
    lists: dict[Id, Many[Choice]] = Field(default_factory=dict)
    sections: Many[Section]

    @property
    def language(self) -> str:
        """The first language: what texts fall back to and what interviews and documents are in."""
        return self.languages[0]

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question outside groups, by id, in the order they are asked."""
        return {question.id: question for section in self.sections for question in section.questions}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section a question stands in, by the question's id."""
        return {question.id: section for section in self.sections for question in section.questions}

    @cached_property
    def terms(self) -> Mapping[str, Term]:
        """What every id stands for in a condition."""
        return {name: question.term for name, question in self.questions.items()}

    @cached_property
    def about_sitting(self) -> frozenset[str]:
        """The questions about the case or one sitting, and not about the candidate."""
        return frozenset(name for name in (self.case, self.day, *self.sitting) if name)

    def applicable(self, values: Mapping[str, Any], today: date) -> dict[str, Any]:
        """The values of the questions that are asked, given these answers; the others are left out.

        A kept answer whose question no longer applies counts as unanswered for every later condition.
        """
        kept: dict[str, Any] = {}
        for name, question in self.questions.items():
            asked = question.when is None or evaluate(question.when, Scope(kept, self.terms, today))
            if asked and name in values:
                rows = question.questions and any(inner.when for inner in question.questions)
                kept[name] = self._rows(question, values[name], kept, today) if rows else values[name]
        return kept

    def _rows(
        self, group: Question, rows: Sequence[Mapping[str, Any]], values: Mapping[str, Any], today: date
    ) -> tuple[dict[str, Any], ...]:
        """The rows of a group with only the inner answers whose question is asked."""
        asked = [{question.id for question in self.visible_inner(group, row, values, today)} for row in rows]
        shown = zip(rows, asked, strict=True)
        return tuple({name: row[name] for name in row if name in names} for row, names in shown)

    def visible(self, values: Mapping[str, Any], today: date) -> tuple[Question, ...]:
        """The questions that are asked, given these answers, in order."""
        return self.visible_given(self.applicable(values, today), today)

    def visible_given(self, applicable: Mapping[str, Any], today: date) -> tuple[Question, ...]:
        """The questions that are asked, where it is known already which answers apply."""
        scope = Scope(applicable, self.terms, today)
        return tuple(q for q in self.questions.values() if q.when is None or evaluate(q.when, scope))

    def visible_inner(
        self, group: Question, row: Mapping[str, Any], values: Mapping[str, Any], today: date
    ) -> tuple[Question, ...]:
        """The inner questions that are asked in one row; an answer to another one counts as unanswered."""
        names = {**values, **dict.fromkeys(group.inner)}
        scope = Scope(names, {**self.terms, **group.term.inner}, today)
        asked = []
        for question in group.questions:
            if question.when is None or evaluate(question.when, scope):
                asked.append(question)
                names[question.id] = row.get(question.id)
        return tuple(asked)


def parse(
    data: object, lists: Mapping[str, Sequence[Choice]] | None = None, who: Audiences | None = None
) -> tuple[Questionnaire | None, list[Problem]]:
    """Build a questionnaire from plain data.

    Args:
        data: what a questionnaire file holds, as nested dicts and lists.
        lists: the choices of the types in ``LISTED``.
        who: the audiences there are; without them the shipped ones.

    Returns:
        The questionnaire, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    data, named, unknown = with_lists(data)
    found, problems = _validated(data, lists or {}, who or shipped())
    if found is None:
        problems += _problems_of_the_rest(data, problems, lists or {}, who or shipped())
    problems = [*unknown, *(problem for problem in problems if not told_elsewhere(problem, named, unknown))]
    return (None if problems else found), problems


def _validated(
    data: Mapping[str, Any], lists: Mapping[str, Sequence[Choice]], who: Audiences
) -> tuple[Questionnaire | None, list[Problem]]:
    try:
        found = _with_listed(sharing.with_categories(Questionnaire.model_validate(data)), lists)
    except ValidationError as error:
        return None, problems_of(error, Questionnaire)
    return sharing.narrowed(found, who), [*problems_in(found), *sharing.problems_in(found, who)]


def _problems_of_the_rest(
    data: Mapping[str, Any], problems: list[Problem], lists: Mapping[str, Sequence[Choice]], who: Audiences
) -> list[Problem]:
    """What is wrong in the questions that are sound by themselves, so that all is told at once."""
    rest, gone, places = without_broken(data, [problem.path for problem in problems])
    found, others = _validated(rest, lists, who)
    if found is None:
        return []
    kept = [problem for problem in others if problem.values.get("name") not in gone]
    return [replace(p, path=(*places.get(p.path[:4], p.path[:4]), *p.path[4:])) for p in kept]


def _with_listed(found: Questionnaire, lists: Mapping[str, Sequence[Choice]]) -> Questionnaire:
    """Give questions of the types in ``LISTED`` the choices of the shipped lists; know the case number's."""

    def question(old: Question) -> Question:
        update: dict[str, Any] = {}
        if old.type in LISTED:
            update["choices"] = tuple(lists.get(old.type, ()))
        if old.questions:
            update["questions"] = tuple(question(inner) for inner in old.questions)
        new = old.model_copy(update=update) if update else old
        return CaseQuestion.model_construct(**dict(new)) if new.id == found.case else new

    sections = [s.model_copy(update={"questions": tuple(map(question, s.questions))}) for s in found.sections]
    return found.model_copy(update={"sections": tuple(sections)})
