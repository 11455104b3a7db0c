"""How many minutes have gone to each section in this sitting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta


class Pace:
    """A clock beside the conversation; the time on a screen counts for the section that is on it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Begin with nothing spent; ``now`` is asked for the time."""
        self._now = now
        self._spent: dict[str, timedelta] = {}
        self._section = ""
        self._since = now()

    def enter(self, section: str) -> None:
        """From now on the time goes to this section."""
        moment = self._now()
        if self._section:
            self._spent[self._section] = self._spent.get(self._section, timedelta()) + (moment - self._since)
        self._section, self._since = section, moment

    def minutes(self, section: str) -> int:
        """Whole minutes spent on a section so far."""
        spent = self._spent.get(section, timedelta())
        if section == self._section:
            spent += self._now() - self._since
        return int(spent.total_seconds() // 60)
