"""The clock beside the conversation: minutes used and planned, and what to drop when time is short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from refscreen.interview.flow import Ahead

SLACK = 5.0
"""Minutes behind the plan that nobody is told of: a conversation breathes."""


@dataclass(frozen=True)
class Outlook:
    """How time stands.

    Attributes:
        used, planned: minutes, all sittings together.
        behind: minutes that are missing for what is still to be asked; 0 with none missing.
        drop: the optional questions to leave out so that it fits again, the longest first.
        still_behind: minutes that are missing even then.
    """

    used: float
    planned: float
    behind: float = 0.0
    drop: tuple[str, ...] = ()
    still_behind: float = 0.0


def outlook(used: float, planned: float, ahead: Sequence[Ahead]) -> Outlook:
    """Compare the minutes that are left with those that the open questions take.

    The longest optional questions are dropped first, so that as few as possible are; core ones never.
    """
    behind = sum(question.minutes for question in ahead) - (planned - used)
    if behind < SLACK:
        return Outlook(used, planned)
    optional = sorted((question for question in ahead if question.optional), key=lambda item: -item.minutes)
    drop, missing = list[str](), behind
    for question in optional:
        if missing <= 0:
            break
        drop.append(question.id)
        missing -= question.minutes
    return Outlook(used, planned, behind, tuple(drop), max(missing, 0.0))


class Pace:
    """A clock beside the conversation; the time on a screen counts for the section that is on it."""

    def __init__(
        self, now: Callable[[], datetime], earlier: Mapping[str, float] | None = None, planned: float = 0.0
    ) -> None:
        """Begin a sitting.

        Args:
            now: asked for the time.
            earlier: minutes that earlier sittings used, by section.
            planned: minutes for all sittings together; 0 for what the questionnaire plans.
        """
        self._now = now
        self._earlier = dict(earlier or {})
        self.planned = planned
        self._spent: dict[str, timedelta] = {}
        self._section = ""
        self._since = now()
        self._paused = timedelta()
        self._pause_began: datetime | None = None

    def enter(self, section: str) -> None:
        """From now on the time goes to this section."""
        self._settle()
        self._section = section

    def pause(self) -> None:
        """Stop the clock."""
        self._settle()
        self._pause_began = self._now()

    def go_on(self) -> None:
        """Start the clock again."""
        if self._pause_began is not None:
            self._paused += self._now() - self._pause_began
            self._pause_began, self._since = None, self._now()

    def minutes(self, section: str) -> int:
        """Whole minutes used on a section, earlier sittings included."""
        self._settle()
        return int(self._earlier.get(section, 0.0) + _minutes(self._spent.get(section, timedelta())))

    @property
    def used(self) -> float:
        """Minutes used in all, earlier sittings included."""
        return sum(self._earlier.values()) + sum(self.spent.values())

    @property
    def spent(self) -> dict[str, float]:
        """Minutes used in this sitting, by section."""
        self._settle()
        return {section: round(_minutes(time), 1) for section, time in self._spent.items()}

    @property
    def paused(self) -> float:
        """Minutes of pause in this sitting."""
        running = self._now() - self._pause_began if self._pause_began is not None else timedelta()
        return round(_minutes(self._paused + running), 1)

    def _settle(self) -> None:
        """Add the time since the last look to the section that is on."""
        moment = self._now()
        if self._section and self._pause_began is None:
            self._spent[self._section] = self._spent.get(self._section, timedelta()) + (moment - self._since)
        self._since = moment


def _minutes(time: timedelta) -> float:
    return time.total_seconds() / 60
