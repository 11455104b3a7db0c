"""One turn of the interview: what is put to the person at the keyboard, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from refscreen.errors import Problem
from refscreen.interview.flow import Ahead, Progress, Step
from refscreen.interview.places import Place
from refscreen.interview.record import Beside
from refscreen.questionnaire import Question, Section


@dataclass(frozen=True)
class Receipt:
    """What was done just before, now on disk.

    Attributes:
        question: what was answered; None for what was done to several.
        value: the answer; of a group that is done its rows.
        state: why there is no answer, or "unclear" beside one.
        parked: so many kept answers do not apply any more because of it.
        dropped, restored: so many questions were left out for lack of time, or taken in again.
    """

    question: Question | None = None
    value: Any = field(default=None, repr=False)
    state: str = ""
    parked: int = 0
    dropped: int = 0
    restored: int = 0


@dataclass(frozen=True)
class Suggested:
    """What the program suggests as the answer to a question, and why.

    Attributes:
        also: what is worth a thought beside it; None for nothing.
    """

    what: Mapping[str, str]
    why: Mapping[str, str]
    also: Mapping[str, str] | None = None


def _kept_nowhere(_place: str, _raw: Any) -> None:
    """Keep no drafts."""


def _unchanged() -> bool:
    """Nobody else has the file."""
    return False


@dataclass(frozen=True)
class Prompt:
    """Everything a screen needs to ask one thing.

    Attributes:
        question: what is answered; for "one more?" a yes/no question with the texts of its group.
        group: the group the step belongs to, with its ``rows`` so far.
        value: the stored answer, offered as default.
        draft: what was written and does not fit, or was left half-written; shown instead of ``value``.
        problems: why ``draft`` does not fit.
        state: why there is no answer, as stored.
        confirm: the answer was known beforehand and waits for a yes.
        saved: what was done just before; only what is on disk stands here.
        find_places: finds every place there is, and the answers that do not apply now.
        ahead: the open questions, with the minutes they take.
        confirmation: the key of the question whether what was read back is right; empty without one.
        on_the_way: somebody jumped here, and goes back afterwards.
        notice: a sentence of the program's own about what happened just before.
        find_drafts: finds what is half-written anywhere, as it is kept now.
        keep_draft: keeps what is half-written, on disk, while it is being written.
        changed: whether somebody else's change of the file changed this very answer since.
        suggested: what the program suggests, where the consultant decides and it has something to suggest.
    """

    step: Step
    question: Question
    section: Section
    progress: Progress
    number: str = ""
    group: Question | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    value: Any = None
    draft: Any = None
    problems: tuple[Problem, ...] = ()
    state: str = ""
    confirm: bool = False
    beside: Beside = field(default_factory=Beside)
    saved: Receipt | None = None
    find_places: Callable[[], tuple[Place, ...]] = field(default=tuple, repr=False)
    ahead: tuple[Ahead, ...] = field(default=(), repr=False)
    confirmation: str = ""
    on_the_way: bool = False
    first: bool = False
    notice: str = ""
    find_drafts: Callable[[], Mapping[str, Any]] = field(default=dict, repr=False)
    keep_draft: Callable[[str, Any], None] = field(default=_kept_nowhere, repr=False)
    changed: Callable[[], bool] = field(default=_unchanged, repr=False)
    suggested: Suggested | None = field(default=None, repr=False)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place there is, and the answers that do not apply now; found when somebody looks."""
        return self.find_places()

    @property
    def key(self) -> str:
        """The step's key: ``full_name``, ``jobs.0.title``, or ``jobs.2`` for "one more job?"."""
        return self.step.key


@dataclass(frozen=True)
class Closing:
    """The end of the way: what is open, unclear, flagged or declined, to be walked through or left.

    Attributes:
        confirmation: the key of the question whether what was read back is right; empty without one.
    """

    places: tuple[Place, ...] = field(repr=False)
    progress: Progress
    confirmation: str = ""
    notice: str = ""


@dataclass(frozen=True)
class Changes:
    """In a follow-up, before a section is asked again: whether anything is new there since last time."""

    section: Section
    places: tuple[Place, ...] = field(repr=False)
    number: int
    of: int


@dataclass(frozen=True)
class Given:
    """An answer as it was typed or chosen."""

    raw: Any = field(repr=False)


@dataclass(frozen=True)
class Back:
    """To the step before; ``draft`` is what stands in the field and is kept for the way back."""

    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Skip:
    """On, and come back later."""

    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class State:
    """There is no answer, for this reason: ``unknown``, ``declined``, ``not_relevant`` or ``unclear``.

    What was heard but is unclear through the interpreter is kept: the stored answer, or ``draft``.
    """

    name: str
    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Jump:
    """To another step, by its key."""

    key: str
    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Stop:
    """Enough for today; ``draft`` is what stands in the field, ``place`` where it is not the step itself."""

    draft: Any = field(default=None, repr=False)
    place: str = ""


@dataclass(frozen=True)
class Remark:
    """Something about the answer: a note, what stands behind it, a flag; the same step is asked again."""

    beside: Beside = field(repr=False)
    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Again:
    """The same step anew, because it was changed elsewhere while it was on the screen."""

    draft: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Drop:
    """Leave these questions out for lack of time, or take them in again."""

    names: tuple[str, ...]
    draft: Any = field(default=None, repr=False)
    restore: bool = False


@dataclass(frozen=True)
class Remove:
    """Take away the row of the group one stands in, with all that is said about it."""


@dataclass(frozen=True)
class Walk:
    """Through these steps, by their keys, and nothing else."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Done:
    """The end."""


Reply = Remove | Given | Back | Skip | State | Jump | Stop | Remark | Again | Drop | Walk | Done
Ask = Callable[[Prompt | Closing | Changes], Reply]
"""Puts a prompt to somebody: a terminal, a script, or a dict in a test."""
