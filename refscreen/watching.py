"""Waits for files to be saved, so that an author sees a page as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import Path


def saved(paths: Iterable[Path]) -> Iterator[None]:
    """Yield whenever one of these files, or one below these folders, has been saved; Ctrl-C ends it.

    A pattern stands for all that fits it, then or later. Editors save by putting a new file in the place of
    the old, so it is the folders that are watched.
    """
    import logging

    from watchfiles import watch

    logging.getLogger("watchfiles").setLevel(logging.ERROR)  # or it tells of Ctrl-C in English
    watched = {path.resolve() for path in paths}
    folders = {folder for path in watched if (folder := _folder_of(path)).is_dir()}

    def matters(_change: object, name: str) -> bool:
        return is_meant(Path(name).resolve(), watched)

    for _changes in watch(*folders, watch_filter=matters, raise_interrupt=False):
        yield


def is_meant(path: Path, watched: Set[Path]) -> bool:
    """Whether a file is one of those that are watched, in one of the folders, or fits one of the patterns."""
    within = (path, *path.parents)
    patterns = [str(one).replace("**/", "*") for one in watched if _is_pattern(one)]
    return not watched.isdisjoint(within) or any(
        fnmatchcase(str(one), pattern) for one in within for pattern in patterns
    )


def _folder_of(path: Path) -> Path:
    """The folder that is watched for a path: of a pattern, the part that is none."""
    if _is_pattern(path):
        return next(folder for folder in path.parents if not has_magic(str(folder)) or folder.is_dir())
    return path if path.is_dir() else path.parent


def _is_pattern(path: Path) -> bool:
    return has_magic(str(path)) and not path.exists()
