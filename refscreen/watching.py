"""Waits for files to be saved, so that an author sees a page as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def saved(paths: Iterable[Path]) -> Iterator[None]:
    """Yield whenever one of these files, or one below these folders, has been saved; Ctrl-C ends it.

    Editors save by putting a new file in the place of the old, so it is the folders that are watched.
    """
    import logging

    from watchfiles import watch

    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # or it tells of Ctrl-C in English
    watched = {path.resolve() for path in paths}
    folders = {path if path.is_dir() else path.parent for path in watched}

    def matters(_change: object, name: str) -> bool:
        path = Path(name).resolve()
        return path in watched or any(folder in watched for folder in path.parents)

    for _changes in watch(*folders, watch_filter=matters, raise_interrupt=False):
        yield
