"""Answers as a reader of one audience sees them: label, words, state, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from refscreen.answers import Answers
from refscreen.questionnaire import Question, Questionnaire
from refscreen.wording import Wording

ROWS_NAMED = 3
"""A reason names so many rows of a group; more are counted."""
TITLE_PARTS, TITLE_PART_LONGEST = 4, 60
"""A row is named by so many of its first answers, the short ones."""


@dataclass(frozen=True)
class Item:
    """One answer as a reader sees it.

    Attributes:
        text: the answer in words; for an unanswered question why there is none.
        value: the plain value for charts and tests in templates; None when unanswered.
        state: ``answered``, ``not_covered``, or one of the answer states.
        rows: the rows of a group.
        parts: what was chosen, one by one, where several things could be.
        sensitive: whether it is asked for by its own consent; a document keeps such answers together.
    """

    id: str
    label: str
    text: str
    value: Any
    state: str
    by: str = "candidate"
    evidence: str = ""
    most: int | None = None
    rows: tuple[Row, ...] = ()
    parts: tuple[str, ...] = ()
    sensitive: bool = False

    @property
    def covered(self) -> bool:
        """Whether there is an answer."""
        return self.state == "answered"

    @property
    def lines(self) -> list[str]:
        """The answer as a list, one item a line."""
        return (
            [line.strip(" -•\t") for line in self.text.splitlines() if line.strip()] if self.covered else []
        )


class Items(Mapping[str, Item]):
    """Items by question id; a template reads ``a.full_name`` and fails on a name that is not in the view."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        """Hold the items."""
        self._items = dict(items)

    def __getitem__(self, name: str) -> Item:
        """The item of a question."""
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order they are asked."""
        return iter(self._items)

    def __len__(self) -> int:
        """How many items there are."""
        return len(self._items)


class Row(Items):
    """One row of a group."""

    def __init__(self, items: Mapping[str, Item], evidence: str = "") -> None:
        """Hold the row's items and what stands behind the row as a whole."""
        super().__init__(items)
        self.evidence = evidence

    @property
    def heading(self) -> str:
        """The row in as few words as possible: its first answered text."""
        return next((item.text for item in self.values() if item.covered), "")

    @property
    def title(self) -> str:
        """The row in a few words: its first answered texts."""
        first = list(self.values())[:TITLE_PARTS]
        return ", ".join(item.text for item in first if item.covered and len(item.text) <= TITLE_PART_LONGEST)


@dataclass(frozen=True)
class Reason:
    """An answer that led to a conclusion; ``known`` is False when it is an answer that is missing."""

    label: str
    text: str
    known: bool = True
    sensitive: bool = False


@dataclass(frozen=True)
class ItemMaker:
    """Makes the items of one case for one audience in one language."""

    questionnaire: Questionnaire
    answers: Answers
    audience: str
    wording: Wording

    def item(self, question: Question, value: Any, key: str) -> Item:
        """The item of a question; ``key`` is its id, for an inner question ``jobs.0.title``."""
        label = self.wording.words(question.label)
        if value is None:
            state = self.answers.states.get(key, "not_covered")
            return Item(
                id=question.id,
                label=label,
                text=self.wording.common[state],
                value=None,
                state=state,
                by=question.by,
                sensitive=question.sensitive,
            )
        rows: tuple[Row, ...] = ()
        if question.type == "group":
            rows = tuple(self._row(question, row, f"{key}.{index}") for index, row in enumerate(value))
            text = "; ".join(row.title for row in rows)
        else:
            text = self.wording.value(question, value)
        chosen = value if question.type == "choices" else ()
        return Item(
            id=question.id,
            label=label,
            text=text or self.wording.common["none"],
            value=len(rows) if question.type == "group" else value,
            state="answered",
            by=question.by,
            evidence=self._evidence(key),
            most=question.max,
            rows=rows,
            parts=tuple(self.wording.words(question.choice_by_id[name].label) for name in chosen),
            sensitive=question.sensitive,
        )

    def _row(self, group: Question, row: Mapping[str, Any], key: str) -> Row:
        seen = [inner for inner in group.questions if self.audience in inner_audiences(group, inner)]
        items = {inner.id: self.item(inner, row.get(inner.id), f"{key}.{inner.id}") for inner in seen}
        return Row(items, self._evidence(key))

    def _evidence(self, key: str) -> str:
        return self.wording.common.get(self.answers.evidence.get(key, ""), "")

    def reason(self, key: str, values: Mapping[str, Any]) -> Reason:
        """An answer as a reason; ``key`` is a question's id or a row of a group (``jobs.0``)."""
        name, _, index = key.partition(".")
        question = self.questionnaire.questions[name]
        label = self.wording.words(question.label)
        value = values.get(name)
        if value is None:
            return Reason(
                label, self.wording.common["not_covered"], known=False, sensitive=question.sensitive
            )
        if question.type == "group":
            headings = [row.heading for row in self.item(question, value, name).rows]
            if index:
                return Reason(label, headings[int(index)])
            named = ", ".join(filter(None, headings[:ROWS_NAMED]))
            return Reason(label, named if len(headings) <= ROWS_NAMED and named else str(len(headings)))
        return Reason(label, self.wording.value(question, value), sensitive=question.sensitive)

    def reasons(self, used: tuple[str, ...], values: Mapping[str, Any]) -> tuple[Reason, ...]:
        """The answers a verdict rests on, each question once; unanswered ones only where all are."""
        found = tuple(self.reason(key, values) for key in used)
        merged: dict[str, Reason] = {}
        for reason in tuple(reason for reason in found if reason.known) or found:
            before = merged.get(reason.label)
            merged[reason.label] = replace(reason, text=f"{before.text}; {reason.text}") if before else reason
        return tuple(merged.values())


def permitted(question: Question, value: Any, audience: str) -> Any:
    """A group's rows without the inner answers that the audience may not see."""
    if question.type != "group":
        return value
    seen = {inner.id for inner in question.questions if audience in inner_audiences(question, inner)}
    return tuple({name: item for name, item in row.items() if name in seen} for row in value)


def inner_audiences(group: Question, inner: Question) -> tuple[str, ...]:
    """An inner question is at most as open as its group; without a `share` of its own it follows it."""
    own = group.audiences if inner.share is None and not inner.sensitive else inner.audiences
    return tuple(audience for audience in own if audience in group.audiences)
