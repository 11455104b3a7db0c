"""Modules that are imported when they are called, and not before."""

import importlib
import subprocess
import sys

from refscreen.later import put_off

SELDOM = "wave"
"""A module of Python's own that nothing else here uses."""


def test_what_is_put_off_is_imported_by_the_first_call_and_is_itself_afterwards() -> None:
    sys.modules.pop(SELDOM, None)
    with put_off(SELDOM):
        stands_in = importlib.import_module(SELDOM)
        error = stands_in.Error
    assert SELDOM not in sys.modules
    assert isinstance(error("a"), importlib.import_module(SELDOM).Error)


def test_a_module_that_is_there_already_stays() -> None:
    with put_off("json"):
        assert isinstance(importlib.import_module("json").loads("[]"), list)


def test_reading_models_does_not_import_what_would_search_for_plugins() -> None:
    probe = (
        "import sys, refscreen.reading; print('importlib.metadata' in sys.modules, 'pydantic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]
