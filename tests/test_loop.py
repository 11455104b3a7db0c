"""The loop of the interview, with a script for a person."""

import pytest

from refscreen import interview
from refscreen.answers import Answers
from refscreen.dates import PartialDate
from refscreen.interview import (
    Back,
    Changes,
    Closing,
    Done,
    Given,
    Jump,
    Kept,
    Prompt,
    Reply,
    Skip,
    State,
    Stop,
    Stopped,
    Walk,
)
from tests.interviews import JOBS, THREE, TODAY, case, hold, question, questionnaire


def test_answers_are_parsed_and_saved_one_by_one() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Given("Homs"))
    assert talk.order == ["name", "age", "town"]
    assert talk.result.values == {"name": "Amal", "age": 34, "town": "Homs"}
    assert [len(answers.values) for answers in talk.saved] == [1, 2, 3, 3]
    assert [answers.status for answers in talk.saved] == ["in-progress"] * 3 + ["completed"]


def test_an_answer_is_saved_before_the_next_question_is_asked() -> None:
    form, order = questionnaire(THREE), list[str]()

    def ask(prompt: Prompt | Closing | Changes) -> Reply:
        if isinstance(prompt, Prompt):
            order.append(f"ask {prompt.key}")
        return Given("7") if isinstance(prompt, Prompt) else Done()

    def keep(record: Answers) -> Kept:
        order.append(f"save {len(record.values)}")
        return Kept(record)

    interview.run(form, case(form), ask, keep, TODAY)
    assert order == ["ask name", "save 1", "ask age", "save 2", "ask town", "save 3", "save 3"]


def test_a_reply_that_does_not_fit_comes_back_with_its_problem() -> None:
    talk = hold(THREE, Given("Amal"), Given("mange"), Given("34"))
    assert talk.order[:3] == ["name", "age", "age"]
    assert talk.asked[2].draft == "mange"
    assert [problem.key for problem in talk.asked[2].problems] == ["not_a_number"]
    assert talk.asked[3].saved is not None
    assert talk.asked[3].saved.value == 34


@pytest.mark.parametrize("heard", ["i dag", "21.11.26"])
def test_a_day_that_was_heard_unclearly_is_understood_like_one_that_was_heard_well(heard: str) -> None:
    talk = hold(question("arrived", "date"), State("unclear", heard))
    assert talk.result.values == {"arrived": PartialDate(2026, 11, 21)}
    assert talk.result.states == {"arrived": "unclear"}


def test_going_back_keeps_what_comes_later_and_offers_what_is_stored() -> None:
    talk = hold(
        THREE, Given("Amal"), Given("34"), Back(), Back(), Given("Amal A."), Given("34"), Given("Homs")
    )
    assert talk.order == ["name", "age", "town", "age", "name", "age", "town"]
    assert talk.asked[3].value == 34
    assert talk.asked[0].first
    assert talk.asked[4].first
    assert talk.result.values == {"name": "Amal A.", "age": 34, "town": "Homs"}


def test_back_at_the_beginning_stays() -> None:
    assert hold(THREE, Back(), Back()).order == ["name"] * 3


def test_half_written_text_is_there_again_after_going_back() -> None:
    talk = hold(THREE, Given("Amal"), Back(draft="3"), Given("Amal"), Stop())
    assert talk.asked[3].draft == "3"
    assert talk.asked[3].problems == ()


def test_what_is_left_for_later_is_walked_through_from_the_closing() -> None:
    talk = hold(THREE, Skip(), Given("34"), Given("Homs"), Walk(("name",)), Given("Amal"), Done())
    assert talk.order == ["name", "age", "town", "name"]
    assert talk.asked[3].state == "later"
    assert talk.result.states == {}
    assert talk.result.status == "completed"


def test_a_core_question_left_for_later_keeps_the_case_open() -> None:
    talk = hold(THREE, Skip(), Given("34"), Skip(), Done())
    assert not talk.stopped
    assert talk.result.states == {"name": "later", "town": "later"}
    assert talk.result.status == "in-progress"


def test_skipping_an_answered_question_keeps_the_answer() -> None:
    talk = hold(THREE, Given("Amal"), Back(), Skip(), Given("34"))
    assert talk.result.values == {"name": "Amal", "age": 34}
    assert talk.result.states == {}


@pytest.mark.parametrize("state", ["unknown", "declined", "not_relevant"])
def test_a_reason_for_no_answer_is_kept_and_closes_the_question(state: str) -> None:
    talk = hold(THREE, State(state), Given("34"), Given("Homs"))
    assert talk.result.states == {"name": state}
    assert talk.result.status == "completed"


def test_stopping_keeps_everything_and_goes_on_there() -> None:
    talk = hold(THREE, Given("Amal"), Stop())
    assert talk.stopped
    assert talk.saved[-1].values == {"name": "Amal"}
    assert hold(THREE, begun={"name": "Amal"}).order == ["age"]


def test_stopping_before_the_first_answer_leaves_a_file_to_go_on_with() -> None:
    assert len(hold(THREE, Stop()).saved) == 1


def test_ctrl_c_outside_a_prompt_is_a_stop_too() -> None:
    form = questionnaire(THREE)
    saved: list[Answers] = []

    def ask(_: Prompt | Closing | Changes) -> Reply:
        raise KeyboardInterrupt

    def keep(record: Answers) -> Kept:
        saved.append(record)
        return Kept(record)

    with pytest.raises(Stopped):
        interview.run(form, case(form), ask, keep, TODAY)
    assert saved


def test_a_half_written_text_is_a_draft_and_no_answer_and_stands_there_again() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Stop(draft="Hom"))
    assert talk.result.drafts == {"town": "Hom"}
    assert "town" not in talk.result.values
    later = hold(THREE, Given("Homs"), begun={"name": "Amal", "age": 34}, beside={"drafts": {"town": "Hom"}})
    assert (later.order, later.asked[0].draft) == (["town"], "Hom")
    assert later.result.drafts == {}


def test_it_goes_on_where_something_was_half_written_even_over_an_answer() -> None:
    talk = hold(THREE, Given("Amal"), Back(), Stop(draft="Am"))
    assert (talk.result.values, talk.result.drafts) == ({"name": "Amal"}, {"name": "Am"})
    again = hold(THREE, begun={"name": "Amal"}, beside={"drafts": {"name": "Am"}})
    assert (again.order, again.asked[0].value, again.asked[0].draft) == (["name"], "Amal", "Am")


def test_a_stored_answer_that_does_not_fit_is_shown_and_asked_again() -> None:
    talk = hold(THREE, Given("34"), begun={"name": "Amal", "age": "midt i trediverne", "town": "Homs"})
    assert talk.order == ["age"]
    assert talk.asked[0].draft == "midt i trediverne"
    assert [problem.key for problem in talk.asked[0].problems] == ["not_a_number"]
    assert talk.result.unfit == {}


def test_an_unfit_answer_is_not_lost_by_skipping_or_stopping() -> None:
    for reply in (Skip(), Stop(), State("declined")):
        talk = hold(THREE, reply, begun={"name": "Amal", "age": "gammel", "town": "Homs"})
        assert talk.result.plain()["answers"]["age"] == "gammel"


def test_a_finished_case_begins_at_the_closing_where_any_answer_can_be_opened() -> None:
    told = {"name": "Amal", "age": 34, "town": "Homs"}
    talk = hold(THREE, Jump("age"), Given("35"), begun=told, beside={"status": "completed"})
    assert talk.order == ["age"]
    assert [place.step.key for place in talk.closings[0].places] == ["name", "age", "town"]
    assert talk.result.values["age"] == 35
    assert talk.result.status == "completed"


def test_a_finished_case_is_in_progress_again_when_a_core_question_opens() -> None:
    questions = question("town", "yes_no") + question("why", more=", core: true, when: town")
    told = {"town": False}
    talk = hold(questions, Jump("town"), Given("ja"), Stop(), begun=told, beside={"status": "completed"})
    assert talk.result.status == "in-progress"


def test_a_question_that_comes_to_apply_at_the_closing_is_asked_before_the_end() -> None:
    questions = question("town", "yes_no") + question("why", more=", when: town") + question("name")
    talk = hold(
        questions, Skip(), Given("Amal"), Walk(("town",)), Given("ja"), Walk(("why",)), Given("Derfor")
    )
    assert talk.order == ["town", "name", "town", "why"]
    assert talk.result.values["why"] == "Derfor"


def test_a_jump_goes_there_and_then_back_to_where_the_talk_had_come() -> None:
    talk = hold(THREE, Given("Amal"), Given("34"), Jump("name"), Given("Amal A."), Given("Homs"))
    assert talk.order == ["name", "age", "town", "name", "town"]
    assert [place.step.key for place in talk.asked[0].places] == ["name", "age", "town"]


def test_a_jump_ahead_takes_the_rest_of_that_section_and_returns() -> None:
    talk = hold(THREE, Jump("age"), Given("34"), Given("Homs"), Given("Amal"))
    assert talk.order == ["name", "age", "town", "name"]
    assert [prompt.on_the_way for prompt in talk.asked] == [False, True, True, False]
    assert talk.result.status == "completed"


def test_back_right_after_a_jump_is_where_one_came_from() -> None:
    assert hold(THREE, Jump("town"), Back(), Given("Amal")).order == ["name", "town", "name", "age"]


# --- groups ---------------------------------------------------------------------------------------------


def test_rows_are_asked_one_inner_question_at_a_time() -> None:
    yes, no = Given(raw=True), Given(raw=False)
    talk = hold(JOBS, yes, Given("Bager"), Given("2012"), yes, Given("Bud"), Given("2015"), no, Given("Alt"))
    assert talk.order == [
        "jobs.0", "jobs.0.title", "jobs.0.start", "jobs.1", "jobs.1.title", "jobs.1.start", "jobs.2", "hopes",
    ]  # fmt: skip
    assert talk.result.values["jobs"][1] == {"title": "Bud", "start": PartialDate(2015)}
    assert talk.asked[3].question.type == "yes_no"
    assert len(talk.asked[3].rows) == 1


def test_no_rows_at_all_is_an_answer() -> None:
    assert hold(JOBS, Given("nej"), Given("Alt")).result.values == {"jobs": (), "hopes": "Alt"}


def test_a_group_can_be_declined_as_a_whole() -> None:
    talk = hold(JOBS, State("declined"), Given("Alt"))
    assert talk.result.states == {"jobs": "declined"}


def test_a_state_at_one_more_never_takes_the_rows_away() -> None:
    talk = hold(JOBS, Given("ja"), Given("Bager"), Given("2012"), State("declined"), Given("Alt"))
    assert len(talk.result.values["jobs"]) == 1
    assert talk.result.states == {}


def test_a_row_begun_by_mistake_is_given_up_by_going_back() -> None:
    talk = hold(
        JOBS, Given("ja"), Given("Bager"), Given("2012"), Given("ja"), Back(), Given("nej"), Given("Alt")
    )
    assert talk.order[3:6] == ["jobs.1", "jobs.1.title", "jobs.1"]
    assert len(talk.result.values["jobs"]) == 1


def test_stopping_in_an_empty_row_leaves_no_empty_row() -> None:
    assert "jobs" not in hold(JOBS, Given("ja"), Stop()).result.values


def test_rows_can_be_gone_back_into() -> None:
    talk = hold(JOBS, Given("ja"), Given("Bager"), Given("2012"), Back(), Back(), Given("Konditor"))
    assert talk.order[3:6] == ["jobs.1", "jobs.0.start", "jobs.0.title"]
    assert talk.result.values["jobs"] == ({"title": "Konditor", "start": PartialDate(2012)},)


def test_a_jump_into_a_row_changes_the_one_answer_and_returns() -> None:
    begun = {"jobs": [{"title": "Bager", "start": "2012"}, {"title": "Bud", "start": "2015"}]}
    talk = hold(JOBS, Given("nej"), Jump("jobs.0.title"), Given("Smed"), Given("Alt"), begun=begun)
    assert talk.order == ["jobs.2", "hopes", "jobs.0.title", "hopes"]


def test_an_inner_question_left_for_later_is_walked_through_from_the_closing() -> None:
    yes, no = Given("ja"), Given("nej")
    later = Walk(("jobs.0.title",))
    talk = hold(JOBS, yes, Skip(), Given("2012"), no, Given("Alt"), later, Given("Bager"))
    assert talk.order[-1] == "jobs.0.title"
    assert talk.result.states == {}
    assert talk.result.values["jobs"][0]["title"] == "Bager"


def test_a_misfit_in_a_row_is_asked_again_with_what_was_written() -> None:
    begun = {"jobs": [{"title": "Bager", "start": "længe siden"}], "hopes": "Alt"}
    talk = hold(JOBS, Given("2012"), begun=begun)
    assert talk.asked[0].key == "jobs.0.start"
    assert talk.asked[0].draft == "længe siden"
    assert talk.result.values["jobs"] == ({"title": "Bager", "start": PartialDate(2012)},)


PERIODS = """
- {id: jobs, type: group, label: {da: Job}, ask: {da: Job?}, questions: [
    {id: from, type: date, latest: today, label: {da: Fra}, ask: {da: Fra?}},
    {id: to, type: date, latest: today, not_before: from, label: {da: Til}, ask: {da: Til?}}]}
"""


def test_a_job_that_ends_before_it_began_is_told_while_it_is_typed() -> None:
    talk = hold(PERIODS, Given("yes"), Given("2009"), Given("2006"), Given("2010"), Given("no"))
    assert talk.order == ["jobs.0", "jobs.0.from", "jobs.0.to", "jobs.0.to", "jobs.1"]
    assert [problem.key for problem in talk.asked[3].problems] == ["ends_before_it_begins"]
    assert talk.asked[3].draft == "2006"
    assert talk.result.values["jobs"] == ({"from": PartialDate(2009), "to": PartialDate(2010)},)


def test_a_stored_job_that_ends_before_it_began_is_mended_at_its_end() -> None:
    talk = hold(PERIODS, Given("2010"), begun={"jobs": [{"from": 2009, "to": 2006}]})
    assert (talk.order[0], talk.asked[0].draft) == ("jobs.0.to", 2006)
    assert [problem.key for problem in talk.asked[0].problems] == ["ends_before_it_begins"]
    assert talk.result.unfit == {}


def test_a_stored_day_that_lay_ahead_is_mended_where_it_stands() -> None:
    held = {"sessions": [{"start": "2026-11-05T10:00"}]}
    talk = hold(PERIODS, Given("2010"), begun={"jobs": [{"from": 2009, "to": 2091}]}, beside=held)
    assert (talk.order[0], talk.asked[0].draft) == ("jobs.0.to", 2091)
    assert [problem.key for problem in talk.asked[0].problems] == ["date_ahead"]
    assert talk.result.unfit == {}


def test_a_job_that_is_said_to_begin_after_its_end_asks_for_the_end_again() -> None:
    begun = {"jobs": [{"from": 2006, "to": 2009}]}
    talk = hold(PERIODS, Jump("jobs.0.from"), Given("2012"), Given("2013"), begun=begun)
    assert talk.order[1:3] == ["jobs.0.from", "jobs.0.to"]
    assert talk.result.values["jobs"] == ({"from": PartialDate(2012), "to": PartialDate(2013)},)


def test_one_more_tells_only_what_no_other_question_can_mend() -> None:
    rows = [{"title": "Bager", "start": "længe siden"}, {"titel": "Bud"}]
    talk = hold(JOBS, Jump("jobs.2"), begun={"jobs": rows})
    assert [problem.key for problem in talk.asked[1].problems] == ["unknown_question"]


def test_a_row_that_is_no_row_is_shown_at_its_first_question() -> None:
    talk = hold(JOBS, Given("Bager"), begun={"jobs": ["bager i Homs"], "hopes": "Alt"})
    assert (talk.asked[0].key, talk.asked[0].draft) == ("jobs.0.title", "bager i Homs")
    assert talk.result.values["jobs"] == ({"title": "Bager"},)
