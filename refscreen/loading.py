"""Has WeasyPrint imported without what the pages of this program never need of it.

Nothing of the library is changed: for the length of its import Python's own ``find_library`` answers from a
table, and the parts of fontTools that only other fonts need are imported when they are first called.
"""

from __future__ import annotations

import ctypes.util
import importlib
import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

HOMEBREW = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))
SONAMES = {  # What ctypes.util.find_library would ask ldconfig and a C compiler for, one child process each.
    "libgobject-2.0-0": "libgobject-2.0.so.0",
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libharfbuzz-0": "libharfbuzz.so.0",
    "libharfbuzz-subset-0": "libharfbuzz-subset.so.0",
    "libharfbuzz-vector-0": "libharfbuzz-vector.so.0",
    "libfontconfig-1": "libfontconfig.so.1",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
}
WHEN_CALLED = ("fontTools.subset", "fontTools.varLib", "fontTools.varLib.instancer")
"""Modules for variable fonts, and for subsetting where HarfBuzz cannot; ours are static."""


@contextmanager
def lightly() -> Iterator[None]:
    """While this lasts, libraries are found without asking, and ``WHEN_CALLED`` are imported when called."""
    find, put = ctypes.util.find_library, [name for name in WHEN_CALLED if name not in sys.modules]
    ctypes.util.find_library = lambda name: _library(name, find)
    sys.modules |= {name: Later(name) for name in put}
    try:
        yield
    finally:
        ctypes.util.find_library = find
        for name in put:
            if isinstance(sys.modules.get(name), Later):
                del sys.modules[name]


class Later(ModuleType):
    """Stands for a module whose functions and classes are only called: the first call imports it."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Something of the module that imports it when it is called."""
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*args, **named)

        return call


def _library(name: str, find: Callable[[str], str | None]) -> str | None:
    """Where a library is, without asking where that can be known.

    On Linux one that is not under its soname is nowhere: WeasyPrint tries it under six names, and each would
    be asked for.
    """
    if platform.system() == "Linux":
        return SONAMES.get(name)
    if platform.system() == "Darwin" and name in SONAMES:
        stem, version = SONAMES[name].split(".so.")
        candidates = (folder / f"{stem}.{version}.dylib" for folder in HOMEBREW)
        return next((str(path) for path in candidates if path.is_file()), None) or find(name)
    return find(name)
