"""The language of `when:`: what holds, which answers decided, and everything that is refused."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from refscreen.condition_check import check
from refscreen.conditions import Condition, ConditionError, Scope, Term, Verdict, evaluate, parse
from refscreen.dates import PartialDate
from tests.conftest import TODAY, questionnaire_of, said
from tests.effort import calls

QUESTIONNAIRE = questionnaire_of("""
- {id: working, type: yes_no}
- {id: smoking, type: yes_no}
- {id: age, type: number}
- {id: motivation, type: scale, min: 1, max: 10}
- {id: seen_motivation, type: scale, min: 1, max: 5}
- {id: born, type: date}
- {id: arrived, type: date}
- {id: status, type: choice, choices: [asyl, placed, andet]}
- {id: status_before, type: choice, choices: [asyl, placed, andet]}
- {id: branches, type: choices, choices: [metal, welding, "no"]}
- {id: trade, type: text}
- {id: wish, type: text}
- {id: story, type: long_text}
- {id: level, type: number}
- {id: from, type: date}
- id: jobs
  type: group
  questions:
    - {id: title, type: text}
    - {id: from, type: date}
    - {id: to, type: date}
    - {id: skilled, type: yes_no}
    - {id: level, type: number}
- id: education
  type: group
  questions:
    - {id: school, type: text}
""")
TERMS: dict[str, Term] = {
    **QUESTIONNAIRE.terms,
    "country": Term("country", frozenset({"DK", "IN", "NO", "SY"})),
    "born_in": Term("country", frozenset({"DK", "IN", "NO", "SY"})),
    "language": Term("language", frozenset({"da", "is", "as", "or", "no"})),
}


def judged(text: str, facts: dict[str, str] | None = None, /, **values: Any) -> Verdict:
    """The verdict over these answers; condition and facts are checked first, as when a file is loaded."""
    terms = dict(TERMS)
    for name, fact in (facts or {}).items():
        assert said(check(parse(fact), terms)) == []
        terms[name] = Term("fact")
    assert said(check(parse(text), terms)) == []
    conditions = {name: parse(fact) for name, fact in (facts or {}).items()}
    return evaluate(parse(text), Scope(values, TERMS, TODAY, conditions))


def wrong(text: str, **facts: str) -> list[str]:
    """What a check says, without the empty path: the problem and whom it is about."""
    terms = {**TERMS, **{name: Term("fact") for name in facts}}
    problems = check(parse(text), terms)
    said(problems)
    values = [dict(problem.values) for problem in problems]
    return [
        " ".join(
            [problem.key.removeprefix("condition_"), *(v for k, v in value.items() if v and k != "column")]
        )
        for problem, value in zip(problems, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "both", "first", "second", "neither"),
    [
        ("working and smoking", True, False, False, False),
        ("working or smoking", True, True, True, False),
        ("not working", False, False, True, True),
        ("not (working and smoking)", False, True, True, True),
        ("working and not smoking", False, True, False, False),
        ("working == yes", True, True, False, False),
        ("working == no", False, False, True, False),
        ("working != yes", False, False, True, False),
        ("working == true", True, True, False, False),
        ("not working == yes", False, False, True, True),
        ("answered(working)", True, True, True, False),
        ("not answered(working)", False, False, False, True),
        ("yes", True, True, True, True),
        ("no", False, False, False, False),
    ],
)
def test_truth_with_answered_and_unanswered_questions(
    text: str, both: bool, first: bool, second: bool, neither: bool
) -> None:
    assert bool(judged(text, working=True, smoking=True)) is both
    assert bool(judged(text, working=True, smoking=False)) is first
    assert bool(judged(text, working=False, smoking=True)) is second
    assert bool(judged(text)) is neither


@pytest.mark.parametrize("operator", ["==", "!=", "<", "<=", ">", ">="])
def test_a_comparison_with_an_unanswered_question_never_holds(operator: str) -> None:
    assert not judged(f"age {operator} 18")
    assert not judged(f"age {operator} level", level=3)
    assert not judged(f"age {operator} level", age=3)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("age == 30", True), ("age != 30", False), ("age < 31", True), ("age <= 30", True),
        ("age > 30", False),
        ("age >= 30", True), ("age > -1", True), ("age < 30.5", True), ("age == motivation", False),
        ("motivation > seen_motivation", True), ("status == asyl", True), ("status == placed", False),
        ("status != placed", True), ("status in [placed, asyl]", True),
        ("status in [placed, andet]", False),
        ("status not in [placed, andet]", True), ("status == 'asyl'", True), ("status in ['asyl']", True),
        ("metal in branches", True), ("welding in branches", False), ("welding not in branches", True),
        ("'metal' in branches", True), ("no in branches", True), ("trade == 'Maler'", True),
        ("trade == wish", False),
        ("born < arrived", True), ("born == arrived", False),
        ("status == status_before", True),
    ],
)  # fmt: skip
def test_comparisons(text: str, holds: bool) -> None:
    answers = {
        "age": 30, "motivation": 7, "seen_motivation": 4, "status": "asyl", "branches": ("metal", "no"),
        "trade": "Maler", "wish": "Tømrer", "status_before": "asyl",
        "born": PartialDate(1996), "arrived": PartialDate(2025, 4, 22),
    }  # fmt: skip
    assert bool(judged(text, **answers)) is holds


def test_that_there_are_none_is_an_answer() -> None:
    assert judged("answered(branches)", branches=())
    assert judged("answered(jobs)", jobs=())
    assert judged("answered(working)", working=False)
    assert judged("answered(age)", age=0)
    assert not judged("answered(branches) or answered(jobs) or answered(trade)", trade="")


def test_count_counts_rows_and_choices_and_nothing_is_none() -> None:
    assert judged("count(jobs) == 2", jobs=({}, {}))
    assert judged("count(branches) >= 2", branches=("metal", "welding"))
    assert judged("count(jobs) == 0")
    assert judged("count(branches) < 1")


def test_that_there_are_none_is_told_from_what_was_never_asked() -> None:
    assert judged("answered(jobs) and count(jobs) == 0", jobs=())
    assert not judged("answered(jobs) and count(jobs) == 0", jobs=({},))
    assert not judged("answered(jobs) and count(jobs) == 0")


def test_lines_counts_lines_with_words() -> None:
    assert judged("lines(story) == 2", story="first\n\n  \nsecond\n")
    assert judged("lines(story) == 0")


def test_years_count_until_today_or_between_two_dates() -> None:
    assert judged("years(born) == 22", born=PartialDate(2003, 11, 22))
    assert judged("years(born) == 23", born=PartialDate(2003, 11, 21))
    assert judged("years(born, arrived) == 9", born=PartialDate(2003), arrived=PartialDate(2012, 5))
    assert judged("years(born, arrived) == 23", born=PartialDate(2003))  # still going on
    assert not judged("years(born, arrived) >= 0", arrived=PartialDate(2003))
    assert judged("years(born) > years(arrived)", born=PartialDate(2003), arrived=PartialDate(2025))


def test_gap_is_how_far_two_numbers_are_apart() -> None:
    assert judged("gap(motivation, seen_motivation) == 3", motivation=2, seen_motivation=5)
    assert judged("gap(motivation, seen_motivation) >= 3", motivation=5, seen_motivation=2)
    assert not judged("gap(motivation, seen_motivation) >= 0", motivation=5)


@pytest.mark.parametrize(
    ("one", "other", "unlike"),
    [
        ("Maler", "Tømrer", True), ("Maler", "maler og tapetserer", False),
        ("Bygningsmaler", "maler", False),
        ("Svejser i Odense", "Tømrer i Odense", False), ("it", "it", True),
        ("Maler", None, False), (None, "Maler", False), ("", "Maler", False),
    ],
)  # fmt: skip
def test_unlike_asks_whether_two_texts_share_no_word(
    one: str | None, other: str | None, unlike: bool
) -> None:
    answers = {name: text for name, text in (("trade", one), ("wish", other)) if text is not None}
    assert bool(judged("unlike(trade, wish)", **answers)) is unlike


JOBS = (
    {"title": "Maler", "from": PartialDate(2012), "to": PartialDate(2015), "skilled": True, "level": 2},
    {"title": "Opvasker", "from": PartialDate(2016), "skilled": False},
)


@pytest.mark.parametrize(
    ("text", "holds", "used"),
    [
        ("any(jobs, skilled)", True, ("jobs.0",)),
        ("any(jobs, skilled and level >= 3)", False, ("jobs.0", "jobs.1")),
        ("any(jobs, not skilled)", True, ("jobs.1",)),
        ("any(jobs, years(from, to) >= 3)", True, ("jobs.0", "jobs.1")),
        ("any(jobs, years(from, to) >= 4)", True, ("jobs.1",)),
        ("any(jobs, title == 'Maler')", True, ("jobs.0",)),
        ("any(jobs, title == trade)", True, ("jobs.1",)),
        ("all(jobs, answered(title))", True, ("jobs.0", "jobs.1")),
        ("all(jobs, skilled)", False, ("jobs.1",)),
        ("any(jobs, level == 9)", False, ("jobs.0", "jobs.1")),  # not the level asked outside the rows
        ("any(jobs, age >= 18 and skilled)", True, ("jobs.0",)),
    ],
)
def test_any_and_all_look_into_rows_where_inner_ids_hide_outer_ones(
    text: str, holds: bool, used: tuple[str, ...]
) -> None:
    assert judged(text, jobs=JOBS, level=9, trade="Opvasker", age=30) == Verdict(holds, used)


@pytest.mark.parametrize("rows", [{}, {"jobs": ()}])
def test_over_no_rows_neither_any_nor_all_holds(rows: dict[str, Any]) -> None:
    assert judged("any(jobs, skilled)", **rows) == Verdict(value=False, used=("jobs",))
    assert judged("all(jobs, skilled)", **rows) == Verdict(value=False, used=("jobs",))


def test_facts_stand_for_their_conditions() -> None:
    facts = {"adult": "years(born) >= 18", "busy": "working and adult"}
    assert judged("busy and not smoking", facts, working=True, born=PartialDate(2000)) == Verdict(
        value=True, used=("working", "born", "smoking")
    )
    assert not judged("busy", facts, working=True, born=PartialDate(2020))
    assert judged("not busy", facts)


def test_a_fact_in_a_row_still_speaks_of_the_whole_case() -> None:
    facts = {"expert": "level >= 5"}
    assert judged("any(jobs, skilled and expert)", facts, jobs=JOBS, level=9)
    assert not judged("any(jobs, level == 2 and expert)", facts, jobs=JOBS, level=1)


def test_an_inner_id_hides_a_fact_too() -> None:
    assert not judged("all(jobs, skilled)", {"skilled": "working"}, jobs=JOBS, working=True)


def test_facts_built_on_facts_are_worked_out_once() -> None:
    facts = {"f0": "any(jobs, skilled)"}
    for number in range(1, 60):
        facts[f"f{number}"] = " and ".join([f"f{number - 1}"] * 40)
    assert judged("f59", facts, jobs=JOBS * 30)
    assert calls(lambda: judged("f59", facts, jobs=JOBS * 30)) < 500_000


@pytest.mark.parametrize(
    ("text", "answers", "used"),
    [
        ("working and age >= 18", {"working": True, "age": 30}, ("working", "age")),
        ("working and age >= 18", {"working": False, "age": 30}, ("working",)),
        ("working or age >= 18", {"working": False, "age": 30}, ("age",)),
        ("working or age >= 18", {"working": False, "age": 3}, ("working", "age")),
        ("not working", {}, ("working",)),
        ("status in [asyl, placed]", {"status": "asyl"}, ("status",)),
        ("metal in branches", {"branches": ("metal",)}, ("branches",)),
        ("gap(age, motivation) >= 3", {"age": 9, "motivation": 2}, ("age", "motivation")),
        ("status == status_before", {"status": "asyl", "status_before": "asyl"}, ("status", "status_before")),
        ("count(jobs) >= 2", {"jobs": ({}, {})}, ("jobs",)),
        ("working and working", {"working": True}, ("working",)),
    ],
)  # fmt: skip
def test_a_verdict_names_the_answers_that_decided(
    text: str, answers: dict[str, Any], used: tuple[str, ...]
) -> None:
    assert judged(text, **answers).used == used


def test_ids_may_be_words_of_python_and_codes_may_look_like_operators() -> None:
    assert judged("from < arrived", **{"from": PartialDate(2000), "arrived": PartialDate(2001)}).used == (
        "from",
        "arrived",
    )
    assert judged("country == DK", country="DK")
    assert judged("country in [IN, NO]", country="IN")
    assert judged("country != born_in", country="IN", born_in="NO")
    assert judged("language in [is, as, 'or']", language="is")
    assert judged("language == 'is'", language="is")
    assert judged("language == no", language="no")
    assert judged("trade == 'is for'", trade="is for")
    assert parse("any(jobs, from < to)").names() == {"any", "jobs", "from", "to"}


def test_beside_a_choice_a_name_is_a_choice_first_and_then_a_question() -> None:
    terms = {
        "where": Term("choice", frozenset({"home", "there"})),
        "there": Term("choice", frozenset({"home", "there"})),
        "other": Term("choice", frozenset({"home", "there"})),
    }
    scope = Scope({"where": "there", "there": "home", "other": "there"}, terms, TODAY)
    assert evaluate(parse("where == there"), scope)
    assert evaluate(parse("where == other"), scope)
    assert not evaluate(parse("there == other"), scope)


def test_conditions_are_equal_when_their_texts_are() -> None:
    assert parse(" working ") == parse("working")
    assert parse("working") != parse("smoking")


HOSTILE = [
    "__import__('os').system('id')", "working.real", "().__class__.__bases__[0]", "working.__class__",
    "open('x')",
    "exec('1')", "eval('1')", "print(working)", "len(jobs)", "count.__globals__", "count(jobs).real",
    "jobs[0]",
    "jobs['title']", "'a'.join(jobs)", "lambda: 1", "lambda x: x", "[x for x in jobs]", "{x for x in jobs}",
    "{x: 1 for x in jobs}", "(x for x in jobs)", "f'{working}'", "f'{__import__(1)}'", "(x := 1)",
    "x := 1", "{}", "{1}",
    "(1, 2)", "()", "*jobs", "count(*jobs)", "count(**jobs)", "count(x=jobs)", "count()",
    "count(jobs, jobs)", "any(jobs)",
    "years()", "years(born, born, born)", "gap(age)", "age + 1 == 2", "age - 1 == 2", "age * 9 == 2",
    "9 ** 9 ** 9",
    "age % 2 == 0", "'%99999999s' % age", "'a' * 10 ** 10", "age // 0 == 1", "1 / 0", "1 << 99999",
    "~age", "+age == 1",
    "-age == 1", "age == --5", "age @ 2", "age & 1", "age | 1", "age ^ 1", "age if working else smoking",
    "await working",
    "yield", "yield working", "working; smoking", "import os", "def f(): pass", "class A: pass",
    "return 1", "del working",
    "pass", "assert 0", "raise ValueError", "global x", "with x: y", "x = 1", "working is True",
    "working is not None",
    "working == None", "None", "...", "age == 5j", "b'abc' == trade", "1 < age < 5", "age == 1 == 1",
    "working and",
    "and", "", "   ", "(", ")", "working)", "((working)", "'", '"', "working smoking", "working == ",
    "age == 018",
    "age == 1_0_", "wörking", "wоrking", "ｗorking", "working\u200b", "ag\u0435 == 1", "trade == '\\d'",
    "1or working",
    "working\0", "\ud800", "\\", "`working`", "$working", "working?", "working!", "age <> 1",
    "working && smoking",
    "a" * 501, "working and " * 60, "(" * 250 + "working" + ")" * 248, "[" * 499, "-" * 499 + "1",
    "{" * 499, "'" * 499,
    "working" + " and working" * 41, "age == " + "9" * 490, "not " * 200, "f(" * 249,
]  # fmt: skip


def refused(text: str) -> bool:
    """Whether it is refused, when it is parsed or when it is checked."""
    try:
        condition = parse(text)
    except ConditionError as error:
        return said([error.problem]) != []
    return check(condition, TERMS) != []


SOUND_THOUGH_LONG = ["working" + " and working" * 41, "age == " + "9" * 490]


LITTLE = 10_000
"""Calls; some milliseconds of work."""


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_a_hostile_condition_is_refused_with_little_work(text: str) -> None:
    assert refused(text) is (text not in SOUND_THOUGH_LONG)
    assert calls(lambda: refused(text)) < LITTLE


def test_at_500_characters_a_condition_is_still_read_and_at_501_it_is_not() -> None:
    assert parse("working".ljust(500)).source == "working"
    with pytest.raises(ConditionError) as error:
        parse("working".ljust(501))
    assert error.value.problem.key == "condition_too_long"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("working and jobs[0]", "13"),
        ("working and (age + 1 == 2)", "14"),
        ("from == len(jobs)", "9"),
        ("working or", "11"),
    ],
)
def test_what_is_refused_is_pointed_at(text: str, column: str) -> None:
    with pytest.raises(ConditionError) as error:
        parse(text)
    assert error.value.problem.values["column"] == column


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("wrking", ["unknown_name wrking working"]),
        ("working and wrking or aeg > 1", ["unknown_name wrking working", "unknown_name aeg age"]),
        ("age > height", ["unknown_name height"]),
        ("status == asil", ["unknown_choice asil status asyl"]),
        ("status in [asyl, plced, 5]", ["unknown_choice plced status placed", "unknown_choice 5 status"]),
        ("metl in branches", ["unknown_choice metl branches metal"]),
        ("status == 'Asyl'", ["wrong_type status"]),
        ("country == dk", ["unknown_choice dk country"]),
        ("status < placed", ["wrong_type status"]),
        ("status == 3", ["wrong_type status"]),
        ("age == 'thirty'", ["wrong_type age"]),
        ("age == yes", ["unknown_name yes"]),
        ("age == trade", ["wrong_type age"]),
        ("working == 1", ["wrong_type working"]),
        ("working == smoking", ["wrong_type working"]),
        ("born > 2000", ["wrong_type born"]),
        ("born == '2000'", ["wrong_type born"]),
        ("trade == story", ["wrong_type trade"]),
        ("branches == metal", ["unknown_name metal"]),
        ("branches in [metal]", ["wrong_type branches"]),
        ("asyl in status", ["wrong_type status"]),
        ("jobs == jobs", ["wrong_type jobs"]),
        ("branches == branches", ["wrong_type branches"]),
        ("jobs == 2", ["wrong_type jobs"]),
        ("age", ["not_yes_no age"]),
        ("jobs", ["not_yes_no jobs"]),
        ("not age", ["not_yes_no age"]),
        ("5", ["not_allowed"]),
        ("'yes'", ["not_allowed"]),
        ("[working]", ["not_allowed"]),
        ("count(jobs)", ["not_allowed"]),
        ("5 < age", ["not_allowed"]),
        ("age == (not 5)", ["not_allowed"]),
        ("age == -yes", None),
        ("age == -True", ["wrong_type age"]),
        ("age in age", ["wrong_type age"]),
        ("age == [1]", ["not_allowed"]),
        ("age == (working and smoking)", ["not_allowed"]),
        ("count(age) > 1", ["wrong_type age"]),
        ("count(job) > 1", ["unknown_name job jobs"]),
        ("count('jobs') > 1", ["not_allowed"]),
        ("count([]) > 1", ["not_allowed"]),
        ("lines(age) > 1", ["wrong_type age"]),
        ("years(age) > 1", ["wrong_type age"]),
        ("gap(age, born) > 1", ["wrong_type born"]),
        ("unlike(trade, age)", ["wrong_type age"]),
        ("unlike(trade, wish) == yes", ["not_allowed"]),
        ("answered(working) == yes", ["not_allowed"]),
        ("answered(working) < trade", ["not_allowed"]),
        ("answered(nobody)", ["unknown_name nobody"]),
        ("any(jobs, skiled)", ["unknown_name skiled skilled"]),
        ("any(jobs, years(from) > born)", ["wrong_type years(from)"]),
        ("any(age, working)", ["wrong_type age"]),
        ("any(jobs, 1)", ["not_allowed"]),
        ("any(jobs, any(jobs, skilled))", ["not_allowed"]),
        ("all(jobs, skilled and any(education, answered(school)))", ["not_allowed"]),
        ("any(jobs, age == count(jobs) and not all(jobs, skilled))", ["not_allowed"]),
        ("skilled", ["unknown_name skilled"]),
        ("any", ["unknown_name any"]),
    ],
)  # fmt: skip
def test_an_unsound_condition_is_told_when_it_is_loaded(text: str, problems: list[str] | None) -> None:
    if problems is None:
        with pytest.raises(ConditionError):
            parse(text)
    else:
        assert wrong(text) == problems


@pytest.mark.parametrize("text", ["answered(adult)", "adult == yes", "adult > 1", "count(adult) > 1"])
def test_a_fact_is_only_yes_or_no(text: str) -> None:
    assert wrong(text, adult="age >= 18")


def test_rows_within_rows_are_refused_before_they_take_for_ever() -> None:
    nested = "any(jobs, " * 40 + "skilled" + ")" * 40
    assert wrong(nested) == ["not_allowed"]
    assert calls(lambda: wrong(nested)) < LITTLE


WORDS = st.sampled_from(
    """working smoking age motivation born status branches trade story jobs from to skilled level country
    language asyl metal DK IN yes no 18 -3 2.5 'x' and or not in == != < >= ( ) [ ] , any( all( count( years(
    gap( unlike( lines( answered( , ) . : = lambda { } * ** f'' b'' is None True # \\""".split()  # noqa: SIM905
)


@given(st.text(max_size=40) | st.lists(WORDS, max_size=14).map(" ".join))
@example("'\\N{DASH}'")
@example("\ud800")
@example("x\x0c")
def test_parsing_raises_nothing_but_condition_error(text: str) -> None:
    try:
        condition = parse(text)
    except ConditionError as error:
        said([error.problem])
    else:
        said(check(condition, TERMS))


ANSWERS = {
    "text": st.text(max_size=5), "long_text": st.text(max_size=9),
    "number": st.integers() | st.floats(-9, 9),
    "scale": st.integers(1, 10), "yes_no": st.booleans(),
    "date": st.builds(PartialDate, st.integers(1900, 2100)),
}  # fmt: skip


def answers_of(term: Term) -> st.SearchStrategy[Any]:
    """Any answer of the right type."""
    if term.type == "group":
        return st.lists(rows_of(term.inner), max_size=2).map(tuple)
    choices = st.sampled_from(sorted(term.choices)) if term.choices else st.nothing()
    return (
        st.lists(choices, unique=True).map(tuple)
        if term.type == "choices"
        else ANSWERS.get(term.type, choices)
    )


def rows_of(terms: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Answers to any of these questions, and none to the others."""
    return st.fixed_dictionaries({}, optional={name: answers_of(term) for name, term in terms.items()})


OUTER, INNER = sorted(TERMS), ["title", "from", "to", "skilled", "level", "age", "adult"]


def operands(names: list[str]) -> st.SearchStrategy[str]:
    name = st.sampled_from(names)
    calls = [
        "count({})",
        "lines({})",
        "years({})",
        "years({}, {})",
        "gap({}, {})",
        "answered({})",
        "unlike({}, {})",
    ]
    call = st.builds(lambda form, one, other: form.format(one, other), st.sampled_from(calls), name, name)
    literal = st.sampled_from(["18", "-3", "2.5", "'x'", "True", "yes", "no", "asyl", "metal", "DK", "no"])
    return name | call | literal | st.sampled_from(["[asyl]", "[DK, IN]", "[is, 'or']", "[]"])


def conditions(names: list[str]) -> st.SearchStrategy[str]:
    """Conditions that could be sound."""
    operator = st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in"])
    simple = st.builds("{} {} {}".format, operands(names), operator, operands(names)) | operands(names)
    return st.recursive(
        simple,
        lambda inner: st.builds("({} and {})".format, inner, inner) | st.builds("not {}".format, inner),
        max_leaves=3,
    )


GENERATED = conditions([*OUTER, "adult"]) | st.builds(
    "{}(jobs, {})".format, st.sampled_from(["any", "all"]), conditions(INNER)
)


@given(GENERATED.filter(lambda text: not refused_with_fact(text)), rows_of(TERMS))
def test_a_sound_condition_never_fails_over_any_answers(text: str, answers: dict[str, Any]) -> None:
    scope = Scope(answers, TERMS, TODAY, {"adult": parse("age >= 18")})
    verdict = evaluate(parse(text), scope)
    assert isinstance(bool(verdict), bool)
    assert {name.split(".")[0] for name in verdict.used} <= {*TERMS, *TERMS["jobs"].inner}


def refused_with_fact(text: str) -> bool:
    try:
        return bool(check(parse(text), {**TERMS, "adult": Term("fact")}))
    except ConditionError:
        return True


def test_a_condition_knows_the_names_it_mentions() -> None:
    found: Condition = parse("status in [asyl] and answered(age)")
    assert found.names() == {"status", "asyl", "answered", "age"}
