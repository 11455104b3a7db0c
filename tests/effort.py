"""How much work something is: calls are counted, for a clock tells of the machine and its other work too."""

from collections.abc import Callable
from cProfile import Profile


def calls(action: Callable[[], object]) -> int:
    """How many calls of functions, those of Python's own in C among them, an action makes.

    Ten thousand of them are one to ten milliseconds of work. A pattern of ``re`` that goes back and forth
    for ever is one call; it is found by a test that does not end.
    """
    counting = Profile()
    counting.runcall(action)
    return sum(function.callcount for function in counting.getstats())
