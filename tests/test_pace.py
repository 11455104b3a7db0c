"""The clock beside the conversation, and what is left out when time is short."""

from datetime import datetime, timedelta
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from refscreen import messages
from refscreen.interview import flow
from refscreen.interview.flow import Ahead
from refscreen.interview.pace import SLACK, Pace, outlook
from tests.interviews import JOBS, THREE, TODAY, case, question, questionnaire
from tests.keyboard import CTRL, ENTER, sit


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


# --- what is left out when time is short ----------------------------------------------------------------


MINUTES = st.integers(0, 90)
QUESTIONS = st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=12)


def ahead(questions: list[tuple[int, bool]]) -> tuple[Ahead, ...]:
    """Open questions of so many minutes, optional or not."""
    return tuple(Ahead(f"q{place}", float(item[0]), item[1]) for place, item in enumerate(questions))


@given(MINUTES, MINUTES, QUESTIONS)
def test_core_questions_are_never_left_out(
    used: int, planned: int, questions: list[tuple[int, bool]]
) -> None:
    optional = {question.id for question in ahead(questions) if question.optional}
    assert set(outlook(used, planned, ahead(questions)).drop) <= optional


@given(MINUTES, MINUTES, QUESTIONS)
def test_leaving_out_makes_it_fit_or_leaves_out_all_there_is(
    used: int, planned: int, questions: list[tuple[int, bool]]
) -> None:
    stands = outlook(used, planned, ahead(questions))
    left = [question for question in ahead(questions) if question.id not in stands.drop]
    missing = sum(question.minutes for question in left) - (planned - used)
    if stands.behind:
        assert stands.still_behind == max(missing, 0)
        assert missing <= 0 or not any(question.optional for question in left)


@given(MINUTES, MINUTES, QUESTIONS)
def test_no_more_is_left_out_than_it_takes_and_the_longest_first(
    used: int, planned: int, questions: list[tuple[int, bool]]
) -> None:
    stands = outlook(used, planned, ahead(questions))
    minutes = {question.id: question.minutes for question in ahead(questions)}
    dropped = [minutes[name] for name in stands.drop]
    kept = [q.minutes for q in ahead(questions) if q.optional and q.id not in stands.drop]
    assert dropped == sorted(dropped, reverse=True)
    assert not dropped or sum(dropped[:-1]) < stands.behind
    assert not dropped or not kept or dropped[-1] >= max(kept)


@given(MINUTES, MINUTES, QUESTIONS)
def test_on_time_and_a_little_late_nothing_is_left_out(
    used: int, planned: int, questions: list[tuple[int, bool]]
) -> None:
    stands = outlook(used, planned, ahead(questions))
    missing = sum(minutes for minutes, _ in questions) - (planned - used)
    assert (stands.behind > 0) == (missing >= SLACK)
    assert stands.behind in {0, missing}
    if missing < SLACK:
        assert (stands.drop, stands.still_behind) == ((), 0)


def test_the_earlier_of_two_equally_long_questions_goes_first() -> None:
    assert outlook(0, 10, ahead([(10, True), (10, True)])).drop == ("q0",)


def test_only_open_questions_to_the_candidate_take_time_and_begun_ones_are_not_left_out() -> None:
    form = questionnaire(THREE + question("view", more=", by: consultant") + JOBS)
    answers = case(form, beside={"confirm": ["hopes"]}, town="Homs", jobs=[{"title": "Bud"}])
    found = flow.ahead(form, answers, flow.steps(form, answers, TODAY))
    assert [(item.id, item.optional) for item in found] == [("name", False), ("age", True), ("jobs", False)]


def test_a_group_takes_as_long_as_four_short_questions_and_a_section_what_is_planned() -> None:
    form = questionnaire(JOBS + question("town"))
    answers = case(form)
    found = {item.id: item.minutes for item in flow.ahead(form, answers, flow.steps(form, answers, TODAY))}
    assert found == {"jobs": 6.0, "hopes": 1.5, "town": 1.5}


SAYS = messages.load("da").texts["interview"]
LATE = Pace(lambda: datetime(2026, 1, 1), {"before": 7.0}, 8.0)


def test_what_is_left_out_is_marked_so_and_offered_again_at_the_end() -> None:
    seen = sit(THREE, CTRL["o"], ENTER, "Amal" + ENTER, ENTER, ENTER, "34" + ENTER, pace=LATE)
    assert SAYS["drop_all"].format(count=2) in seen.screens[1]
    assert seen.saved[0].states == {"age": "not_asked", "town": "not_asked"}
    assert SAYS["closing"]["not_asked"].format(count=2) in seen.screens[3]
    assert "Hvad er age?" in seen.screens[5]
    assert seen.result.states == {"town": "not_asked"}


def test_one_of_them_can_be_left_out_alone() -> None:
    seen = sit(THREE, CTRL["o"], "town" + ENTER, pace=LATE)
    assert seen.result.states == {"town": "not_asked"}


def test_that_time_is_short_is_on_the_screen_and_esc_leaves_nothing_out() -> None:
    seen = sit(THREE, CTRL["o"], CTRL["b"], pace=LATE)
    assert SAYS["time_short"].format(used=7, planned=8, behind=8) in seen.screens[0]
    assert seen.result.states == {}
    assert SAYS["time"].format(used=0, planned=9) in sit(THREE).screens[0]


def test_with_only_core_questions_left_nothing_is_offered() -> None:
    seen = sit(THREE, CTRL["o"], ENTER, begun={"age": 34, "town": "Homs"}, pace=Pace(LATE._now, {"x": 30.0}))
    assert SAYS["drop_all"].format(count=0) not in seen.screens[1]
    assert "Hvad er name?" in seen.screens[2]


def test_a_pause_stops_the_clock_and_is_left_with_enter() -> None:
    looks = count()
    clock = Pace(lambda: datetime(2026, 1, 1) + timedelta(minutes=next(looks)))
    seen = sit(THREE, CTRL["p"], ENTER, "Amal" + ENTER, pace=clock)
    stood = clock.paused
    assert SAYS["pause"] in seen.screens[1]
    assert seen.result.values == {"name": "Amal"}
    assert stood > 0
    assert clock.paused == stood


def test_what_was_left_out_can_be_taken_in_again_when_there_is_time() -> None:
    states = {"age": "not_asked", "town": "not_asked"}
    seen = sit(THREE, CTRL["o"], ENTER, beside={"states": states})
    assert SAYS["restore_all"].format(count=2) in seen.screens[1]
    assert seen.result.states == {}
    assert SAYS["restored"].format(count=2) in seen.screens[2]


def test_what_was_left_out_is_told() -> None:
    seen = sit(THREE, CTRL["o"], ENTER, pace=LATE)
    assert SAYS["dropped"].format(count=2) in seen.screens[2]
