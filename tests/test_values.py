"""One validation path: what is typed, stored or imported becomes a value of its type, or a problem."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refscreen import messages, questionnaire, store
from refscreen.dates import PartialDate
from refscreen.questionnaire import Question
from refscreen.values import MOST_ROWS, parse, plain
from tests.conftest import TODAY, around, question_of, questionnaire_of, said


def value(question: Question, raw: object) -> Any:
    """The value; there may be no problem."""
    found, problems = parse(question, raw)
    assert said(problems) == []
    return found


def problems(question: Question, raw: object) -> list[str]:
    """The problems; there must be one, and then there is no value."""
    found, problems = parse(question, raw)
    assert found is None
    assert problems
    return said(problems)


TEXT, LONG = question_of("{type: text}"), question_of("{type: long_text}")
NUMBER, SCALE = question_of("{type: number}"), question_of("{type: scale, min: 1, max: 5}")
DATE, YES_NO = question_of("{type: date}"), question_of("{type: yes_no}")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Ali", "Ali"), ("  Ali \n", "Ali"), ("A\u030arhus", "Århus"), ("a\tb", "a\tb"), (2012, "2012"),
        (7.5, "7.5"),
        (True, "yes"), ("علي", "علي"), ("no", "no"), ("👩\u200d🔧", "👩\u200d🔧"),
    ],
)  # fmt: skip
def test_a_text_is_kept_without_the_space_around_it(raw: object, text: str) -> None:
    assert value(TEXT, raw) == text
    assert value(LONG, raw) == text


def test_a_long_text_keeps_its_lines() -> None:
    assert value(LONG, "first\r\n\r\nsecond\n") == "first\n\nsecond"
    assert problems(TEXT, "first\nsecond") == [": one_line_only"]


@pytest.mark.parametrize(
    "character",
    ["\0", "\x07", "\x1b", "\x7f", "\x85", "\x9b", "\r", "\u2028", "\u202e", "\u2066", "\ufeff", "\ud800"],
)
def test_hidden_characters_are_refused(character: str) -> None:
    assert problems(TEXT, f"a{character}b") == [": control_characters"]
    assert problems(LONG, f"a{character}b") == [": control_characters"]


@pytest.mark.parametrize("raw", ["", "   ", "\n"])
def test_an_empty_text_is_no_answer(raw: str) -> None:
    assert problems(TEXT, raw) == [": empty"]


def test_a_text_has_a_longest_length() -> None:
    assert value(TEXT, "a" * 500)
    assert problems(TEXT, "a" * 501) == [": too_long"]
    assert problems(LONG, "a" * 10_001) == [": too_long"]
    short = question_of("{type: text, max_length: 3}")
    assert value(short, " abc ") == "abc"
    assert problems(short, "abcd") == [": too_long"]


def test_a_text_has_a_most_lines_of_words() -> None:
    question = question_of("{type: long_text, max_lines: 2}")
    assert value(question, "a\n\n \nb") == "a\n\n \nb"
    assert problems(question, "a\nb\nc") == [": too_many_lines"]


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("21.11.2026", True), ("11.2026", True), ("2026", True), ("i dag", True), ("1990", True),
        ("22.11.2026", False), ("12.2026", False), ("2027", False), ("17.5.2090", False),
    ],
)  # fmt: skip
def test_what_has_happened_does_not_lie_ahead(typed: str, fits: bool) -> None:
    born = question_of("{type: date, latest: today}")
    assert said(parse(born, typed, TODAY)[1]) == ([] if fits else [": date_ahead"])
    assert said(parse(DATE, typed, TODAY)[1]) == []


def test_what_is_stored_is_held_to_the_day_it_was_told() -> None:
    born = question_of("{type: date, latest: today}")
    assert said(parse(born, "2026-11-22", told=TODAY)[1]) == [": date_ahead"]
    assert said(parse(born, "2026-11-22")[1]) == []  # nobody knows when


@pytest.mark.parametrize(
    ("begins", "ends", "fits"),
    [
        ("2006", "2009", True), ("2009", "2009", True), ("05.2009", "2009", True), ("2009", "1.1.2009", True),
        ("2.5.2009", "05.2009", True), ("2009", "2006", False), ("05.2009", "04.2009", False),
        ("2.5.2009", "1.5.2009", False),
    ],
)  # fmt: skip
def test_the_end_of_a_row_is_not_before_its_beginning(begins: str, ends: str, fits: bool) -> None:
    jobs = question_of(
        "{type: group, questions: [{id: from, type: date}, {id: to, type: date, not_before: from}]}"
    )
    assert said(parse(jobs, [{"from": begins}, {"from": begins, "to": ends}])[1]) == (
        [] if fits else ["1.to: ends_before_it_begins"]
    )


@pytest.mark.parametrize("raw", [["a"], {"a": 1}, None, b"a", ("a",)])
@pytest.mark.parametrize("question", [TEXT, NUMBER, SCALE, DATE, YES_NO], ids=lambda question: question.type)
def test_a_list_is_not_a_single_value(question: Question, raw: object) -> None:
    assert problems(question, raw) == [": not_a_single_value"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("12", 12), ("12,5", 12.5), ("12.5", 12.5), (" 7 ", 7), ("-3", -3), ("\u22123", -3), ("12,0", 12),
        (12, 12),
        (12.5, 12.5), (12.0, 12), (0.000001, 0.000001), ("0,001", 0.001), ("0.125", 0.125), (2.125, 2.125),
        ("37000", 37000), ("999999999999", 999999999999), ("007", 7), ("١٢", 12),
    ],
)  # fmt: skip
def test_a_number_is_read_with_comma_or_point(raw: object, number: float) -> None:
    found = value(NUMBER, raw)
    assert found == number
    assert type(found) is type(number)


@pytest.mark.parametrize(
    "raw",
    [
        "tolv", "12 år", "1e5", "0x10", "1_000", "nan", "inf", "-inf", "1,2,3", "12.", ".5", "--1",
        "+5", "1 000",
        "1.000.000", "1234567890123", "0.1234567", True, float("nan"), float("inf"), 10**13, "½",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(raw: object) -> None:
    assert problems(NUMBER, raw) == [": not_a_number"]


@pytest.mark.parametrize("raw", ["1.000", "25.000", "37,500", "-1.000", "999,999"])
def test_what_is_a_thousand_to_one_reader_and_one_to_another_is_refused(raw: str) -> None:
    assert problems(NUMBER, raw) == [": not_a_number"]


def test_a_number_stays_within_its_limits() -> None:
    question = question_of("{type: number, min: 0, max: 40}")
    assert [value(question, raw) for raw in ("0", "40", "39,5")] == [0, 40, 39.5]
    assert problems(question, "-1") == problems(question, "40,1") == [": outside_range"]
    assert problems(question_of("{type: number, min: 0}"), "-1") == [": below_least"]
    assert problems(question_of("{type: number, max: 240}"), "241") == [": above_most"]


@pytest.mark.parametrize(
    ("limits", "raw", "remedy"),
    [
        ("max: 240", "300", "Højst 240."), ("min: 1", "0", "Mindst 1."),
        ("min: 1, max: 240", "0", "Mellem 1 og 240."),
    ],
)  # fmt: skip
def test_outside_its_limits_a_number_is_told_what_they_are(limits: str, raw: str, remedy: str) -> None:
    _none, [problem] = parse(question_of(f"{{type: number, {limits}}}"), raw)
    assert messages.load("da").tell(problem).remedy == remedy


MINUTES = question_of("{type: number, unit: {da: minutter, en: minutes}}")
YEARS = question_of("{type: number, unit: {da: år}}")
WEEKLY = question_of("{type: number, unit: {da: timer/uge, en: hours/week}}")
CROWNS = question_of("{type: number, unit: {da: kr.}}")


@pytest.mark.parametrize(
    ("question", "raw", "number"),
    [
        (MINUTES, "45 min", 45), (MINUTES, "45 minutter", 45), (MINUTES, "45 Min.", 45),
        (MINUTES, "45min", 45), (MINUTES, "1 minute", 1), (MINUTES, "45", 45), (YEARS, "2 år", 2),
        (YEARS, "2,5 years", 2.5), (WEEKLY, "37 timer om ugen", 37), (WEEKLY, "7,5 timer", 7.5),
        (CROWNS, "-3 kr.", -3),
    ],
)  # fmt: skip
def test_the_unit_of_the_question_may_stand_after_the_number(
    question: Question, raw: str, number: float
) -> None:
    assert value(question, raw) == number


@pytest.mark.parametrize("raw", ["1,5 time", "2 timer", "45 æbler"])
def test_another_unit_is_named_and_never_converted(raw: str) -> None:
    _none, [problem] = parse(MINUTES, raw)
    assert messages.load("da").tell(problem).what == "Tallet skal være i minutter."
    assert messages.load("en").tell(problem).what == "The number must be in minutes."


@pytest.mark.parametrize("raw", ["1.000 minutter", "minutter", "12 1 min", "1e5 min"])
def test_a_unit_makes_no_number_of_what_is_none(raw: str) -> None:
    assert problems(MINUTES, raw) == [": not_a_number"]


@pytest.mark.parametrize("raw", ["1", 1, " 5 ", 5, "05"])
def test_a_step_on_the_scale(raw: object) -> None:
    assert value(SCALE, raw) in {1, 5}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("0", "outside_range"), (6, "outside_range"), ("-1", "outside_range"), ("3,5", "not_on_scale"),
        (3.0, "not_on_scale"), ("tre", "not_on_scale"), ("", "not_on_scale"), ("10000", "not_on_scale"),
        (True, "not_on_scale"),
    ],
)  # fmt: skip
def test_what_is_no_step_on_the_scale_is_refused(raw: object, problem: str) -> None:
    assert problems(SCALE, raw) == [f": {problem}"]


@pytest.mark.parametrize(
    ("raw", "date"),
    [
        ("2012", PartialDate(2012)), (2012, PartialDate(2012)), ("05.2012", PartialDate(2012, 5)),
        (5.2012, PartialDate(2012, 5)), ("2012-05", PartialDate(2012, 5)),
        ("17.05.2012", PartialDate(2012, 5, 17)),
        ("2012-05-17", PartialDate(2012, 5, 17)), (PartialDate(2012), PartialDate(2012)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_is_known(raw: object, date: PartialDate) -> None:
    assert value(DATE, raw) == date


@pytest.mark.parametrize("question", [NUMBER, DATE], ids=lambda question: question.type)
@pytest.mark.parametrize("raw", ["", "  "])
def test_nothing_is_not_a_wrong_date_or_number(question: Question, raw: str) -> None:
    assert problems(question, raw) == [": empty"]


def test_a_day_the_month_does_not_have_is_told_as_such() -> None:
    assert problems(DATE, "30.02.2026") == problems(DATE, "31. april 2026") == [": no_such_day"]


def test_today_is_a_date_where_it_is_known_which_day_it_is() -> None:
    assert parse(DATE, "I dag", TODAY) == (PartialDate(2026, 11, 21), [])
    assert problems(DATE, "i dag") == [": not_a_date"]


def test_a_cpr_number_is_refused_as_a_case_number_and_nowhere_else() -> None:
    data = around([{"id": "ref", "type": "text"}, {"id": "note", "type": "text"}])
    small, _problems = questionnaire.parse({**data, "case": "ref"})
    assert small is not None
    for number in ("010190-1234", "0101901234", "sag 010190 1234"):
        assert problems(small.questions["ref"], number) == [": case_is_a_person"]
        assert value(small.questions["note"], number) == number
    assert value(small.questions["ref"], "K-2026-017") == "K-2026-017"


@pytest.mark.parametrize("raw", ["2012-13", "i maj", 12, 20120517, True, "1850", 2012.5])
def test_what_is_no_date_is_refused(raw: object) -> None:
    assert problems(DATE, raw) == [": not_a_date"]


@pytest.mark.parametrize("raw", ["ja", "Ja", "j", "J", "yes", "YES", "y", "true", True, "1", 1, " ja "])
def test_words_that_mean_yes(raw: object) -> None:
    assert value(YES_NO, raw) is True


@pytest.mark.parametrize("raw", ["nej", "Nej", "n", "no", "NO", "false", False, "0", 0])
def test_words_that_mean_no(raw: object) -> None:
    assert value(YES_NO, raw) is False


@pytest.mark.parametrize("raw", ["", "måske", "2", "ja nej", "on", "off", 1.0])
def test_what_is_neither_yes_nor_no_is_refused(raw: object) -> None:
    assert problems(YES_NO, raw) == [": not_yes_no"]


BRANCH = """
  choices:
    - {id: metal, label: {da: "Metal, maskiner og CNC", en: Metalwork}, synonyms: [smed, cnc]}
    - {id: it, label: {da: IT, en: IT}, synonyms: [computer]}
    - {id: koekken, label: {da: Køkken, en: Kitchen}, synonyms: [kok]}
    - {id: hotel, label: {da: Hotel, en: Hotel}, synonyms: [kok, it]}
"""
CHOICE = questionnaire_of("- id: q\n  type: choice" + BRANCH).questions["q"]
CHOICES = questionnaire_of("- id: q\n  type: choices" + BRANCH).questions["q"]


@pytest.mark.parametrize(
    ("raw", "choice"),
    [
        ("metal", "metal"), ("METALWORK", "metal"), ("metal, maskiner og cnc", "metal"),
        (" Smed ", "metal"), ("it", "it"),
        ("køkken", "koekken"), ("KØKKEN", "koekken"), ("ko\u0308kken", None), ("Kitchen", "koekken"),
    ],
)  # fmt: skip
def test_a_choice_is_found_by_id_label_or_synonym_in_any_language(raw: str, choice: str | None) -> None:
    if choice is None:
        assert problems(CHOICE, raw) == [": not_a_choice"]
    else:
        assert value(CHOICE, raw) == choice


@pytest.mark.parametrize("raw", ["", "kok", "landbrug", 3, True, "metal,it"])
def test_what_is_no_choice_or_could_be_two_is_refused(raw: object) -> None:
    told = problems(CHOICE, raw)
    assert told in ([": not_a_choice"], [": not_in_list"])


def test_few_choices_are_all_named_when_nothing_is_near() -> None:
    _none, [problem] = parse(CHOICE, "landbrug")
    assert problem.key == "not_in_list"
    assert problem.values["allowed"].split("; ") == [choice.label["da"] for choice in CHOICE.choices]


def test_a_near_miss_is_told_with_the_choice_that_was_meant() -> None:
    _none, [problem] = parse(CHOICE, "koken")
    assert problem.values == {"suggestion": "koekken"}
    _none, [problem] = parse(CHOICE, "kitchn")
    assert problem.values == {"suggestion": "Kitchen"}


@pytest.mark.parametrize(
    ("raw", "chosen"),
    [
        (["it", "metal"], ("it", "metal")), (("it",), ("it",)), ("it, smed", ("it", "metal")),
        ("it", ("it",)),
        ("Metal, maskiner og CNC", ("metal",)), (["it", "it", "IT"], ("it",)), ([], ()), ("it,,", ("it",)),
    ],
)  # fmt: skip
def test_several_choices_stand_once_each_in_the_order_they_were_said(
    raw: object, chosen: tuple[str, ...]
) -> None:
    assert value(CHOICES, raw) == chosen


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (["it", "x"], "not_in_list"), ("it, x", "not_in_list"), ([["it"]], "not_a_single_value"),
        ({"it": 1}, "not_a_single_value"), (None, "not_a_single_value"), ([None], "not_a_single_value"),
    ],
)  # fmt: skip
def test_one_wrong_choice_among_several_is_refused(raw: object, problem: str) -> None:
    assert problems(CHOICES, raw) == [f": {problem}"]


@pytest.mark.parametrize(
    ("kind", "raw", "code"),
    [
        ("country", "SY", "SY"), ("country", "sy", "SY"), ("country", "Syrien", "SY"),
        ("country", "syria", "SY"),
        ("country", "NO", "NO"), ("country", "norge", "NO"), ("language", "dansk", "da"),
        ("language", "Arabic", "ar"),
        ("language", "no", "no"), ("municipality", "0461", "0461"), ("municipality", "odense", "0461"),
    ],
)  # fmt: skip
def test_listed_answers_are_found_by_code_or_name(kind: str, raw: str, code: str) -> None:
    question = question_of(f"{{type: {kind}}}", store.listed_choices_of())
    assert value(question, raw) == code


JOBS = questionnaire_of("""
- id: q
  type: group
  questions: [{id: title, type: text}, {id: from, type: date}, {id: skilled, type: yes_no}]
""").questions["q"]


def test_rows_are_read_question_by_question() -> None:
    raw = [{"title": "Maler", "from": 2012, "skilled": "nej"}, {"title": "Kok", "from": None}, {}]
    assert value(JOBS, raw) == (
        {"title": "Maler", "from": PartialDate(2012), "skilled": False},
        {"title": "Kok"},
        {},
    )
    assert value(JOBS, []) == ()


def test_every_problem_of_every_row_has_its_place() -> None:
    raw = [{"title": ["a"], "from": "maj"}, "Maler", {"titel": "Kok"}, {"title": "Kok"}, None]
    assert problems(JOBS, raw) == [
        "0.title: not_a_single_value", "0.from: not_a_date", "1: not_a_mapping",
        "2.titel: unknown_question",
        "4: not_a_mapping",
    ]  # fmt: skip
    _none, [problem] = parse(JOBS, [{"titel": "Kok"}])
    assert problem.on_key
    assert problem.values == {"name": "titel", "suggestion": "title"}


@pytest.mark.parametrize("raw", ["Maler", {"title": "Maler"}, None, 3])
def test_rows_stand_in_a_list(raw: object) -> None:
    assert problems(JOBS, raw) == [": not_a_list"]


def test_there_are_only_so_many_rows() -> None:
    assert len(value(JOBS, [{}] * MOST_ROWS)) == MOST_ROWS
    assert problems(JOBS, [{}] * (MOST_ROWS + 1)) == [": too_many_rows"]


RAW: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("titlefrom", max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from([TEXT, LONG, NUMBER, SCALE, DATE, YES_NO, CHOICE, CHOICES, JOBS]), RAW)
def test_anything_becomes_a_value_or_problems_and_a_value_stays_what_it_is(
    question: Question, raw: object
) -> None:
    found, trouble = parse(question, raw)
    said(trouble)
    assert (found is None) is bool(trouble)
    if not trouble:
        assert parse(question, plain(found)) == (found, [])


@given(st.text(min_size=1))
def test_no_problem_carries_the_answer(text: str) -> None:
    secret = f"hemmelig{text}"
    for question in (NUMBER, SCALE, DATE, YES_NO, CHOICE, CHOICES, JOBS):
        for problem in parse(question, secret)[1]:
            assert "hemmelig" not in str(problem)
