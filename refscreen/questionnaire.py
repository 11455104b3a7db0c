"""The central noun: a questionnaire holds sections, a section questions, a question choices.

Everything here is frozen and knows neither files nor widgets. ``parse`` turns plain data (as ``store``
reads it from YAML) into a Questionnaire and names every problem in it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, WithJsonSchema, model_validator

from refscreen.condition_check import check
from refscreen.conditions import OPERATORS, Condition, ConditionError, Scope, Term, evaluate
from refscreen.conditions import parse as parse_condition
from refscreen.errors import Problem, suggestion
from refscreen.reading import Frozen, Many, Text, broken, problems_of

AUDIENCES = ("municipality", "candidate", "company", "anonymous")
"""Who a document can be for; a question's ``share`` names those that may ever see its answer."""

LISTED = ("country", "language", "municipality")
"""Question types whose choices are the shipped lists of ``refscreen/lists``."""

Audience = Literal["municipality", "candidate", "company", "anonymous"]
Type = Literal[
    "text", "long_text", "number", "date", "yes_no", "choice", "choices", "scale", "group",
    "country", "language", "municipality",
]  # fmt: skip
_ID = re.compile(r"[a-z][a-z0-9_]*")


def _identifier(value: object) -> object:
    """An id is a word that a condition can name."""
    if not isinstance(value, str) or not _ID.fullmatch(value) or value in OPERATORS:
        raise broken("bad_id")
    return value


def _condition(value: object) -> object:
    if not isinstance(value, str):
        raise broken("condition_syntax", column="1")
    try:
        return parse_condition(value)
    except ConditionError as error:
        raise broken(error.problem.key, **error.problem.values) from None


Id = Annotated[str, BeforeValidator(_identifier)]
When = Annotated[
    Condition,
    PlainValidator(_condition),
    WithJsonSchema({"type": "string", "maxLength": 500, "description": "A condition over earlier answers"}),
]


class Choice(Frozen):
    """One thing that can be chosen; ``id`` is what the answers file stores."""

    id: Id
    label: Text
    synonyms: Many[str] = ()


class ListedChoice(Choice):
    """A row of a shipped list; its id is a standard's code (``SY``, ``ar``, ``0461``)."""

    id: str  # codes are wider than ids


class Question(Frozen):
    """One question: what is asked, of whom, what may be answered and who may see it."""

    id: Id
    type: Type
    label: Text
    ask: Text
    guidance: Text | None = None
    core: bool = False
    by: Literal["candidate", "consultant", "second_hand"] = "candidate"
    sensitive: bool = False
    classify: bool = True
    share: Many[Audience] | None = None
    when: When | None = None
    choices: Annotated[Many[Choice], Field(json_schema_extra={"type": ["array", "string"]})] = ()
    anchors: dict[int, Text] = Field(default_factory=dict)
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    max_lines: int | None = None
    unit: Text | None = None
    item: Text | None = None
    questions: Many[Question] = ()
    synonyms: Many[str] = ()

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        """A type has what it needs and nothing that means nothing to it."""
        if self.type in {"choice", "choices"} and not self.choices:
            raise broken("question_needs", key="choices", type=self.type)
        if self.type == "group" and not self.questions:
            raise broken("question_needs", key="questions", type=self.type)
        if self.type == "scale" and (self.min is None or self.max is None or self.min >= self.max):
            raise broken("question_needs", key="min, max", type=self.type)
        if self.type != "group" and self.questions:
            raise broken("question_has", key="questions", type=self.type)
        if self.type not in {"choice", "choices", *LISTED} and self.choices:
            raise broken("question_has", key="choices", type=self.type)
        return self

    @property
    def audiences(self) -> tuple[str, ...]:
        """Who may ever see the answer. Default deny: nobody for a sensitive question that does not say.

        The candidate may see what the candidate said; the consultant's own view goes to the municipality.
        """
        if self.share is not None:
            return tuple(self.share)
        if self.sensitive:
            return ()
        return ("municipality", "candidate") if self.by == "candidate" else ("municipality",)

    @cached_property
    def choice_by_id(self) -> Mapping[str, Choice]:
        """The choices by what the answers file stores."""
        return {choice.id: choice for choice in self.choices}

    @cached_property
    def inner(self) -> Mapping[str, Question]:
        """The questions of one row of a group, by id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def term(self) -> Term:
        """What the question's id stands for in a condition."""
        inner = {question.id: question.term for question in self.questions}
        return Term(self.type, frozenset(self.choice_by_id), inner)


class Section(Frozen):
    """A theme of the conversation, with the minutes it may take."""

    id: Id
    title: Text
    minutes: Annotated[int, Field(ge=0, le=480)]
    purpose: Text | None = None
    guidance: Text | None = None
    questions: Many[Question]


class Questionnaire(Frozen):
    """What is asked in an interview, in order; the same file for consultant, document and rules."""

    id: Id
    version: Annotated[int, Field(ge=1)]
    languages: Many[str]
    title: Text
    minutes: Annotated[int, Field(ge=1, le=960)]
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

    def applicable(self, values: Mapping[str, Any], today: date) -> dict[str, Any]:
        """The values of the questions that are asked, given these answers; the others are left out.

        A kept answer whose question no longer applies counts as unanswered for every later condition.
        """
        kept: dict[str, Any] = {}
        for name, question in self.questions.items():
            asked = question.when is None or evaluate(question.when, Scope(kept, self.terms, today))
            if asked and name in values:
                kept[name] = values[name]
        return kept

    def visible(self, values: Mapping[str, Any], today: date) -> tuple[Question, ...]:
        """The questions that are asked, given these answers, in order."""
        scope = Scope(self.applicable(values, today), self.terms, today)
        return tuple(q for q in self.questions.values() if q.when is None or evaluate(q.when, scope))

    def visible_inner(
        self, group: Question, row: Mapping[str, Any], values: Mapping[str, Any], today: date
    ) -> tuple[Question, ...]:
        """The inner questions that are asked in one row of a group."""
        names = {**values, **dict.fromkeys(group.inner), **row}
        scope = Scope(names, {**self.terms, **group.term.inner}, today)
        return tuple(q for q in group.questions if q.when is None or evaluate(q.when, scope))


def parse(
    data: object, lists: Mapping[str, Sequence[Choice]] | None = None
) -> tuple[Questionnaire | None, list[Problem]]:
    """Build a questionnaire from plain data.

    Args:
        data: what a questionnaire file holds, as nested dicts and lists.
        lists: the choices of the types in ``LISTED``.

    Returns:
        The questionnaire, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    data, problems = _with_lists(data)
    try:
        found = Questionnaire.model_validate(data)
    except ValidationError as error:
        return None, [*problems, *problems_of(error, Questionnaire)]
    found = _with_listed(found, lists or {})
    problems += _check(found)
    return (None if problems else found), problems


def _with_lists(data: dict[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Put the shared lists in where a question names one (``choices: branch``)."""
    lists = data.get("lists")
    lists = lists if isinstance(lists, dict) else {}
    problems: list[Problem] = []

    def replaced(node: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(node, list):
            return [replaced(item, (*path, index)) for index, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        new = {key: replaced(item, (*path, key)) for key, item in node.items() if key != "choices"}
        if "choices" in node:
            name = node["choices"]
            new["choices"] = lists.get(name, []) if isinstance(name, str) else name
            if isinstance(name, str) and name not in lists:
                near = suggestion(name, lists)
                problems.append(
                    Problem("unknown_list", (*path, "choices"), values={"name": name, "suggestion": near})
                )
        return new

    return {**data, "sections": replaced(data.get("sections"), ("sections",))}, problems


def _with_listed(found: Questionnaire, lists: Mapping[str, Sequence[Choice]]) -> Questionnaire:
    """Give country, language and municipality questions the choices of the shipped lists."""

    def question(old: Question) -> Question:
        update: dict[str, Any] = {}
        if old.type in LISTED:
            update["choices"] = tuple(lists.get(old.type, ()))
        if old.questions:
            update["questions"] = tuple(question(inner) for inner in old.questions)
        return old.model_copy(update=update) if update else old

    sections = [s.model_copy(update={"questions": tuple(map(question, s.questions))}) for s in found.sections]
    return found.model_copy(update={"sections": tuple(sections)})


def _check(found: Questionnaire) -> list[Problem]:
    """What only the whole questionnaire can tell: repeated ids, and names and types in conditions."""
    problems: list[Problem] = []
    earlier: dict[str, Term] = {}
    first_at: dict[str, str] = {}
    for place, section in enumerate(found.sections):
        problems += _repeated(section.id, f"section {section.id}", first_at, ("sections", place, "id"))
        for index, question in enumerate(section.questions):
            path = ("sections", place, "questions", index)
            problems += _repeated(question.id, section.id, first_at, (*path, "id"))
            problems += [problem.under(*path) for problem in _check_question(question, earlier, found.terms)]
            earlier[question.id] = question.term
    return problems


def _repeated(
    name: str, where: str, first_at: dict[str, str], path: tuple[str | int, ...]
) -> Iterator[Problem]:
    if name in first_at:
        yield Problem("repeated_id", path, values={"name": name, "first": first_at[name]})
    first_at.setdefault(name, where)


def _check_question(
    question: Question, earlier: Mapping[str, Term], every: Mapping[str, Term]
) -> list[Problem]:
    """The problems of one question; a condition may name earlier questions only, so that one pass decides."""
    problems = [
        Problem("anchor_outside", ("anchors", value), values={"anchor": str(value)})
        for value in question.anchors
        if question.type != "scale" or not (question.min or 0) <= value <= (question.max or 0)
    ]
    if question.when is not None:
        for problem in check(question.when, earlier):
            name = problem.values.get("name", "")
            later = problem.key == "condition_unknown_name" and name in every
            problems.append(
                Problem("condition_later", ("when",), values={"name": name})
                if later
                else problem.under("when")
            )
    seen: dict[str, str] = {}
    for index, choice in enumerate(question.choices if question.type not in LISTED else ()):
        problems += _repeated(choice.id, question.id, seen, ("choices", index, "id"))
    within = dict(earlier)
    names: dict[str, str] = {}
    for index, inner in enumerate(question.questions):
        problems += _repeated(inner.id, question.id, names, ("questions", index, "id"))
        if inner.type == "group":
            problems.append(Problem("group_in_group", ("questions", index, "type")))
        problems += [
            p.under("questions", index)
            for p in _check_question(inner, within, {**every, **question.term.inner})
        ]
        within[inner.id] = inner.term
    return problems
