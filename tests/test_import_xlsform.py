"""An XLSForm becomes a questionnaire, or is refused with all its reasons; some forms are of others."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from refscreen import store
from refscreen.exchange import xpath_in
from refscreen.exchange.xpath_in import Asked, NoWayError
from refscreen.interview import flow
from refscreen.questionnaire import Questionnaire
from tests.conftest import TODAY
from tests.program import Ran, run
from tests.tables import told, workbook

FOREIGN = Path(__file__).parent / "data" / "xlsform"
YES_NO = [["yes_no", "yes", "Ja"], ["yes_no", "no", "Nej"]]
CHOICES = [*YES_NO, ["colour", "red", "Rød"], ["colour", "1", "Blå"], ["colour", "in", "Andet end det"]]


def form(
    folder: Path,
    survey: Sequence[Sequence[Any]],
    choices: Sequence[Sequence[Any]] = CHOICES,
    settings: Sequence[Sequence[Any]] = (("form_title", "form_id"), ("Prøve", "proeve")),
    head: Sequence[str] = ("type", "name", "label", "relevant", "constraint", "required", "hint"),
) -> Path:
    """An XLSForm with these rows."""
    rows = {
        "survey": [list(head), *survey],
        "choices": [["list_name", "name", "label"], *choices],
        "settings": list(settings),
    }
    return workbook(folder / "form.xlsx", rows)


def imported(folder: Path, path: Path) -> Questionnaire:
    """The questionnaire that comes of a form, which `check` has nothing against."""
    ran = run("questionnaire", "import", path, "-o", folder / "made.yaml", "--force")
    assert ran.code == 0, ran.err
    assert run("check", folder / "made.yaml").code == 0
    return store.load_questionnaire(str(folder / "made.yaml"))


def refused(folder: Path, path: Path) -> Ran:
    ran = run("questionnaire", "import", path, "-o", folder / "made.yaml")
    assert (ran.code, (folder / "made.yaml").exists()) == (3, False)
    return ran


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("text", "text"),
        ("string", "text"),
        ("integer", "number"),
        ("decimal", "number"),
        ("date", "date"),
        ("acknowledge", "yes_no"),
        ("select_one colour", "choice"),
        ("select one from colour", "choice"),
        ("select_one yes_no", "yes_no"),
        ("select_multiple colour", "choices"),
        ("select all that apply from colour", "choices"),
        ("range", "scale"),
    ],
)
def test_each_type_has_one_here(tmp_path: Path, kind: str, type_: str) -> None:
    made = imported(tmp_path, form(tmp_path, [[kind, "Q 1", "Hvad?"]]))
    question = made.questions["q_1"]
    assert (question.type, question.label, question.ask) == (type_, {"da": "Hvad"}, {"da": "Hvad?"})


def test_groups_are_sections_and_repeats_are_groups(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        form(
            tmp_path,
            [
                ["text", "case_ref", "Sag"],
                ["begin_group", "work", "Arbejde"],
                ["note", "n", "Tag jer god tid."],
                ["select_one yes_no", "worked", "Har du arbejdet?", None, None, "yes"],
                ["begin repeat", "jobs", "Job", "${worked} = 'yes'"],
                ["text", "title", "Stilling", None, None, "yes", "Med egne ord"],
                ["select_one yes_no", "skilled", "Faglært?", "${title} != ''"],
                ["end repeat"],
                ["end_group"],
            ],
        ),
    )
    assert [(section.id, section.title["da"]) for section in made.sections] == [
        ("section", "Spørgsmål"), ("work", "Arbejde"),
    ]  # fmt: skip
    assert (made.id, made.case, made.title) == ("made", "case_ref", {"da": "Prøve"})
    worked, jobs = made.questions["worked"], made.questions["jobs"]
    assert (worked.core, worked.guidance) == (True, {"da": "Tag jer god tid."})
    assert (jobs.type, jobs.when and jobs.when.source) == ("group", "worked == yes")
    assert jobs.inner["title"].guidance == {"da": "Med egne ord"}
    assert jobs.inner["skilled"].when is not None
    assert jobs.inner["skilled"].when.source == "answered(title)"


def test_a_group_hands_its_condition_on_to_its_questions(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        form(
            tmp_path,
            [
                ["select_one yes_no", "a", "A?"],
                ["begin group", "outer", "Ydre", "${a} = 'yes'"],
                ["begin group", "inner", "Indre", "not(${a} = 'no')"],
                ["integer", "b", "B?"],
                ["text", "c", "C?", "${b} > 3"],
                ["end group"],
                ["end group"],
            ],
        ),
    )
    when = {name: question.when.source for name, question in made.questions.items() if question.when}
    assert when == {
        "b": "(a == yes) and (not (a == no))",
        "c": "(a == yes) and (not (a == no)) and (b > 3)",
    }


def test_names_that_are_no_ids_become_such_and_conditions_follow(tmp_path: Path) -> None:
    made = imported(
        tmp_path,
        form(
            tmp_path,
            [
                ["select_one colour", "My Colour", "Farve?"],
                ["text", "my_colour", "Hvorfor?", "${My Colour} = '1' or ${My Colour} = 'in'"],
                ["text", "yes", "Ja?"],
            ],
        ),
    )
    assert list(made.questions) == ["my_colour", "my_colour_2", "q_yes"]
    assert [choice.id for choice in made.questions["my_colour"].choices] == ["red", "q_1", "q_in"]
    assert made.questions["my_colour"].choices[1].synonyms == ("1",)
    when = made.questions["my_colour_2"].when
    assert when is not None
    assert when.source == "my_colour == q_1 or my_colour == q_in"


def test_other_has_a_question_of_its_own(tmp_path: Path) -> None:
    made = imported(tmp_path, form(tmp_path, [["select_multiple colour or_other", "c", "Farver?"]]))
    assert [choice.id for choice in made.questions["c"].choices][-1] == "other"
    which = made.questions["c_other"]
    assert (which.ask, which.when and which.when.source) == ({"da": "Hvilken?"}, "other in c")


def test_texts_are_in_every_language_of_the_form(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "form.xlsx",
        {
            "Survey": [
                ["type", "name", "label::Dansk (da)", "label::English (en)", "hint::Arabic"],
                ["text", "q", "Hvad?", "What?", "؟"],
            ],
        },
    )
    made = imported(tmp_path, path)
    assert made.languages == ("da", "en", "ar")
    assert (made.questions["q"].ask, made.questions["q"].guidance) == (
        {"da": "Hvad?", "en": "What?"}, {"ar": "؟"},
    )  # fmt: skip


def test_a_language_nobody_knows_is_asked_for_its_code(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "form.xlsx", {"survey": [["type", "name", "label::Hjemlig"], ["text", "q", "Hvad?"]]}
    )
    assert told(refused(tmp_path, path)) == [
        "form.xlsx: sheet survey, row 1, column C (label::Hjemlig) | The language “Hjemlig” is unknown."
    ]


@pytest.mark.parametrize(
    ("constraint", "bounds"),
    [
        (". >= 0 and . <= 10", (0, 10)),
        (".>0", (1, None)),
        (". < 100", (None, 99)),
        ("(. >= 18)", (18, None)),
    ],
)
def test_a_constraint_of_two_ends_is_kept(
    tmp_path: Path, constraint: str, bounds: tuple[int | None, int | None]
) -> None:
    made = imported(tmp_path, form(tmp_path, [["integer", "n", "N?", None, constraint]]))
    assert (made.questions["n"].min, made.questions["n"].max) == bounds


def test_dates_of_what_has_happened_are_kept(tmp_path: Path) -> None:
    survey: list[list[Any]] = [
        ["begin_repeat", "jobs", "Job?"],
        ["date", "from", "Fra?", None, ".<=today()"],
        ["date", "to", "Til?", None, ". >= ${from} and . <= today()"],
        ["end_repeat"],
    ]
    made = imported(tmp_path, form(tmp_path, survey))
    asked = made.questions["jobs"].inner
    assert [(one.latest, one.not_before) for one in asked.values()] == [("today", None), ("today", "from")]


def test_everything_without_a_place_is_told_at_once_with_row_and_remedy(tmp_path: Path) -> None:
    survey: list[list[Any]] = [
        ["geopoint", "where", "Hvor?"],
        ["select_one nowhere", "a", "A?"],
        ["text", None, "B?"],
        ["integer", "c", "C?", "regex(${a}, 'x')", "regex(., '[0-9]')"],
        ["calculate", "sum", None],
        ["text", "d", "D?", "${sum} > 3"],
        ["begin repeat", "r", "R"],
        ["begin repeat", "s", "S"],
        ["text", "t", "T"],
        ["end repeat"],
        ["end group"],
        ["begin loop over colour", "u", "U"],
    ]
    ran = refused(tmp_path, form(tmp_path, survey))
    assert told(ran) == [
        "form.xlsx: sheet survey, row 2, “type” | There are no questions of the type “geopoint” here.",
        "form.xlsx: sheet survey, row 3, “type” | The list “nowhere” is not on the sheet “choices”.",
        "form.xlsx: sheet survey, row 4 | The question has no name.",
        "form.xlsx: sheet survey, row 5, “constraint” | "
        "The constraint cannot be translated because of “regex(., '[0-9]')”.",
        "form.xlsx: sheet survey, row 5, “relevant” | "
        "The condition cannot be translated because of “regex()”.",
        "form.xlsx: sheet survey, row 7, “relevant” | "
        "The condition cannot be translated because of “${sum}”.",
        "form.xlsx: sheet survey, row 8 | A beginning and an end of “repeat” do not fit together.",
        "form.xlsx: sheet survey, row 9 | A repeat inside a repeat does not exist here.",
        "form.xlsx: sheet survey, row 12 | A beginning and an end of “group” do not fit together.",
        "form.xlsx: sheet survey, row 13, “type” | There are no questions of the type “begin loop” here.",
    ]


def test_what_a_telephone_notes_by_itself_is_left_out_and_told(tmp_path: Path) -> None:
    path = form(tmp_path, [["start", "start"], ["calculate", "c"], ["text", "q", "Hvad, ${c}?"]])
    ran = run("questionnaire", "import", path, "-o", tmp_path / "made.yaml")
    assert ran.code == 0
    for row, feature in ((2, "start"), (3, "calculate"), (4, "${c}")):
        assert f"{path}: sheet survey, row {row}: “{feature}” is left out." in ran.err
    assert "which questions are sensitive" in ran.err
    assert store.load_questionnaire(str(tmp_path / "made.yaml")).questions["q"].ask == {"da": "Hvad, …?"}


ASKED = {
    "c": Asked("c", "choice", {"red": "red", "1": "q_1"}),
    "m": Asked("m", "choices", {"red": "red"}),
    "y": Asked("y", "yes_no", {"yes": "yes", "no": "no"}),
    "n": Asked("n", "number"),
    "t": Asked("t", "text"),
    "d": Asked("d", "date"),
    "g": Asked("g", "group", inner={"x": Asked("x", "choice", {"red": "red"})}),
}


def days(until: str, since: str) -> str:
    """Full years between two days, as a form of ours says it."""
    number = "number(format-date({}, '%Y%m%d'))"
    return f"int(({number.format(until)} - {number.format(since)}) div 10000)"


@pytest.mark.parametrize(
    ("xpath", "when"),
    [
        (f"{days('today()', '${d}')} >= 18", "years(d) >= 18"),
        (f"{days('coalesce(${d}, today())', '${d}')} < 7 or ${{y}} = 'yes'", "years(d, d) < 7 or y == yes"),
        ("${c} = 'red'", "c == red"),
        ("${c}='1'", "c == q_1"),
        ("'red' = ${c}", "c == red"),
        ("${c} != 'red'", "not c == red"),
        ("selected(${c}, 'red')", "c == red"),
        ("selected( ${m} , 'red' )", "red in m"),
        ("not(selected(${m}, 'red'))", "not (red in m)"),
        ("${y} = 'yes' and ${n} >= 18", "y == yes and n >= 18"),
        ("18 <= ${n} or ${n} < -1.5", "n >= 18 or n < -1.5"),
        ("${n} = '3'", "n == 3"),
        ("(${c} = 'red' or ${y} = 'no') and ${t} != ''", "(c == red or y == no) and answered(t)"),
        ("${t} = ''", "not answered(t)"),
        ('${t} = "it\'s"', "t == 'it\\'s'"),
        ("../c = 'red'", "c == red"),
        ("/data/work/c = 'red'", "c == red"),
        ("count-selected(${m}) > 1", "count(m) > 1"),
        ("count(${g}) = 0", "count(g) == 0"),
        ("count(${g}[./x = 'red']) > 0", "any(g, x == red)"),
        ("${d}", "answered(d)"),
        ("true()", "yes"),
    ],
)
def test_conditions_mean_the_same(xpath: str, when: str) -> None:
    assert xpath_in.condition(xpath, ASKED) == when


@pytest.mark.parametrize(
    "xpath",
    [
        "", "${c} =", "= 3", "${x} = 1", "${n} + 1 > 2", "${d} > today()", "${m} = 'red'", "1", "(((",
        "regex(${t}, 'a')", "${c} = 'green'", "${n} = 'many'", "if(${n} > 1, 'a', 'b') = 'a'", "${c} and",
        "jr:choice-name(${c}, 'x') = 'y'", "${n} = 1 ${n} = 2", "not ${c}", "('" * 50, "(" * 5000,
        "int(${n}) = 2", "int((today() - ${d}) div 365.25) > 17", days("today()", "${n}") + " > 2",
        days("today()", "${d}"), days("today()", "${d}")[:-1], "__import__('os')", "${c} = red",
        "selected(${n}, 'red')",
    ],
)  # fmt: skip
def test_what_a_condition_cannot_say_is_named(xpath: str) -> None:
    with pytest.raises(NoWayError):
        xpath_in.condition(xpath, ASKED)


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("text_and_integer_xlsx", ["your_name", "your_age"]),
        ("xl_date_ambiguous_v1", ["name1", "name2", "name3"]),
    ],
)
def test_forms_of_others_are_read(tmp_path: Path, name: str, questions: list[str]) -> None:
    made = imported(tmp_path, FOREIGN / f"{name}.xlsx")
    assert list(made.questions)[: len(questions)] == questions


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("choice_filter_test", "row 3, “choice_filter”"),
        ("select_one_external", "There are no questions of the type “select_one_external” here."),
        ("xlsform_spec_test", "row 34, “type”\n  There are no questions of the type “geopoint” here."),
        ("survey_no_name", "There is no sheet “survey” with the columns “type” and “name”."),
    ],
)
def test_forms_of_others_that_ask_for_more_are_refused(tmp_path: Path, name: str, words: str) -> None:
    assert words in refused(tmp_path, FOREIGN / f"{name}.xlsx").err


def test_the_rows_of_a_group_have_their_names_for_themselves(tmp_path: Path) -> None:
    rows = [["text", "name", "Navn?"]]
    for group in ("jobs", "schools"):
        rows += [["begin repeat", group, group], ["text", "name", "Navn?"], ["text", "Name", "Chefens navn?"]]
        rows += [["end repeat"]]
    made = imported(tmp_path, form(tmp_path, [*rows, ["text", "Name", "Hele navnet?"]]))
    assert list(made.questions["jobs"].inner) == list(made.questions["schools"].inner) == ["name", "name_2"]
    assert list(made.questions) == ["name", "jobs", "schools", "name_2"]


SHIPPED = sorted(path.stem for path in store.shipped("questionnaires").glob("*.yaml") if "." not in path.stem)


@pytest.mark.parametrize("name", SHIPPED)
def test_our_own_questionnaires_come_back_and_ask_the_same_questions(tmp_path: Path, name: str) -> None:
    path = tmp_path / "form.xlsx"
    assert run("questionnaire", "export", name, "-o", path).code == 0
    again, own = imported(tmp_path, path), store.load_questionnaire(name)
    assert list(again.questions) == list(own.questions)
    samples = [one for one in store.shipped("samples").glob("*.yaml") if store.questionnaire_of(one) == name]
    assert samples
    for sample in samples:
        record = store.load_sound_answers(sample, own)
        assert flow.steps(again, record, TODAY) == flow.steps(own, record, TODAY)


def test_what_is_asked_for_by_a_consent_of_its_own_stays_so_though_a_form_cannot_say_it(
    tmp_path: Path,
) -> None:
    made = imported(tmp_path, form(tmp_path, [["text", "tasks_reserve", "Forbehold?"], ["text", "b", "B?"]]))
    assert [made.questions[name].sensitive for name in ("tasks_reserve", "b")] == [True, False]
