"""Two people's changes to one record, laid together; nothing of either is lost. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from refscreen.answers import Answers

_ABSENT = object()


def laid_over(base: Answers, ours: Answers, theirs: Answers) -> tuple[Answers, bool]:
    """What changed here, laid over what was changed elsewhere meanwhile.

    Args:
        base: the record both began with.
        ours: the record as it became here.
        theirs: the record as somebody else left it, in an editor or from another computer.

    Returns:
        Their record with our changes in it, and whether both had changed the same place to different things;
        ours stands there then.
    """
    changes: dict[str, Any] = {}
    clash = False
    for field in fields(Answers):
        before, here, there = (getattr(record, field.name) for record in (base, ours, theirs))
        if isinstance(before, Mapping):
            changes[field.name], both = _tables(before, here, there)
        elif isinstance(before, tuple) and field.name != "sessions":
            changes[field.name], both = _lists(before, here, there), False
        else:
            changes[field.name] = there if here == before else here
            both = here not in (before, there) and there != before and field.name != "sessions"
        clash |= both
    return replace(ours, **changes), clash


def _tables(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], bool]:
    together = dict(theirs)
    clash = False
    for key in [*base, *(key for key in ours if key not in base)]:
        before, here, there = (table.get(key, _ABSENT) for table in (base, ours, theirs))
        if here is before or here == before:
            continue
        clash |= there not in (before, here)
        together.pop(key, None)
        if here is not _ABSENT:
            together[key] = here
    return together, clash


def _lists(base: Sequence[Any], ours: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    gone = [item for item in base if item not in ours]
    new = [item for item in ours if item not in base and item not in theirs]
    return tuple([item for item in theirs if item not in gone] + new)
