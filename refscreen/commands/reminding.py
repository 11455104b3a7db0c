"""Reminds of cases whose time is up, whenever somebody works in their folder; it never stops the work."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import Path

from refscreen import console
from refscreen.vault import sealed

MOST, BEGINNING = 200, 4096
"""Files that are looked at, and bytes of each: it must not be felt."""


def overdue_in(folders: Iterable[Path], today: date) -> int:
    """How many cases in these folders should have been deleted before today; not in the folders inside."""
    cases: set[str] = set()
    for folder in dict.fromkeys(folders):
        with suppress(OSError):
            found = (path for path in folder.iterdir() if path.suffix.casefold() in {".yaml", ".yml"})
            for path in islice(found, MOST):
                head = sealed.header(_beginning(path))
                over = head.delete_after is not None and head.delete_after < today
                cases |= {head.case or str(path)} if over else set()
    return len(cases)


def _beginning(path: Path) -> bytes:
    """How a file begins; nothing of one that cannot be read, or of a pipe, which would be waited for."""
    with suppress(OSError):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                return file.read(BEGINNING)
    return b""


def remind(*places: Path) -> None:
    """Say in one line how many cases in these folders, or beside these files, are overdue, if any are."""
    folders = (place if os.path.isdir(place) else place.parent for place in places)  # noqa: PTH112
    count = overdue_in(folders, date.today())
    if count:
        console.told("overdue", "bold", count=count, program=console.program())
