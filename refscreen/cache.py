"""A folder for what can be made again: compiled templates, what fontconfig knows of the fonts. No answers.

It lies where the system keeps such things for its user, and nobody else may write to it: what is found there
is run.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """The cache of that name; where the system's cannot be trusted, one that lasts as long as the program."""
    from platformdirs import user_cache_path

    path = user_cache_path("refscreen", appauthor=False) / name
    try:
        for one in reversed([path, *path.parents]):
            if not one.is_dir():
                one.mkdir(mode=0o700, exist_ok=True)
        status = path.stat()
        private = os.name == "nt" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)
        if private and os.access(path, os.W_OK):
            return path
    except OSError:
        pass
    fleeting = Path(tempfile.mkdtemp(prefix="refscreen-"))
    atexit.register(shutil.rmtree, fleeting, ignore_errors=True)
    return fleeting
