"""What a follow-up changed, as a reader sees it: what was answered last time, and what is answered now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from refscreen import values
from refscreen.answers import STATES
from refscreen.dates import moment
from refscreen.items import Item, ItemMaker, Row, permitted
from refscreen.questionnaire import Question
from refscreen.sittings import followed_up

NO_PLACE = ""
"""An earlier answer has no note, evidence or state of its own."""


@dataclass(frozen=True)
class Change:
    """A question whose answer is another one now; of a group ``was`` and ``now`` are the rows that differ.

    Attributes:
        known: whether there was an answer last time.
        answered: whether there is an answer now, and not only a reason why there is none.
    """

    id: str
    label: str
    was: str = field(repr=False)
    now: str = field(repr=False)
    known: bool = True
    answered: bool = True
    sensitive: bool = False


@dataclass(frozen=True)
class News:
    """What is new since a day."""

    since: date
    changes: tuple[Change, ...]


def news(maker: ItemMaker, seen: Mapping[str, Question], items: Mapping[str, Item]) -> News | None:
    """What the latest follow-up changed among the questions that are seen; None where none was held.

    Answers about the sitting itself are not news, nor is a value that reads as before. What was answered
    last time comes before what was not.
    """
    stored = followed_up(maker.answers)
    since = moment(stored)
    if since is None:
        return None
    own = {*maker.questionnaire.about_sitting, maker.questionnaire.confirmation}
    changes = [
        change
        for name, question in seen.items()
        if name not in own
        for entry in maker.answers.earlier.get(name, ())
        if str(entry.get("day")) == stored and (change := _change(maker, question, items[name], entry))
    ]
    return News(since.date(), tuple(sorted(changes, key=lambda change: not change.known)))


def _change(maker: ItemMaker, question: Question, item: Item, entry: Mapping[str, Any]) -> Change | None:
    """The change from an earlier answer or state; None where that cannot be read any more, or is the same."""
    was, now = "", item.text
    if "answer" in entry:
        value, problems = values.parse(question, entry["answer"])
        if problems:
            return None
        old = maker.item(question, permitted(question, value, maker.audience), NO_PLACE)
        was, now = (old.text, now) if question.type != "group" else _rows_apart(old, item)
    elif entry.get("state") in STATES:
        was = maker.state(str(entry["state"]))
    else:
        return None
    if was == now:
        return None
    return Change(item.id, item.label, was, now, "answer" in entry, item.covered, item.sensitive)


def _rows_apart(old: Item, new: Item) -> tuple[str, str]:
    """The rows that are not as they were, and what they are now; of a row that stayed only what differs."""
    if not old.rows or not new.rows:
        return old.text, new.text
    before, after = [_told(row) for row in old.rows], [_told(row) for row in new.rows]
    gone = [row for row in old.rows if _told(row) not in after]
    come = [row for row in new.rows if _told(row) not in before]
    stayed = {row.heading for row in gone} & {row.heading for row in come}
    was = [row.title for row in gone if row.heading not in stayed]
    now = [row.title for row in come if row.heading not in stayed]
    for one in gone:
        other = next((row for row in come if row.heading == one.heading), None)
        if other is not None:
            apart = [name for name in other if _told(one).get(name) != _told(other).get(name)]
            was.append(f"{one.heading}: {', '.join(_parts(one, apart))}")
            now.append(f"{one.heading}: {', '.join(_parts(other, apart))}")
    return "; ".join(was), "; ".join(now)


def _told(row: Row) -> dict[str, str]:
    return {name: item.text for name, item in row.items() if item.covered}


def _parts(row: Row, names: list[str]) -> Iterator[str]:
    return (f"{row[name].label.lower()}: {row[name].text}" for name in names)
