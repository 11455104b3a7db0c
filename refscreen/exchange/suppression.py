"""Small cells of a table of counts are withheld, and as many others as keep them from being worked out.

A table stands with its totals: the last row and the last column are the sums of the others. Whoever reads it
knows all the sums, that a cell marked as small is 1 to ``least - 1``, and that no other withheld cell is. A
withheld cell can be worked out exactly when no second table fits what is shown. Two tables that fit differ by
closed walks through withheld cells, which rise and fall by one in turn (Gusfield, "A graph theoretic approach
to statistical data security", SIAM Journal on Computing 17, 1988). So a cell is safe when such a walk goes
through it, and cells are withheld until one does. Nor is what is withheld of a sum small when taken together.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Row and column."""
_Node = tuple[str, int]
"""A row or a column, as a station of a walk."""


def with_totals(inner: Sequence[Sequence[int]]) -> list[list[int]]:
    """The table with a last column and a last row of sums."""
    rows = [[*row, sum(row)] for row in inner]
    width = len(inner[0]) + 1 if inner else 1
    return [*rows, [sum(row[column] for row in rows) for column in range(width)]]


@dataclass
class Suppression:
    """What is withheld of a table.

    Attributes:
        counts: the table with its totals.
        least: the smallest count that may be shown, besides none.
        small: withheld for being small.
        others: withheld so that the small ones cannot be worked out.
        fixed: places that are known from elsewhere, and cannot be withheld here.
        whole: nothing is shown, for no choice of cells would do.
    """

    counts: Sequence[Sequence[int]]
    least: int
    small: set[Place] = field(default_factory=set)
    others: set[Place] = field(default_factory=set)
    fixed: frozenset[Place] = frozenset()
    whole: bool = False

    def hides(self, place: Place) -> bool:
        """Whether a cell is withheld."""
        return self.whole or place in self.small or place in self.others

    def can_rise(self, place: Place) -> bool:
        """Whether the cell could be one more, for all a reader knows."""
        return place not in self.small or self._count(place) + 1 < self.least

    def can_fall(self, place: Place) -> bool:
        """Whether the cell could be one less, for all a reader knows."""
        return self._count(place) > (1 if place in self.small else self.least)

    def _count(self, place: Place) -> int:
        return self.counts[place[0]][place[1]]

    def places(self) -> Iterator[Place]:
        """Every place of the table."""
        for row, cells in enumerate(self.counts):
            for column in range(len(cells)):
                yield row, column

    def steps(self, place: Place) -> Iterator[tuple[_Node, _Node]]:
        """The ways a walk can pass a cell: from its row to its column when it rises, back when it falls.

        A total stands on the other side of its sum: it rises where a cell would fall.
        """
        row, column = ("row", place[0]), ("column", place[1])
        total = (place[0] == len(self.counts) - 1) != (place[1] == len(self.counts[0]) - 1)
        if self.can_rise(place):
            yield (column, row) if total else (row, column)
        if self.can_fall(place):
            yield (row, column) if total else (column, row)


def suppress(
    counts: Sequence[Sequence[int]],
    least: int,
    fixed: Iterable[Place] = (),
    known_hidden: Iterable[Place] = (),
) -> Suppression:
    """Decide what of a table is withheld.

    Args:
        counts: the table with its totals, as ``with_totals`` gives it.
        least: the smallest count that may be shown.
        fixed: places that are shown or withheld elsewhere, and cannot be withheld here.
        known_hidden: those of them that are withheld elsewhere for others' sake.
    """
    found = Suppression(counts, least, fixed=frozenset(fixed))
    found.small = {place for place in found.places() if 0 < counts[place[0]][place[1]] < least}
    found.others = set(known_hidden) - found.small
    while _protected(found):
        thin = _thin(found)
        if thin is None:
            return found
        found.others.add(thin)
    found.whole = True
    return found


def _thin(found: Suppression) -> Place | None:
    """A cell to withhold where all that is withheld of a sum that is shown is small when taken together."""
    last, end = len(found.counts) - 1, len(found.counts[0]) - 1
    lines = [([(row, column) for column in range(end)], (row, end)) for row in range(last + 1)]
    lines += [([(row, column) for row in range(last)], (last, column)) for column in range(end + 1)]
    for parts, total in lines:
        together = sum(found.counts[row][column] for row, column in parts if found.hides((row, column)))
        if not found.hides(total) and 0 < together < found.least:
            costs = {place: _cost(found, place) or 0 for place in (*parts, total)}  # what is free is withheld
            wanted = [place for place, cost in costs.items() if cost]
            if wanted:
                return min(wanted, key=costs.__getitem__)
    return None


def _protected(found: Suppression) -> bool:
    """Withhold cells until every withheld one has a walk through it; False where there is none."""
    waiting = sorted(found.small | found.others)
    while waiting:
        place = waiting.pop()
        walk = _cheapest_walk(found, place)
        if walk is None:
            return False
        added = [step for step in walk if not found.hides(step)]
        found.others.update(added)
        waiting += added
    return True


def _cheapest_walk(found: Suppression, place: Place) -> list[Place] | None:
    """The cells of the walk through a cell that withholds least; None where there is no walk."""
    ways = [walk for start, end in found.steps(place) if (walk := _path(found, end, start, place))]
    return min(ways, key=lambda way: way[0])[1] if ways else None


def _path(found: Suppression, start: _Node, end: _Node, but: Place) -> tuple[int, list[Place]] | None:
    """The cheapest path from a station to another without passing a cell, by what it withholds."""
    edges: dict[_Node, list[tuple[int, _Node, Place]]] = {}
    for place in found.places():
        cost = _cost(found, place)
        if place != but and cost is not None:
            for here, there in found.steps(place):
                edges.setdefault(here, []).append((cost, there, place))
    reached: set[_Node] = set()
    ahead: list[tuple[int, _Node, list[Place]]] = [(0, start, [])]
    while ahead:
        cost, here, path = heapq.heappop(ahead)
        if here == end:
            return cost, path
        if here not in reached:
            reached.add(here)
            for more, there, place in edges.get(here, ()):
                heapq.heappush(ahead, (cost + more, there, [*path, place]))
    return None


def _cost(found: Suppression, place: Place) -> int | None:
    """What it costs a reader to have a cell withheld; None where it cannot be.

    A cell of nobody is shown: it tells of nobody, and hides nothing. Totals are what readers look at first.
    """
    if found.hides(place):
        return 0
    count = found.counts[place[0]][place[1]]
    if count == 0 or place in found.fixed:
        return None
    in_total = place[0] == len(found.counts) - 1 or place[1] == len(found.counts[0]) - 1
    return 10 + count + (1000 if in_total else 0)
