"""Dates as people know them, to the day, the month or the year; and times as a case file holds them."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_DANISH = re.compile(r"(?:(?:(?P<day>\d{1,2})[./-] ?)?(?P<month>\d{1,2})(?:[./-] ?| ))?(?P<year>\d{4})")
_SHORT = re.compile(r"(?P<day>\d{1,2})(?:\.|/|\. )(?P<month>\d{1,2})(?:\.|/|\. |-| )(?P<year>\d{2})")
"""A year of two digits; not after two hyphens, for 20-11-26 may begin with the year."""
_NAMED = re.compile(r"(?:(?P<day>\d{1,2})\.? )?(?P<month>[a-z]+)\.? (?P<year>\d{4})")
_MONTHS = (
    ("januar", "january"), ("februar", "february"), ("marts", "march"), ("april", "april"), ("maj", "may"),
    ("juni", "june"), ("juli", "july"), ("august", "august"), ("september", "september", "sept"),
    ("oktober", "october"), ("november", "november"), ("december", "december"),
)  # fmt: skip
_MONTH = {word: place for place, names in enumerate(_MONTHS, 1) for n in names for word in (n, n[:3])}
_TODAY = frozenset({"i dag", "idag", "today"})
_SOON = 10
"""A year of two digits so little ahead may be that of a permit as well as of a birth."""
EARLIEST, LATEST = 1900, 2100


class NoSuchDayError(ValueError):
    """It is written as a date, but the month has no such day."""


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

    def surely_before(self, other: PartialDate) -> bool:
        """Earlier, whatever is not known of the two: 2012 is before 2013, but not before May 2012."""
        parts = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        known = ((here, there) for here, there in parts if here and there)
        return next((here < there for here, there in known if here != there), False)

    def first(self) -> date:
        """The first day the date can mean: an unknown month is January, an unknown day the first."""
        return date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str, today: date | None = None) -> PartialDate:
        """Read ``2012-05-17``, ``17.05.2012``, ``17/5 2012`` and ``17. maj 2012``, and less of it.

        Args:
            text: what was said or written.
            today: the day it was said; with it ``i dag`` is known, and of which century ``17.05.12`` is.
                A file is read on any day, and has neither.

        Raises:
            NoSuchDayError: the month has no such day.
            ValueError: it is no date, or lies outside 1900-2100.
        """
        said = text.strip().casefold()
        if today is not None and said in _TODAY:
            return cls(today.year, today.month, today.day)
        found = cls(*(_named(said) or _numbered(said) or _shortened(said, today)))
        if not EARLIEST <= found.year <= LATEST or found.month not in {None, *_MONTH.values()}:
            raise ValueError("outside 1900-2100")
        try:
            found.first()
        except ValueError:
            raise NoSuchDayError("no such day") from None
        if found.day == 0:
            raise NoSuchDayError("no such day")
        return found


_Parts = tuple[int, int | None, int | None]
"""Year, month and day, as far as they are said."""


def _numbered(said: str) -> _Parts | None:
    match = _ISO.fullmatch(said) or _DANISH.fullmatch(said)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    return year or 0, month, day


def _named(said: str) -> _Parts | None:
    match = _NAMED.fullmatch(said)
    if match is None or match["month"] not in _MONTH:
        return None
    return int(match["year"]), _MONTH[match["month"]], int(match["day"]) if match["day"] else None


def _shortened(said: str, today: date | None) -> _Parts:
    """A date whose year has two digits: up to this year it is of this century, else of the last.

    Raises:
        ValueError: it is none, or the year may be of either.
    """
    match = _SHORT.fullmatch(said)
    ahead = int(match["year"]) - today.year % 100 if match and today else 0
    if match is None or today is None or 0 < ahead <= _SOON:
        raise ValueError("not a date")
    century = today.year // 100 * 100 - (100 if ahead > 0 else 0)
    return century + int(match["year"]), int(match["month"]), int(match["day"])


def exact_day(text: str) -> date:
    """A date known to the day, as ``PartialDate`` reads it.

    Raises:
        ValueError: it is no date, or not to the day.
    """
    found = PartialDate.parse(text)
    if found.day is None:
        raise ValueError("not to the day")
    return found.first()


def moment(raw: object) -> datetime | None:
    """A stored moment, ``2026-11-05T10:02``, by the clock where it was; None for what is none.

    A day alone is its midnight.
    """
    try:
        return datetime.fromisoformat(str(raw)).replace(tzinfo=None)
    except ValueError:
        return None


def by_the_clock_here(logged: str) -> datetime | None:
    """A moment of the access log by the clock of this machine; None for what is none."""
    try:
        return datetime.fromisoformat(logged).astimezone()
    except (ValueError, OverflowError):  # somebody has changed the line; it is shown all the same
        return None


def minutes(raw: object) -> float:
    """Stored minutes, which somebody may have written by hand; 0 for what is no number of them."""
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return 0.0
    return float(raw) if 0 < raw < math.inf else 0.0


def full_years(start: PartialDate, end: PartialDate | date) -> int:
    """Whole years from start to end, as an age is counted; a bare year counts from its first day.

    Two bare years count as the difference between them. What ends before it begins is no years.
    """
    last = end if isinstance(end, date) else end.first()
    first = start.first()
    return max(last.year - first.year - ((last.month, last.day) < (first.month, first.day)), 0)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
