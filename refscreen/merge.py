"""Two people's changes to one record, laid together; nothing of either is lost. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from refscreen.answers import Answers

_ABSENT = object()
_ANSWER = ("values", "unfit", "states")
"""What stands at a place together: an answer, one that does not fit, or why there is none."""
_POSTPONED = ("later", "not_asked")
"""Reasons that say nothing, and give way to an answer."""
_PASSING = ("sessions", "drafts", "parked", "log")
"""What the program writes by itself while nobody answers anything."""


def laid_over(base: Answers, ours: Answers, theirs: Answers) -> tuple[Answers, bool]:
    """What changed here, laid over what was changed elsewhere meanwhile.

    Args:
        base: the record both began with.
        ours: the record as it became here.
        theirs: the record as somebody else left it, in an editor or from another computer.

    Returns:
        Their record with our changes in it, and whether both had changed the same place to different things;
        ours stands there then. What is half-written here claims its place as an answer does.
    """
    before, here, there = (_answers(record) for record in (base, ours, theirs))
    answered, clash = _tables(before, here, there)
    clash |= _typed_over(before, ours.drafts, there)
    changes: dict[str, Any] = {
        key: {place: found[key] for place, found in answered.items() if key in found} for key in _ANSWER
    }
    changes["sessions"], both = _sittings(base.sessions, ours.sessions, theirs.sessions)
    clash |= both
    for name in (field.name for field in fields(Answers) if field.name not in changes):
        changes[name], both = _together(*(getattr(record, name) for record in (base, ours, theirs)))
        clash |= both
    return replace(ours, **changes), clash


def changed_from(history: Sequence[Answers], theirs: Answers) -> Answers:
    """The record that somebody's version was made from: the latest of those that it differs least from.

    Why: an editor that was opened an hour ago saves what was there then, with a change or two. Measured by
    the latest record, it would seem to have taken away everything that was answered since.
    """
    return min(reversed(history), key=lambda record: _apart(record, theirs))


def same_but_in_passing(one: Answers, other: Answers) -> bool:
    """Whether two records differ in nothing but what the program writes by itself."""
    return _apart(one, other) == 0


def _apart(one: Answers, other: Answers) -> int:
    """In how many places two records differ."""
    found = 0
    for name in (field.name for field in fields(Answers) if field.name not in _PASSING):
        here, there = getattr(one, name), getattr(other, name)
        if isinstance(here, Mapping):
            found += sum(here.get(key, _ABSENT) != there.get(key, _ABSENT) for key in {*here, *there})
        elif isinstance(here, tuple):
            found += sum(item not in there for item in here) + sum(item not in here for item in there)
        else:
            found += here != there
    return found


def _together(base: Any, ours: Any, theirs: Any) -> tuple[Any, bool]:
    """One thing of the record, and whether both had changed it to different things."""
    if isinstance(base, Mapping):
        return _tables(base, ours, theirs)
    if isinstance(base, tuple):
        return _lists(base, ours, theirs), False
    return (theirs if ours == base else ours), ours not in (base, theirs) and theirs != base


def _answers(record: Answers) -> dict[str, dict[str, Any]]:
    """What stands at each place."""
    places = dict.fromkeys(place for key in _ANSWER for place in getattr(record, key))
    return {
        place: {key: getattr(record, key)[place] for key in _ANSWER if place in getattr(record, key)}
        for place in places
    }


def _typed_over(base: Mapping[str, Any], drafts: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether something is half-written where the answer was changed elsewhere: theirs would be hidden."""
    typed = {place.partition(":")[0].partition(".")[0] for place in drafts}
    return any(name in theirs and theirs[name] != base.get(name) for name in typed)


def _tables(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    together = dict(theirs)
    clash = False
    for key in dict.fromkeys((*base, *ours)):
        before, here, there = (table.get(key, _ABSENT) for table in (base, ours, theirs))
        if here in (before, there):
            continue
        if there not in (before, _ABSENT) and _is_postponed(here):
            continue
        clash |= there != before and not _is_postponed(there)
        together.pop(key, None)
        if here is not _ABSENT:
            together[key] = here
    return together, clash


def _is_postponed(found: Any) -> bool:
    return isinstance(found, Mapping) and [*found] == ["states"] and found["states"] in _POSTPONED


def _lists(base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    gone = [item for item in base if item not in ours]
    new = [item for item in ours if item not in base and item not in theirs]
    return tuple([item for item in theirs if item not in gone] + new)


def _sittings(
    base: Sequence[Mapping[str, Any]], ours: Sequence[Mapping[str, Any]], theirs: Sequence[Mapping[str, Any]]
) -> tuple[tuple[Mapping[str, Any], ...], bool]:
    """The sittings, one beside the other; where one was added or taken away elsewhere, ours stand."""
    if ours == base or len(theirs) != len(base):
        return tuple(theirs if ours == base else ours), ours != base
    together, clash = list(ours), False
    for place, (before, there) in enumerate(zip(base, theirs, strict=True)):
        if place < len(ours):
            together[place], both = _tables(before, ours[place], there)
            clash |= both
    return tuple(together), clash
