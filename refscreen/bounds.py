"""What one document may take of a process, and how it is told that it took more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bounds:
    """What one document may take: seconds, and megabytes of its process (on Linux)."""

    seconds: float = 120
    megabytes: int = 3000


class TooLongError(Exception):
    """A document took longer than it may; its worker was ended."""


class DiedError(Exception):
    """A worker died while it made a document."""
