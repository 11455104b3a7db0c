"""Other files of a case beside its file: what OneDrive, a browser or a change elsewhere has left there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from refscreen import store
from refscreen.errors import Problem, UserError

_ENDS = " -_.("
"""Where the name of the file ends in the name of its copy: ``K-1-LAPTOP``, ``K-1 (1)``, ``K-1.changed-1``."""


def original(path: Path) -> Path | None:
    """The file that an answers file is a copy of, judging by its name and its case; None when it is none."""
    stem = path.stem
    for place in (place for place, sign in enumerate(stem) if place and sign in _ENDS):
        other = path.with_name(f"{stem[:place].rstrip()}{path.suffix}")
        if other != path and other.is_file() and _same_case(path, other):
            return other
    return None


def no_copy(path: Path) -> None:
    """See that an answers file is not the copy of another, before both are used.

    Raises:
        UserError: it is one.
    """
    first = original(path)
    if first is not None:
        raise UserError([Problem("other_version", where=str(path), values={"other": str(first)})])


def beside(path: Path) -> tuple[Path, ...]:
    """The other files of a case in its folder, whichever of them this is."""
    first = original(path) or path
    files = sorted(file for file in path.parent.glob(f"*{path.suffix}") if not file.name.startswith("."))
    return tuple(file for file in files if file != path and (file == first or original(file) == first))


def _same_case(one: Path, other: Path) -> bool:
    with suppress(UserError):
        here, there = store.header(one), store.header(other)
        return bool(here.case) and (here.case, here.questionnaire) == (there.case, there.questionnaire)
    return False
