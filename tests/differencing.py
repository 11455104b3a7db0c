"""The attack on figures in which small numbers are withheld: every table that fits what is shown is tried."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence

from refscreen.exchange.suppression import Place, Suppression

LEAST = 5
"""The smallest count that may be shown."""


def random_tables(count: int, seed: int) -> Iterator[list[list[int]]]:
    """Tables of one to four rows and two to four columns, many of them with small numbers."""
    dice = random.Random(seed)  # noqa: S311  # a seed, not a secret
    for _table in range(count):
        height, width = dice.randint(1, 4), dice.randint(2, 4)
        most = dice.choice([4, 7, 15, 40])
        yield [[max(0, dice.randint(-2, most)) for _ in range(width)] for _ in range(height)]


def shown(found: Suppression) -> list[int]:
    """The numbers that a reader gets to see."""
    return [found.counts[row][column] for row, column in found.places() if not found.hides((row, column))]


def determined(found: Suppression) -> Iterator[Place]:
    """The withheld cells that are the same in every table that fits what is shown; all are tried."""
    if found.whole:
        return
    truth = {place: found.counts[place[0]][place[1]] for place in found.places()}
    domains = {place: possible(found, place, truth) for place in truth}
    open_to = {place for place in truth if found.hides(place)}
    while open_to:
        place = open_to.pop()
        other = next((fit for value in domains[place] if value != truth[place]
                      if (fit := solved({**domains, place: (value,)}, sums(found)))), None)  # fmt: skip
        if other is None:
            yield place
        else:
            open_to -= {cell for cell, value in other.items() if value != truth[cell]}


def possible(found: Suppression, place: Place, truth: Mapping[Place, int]) -> tuple[int, ...]:
    """What a cell can be for all a reader knows, nearest to the truth first."""
    if not found.hides(place):
        return (truth[place],)
    values = range(1, LEAST) if place in found.small else range(LEAST, truth[place] + 8)
    return tuple(sorted(values, key=lambda value: abs(value - truth[place])))


def sums(found: Suppression) -> list[tuple[list[Place], Place]]:
    """Every sum of the table: its parts and its total."""
    height, width = len(found.counts) - 1, len(found.counts[0]) - 1
    rows = [([(row, column) for column in range(width)], (row, width)) for row in range(height + 1)]
    return rows + [
        ([(row, column) for row in range(height)], (height, column)) for column in range(width + 1)
    ]


def solved(
    domains: Mapping[Place, Sequence[int]], equations: list[tuple[list[Place], Place]]
) -> dict[Place, int] | None:
    """A table whose sums are right, with every cell from its domain; None when there is none."""
    narrowed = bounded(dict(domains), equations)
    if narrowed is None:
        return None
    unsure = [place for place, values in narrowed.items() if len(values) > 1]
    if not unsure:
        return {place: values[0] for place, values in narrowed.items()}
    place = min(unsure, key=lambda cell: len(narrowed[cell]))
    for value in narrowed[place]:
        fit = solved({**narrowed, place: (value,)}, equations)
        if fit is not None:
            return fit
    return None


def bounded(
    domains: dict[Place, Sequence[int]], equations: list[tuple[list[Place], Place]]
) -> dict[Place, Sequence[int]] | None:
    """The domains without the values that no sum allows; None when one has none left."""
    changed = True
    while changed:
        changed = False
        for parts, total in equations:
            signed = [(part, 1) for part in parts] + [(total, -1)]
            low = sum(min(s * v for v in domains[cell]) for cell, s in signed)
            high = sum(max(s * v for v in domains[cell]) for cell, s in signed)
            for cell, sign in signed:
                own = [sign * value for value in domains[cell]]
                kept = tuple(
                    value for value in domains[cell] if low - min(own) <= -sign * value <= high - max(own)
                )
                if not kept:
                    return None
                if len(kept) < len(domains[cell]):
                    low += min(sign * value for value in kept) - min(own)
                    high += max(sign * value for value in kept) - max(own)
                    domains[cell], changed = kept, True
    return domains
