"""One question and its choices: what is asked, of whom, and what may be answered."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from refscreen.audiences import SUBJECT
from refscreen.conditions import Term
from refscreen.reading import Frozen, Id, Many, Name, Text, When, broken

LISTED = ("country", "language", "municipality", "occupation")
"""Question types whose choices are the shipped lists of ``refscreen/lists``."""

Type = Literal[
    "text", "long_text", "number", "date", "yes_no", "choice", "choices", "scale", "group",
    "country", "language", "municipality", "occupation",
]  # fmt: skip


class Choice(Frozen):
    """One thing that can be chosen; ``id`` is stored, ``you`` is how it is put to the candidate on paper."""

    id: Id
    label: Text
    you: Text | None = None
    synonyms: Many[str] = ()


class ListedChoice(Choice):
    """A row of a shipped list; its id is a standard's code (``SY``, ``ar``, ``0461``)."""

    id: str  # codes are wider than ids


class Question(Frozen):
    """One question: what is asked, of whom, what may be answered and who may see it.

    Attributes:
        category: what the answer is about; without one that of the section or the group.
        core: asked even when time is short.
        again: asked in every follow-up, though nothing is said to have changed.
        share: the audiences that may ever see the answer.
        room: the characters of a line that documents have room for; told while typing, not enforced.
        latest: ``today`` for a date of something that has happened.
        not_before: in a row, the earlier question whose date this one does not come before.
    """

    id: Name
    type: Type
    category: str = ""
    label: Text
    ask: Text
    guidance: Text | None = None
    core: bool = False
    again: bool = False
    by: Literal["candidate", "consultant", "second_hand"] = "candidate"
    sensitive: bool = False
    classify: bool = True
    share: Many[str] | None = None
    when: When | None = None
    choices: Annotated[Many[Choice], Field(json_schema_extra={"type": ["array", "string"]})] = ()
    anchors: dict[int, Text] = Field(default_factory=dict)
    min: int | None = None
    max: int | None = None
    max_length: int | None = None
    max_lines: int | None = None
    room: int | None = None
    latest: Literal["today"] | None = None
    not_before: Id | None = None
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
        bounded = self.type != "scale" if self.min is None or self.max is None else self.min < self.max
        if not bounded:
            raise broken("question_needs", key="min, max", type=self.type)
        if self.type != "group" and self.questions:
            raise broken("question_has", key="questions", type=self.type)
        if self.type not in {"choice", "choices", *LISTED} and self.choices:
            raise broken("question_has", key="choices", type=self.type)
        dates, texts = {"date"}, {"text", "long_text"}
        for key, types in (("latest", dates), ("not_before", dates), ("room", texts)):
            if getattr(self, key) is not None and self.type not in types:
                raise broken("question_has", key=key, type=self.type)
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

    def open_to(self, audience: str) -> bool:
        """Whether an audience may ever see the answer; the person herself always may."""
        return audience == SUBJECT or audience in self.audiences

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


class CaseQuestion(Question):
    """The question whose answer is the case number, which stands on every print and in file names."""
