"""What a process keeps to itself, and how it treats its memory."""

import gc
import sys

import pytest

from refscreen import process


def deep(depth: int) -> int:
    return 0 if depth == 0 else 1 + deep(depth - 1)


@process.roomy
def roomy(depth: int) -> int:
    """Goes down and comes back."""
    return deep(depth)


def test_a_roomy_function_does_what_it_did() -> None:
    assert roomy(500) == 500
    assert (roomy.__name__, roomy.__doc__) == ("roomy", "Goes down and comes back.")
    assert roomy.__code__.co_stacksize == process.FRAMES


def test_it_still_ends_where_python_ends_a_recursion() -> None:
    with pytest.raises(RecursionError):
        roomy(sys.getrecursionlimit())


@pytest.mark.parametrize("on", [True, False])
def test_undisturbed_work_leaves_the_collector_as_it_was(on: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with process.undisturbed():
            assert not gc.isenabled()
        assert gc.isenabled() == on
    finally:
        (gc.enable if before else gc.disable)()
