"""The way through an interview: steps, what is open, progress, and the record seen from a step."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from refscreen.answers import Answers
from refscreen.answers import parse as parse_answers
from refscreen.interview import flow, record
from refscreen.interview.flow import Step
from refscreen.questionnaire import Questionnaire, parse
from refscreen.yaml_text import read

TODAY = date(2026, 11, 21)
QUESTIONNAIRE = """
id: small
version: 1
languages: [da]
title: {da: Lille}
minutes: 20
sections:
  - id: person
    title: {da: Personen}
    minutes: 5
    questions:
      - {id: name, type: text, label: {da: Navn}, ask: {da: Hvad hedder du?}, core: true}
      - {id: worked, type: yes_no, label: {da: Har arbejdet}, ask: {da: Har du arbejdet?}}
  - id: work
    title: {da: Arbejde}
    minutes: 15
    questions:
      - id: jobs
        type: group
        label: {da: Job}
        ask: {da: Fortæl om dit arbejde.}
        when: worked
        questions:
          - {id: title, type: text, label: {da: Titel}, ask: {da: Som hvad?}}
          - {id: still, type: yes_no, label: {da: Endnu}, ask: {da: Er du der endnu?}}
          - {id: to, type: date, label: {da: Til}, ask: {da: Til hvornår?}, when: not still}
      - {id: hopes, type: long_text, label: {da: Håb}, ask: {da: Hvad håber du?}}
"""


@pytest.fixture(scope="module")
def small() -> Questionnaire:
    found, problems = parse(read(QUESTIONNAIRE.encode()).data)
    assert found is not None, problems
    return found


def case(small: Questionnaire, states: dict[str, str] | None = None, **answered: Any) -> Answers:
    data = {"questionnaire": "small", "version": 1, "answers": answered, "states": states or {}}
    found, _ = parse_answers(data, small)
    assert found is not None
    return found


def keys(small: Questionnaire, answers: Answers) -> list[str]:
    return [step.key for step in flow.steps(small, answers, TODAY)]


def open_keys(small: Questionnaire, answers: Answers) -> list[str]:
    return [step.key for step in flow.open_steps(small, answers, flow.steps(small, answers, TODAY))]


def test_questions_that_do_not_apply_are_no_steps(small: Questionnaire) -> None:
    assert keys(small, case(small)) == ["name", "worked", "hopes"]
    assert keys(small, case(small, worked=True)) == ["name", "worked", "jobs.0", "hopes"]


def test_rows_are_gone_through_one_by_one_before_one_more(small: Questionnaire) -> None:
    answers = case(small, worked=True, jobs=[{"title": "Bager", "still": True}, {"title": "Bud"}])
    assert keys(small, answers) == [
        "name", "worked",
        "jobs.0.title", "jobs.0.still",
        "jobs.1.title", "jobs.1.still", "jobs.1.to",
        "jobs.2", "hopes",
    ]  # fmt: skip


def test_a_full_group_asks_for_no_more(small: Questionnaire) -> None:
    answers = case(small, worked=True, jobs=[{"title": "Bud"}] * 60)
    assert keys(small, answers)[-2:] == ["jobs.59.to", "hopes"]


def test_back_and_on(small: Questionnaire) -> None:
    every = flow.steps(small, case(small, worked=True), TODAY)
    assert flow.following(every, Step("worked")) == Step("jobs", 0)
    assert flow.previous(every, Step("hopes")) == Step("jobs", 0)
    assert flow.previous(every, Step("name")) is None
    assert flow.following(every, Step("hopes")) is None


def test_what_was_left_for_later_waits_and_is_not_asked_on_the_way(small: Questionnaire) -> None:
    answers = case(small, {"name": "later"}, worked=False)
    assert open_keys(small, answers) == ["hopes"]
    waiting = flow.waiting(small, answers, flow.steps(small, answers, TODAY))
    assert [step.key for step in waiting] == ["name"]


@pytest.mark.parametrize(("state", "is_open"), [("unknown", False), ("declined", False), ("not_asked", True)])
def test_a_reason_for_no_answer_closes_a_question(small: Questionnaire, state: str, is_open: bool) -> None:
    assert "name" not in open_keys(small, case(small, {"name": state}))
    assert flow.core_open(small, case(small, {"name": state}), TODAY) == (("name",) if is_open else ())


def test_no_rows_is_an_answer(small: Questionnaire) -> None:
    assert open_keys(small, case(small, name="Amal", worked=True, jobs=[])) == ["hopes"]


def test_one_more_is_open_until_the_talk_has_passed_it(small: Questionnaire) -> None:
    row = {"title": "Bud", "still": True}
    assert open_keys(small, case(small, name="Amal", worked=True, jobs=[row])) == ["jobs.1", "hopes"]
    assert open_keys(small, case(small, name="Amal", worked=True, jobs=[row], hopes="Alt")) == []


def test_an_answer_that_does_not_fit_is_open(small: Questionnaire) -> None:
    assert open_keys(small, case(small, name="Amal", worked="måske", hopes="Alt")) == ["worked"]


def test_progress_counts_a_group_as_one_question(small: Questionnaire) -> None:
    answers = case(small, name="Amal", worked=True, jobs=[{"title": "Bud"}])
    every = flow.steps(small, answers, TODAY)
    progress = flow.progress(small, answers, every, Step("jobs", 0, "still"))
    assert (progress.answered, progress.total) == (2, 4)
    assert (progress.number, progress.of) == (1, 2)
    assert (progress.section_minutes, progress.minutes) == (15, 20)


# --- the record seen from a step ------------------------------------------------------------------------


def test_an_inner_answer_goes_into_its_row_in_the_order_asked(small: Questionnaire) -> None:
    group = small.questions["jobs"]
    answers = case(small, {"jobs.0.title": "later"}, worked=True, jobs=[{"still": True}])
    kept = record.with_answer(answers, Step("jobs", 0, "title"), group, "Bud")
    assert list(kept.values["jobs"][0].items()) == [("title", "Bud"), ("still", True)]
    assert kept.states == {}


def test_a_state_of_an_inner_question_takes_its_answer(small: Questionnaire) -> None:
    answers = case(small, worked=True, jobs=[{"title": "Bud", "still": True}])
    kept = record.with_state(answers, Step("jobs", 0, "title"), small.questions["jobs"], "declined")
    assert kept.values["jobs"] == ({"still": True},)
    assert kept.states == {"jobs.0.title": "declined"}


def test_a_misfit_in_a_row_is_mended_without_losing_the_rest(small: Questionnaire) -> None:
    group = small.questions["jobs"]
    answers = case(small, worked=True, jobs=[{"title": "Bud", "to": "i fjor"}, {"title": "Bager"}])
    step = Step("jobs", 0, "to")
    assert record.unfit_at(answers, step, group)[0] == "i fjor"
    assert record.value_at(answers, Step("jobs", 1, "title"), group) == "Bager"
    kept = record.with_answer(answers, step, group, flow_date("2025"))
    assert kept.unfit == {}
    assert [row["title"] for row in kept.values["jobs"]] == ["Bud", "Bager"]


def test_one_of_two_misfits_leaves_the_group_raw_and_whole(small: Questionnaire) -> None:
    group = small.questions["jobs"]
    answers = case(small, worked=True, jobs=[{"title": "Bud", "to": "i fjor"}, {"still": "måske"}])
    kept = record.with_answer(answers, Step("jobs", 0, "to"), group, flow_date("2025"))
    assert [str(row) for row in kept.plain()["answers"]["jobs"]][1] == "{'still': 'måske'}"
    assert "jobs" not in kept.values
    assert record.value_at(kept, Step("jobs", 0, "to"), group) == flow_date("2025")


def test_a_key_that_nobody_asks_for_is_told_at_one_more(small: Questionnaire) -> None:
    answers = case(small, worked=True, jobs=[{"titel": "Bud"}])
    _, problems = record.unfit_at(answers, Step("jobs", 1), small.questions["jobs"])
    assert [problem.key for problem in problems] == ["unknown_question"]


def test_a_row_nothing_is_known_of_can_be_given_up(small: Questionnaire) -> None:
    group = small.questions["jobs"]
    begun = record.with_row(case(small, worked=True), group)
    assert begun.values["jobs"] == ({},)
    assert "jobs" not in record.without_empty_row(begun, group).values
    declined = record.with_state(begun, Step("jobs", 0, "title"), group, "declined")
    assert record.without_empty_row(declined, group) is declined
    noted = replace(begun, notes={"jobs.0.title": "Ved onklen"})
    assert record.without_empty_row(noted, group) is noted, "else the note would be about the next row"
    flagged = replace(begun, flags=("jobs.0.title",))
    assert record.without_empty_row(flagged, group) is flagged


def flow_date(text: str) -> Any:
    from refscreen.dates import PartialDate

    return PartialDate.parse(text)
