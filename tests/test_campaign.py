"""The goals of safety, each in its short form; `make campaign` tries them for an hour."""

from __future__ import annotations

import pytest

from tests.campaign import CannotBeTried, Goal, goals


@pytest.mark.parametrize("goal", goals().values(), ids=lambda goal: goal.id)
def test_the_promise_is_kept(goal: Goal) -> None:
    try:
        came = goal.trial(goal.short)
    except CannotBeTried as lacking:
        pytest.skip(str(lacking))
    assert came.tried > 0
    assert came.failed == 0, came.note
