"""Answers as a reader of one audience sees them: label, words, state, rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from refscreen.answers import Answers
from refscreen.audiences import SUBJECT
from refscreen.dates import PartialDate
from refscreen.questionnaire import Question, Questionnaire
from refscreen.sharing import inner_audiences
from refscreen.wording import Wording

NOTES_FOR = "municipality"
"""The one audience that the consultant shares notes with."""
WHOSE_WORD_FOR = frozenset({NOTES_FOR, "candidate"})
"""Who is told whose word an answer is: those who act on it, and the one who can say whether it is right."""
STRANGERS = "anonymous"
"""The one audience that must not learn whom a case is about: no case number, and of a date the year."""
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
        evidence, said_by, unconfirmed: in words, what stands behind the answer, who gave it where it was not
            the candidate, and that it was known beforehand and nobody has confirmed it; else empty.
        note: the consultant's, where it is marked for documents.
        sensitive: whether it is asked for by its own consent; a document keeps such answers together.
        category: what it is about, see ``audiences.yaml``.
    """

    id: str
    label: str
    text: str
    value: Any
    state: str
    by: str = "candidate"
    evidence: str = ""
    said_by: str = ""
    unconfirmed: str = ""
    note: str = field(default="", repr=False)
    most: int | None = None
    rows: tuple[Row, ...] = ()
    parts: tuple[str, ...] = ()
    sensitive: bool = False
    category: str = ""

    @property
    def covered(self) -> bool:
        """Whether there is an answer."""
        return self.state == "answered"

    @property
    def proof(self) -> str:
        """What the answer rests on, in one phrase."""
        return "; ".join(filter(None, (self.evidence, self.said_by, self.unconfirmed)))

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """The notes to the answer, each with what it is about; of a group those to its rows, too."""
        own = ((self.label, self.note),) if self.note else ()
        rows = (
            (", ".join(filter(None, (row.heading or self.label, about))), note)
            for row in self.rows
            for about, note in row.notes
        )
        return (*own, *rows)

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

    def __init__(
        self, items: Mapping[str, Item], evidence: str = "", said_by: str = "", note: str = ""
    ) -> None:
        """Hold the row's items and what is said about the row as a whole."""
        super().__init__(items)
        self.evidence = evidence
        self.said_by = said_by
        self.note = note

    @property
    def proof(self) -> str:
        """What the row rests on, in one phrase."""
        return "; ".join(filter(None, (self.evidence, self.said_by)))

    @property
    def notes(self) -> Iterator[tuple[str, str]]:
        """The note to the row, about nothing more than that, and those to its answers."""
        if self.note:
            yield "", self.note
        for item in self.values():
            if item.note:
                yield item.label[:1].lower() + item.label[1:], item.note

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
    with_sensitive: bool = True

    def item(self, question: Question, value: Any, key: str) -> Item:
        """The item of a question; ``key`` is its id, for an inner question ``jobs.0.title``."""
        item = Item(
            id=question.id,
            label=self.wording.words(question.label),
            text="",
            value=None,
            state=self.answers.states.get(key, "not_covered"),
            by=question.by,
            note=self._note(key),
            sensitive=question.sensitive,
            category=question.category,
        )
        if value is None:
            return replace(item, text=self.wording.common[item.state])
        rows: tuple[Row, ...] = ()
        if question.type == "group":
            rows = tuple(self._row(question, row, f"{key}.{index}") for index, row in enumerate(value))
            text = "; ".join(row.title for row in rows)
        else:
            text = self.wording.value(question, value)
        chosen = value if question.type == "choices" else ()
        return replace(
            item,
            text=text or self.wording.common["none"],
            value=len(rows) if question.type == "group" else value,
            state="answered",
            evidence=self._evidence(key),
            said_by=self._said_by(key),
            unconfirmed=self._unconfirmed(key),
            most=question.max,
            rows=rows,
            parts=tuple(self.wording.words(question.choice_by_id[name].label) for name in chosen),
        )

    def _row(self, group: Question, row: Mapping[str, Any], key: str) -> Row:
        seen = within(group, self.audience, with_sensitive=self.with_sensitive)
        items = {inner.id: self.item(inner, row.get(inner.id), f"{key}.{inner.id}") for inner in seen}
        return Row(items, self._evidence(key), self._said_by(key), self._note(key))

    def state(self, name: str) -> str:
        """Why there was no answer once; that nobody had time to ask cannot be told afterwards."""
        return self.wording.common["not_covered" if name == "not_asked" else name]

    def _evidence(self, key: str) -> str:
        """What stands behind a statement; that it was told goes without saying where somebody is named."""
        found = self.answers.evidence.get(key, "")
        return "" if found == "told" and self._said_by(key) else self.wording.common.get(found, "")

    def _said_by(self, key: str) -> str:
        said = self.answers.said_by.get(key, "") if self.audience in WHOSE_WORD_FOR else ""
        return self.wording.common.get(f"said_by_{said}", "")

    def _unconfirmed(self, key: str) -> str:
        """That nobody has confirmed an answer; where it comes from, too, when nothing else says so."""
        if self.answers.states.get(key) == "unclear":
            return self.wording.common["unclear"]
        if key not in self.answers.confirm or self.audience not in WHOSE_WORD_FOR:
            return ""
        since = "_since" if any(session.get("follow_up") for session in self.answers.sessions) else ""
        told = self.wording.common[f"unconfirmed{since}"]
        known = self._evidence(key) or self._said_by(key)
        return told if known else f"{self.wording.common[f'beforehand{since}']}, {told}"

    def _note(self, key: str) -> str:
        """The note at a place, where the consultant has marked it for documents; else no note at all."""
        shown = key in self.answers.notes_shown and self.audience == NOTES_FOR
        return self.answers.notes.get(key, "") if shown else ""

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
            counted = str(len(headings)) if headings else self.wording.common["none"].lower()
            return Reason(label, named if len(headings) <= ROWS_NAMED and named else counted)
        return Reason(label, self.wording.value(question, value), sensitive=question.sensitive)

    def reasons(self, used: tuple[str, ...], values: Mapping[str, Any]) -> tuple[Reason, ...]:
        """The answers a verdict rests on, each question once; unanswered ones only where all are."""
        found = tuple(self.reason(key, values) for key in used)
        merged: dict[str, Reason] = {}
        for reason in tuple(reason for reason in found if reason.known) or found:
            before = merged.get(reason.label)
            merged[reason.label] = replace(reason, text=f"{before.text}; {reason.text}") if before else reason
        return tuple(merged.values())


def permitted(question: Question, value: Any, audience: str, *, with_sensitive: bool = True) -> Any:
    """As much of an answer as the audience may see: rows without some of their answers, a year for a date."""
    if question.type == "date" and audience == STRANGERS:
        return PartialDate(value.year)
    if question.type != "group":
        return value
    seen = {inner.id for inner in within(question, audience, with_sensitive=with_sensitive)}
    return tuple(
        {name: permitted(question.inner[name], item, audience) for name, item in row.items() if name in seen}
        for row in value
    )


def within(group: Question, audience: str, *, with_sensitive: bool) -> list[Question]:
    """The questions of a group's rows whose answers an audience may see."""
    return [
        inner
        for inner in group.questions
        if (audience == SUBJECT or audience in inner_audiences(group, inner))
        and (with_sensitive or not inner.sensitive)
    ]
