"""What keeps an interview's record, and what is told when somebody else had the file too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from refscreen.answers import Answers


@dataclass(frozen=True)
class Kept:
    """The record as it is kept.

    Attributes:
        changed_elsewhere: somebody else's changes of the file are in it.
        set_aside: something of theirs is not, and is kept in a copy of the file beside it.
    """

    answers: Answers
    changed_elsewhere: bool = False
    set_aside: bool = False


Save = Callable[[Answers], Kept]
"""Keeps the record; when it returns, the record is on disk."""
MERGED, SET_ASIDE = "merged", "set_aside"
"""The notices that somebody else changed the file: both changes are in it, or theirs is in a copy."""


class Stopped(Exception):  # noqa: N818  # not an error: somebody went home
    """The interview was stopped before its end; everything that was answered is saved."""

    def __init__(self, answers: Answers) -> None:
        """Carry the record as it was saved."""
        super().__init__("stopped")
        self.answers = answers
