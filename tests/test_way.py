"""The way through an interview: jumps, walks, going back, and answers that do not apply for a while."""

from itertools import pairwise
from typing import Any

import pytest

from refscreen.dates import PartialDate
from refscreen.interview import Back, Closing, Done, Given, Jump, Skip, State, Stop, Walk, flow
from refscreen.interview.way import Way
from refscreen.keeping import in_order
from tests.interviews import JOBS, SECTION, THREE, TODAY, Talk, case, hold, question, questionnaire

TEN = "".join(question(f"q{number}") for number in range(10))
WORKED = question("worked", "yes_no") + JOBS.replace(
    "ask: {da: Hvilke job?}", "ask: {da: Hvilke job?}\n  when: worked"
)
SMOKES = question("smokes", "yes_no") + question("what", more=", when: smokes") + question("name")
YES, NO, ON = Given("ja"), Given("nej"), Given("x")
ROW = (Given("Bager"), Given("2012"))


def stands(closing: Closing) -> dict[str, str]:
    return {place.step.key: place.standing for place in closing.places}


# --- back and on ----------------------------------------------------------------------------------------


def test_ten_steps_back_and_ten_steps_on_ask_the_same_and_lose_nothing() -> None:
    there, back = [f"q{number}" for number in range(10)], [f"q{number}" for number in reversed(range(9))]
    told = [Given(name) for name in there]
    talk = hold(TEN, *told[:9], *[Back()] * 9, *told, Done())
    assert talk.order == [*there, *back, *there[1:]]
    assert talk.result.values == {name: name for name in there}
    assert [prompt.value for prompt in talk.asked[10:19]] == back


def test_back_goes_through_every_step_of_a_row() -> None:
    talk = hold(question("name") + JOBS, Given("Amal"), YES, *ROW, NO, *[Back()] * 5)
    assert talk.order[5:] == ["hopes", "jobs.1", "jobs.0.start", "jobs.0.title", "name", "name"]
    assert talk.result.values["jobs"][0]["title"] == "Bager"


def test_every_step_but_the_first_has_one_before_it_and_back_undoes_on() -> None:
    form = questionnaire(THREE + SECTION + JOBS)
    answers, way = case(form, jobs=[{"title": "Bager"}]), Way(form, TODAY)
    for earlier, later in pairwise(way.steps(answers)):
        assert way.before(answers, later) == earlier
        assert flow.following(way.steps(answers), earlier) == later


def test_on_new_ground_only_what_is_open_is_asked() -> None:
    talk = hold(TEN, ON, ON, ON, begun={"q1": "x", "q3": "x", "q5": "x", "q6": "x"})
    assert talk.order == ["q0", "q2", "q4", "q7"]


def test_after_going_back_every_step_is_seen_again_until_where_it_began() -> None:
    talk = hold(TEN, ON, Back(), Back(), ON, ON, ON, begun={"q1": "x", "q3": "x"})
    assert talk.order == ["q0", "q2", "q1", "q0", "q1", "q2", "q4"]


# --- jumps ----------------------------------------------------------------------------------------------


def test_after_a_jump_back_is_first_to_where_one_came_from_and_then_the_step_before() -> None:
    talk = hold(TEN, ON, ON, Jump("q7"), Back(), Back(), Back())
    assert talk.order == ["q0", "q1", "q2", "q7", "q2", "q1", "q0"]


def test_one_step_on_after_a_jump_back_is_the_step_before_again() -> None:
    talk = hold(TEN, Jump("q7"), ON, Back(), Back())
    assert talk.order == ["q0", "q7", "q8", "q7", "q0"]


def test_a_jump_from_a_jump_still_ends_where_the_first_one_began() -> None:
    questions = question("a") + SECTION + question("b") + SECTION + question("c")
    talk = hold(questions, Jump("b"), Jump("c"), Given("3"), Given("1"), Given("2"))
    assert talk.order == ["a", "b", "c", "a", "b"]


def test_a_jump_to_where_one_stands_asks_nothing_twice() -> None:
    talk = hold(THREE, Jump("name"), Given("Amal"), Given("34"), Given("Homs"))
    assert talk.order == ["name", "name", "age", "town"]


def test_a_jump_to_nowhere_stays() -> None:
    assert hold(THREE, Jump("nowhere"), Stop()).order == ["name", "name"]


def test_what_stands_in_the_field_is_there_again_after_a_jump() -> None:
    talk = hold(THREE, Jump("town", draft="Am"), Given("Homs"))
    assert (talk.asked[2].key, talk.asked[2].draft) == ("name", "Am")


def test_a_jump_out_of_a_row_nothing_is_known_of_leaves_no_row() -> None:
    talk = hold(JOBS, YES, Jump("hopes"), Given("Alt"))
    assert talk.order == ["jobs.0", "jobs.0.title", "hopes", "jobs.0"]
    assert "jobs" not in talk.result.values


def test_a_jump_into_the_last_answer_of_a_row_does_not_ask_for_more_rows() -> None:
    begun: dict[str, Any] = {"jobs": [{"title": "Bager", "start": "2012"}]}
    talk = hold(question("name") + JOBS, Jump("jobs.0.start"), Given("2013"), begun=begun)
    assert talk.order == ["name", "jobs.0.start", "name"]


def test_a_changed_answer_leads_on_to_what_it_opened_and_then_back() -> None:
    form = question("worked", "yes_no") + question("where", more=", when: worked") + THREE
    talk = hold(form, Given("nej"), Given("Amal"), Jump("worked"), Given("ja"), Given("Homs"), Given("34"))
    assert talk.order == ["worked", "name", "age", "worked", "where", "age", "town"]


# --- walks and the end ----------------------------------------------------------------------------------


def test_a_walk_goes_through_its_steps_and_nothing_else() -> None:
    talk = hold(TEN, *[ON] * 10, Walk(("q2", "q5", "q8")), ON, Skip(), ON, Done())
    assert talk.order[10:] == ["q2", "q5", "q8"]
    assert [place for place, prompt in enumerate(talk.asked) if prompt.on_the_way] == []
    assert len(talk.closings) == 2


def test_a_walk_passes_what_does_not_apply_any_more() -> None:
    begun = {"smokes": True, "what": "pibe", "name": "Amal"}
    talk = hold(SMOKES, Walk(("smokes", "what", "name")), NO, Given("Amal A."), begun=begun)
    assert talk.order == ["smokes", "name"]
    assert talk.result.values["what"] == "pibe"


def test_a_walk_through_what_is_gone_is_the_closing_again() -> None:
    talk = hold(THREE, *[Given("1")] * 3, Walk(("nowhere",)))
    assert (len(talk.asked), len(talk.closings)) == (3, 2)


def test_a_walk_is_left_out_of_by_a_jump_and_gone_on_with() -> None:
    talk = hold(TEN, *[ON] * 10, Walk(("q2", "q5")), Jump("q8"), ON, ON)
    assert talk.order[10:] == ["q2", "q8", "q5"]


def test_a_group_that_grows_on_a_walk_is_asked_for_more_until_there_are_none() -> None:
    begun = {"jobs": [], "hopes": "Alt"}
    talk = hold(JOBS, Walk(("jobs.0",)), YES, *ROW, YES, *ROW, NO, begun=begun, beside={"flags": ["jobs"]})
    assert talk.order == [
        "jobs.0", "jobs.0.title", "jobs.0.start", "jobs.1", "jobs.1.title", "jobs.1.start", "jobs.2",
    ]  # fmt: skip
    assert len(talk.result.values["jobs"]) == 2
    assert len(talk.closings) == 2


def test_a_row_changed_on_a_walk_is_not_asked_for_more() -> None:
    begun = {"jobs": [{"title": "Bager", "start": "2012"}], "hopes": "Alt"}
    talk = hold(JOBS, Walk(("jobs.0.start", "hopes")), Given("2013"), Given("Meget"), begun=begun)
    assert talk.order[-2:] == ["jobs.0.start", "hopes"]


def test_what_was_passed_is_not_come_back_to_by_itself() -> None:
    talk = hold(THREE, Skip(), Given("34"), Given("Homs"), Done())
    assert talk.order == ["name", "age", "town"]
    begun = {"name": "Amal", "age": "gammel", "town": "Homs"}
    misfit = hold(THREE, Skip(), Done(), begun=begun)
    assert misfit.order == ["age"]


def test_what_is_left_for_later_is_asked_no_more_in_this_or_the_next_sitting_but_listed() -> None:
    talk = hold(THREE, begun={"age": 34}, beside={"states": {"name": "later"}})
    assert talk.order == ["town"]
    done = hold(THREE, begun={"age": 34, "town": "Homs"}, beside={"states": {"name": "later"}})
    assert stands(done.closings[0])["name"] == "later"


def test_esc_at_the_end_is_the_last_step_and_the_end_comes_again() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Given("Homs"), Back(), Given("Hama"))
    assert talk.order == ["name", "age", "town", "town"]
    assert len(talk.closings) == 2
    assert talk.result.values["town"] == "Hama"


def test_a_jump_from_the_end_comes_back_to_the_end() -> None:
    begun = {"jobs": [{"title": "Bager", "start": "2012"}], "hopes": "Alt"}
    talk = hold(THREE + JOBS, *[Given("1")] * 3, Jump("jobs.0.start"), Given("2013"), begun=begun)
    assert talk.order == ["name", "age", "town", "jobs.0.start"]
    assert len(talk.closings) == 2


def test_stopping_at_the_end_keeps_the_case_as_it_is() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Given("Homs"), Stop())
    assert talk.order == ["name", "age", "town"]
    assert talk.stopped is True
    assert talk.result.values == {"name": "Amal", "age": 34, "town": "Homs"}


# --- what does not apply for a while --------------------------------------------------------------------


def smoked(*replies: Given | Back | Jump | Skip | State) -> Talk:
    """Somebody who smoked a pipe, and then did not."""
    return hold(SMOKES, YES, Given("pibe"), Jump("smokes"), NO, *replies)


def test_an_answer_that_does_not_apply_any_more_is_kept_and_stands_as_parked_in_the_file() -> None:
    talk = smoked()
    assert talk.order == ["smokes", "what", "name", "smokes", "name"]
    assert talk.result.plain()["answers"] == {"smokes": False, "what": "pibe"}
    assert talk.result.plain()["parked"] == ["what"]


def test_it_comes_back_as_it_was_when_its_condition_does() -> None:
    talk = smoked(Jump("smokes"), YES, Given("Amal"))
    assert talk.order[5:] == ["smokes", "name"]
    assert stands(talk.closings[0])["what"] == "answered"
    assert talk.result.values["what"] == "pibe"
    assert "parked" not in talk.result.plain()


def test_it_is_among_the_places_as_parked_and_cannot_be_gone_to() -> None:
    talk = smoked(Jump("what"), Given("Amal"))
    assert talk.order[4:] == ["name", "name"]
    assert stands(talk.closings[0]) == {"smokes": "answered", "name": "answered", "what": "parked"}
    parked = next(place for place in talk.closings[0].places if place.standing == "parked")
    assert (parked.value, parked.categories) == ("pibe", ())


def test_it_counts_neither_as_progress_nor_as_open() -> None:
    talk = smoked(Given("Amal"))
    assert (talk.closings[0].progress.answered, talk.closings[0].progress.total) == (2, 2)
    assert talk.result.status == "completed"


def test_a_group_is_parked_whole() -> None:
    talk = hold(WORKED, YES, YES, *ROW, NO, Jump("worked"), NO, Given("Alt"))
    assert talk.result.parked == ("jobs",)
    assert talk.result.values["jobs"] == ({"title": "Bager", "start": PartialDate(2012)},)


def test_an_inner_answer_that_does_not_apply_stays_in_its_row() -> None:
    questions = JOBS.replace("ask: {da: Hvornår?}", "ask: {da: Hvornår?}, when: title == 'Bager'")
    begun = {"jobs": [{"title": "Bager", "start": "2012"}], "hopes": "Alt"}
    talk = hold(questions, Jump("jobs.0.title"), Given("Smed"), NO, begun=begun)
    assert talk.result.values["jobs"] == ({"title": "Smed", "start": PartialDate(2012)},)
    assert "jobs.0.start" not in stands(talk.closings[-1])


@pytest.mark.parametrize(("smokes", "parked"), [(True, ()), (False, ("what",)), (None, ("what",))])
def test_the_file_lists_what_is_parked_in_the_order_of_the_questionnaire(
    smokes: bool | None, parked: tuple[str, ...]
) -> None:
    form = questionnaire(SMOKES)
    kept = in_order(case(form, name="Amal", what="pibe", smokes=smokes), form, TODAY)
    assert kept.parked == parked
    assert list(kept.values) == [name for name in ("smokes", "what", "name") if name in kept.values]


def test_back_on_a_walk_is_the_step_of_the_walk_before() -> None:
    states = {"name": "later", "town": "later"}
    talk = hold(
        THREE,
        Walk(("name", "town")),
        Given("Amal"),
        Back(),
        Given("Amal A."),
        Given("Homs"),
        begun={"age": 34},
        beside={"states": states},
    )
    assert talk.order == ["name", "town", "name", "town"]
    assert talk.result.values == {"name": "Amal A.", "age": 34, "town": "Homs"}
