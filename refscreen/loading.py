"""Has WeasyPrint imported without what the pages of this program never need of it.

Nothing of the library is changed: for the length of its import Python's own ``find_library`` answers from a
table, the C declarations it hands to cffi are kept as the module that cffi makes of them, and the parts of
fontTools that only other fonts need are imported when they are first called.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import importlib.util
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import cffi

from refscreen import cache
from refscreen.later import put_off

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
    """While this lasts, libraries are found without asking, declarations kept, ``WHEN_CALLED`` put off."""
    find, interface = ctypes.util.find_library, cffi.FFI
    ctypes.util.find_library = lambda name: _library(name, find)
    cffi.FFI = lambda: Declared(interface)
    try:
        with put_off(*WHEN_CALLED):
            yield
    finally:
        ctypes.util.find_library, cffi.FFI = find, interface


class Declared:
    """Stands for ``cffi.FFI``: what is declared is parsed once for all starts of the program.

    It is cffi's own way, "out-of-line, ABI level": the declarations become a module of Python, which takes a
    tenth of the time to read. Its types are looked up in C, where those of ``cffi.FFI`` are parsed in Python,
    a new one for each length of an array: a fifth of the time of a postcard.
    """

    def __init__(self, interface: Callable[[], Any]) -> None:
        """Take declarations for ``interface``, which is called when they were never seen before."""
        self._interface, self._declarations = interface, ""

    def cdef(self, declarations: str) -> None:
        """Declare functions and types, before the first of them is used."""
        self._declarations += declarations

    def __getattr__(self, name: str) -> Any:
        """Something of the module that the declarations became."""
        if "_made" not in vars(self):
            self._made = self._module().ffi
        value = getattr(self._made, name)
        setattr(self, name, value)  # the next time it is found at once
        return value

    def _module(self) -> Any:
        said = f"{cffi.__version__} {sys.implementation.cache_tag} {self._declarations}"
        name = f"declared_{hashlib.sha256(said.encode()).hexdigest()}"
        file = cache.folder("cffi") / f"{name}.py"
        try:
            return _imported(name, file)
        except (OSError, SyntaxError, ValueError, AttributeError):  # not made yet, or damaged
            return self._made_anew(name, file)

    def _made_anew(self, name: str, file: Path) -> Any:
        interface = self._interface()
        interface.cdef(self._declarations)
        try:
            with tempfile.TemporaryDirectory(dir=file.parent) as folder:
                interface.set_source(name, None)
                Path(interface.compile(tmpdir=folder)).replace(file)
            return _imported(name, file)
        except OSError:  # there is no room for it
            interface = self._interface()
            interface.cdef(self._declarations)
            return SimpleNamespace(ffi=interface)


def _imported(name: str, file: Path) -> ModuleType:
    """A module that lies beside the program's own.

    Raises:
        OSError, SyntaxError, ValueError: there is none, or it cannot be read.
        AttributeError: it is not what cffi makes.
    """
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise AttributeError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "ffi"):
        raise AttributeError(name)
    return module


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
