"""Modules that a library imports at once and never or seldom calls: they are imported when it does."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any


@contextmanager
def put_off(*names: str) -> Iterator[None]:
    """While this lasts, whoever imports one of these modules gets a ``Later`` in its place."""
    put = [name for name in names if name not in sys.modules]
    sys.modules |= {name: Later(name) for name in put}
    try:
        yield
    finally:
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
