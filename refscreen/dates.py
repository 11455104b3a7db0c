"""Dates as people know them: the day, the month and year, or the year alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_DANISH = re.compile(r"(?:(?:(?P<day>\d{1,2})[./-])?(?P<month>\d{1,2})[./-])?(?P<year>\d{4})")
EARLIEST, LATEST = 1900, 2100


@dataclass(frozen=True)
class PartialDate:
    """A date known to the day, the month or the year; written ``2012-05-17``, ``2012-05`` or ``2012``.

    Why no ``total_ordering``: of 2012 and January 2012 neither is later, though they are not equal.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """The ISO 8601 form with as many parts as are known."""
        known = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(known)

    def __lt__(self, other: PartialDate) -> bool:
        """Earlier, by the first day the date can mean."""
        return self.first() < other.first()

    def __le__(self, other: PartialDate) -> bool:
        """Not later, by the first day the date can mean."""
        return self.first() <= other.first()

    def first(self) -> date:
        """The first day the date can mean: an unknown month is January, an unknown day the first."""
        return date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2012``, ``2012-05``, ``2012-05-17``, and the Danish ``05.2012`` and ``17.05.2012``.

        Raises:
            ValueError: it is no date, or lies outside 1900-2100.
        """
        match = _ISO.fullmatch(text.strip()) or _DANISH.fullmatch(text.strip())
        if match is None:
            raise ValueError("not a date")
        parts = [int(part) if part else None for part in match.group("year", "month", "day")]
        found = cls(parts[0] or 0, parts[1], parts[2])
        found.first()  # raises for a month 13 or a 30 February
        if not EARLIEST <= found.year <= LATEST or found.month == 0 or found.day == 0:
            raise ValueError("outside 1900-2100")
        return found


def exact_day(text: str) -> date:
    """A date known to the day, as ``PartialDate`` reads it.

    Raises:
        ValueError: it is no date, or not to the day.
    """
    found = PartialDate.parse(text)
    if found.day is None:
        raise ValueError("not to the day")
    return found.first()


def full_years(start: PartialDate, end: PartialDate | date) -> int:
    """Whole years from start to end, as an age is counted; a bare year counts from its first day.

    Two bare years count as the difference between them.
    """
    last = end if isinstance(end, date) else end.first()
    first = start.first()
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
