"""A case: what is answered, what is said about it, and that nothing in the file is ever lost."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refscreen import messages, yaml_text
from refscreen.answers import EVIDENCE, STATES, Answers, parse
from refscreen.dates import PartialDate
from tests.conftest import data_of, questionnaire_of, said

QUESTIONNAIRE = questionnaire_of("""
- {id: name, type: text}
- {id: story, type: long_text}
- {id: interview_date, type: date}
- {id: age, type: number}
- {id: motivation, type: scale, min: 1, max: 10}
- {id: working, type: yes_no}
- {id: status, type: choice, choices: [asyl, placed]}
- {id: branches, type: choices, choices: [metal, it]}
- id: jobs
  type: group
  questions: [{id: title, type: text}, {id: from, type: date}, {id: skilled, type: yes_no}]
""")
HEAD = "questionnaire: small\nversion: 3\n"


def read(text: str) -> Answers:
    """The record of a file without problems."""
    found, problems = parse(data_of(HEAD + text), QUESTIONNAIRE)
    assert said(problems) == []
    assert found is not None
    return found


def read_with_problems(text: str) -> tuple[Answers | None, list[str]]:
    found, problems = parse(data_of(HEAD + text), QUESTIONNAIRE)
    return found, said(problems)


def test_a_record_with_everything_in_it() -> None:
    text = (
        "case: K-1\nstatus: completed\n"
        "sessions: [{start: 2026-11-05T09:30, end: 2026-11-05T11:35, interpreter: {language: prs}}]\n"
        "answers: {jobs: [{title: Maler, from: 2012-05}], name: no, working: no, motivation: 8, "
        "branches: [it]}\n"
        "states: {age: declined}\nnotes: {name: 0461}\nevidence: {jobs.0: document}\n"
    )
    found = read(text)
    assert found.values == {
        "name": "no", "motivation": 8, "working": False, "branches": ("it",),
        "jobs": ({"title": "Maler", "from": PartialDate(2012, 5)},),
    }  # fmt: skip
    assert list(found.values) == ["name", "motivation", "working", "branches", "jobs"]
    assert (found.case, found.status) == ("K-1", "completed")
    assert found.sessions[0]["interpreter"] == {"language": "prs"}
    assert (found.states, found.notes, found.evidence) == (
        {"age": "declined"}, {"name": "0461"}, {"jobs.0": "document"},
    )  # fmt: skip


def test_the_least_a_record_says() -> None:
    assert read("") == Answers("small", 3)
    assert read("answers:\nstates:\nsessions:\ncase:\nstatus:\n") == Answers("small", 3)


def test_a_question_without_a_value_is_unanswered() -> None:
    assert read("answers: {name: , age: null, motivation: ~}").values == {}


def test_a_case_number_may_look_like_a_number() -> None:
    assert read("case: 17").case == "17"
    assert read("case: 0017").case == "0017"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", ": missing_key"),
        ("version: 3", ": missing_key"),
        ("questionnaire: small", ": missing_key"),
        ("questionnaire: other\nversion: 3", "questionnaire: other_questionnaire"),
        ("questionnaire: small\nversion: 4", "version: newer_version"),
        ("questionnaire: small\nversion: '3'", "version: wrong_type"),
        ("questionnaire: small\nversion: 0", "version: wrong_type"),
        ("questionnaire: small\nversion: true", "version: wrong_type"),
        ("questionnaire: small\nversion: 3.0", "version: wrong_type"),
    ],
)
def test_what_is_not_answers_to_this_questionnaire_is_no_record(text: str, problem: str) -> None:
    found, problems = parse(data_of(text) or {}, QUESTIONNAIRE)
    assert found is None
    assert problem in said(problems)


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_mapping_is_no_record(data: object) -> None:
    found, problems = parse(data, QUESTIONNAIRE)
    assert found is None
    assert said(problems) == [": not_a_mapping"]


@pytest.mark.parametrize("version", [0, -1, True])
def test_a_version_that_is_a_number_and_too_small_is_told_what_it_may_be(version: int) -> None:
    _none, [problem] = parse({"questionnaire": "small", "version": version}, QUESTIONNAIRE)
    assert messages.load("da").tell(problem).what == "Her skal stå et helt tal fra 1 og op."


def test_a_newer_version_is_told_with_both_versions() -> None:
    _none, [problem] = parse({"questionnaire": "small", "version": 9}, QUESTIONNAIRE)
    assert problem.values == {"version": "9", "known": "3"}


def test_answers_to_an_older_version_are_read() -> None:
    found, problems = parse({"questionnaire": "small", "version": 1, "answers": {"age": 3}}, QUESTIONNAIRE)
    assert said(problems) == []
    assert found is not None
    assert found.plain() == {
        "questionnaire": "small", "version": 1, "status": "in-progress", "answers": {"age": 3},
    }  # fmt: skip


def test_what_does_not_fit_is_kept_as_it_was_written_and_told() -> None:
    jobs = "[{title: Maler, from: engang}, {boss: x}]"
    found, problems = read_with_problems(
        f"answers: {{motivation: mange, nmae: Ali, age: 30, 5: x, jobs: {jobs}}}"
    )
    assert problems == [
        "answers.motivation: not_on_scale",
        "answers.nmae: unknown_question",
        "answers.5: unknown_question",
        "answers.jobs.0.from: not_a_date",
        "answers.jobs.1.boss: unknown_question",
    ]
    assert found is not None
    assert found.values == {"age": 30}
    assert found.unfit == {"motivation": "mange", "nmae": "Ali", 5: "x", "jobs": data_of(jobs)}


PAST = questionnaire_of("""
- {id: interview_date, type: date, latest: today}
- {id: born, type: date, latest: today}
""").model_copy(update={"day": "interview_date"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("answers: {born: 2026-11-06, interview_date: 2026-11-05}", ["answers.born: date_ahead"]),
        ("answers: {born: 2026-11-05, interview_date: 2026-11-05}", []),
        (
            "sessions: [{start: 2026-12-01T09:30}]\nanswers: {born: 2026-11-06, interview_date: 2026-11-05}",
            [],
        ),
        (
            "sessions: [{start: 2026-11-21T09:30}]\nanswers: {interview_date: 2026-12-24}",
            ["answers.interview_date: date_ahead"],
        ),
        ("answers: {born: 2026-11-22}", ["answers.born: date_ahead"]),
        ("answers: {born: 2026-11-21}", []),
        ("answers: {born: 2091}", ["answers.born: date_ahead"]),
    ],
)
def test_nothing_that_has_happened_lies_after_the_conversation(text: str, told: list[str]) -> None:
    """By whatever clock it is read; where no conversation is told of, by the day it is read on."""
    found, problems = parse(data_of(HEAD + text), PAST, date(2026, 11, 21))
    assert said(problems) == told
    assert found is not None
    assert len(found.unfit) == len(told)


def test_what_does_not_fit_is_written_back() -> None:
    text = "answers: {motivation: mange, nmae: [Ali, {a: 1.5}], age: 30, story: [], working: 0461}"
    found, _problems = read_with_problems(text)
    assert found is not None
    again = data_of(yaml_text.write(found.plain()))
    assert again["answers"] == data_of(text)["answers"]
    assert parse(again, QUESTIONNAIRE)[0] == found


def test_an_answer_takes_the_place_of_what_did_not_fit() -> None:
    found, _problems = read_with_problems("answers: {motivation: mange}\nstates: {motivation: unclear}")
    assert found is not None
    mended = found.with_answer("motivation", 8)
    assert mended.plain()["answers"] == {"motivation": 8}
    assert mended.unfit == {}
    assert "states" not in mended.plain()
    assert found.unfit == {"motivation": "mange"}  # the record of before is as it was


def test_a_reason_for_no_answer_takes_the_place_of_an_answer_but_not_of_what_did_not_fit() -> None:
    found, _problems = read_with_problems("answers: {motivation: mange, age: 30}")
    assert found is not None
    told = found.with_state("motivation", "declined").with_state("age", "unknown")
    assert told.plain()["answers"] == {"motivation": "mange"}
    assert told.plain()["states"] == {"motivation": "declined", "age": "unknown"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("anwers: {name: Ali}", "anwers: unknown_key"),
        ("answers: [name, Ali]", "answers: not_a_mapping"),
        ("answers: Ali", "answers: not_a_mapping"),
        ("answers: false", "answers: not_a_mapping"),
        ("states: [age]", "states: not_a_mapping"),
        ("notes: words", "notes: not_a_mapping"),
        ("evidence: 3", "evidence: not_a_mapping"),
        ("sessions: {start: 2026-11-05}", "sessions: wrong_type"),
        ("sessions: [2026-11-05]", "sessions: wrong_type"),
        ("case: [K, 1]", "case: wrong_type"),
        ("notes: {name: [a, b]}", "notes.name: wrong_type"),
        ("states: {name: {a: b}}", "states.name: wrong_type"),
    ],
)
def test_a_file_is_refused_whole_when_saving_it_would_lose_something(text: str, problem: str) -> None:
    found, problems = read_with_problems(f"{text}\nanswers: {{age: x}}" if "nswers" not in text else text)
    assert found is None
    assert problem in problems
    assert ("answers.age: not_a_number" in problems) is ("nswers" not in text)


def test_an_unknown_key_is_told_with_the_one_that_was_meant() -> None:
    _none, [problem] = parse(data_of(HEAD + "anwers: {}"), QUESTIONNAIRE)
    assert problem.on_key
    assert problem.values == {"key": "anwers", "suggestion": "answers"}


@pytest.mark.parametrize("state", STATES)
def test_every_reason_for_no_answer(state: str) -> None:
    assert read(f"states: {{age: {state}, jobs.0.title: {state}}}").states["age"] == state


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_every_kind_of_evidence(evidence: str) -> None:
    assert read(f"evidence: {{jobs.0: {evidence}}}").evidence == {"jobs.0": evidence}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("states: {age: refused}", "states.age: not_one_of"),
        ("evidence: {age: seen}", "evidence.age: not_one_of"),
        ("states: {agee: declined}", "states.agee: unknown_question"),
        ("notes: {work.0: x}", "notes.work.0: unknown_question"),
    ],
)
def test_what_is_said_about_an_answer_is_checked_and_kept(text: str, problem: str) -> None:
    found, problems = read_with_problems(text)
    assert problems == [problem]
    assert found is not None
    table = text.split(":", maxsplit=1)[0]
    assert found.plain()[table] == data_of(text)[table]


def test_an_unknown_status_counts_as_in_progress() -> None:
    found, problems = read_with_problems("status: done")
    assert problems == ["status: not_one_of"]
    assert found is not None
    assert found.status == "in-progress"


def test_a_note_that_looks_like_a_number_is_a_text() -> None:
    assert read("notes: {motivation: 8, working: true}").notes == {"motivation": "8", "working": "true"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("", None),
        ("answers: {interview_date: 2026-11-05}", date(2026, 11, 5)),
        ("answers: {interview_date: 2026-11}", date(2026, 11, 1)),
        (
            "sessions: [{start: 2026-11-05T09:30}, {start: 2026-11-07T23:30, end: 2026-11-08T00:10}]",
            date(2026, 11, 8),
        ),
        ("sessions: [{start: 2026-11-05}]\nanswers: {interview_date: 2020-01-01}", date(2026, 11, 5)),
        ("sessions: [{start: sometime}, {}]\nanswers: {interview_date: 2020-01-01}", date(2020, 1, 1)),
    ],
)
def test_the_day_it_was_held_is_that_of_the_last_sitting(text: str, day: date | None) -> None:
    assert read(text).held_on("interview_date") == day


def test_a_questionnaire_that_asks_for_no_day_knows_it_from_its_sittings_alone() -> None:
    told = "answers: {interview_date: 2026-11-05}"
    assert read(told).held_on(None) is None
    assert read(f"sessions: [{{start: 2026-11-07T09:30}}]\n{told}").held_on(None) == date(2026, 11, 7)


def test_a_record_shown_in_a_traceback_shows_no_answers() -> None:
    found = read("case: K-1\nanswers: {name: Hemmelig}\nnotes: {name: Hemmelig}\nstates: {age: declined}")
    assert "Hemmelig" not in repr(found)
    assert "declined" not in repr(found)


LINE = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029"), max_size=20)
WORDS = LINE.filter(lambda text: text.strip() != "")
DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31)).flatmap(
    lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}"])
)
NUMBERS = st.integers(-(10**11), 10**11) | st.integers(-(10**9), 10**9).map(lambda number: number / 1000)
RAW = st.fixed_dictionaries(
    {},
    optional={
        "name": WORDS,
        "story": st.lists(WORDS, min_size=1, max_size=4).map("\n".join),
        "interview_date": DATES,
        "age": NUMBERS,
        "motivation": st.integers(1, 10),
        "working": st.booleans(),
        "status": st.sampled_from(["asyl", "placed"]),
        "branches": st.lists(st.sampled_from(["metal", "it"]), unique=True),
        "jobs": st.lists(
            st.fixed_dictionaries({}, optional={"title": WORDS, "from": DATES, "skilled": st.booleans()})
        ),
    },
)
UNFIT = st.dictionaries(
    st.sampled_from(["motivation", "age", "working", "jobs", "other", "x"]),
    WORDS | st.lists(WORDS, max_size=2) | st.integers(11, 99) | st.just({"a": [1.5, None, True]}),
)


@given(RAW)
def test_a_record_is_the_same_after_saving_and_loading(raw: dict[str, Any]) -> None:
    head = {"questionnaire": "small", "version": 3, "case": "K-1", "answers": raw}
    record, problems = parse(head, QUESTIONNAIRE)
    assert record is not None
    assert bool(said(problems)) is bool(record.unfit)
    again, _problems = parse(yaml_text.read(yaml_text.write(record.plain()).encode()).data, QUESTIONNAIRE)
    assert again == record


@given(RAW, UNFIT)
def test_whatever_the_file_says_is_there_after_loading_and_saving(
    raw: dict[str, Any], unfit: dict[str, Any]
) -> None:
    answers = {**raw, **unfit}
    record, _problems = parse({"questionnaire": "small", "version": 3, "answers": answers}, QUESTIONNAIRE)
    assert record is not None
    again = yaml_text.read(yaml_text.write(record.plain()).encode()).data
    assert set(again["answers"]) == set(answers)
    for name, item in record.unfit.items():
        assert again["answers"][name] == item
