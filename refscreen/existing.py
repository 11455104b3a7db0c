"""Files that somebody names: there, or told what lies there under a name that is nearly the same."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from refscreen.errors import Problem, UserError, suggestion

LOOKED_AT = 2000
"""So many files of a folder are looked at for the one that was meant."""
YAML = (".yaml", ".yml", "")


def existing(path: Path) -> Path:
    """The path of a file that is there.

    Raises:
        UserError: it is a folder, or not there.
    """
    if path.is_dir():
        raise UserError([Problem("is_a_folder", where=str(path))], exit_code=2)
    if not path.is_file():
        raise UserError([no_such(path)], exit_code=2)
    return path


def no_such(path: Path) -> Problem:
    """That there is no such file, and which of the same kind in its folder may be meant."""
    kinds = YAML if path.suffix in YAML else (path.suffix,)
    try:
        beside = (one for one in islice(path.parent.iterdir(), LOOKED_AT) if one != path)
        there = [one.name for one in beside if one.suffix in kinds]
    except OSError:
        there = []
    exact = f"{path.name}.yaml"
    near = exact if exact in there else suggestion(path.name, sorted(there))
    return Problem(
        "no_such_file", where=str(path), values={"suggestion": str(path.with_name(near))} if near else {}
    )
