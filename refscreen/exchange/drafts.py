"""A row on its way to become a case, and how the rows of its groups find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from refscreen import naming
from refscreen.errors import Path, Problem
from refscreen.exchange.cells import State
from refscreen.exchange.columns import CASE
from refscreen.exchange.tables import Located, Place, Table

_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10))}
)
"""Names that Windows keeps for itself, whatever ending they have."""


@dataclass
class Draft:
    """A row on its way to become a case.

    Attributes:
        place: the row.
        table: what the table is called, by which rows of a group find it.
        answers: raw, as an answers file holds them.
        rows: the rows of each group, by their number or the order they came in.
        ticked: the choices of a question that has a column for each.
        links: what Kobo and ODK tie rows together with, and the times it was filled in.
        places: where each answer stands.
    """

    place: Place
    table: str
    case: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    ticked: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    places: dict[Path, Place] = field(default_factory=dict)


def in_rows(draft: Draft, name: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a group, raw; states and places go into the draft."""
    found = []
    for number, row in enumerate(rows):
        raw_row = {}
        for inner, (raw, place) in row.items():
            draft.places["answers", name, number, inner] = place
            draft.places.setdefault(("answers", name), place)
            if isinstance(raw, State):
                draft.states[f"{name}.{number}.{inner}"] = raw.name
            else:
                raw_row[inner] = raw
        found.append(raw_row)
    return found


class Cases:
    """Finds the case that a row of a group belongs to."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._by_case: dict[str, Draft] = {}
        self._by_index: dict[tuple[str, str], Draft] = {}
        self._by_key: dict[str, Draft] = {}
        self._tables: set[str] = set()
        for draft in drafts:
            self._by_case.setdefault(draft.case, draft)
            self._by_key.setdefault(draft.links.get("key", ""), draft)
            index = draft.links.get("index", "")
            self._by_index.setdefault((draft.place.file, index), draft)
            self._by_index.setdefault((draft.table, index), draft)

    def of(self, table: Table, links: Mapping[str, str]) -> Draft | None:
        """The case a row names, by its number, by Kobo's count of rows, or by ODK's key."""
        if CASE in links:
            return self._by_case.get(links[CASE])
        if "parent_key" in links:
            return self._by_key.get(links["parent_key"])
        index = links.get("parent_index", "")
        if not index:
            return None
        named = self._by_index.get((links.get("parent_table", ""), index))
        return named or self._by_index.get((table.file, index))


def unfit(drafts: Iterable[Draft], asked: str | None) -> Iterator[Located]:
    """The case numbers that cannot be: names of people, names of nothing, and two for one file.

    A disk may not tell K-1 from k-1 either.

    Args:
        drafts: the rows.
        asked: the question of the case number.
    """
    first: dict[str, Draft] = {}
    for draft in drafts:
        own = naming.slug(draft.case).casefold()[: naming.LONGEST]
        place = draft.places.get(("case",), draft.place)
        if _is_a_name(draft, asked):
            yield place, Problem("case_is_an_answer")
        elif draft.case and (not own or own.split(".")[0] in _RESERVED):
            yield place, Problem("case_is_no_name")
        elif own in first:
            yield place, _twice(draft.case, first[own])
        if own:
            first.setdefault(own, draft)


def _is_a_name(draft: Draft, asked: str | None) -> bool:
    """Whether the case number is what somebody is called: another answer of the row, without a digit."""
    said = {str(raw).casefold() for name, raw in draft.answers.items() if name != asked}
    return draft.case.casefold() in said and not any(map(str.isdigit, draft.case))


def _twice(case: str, first: Draft) -> Problem:
    """Whether it is the case of a row before, or has only the same name of a file."""
    row = {"row": str(first.place.row), "file": first.place.file}
    if case.casefold() == first.case.casefold():
        return Problem("case_twice", values=row)
    return Problem("case_one_file", values=row)
