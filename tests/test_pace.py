"""The clock beside the conversation, and what is left out when time is short."""

from datetime import datetime, timedelta

from refscreen.interview.pace import Pace


def test_minutes_count_for_the_section_on_the_screen() -> None:
    clock = [datetime(2026, 1, 1, 9)]
    pace = Pace(lambda: clock[0], {"work": 10.0})

    def passes(minutes: int) -> None:
        clock[0] += timedelta(minutes=minutes)

    pace.enter("work")
    passes(5)
    pace.enter("family")
    passes(2)
    pace.enter("work")
    passes(3)
    assert (pace.minutes("family"), pace.minutes("work")) == (2, 10 + 5 + 3)
    assert pace.spent == {"work": 8.0, "family": 2.0}
    assert pace.used == 20.0
    pace.pause()
    passes(15)
    pace.go_on()
    passes(1)
    assert (pace.paused, pace.minutes("work")) == (15.0, 19)
