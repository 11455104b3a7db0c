"""What the program promises about safety, each promise with the trial that would break it.

A goal is a function that makes so many attempts and tells how many of them failed. tests/test_campaign.py
makes a few attempts of each; ``python -m tests.campaign`` makes many and prints the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

PARTS = (
    "durability",
    "faults",
    "lasting",
    "security",
    "encryption",
    "consent",
    "protection",
    "disclosure",
    "supply",
)
"""The modules of this package that hold goals, in the order of the table."""


@dataclass(frozen=True)
class Outcome:
    """What the attempts came to.

    Attributes:
        tried: how many attempts there were.
        failed: how many of them broke the promise.
        note: the figures worth reading, and what went wrong first.
    """

    tried: int
    failed: int
    note: str = ""


class CannotBeTried(Exception):  # noqa: N818  # not an error: this machine lacks what the trial needs
    """This machine cannot try it; the message says what it lacks."""


Trial = Callable[[int], Outcome]


@dataclass(frozen=True)
class Goal:
    """One promise.

    Attributes:
        id: its number, such as R1.
        promise: what holds, in one line.
        trial: makes so many attempts.
        long: attempts of the campaign.
        short: attempts of the tests; they take five seconds at most.
    """

    id: str
    promise: str
    trial: Trial
    long: int
    short: int


_GOALS: dict[str, Goal] = {}


def goal(number: str, promise: str, *, long: int, short: int) -> Callable[[Trial], Trial]:
    """Register a function as the trial of a goal."""

    def registered(trial: Trial) -> Trial:
        assert number not in _GOALS, f"{number} is tried twice"
        _GOALS[number] = Goal(number, promise, trial, long, short)
        return trial

    return registered


def goals() -> dict[str, Goal]:
    """Every goal by its number, part by part; a part that is not there yet is left out."""
    for part in PARTS:
        if find_spec(f"{__name__}.{part}"):
            import_module(f"{__name__}.{part}")
    return dict(_GOALS)
