"""A case without the person: what is left out of it, what is made coarser, and how recognisable it still is.

What is done follows from a question's type and from what it is about (``anonymity.yaml``), never from its id.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from refscreen.answers import Answers
from refscreen.assessment import assess
from refscreen.dates import LATEST, PartialDate
from refscreen.questionnaire import Question, Questionnaire
from refscreen.reading import Frozen, Id, Many
from refscreen.view import Case
from refscreen.yaml_text import read

Cut = Literal["text", "private", "rare", "beside"]
"""Why something is left out: written freely, about the person, shared by too few, no answer at all."""


TYPE: Mapping[str, str] = {"da": "type", "en": "type"}
"""What the type of a case is called; it is concluded and no question's."""


class Numbers(Frozen):
    """Above what a number is rounded, and to which step."""

    above: int
    step: int


class Recognised(Frozen):
    """What a stranger could recognise somebody by."""

    categories: Many[Id]
    types: Many[Id]


class Policy(Frozen):
    """What is taken out and made coarser; see ``anonymity.yaml``."""

    as_of: str
    sources: Many[str]
    text: Many[Id]
    private: Many[Id]
    decades: Many[Id]
    numbers: Numbers
    rare: Many[Id]
    fewest: int
    recognised_by: Recognised


@cache
def policy() -> Policy:
    """The policy that the program comes with."""
    return Policy.model_validate(read((files("refscreen.rights") / "anonymity.yaml").read_bytes()).data)


@dataclass(frozen=True)
class Copy:
    """A case without the person.

    Attributes:
        cut: how many things were left out, by why.
        coarser: how many answers were made coarser.
    """

    answers: Answers
    cut: Mapping[str, int]
    coarser: int = 0


@dataclass(frozen=True)
class Groups:
    """How many cases are alike.

    Attributes:
        by: what the questions are called that they are alike in; the type is counted as one.
        smallest: the size of the smallest group; 0 without a case.
        alone: the cases that no other is like.
        small: the cases in groups smaller than the fewest.
    """

    by: tuple[Mapping[str, str], ...]
    smallest: int
    alone: int
    small: int

    def named(self, language: str) -> list[str]:
        """What they are alike in, in words."""
        labels = [label.get(language) or next(iter(label.values())) for label in self.by]
        return [label[:1].lower() + label[1:] for label in labels]


def shared(cases: Iterable[Case]) -> Mapping[str, Counter[Any]]:
    """How many cases hold each value that comes from a long list, by place (``jobs.country``)."""
    held = {
        (case.answers.case or f"# {number}", place, value)  # a case with several files counts once
        for number, case in enumerate(cases)
        for name, raw in case.answers.values.items()
        for place, value in _listed(case, name, raw)
    }
    found: dict[str, Counter[Any]] = {}
    for _whose, place, value in held:
        found.setdefault(place, Counter())[value] += 1
    return found


def _listed(case: Case, name: str, value: Any) -> Iterator[tuple[str, Any]]:
    question, listed = case.questionnaire.questions[name], policy().rare
    if question.type in listed:
        yield name, value
    elif question.type == "group":
        for row in value:
            for inner in question.questions:
                if inner.type in listed and inner.id in row:
                    yield f"{name}.{inner.id}", row[inner.id]


@dataclass
class Eraser:
    """Takes the person out of a case.

    Attributes:
        counts: how many cases share each value from a list, as ``shared`` gives it.
        keep_text: whether long free text stays, with whomever it names.
        year: that of the interview; nobody is told to be born later.
    """

    questionnaire: Questionnaire
    counts: Mapping[str, Counter[Any]]
    keep_text: bool = False
    year: int = LATEST
    cut: Counter[str] = field(default_factory=Counter)
    coarser: int = 0

    def copy(self, answers: Answers, number: str) -> Copy:
        """The case under another number, without the person."""
        values = {}
        for name, value in answers.values.items():
            question = self.questionnaire.questions[name]
            left = number if name == self.questionnaire.case else self._left(question, value, name)
            if left is not None:
                values[name] = left
        gone = {name for name, question in self.questionnaire.questions.items() if self._private(question)}
        self.cut["beside"] += sum(map(len, (answers.unfit, answers.notes, answers.drafts, answers.earlier)))
        bare = Answers(answers.questionnaire, answers.version, number, answers.status)
        kept = replace(
            bare,
            sessions=tuple(filter(None, map(_without_time, answers.sessions))),
            values=values,
            states=_of(answers.states, lambda place: place.split(".")[0] not in gone),
            evidence=_of(answers.evidence, lambda place: place.split(".")[0] in values),
            said_by=_of(answers.said_by, lambda place: place.split(".")[0] in values),
            parked=tuple(place for place in answers.parked if place in values),
            read_back=tuple({"confirmed": one.get("confirmed") is True} for one in answers.read_back),
        )
        return Copy(kept, dict(self.cut), self.coarser)

    def _private(self, question: Question) -> bool:
        return question.sensitive or question.category in policy().private

    def _left(self, question: Question, value: Any, place: str) -> Any:
        """What is left of an answer; None for nothing."""
        rule = policy()
        if self._private(question):
            return self._out("private")
        if question.type in rule.text:
            return value if self.keep_text and question.type == "long_text" else self._out("text")
        if question.type == "group":
            return tuple(self._row(question, row, place) for row in value)
        if question.type in rule.rare and self.counts.get(place, Counter())[value] < rule.fewest:
            return self._out("rare")
        left = self._coarse(question, value)
        self.coarser += left != value
        return left

    def _row(self, group: Question, row: Mapping[str, Any], place: str) -> dict[str, Any]:
        left = {name: self._left(group.inner[name], item, f"{place}.{name}") for name, item in row.items()}
        return {name: item for name, item in left.items() if item is not None}

    def _coarse(self, question: Question, value: Any) -> Any:
        """A year for a day, the middle of a decade for a year of birth, a round number for an exact one."""
        rule = policy()
        if question.type == "date":
            born = question.category in rule.decades
            return PartialDate(min(value.year // 10 * 10 + 5, self.year) if born else value.year)
        if question.type == "number" and value > rule.numbers.above:
            rounded = round(value / rule.numbers.step) * rule.numbers.step
            return min(max(rounded, question.min or 0), rounded if question.max is None else question.max)
        return value

    def _out(self, why: Cut) -> None:
        self.cut[why] += 1


def _of(table: Mapping[str, str], stays: Any) -> dict[str, str]:
    return {place: word for place, word in table.items() if stays(place)}


def _without_time(session: Mapping[str, Any]) -> dict[str, Any]:
    """How long was talked about what, and not when or where."""
    return {key: session[key] for key in ("minutes", "paused") if key in session}


def groups(cases: Iterable[Case]) -> Groups | None:
    """How many of these copies are alike in all by which a stranger could recognise somebody.

    Returns:
        None where nothing is left by which somebody could be.
    """
    every = list(cases)
    rule, questionnaire, rules = policy(), every[0].questionnaire, every[0].rules
    by = [
        question
        for question in questionnaire.questions.values()
        if (question.category in rule.recognised_by.categories or question.type in rule.recognised_by.types)
        and any(question.id in case.answers.values for case in every)
    ]
    labels = [question.label for question in by] + ([TYPE] if rules.type_by_id else [])
    if not labels:
        return None
    sizes = Counter(_alike(case, by) for case in every).values()
    small = sum(size for size in sizes if size < rule.fewest)
    return Groups(tuple(labels), min(sizes), sum(size == 1 for size in sizes), small)


def _alike(case: Case, by: Iterable[Question]) -> tuple[Any, ...]:
    kind = assess(case.questionnaire, case.rules, case.values, case.today).type
    return (kind, *(case.answers.values.get(question.id) for question in by))
