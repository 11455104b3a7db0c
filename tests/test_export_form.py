"""A questionnaire goes out as an XLSForm that pyxform accepts; its conditions mean the same in XPath."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from refscreen import store
from refscreen.conditions import Term, parse
from refscreen.exchange import xlsform_out
from refscreen.exchange.xlsform_out import Form
from refscreen.exchange.xlsform_xpath import NoWayError, Translator
from refscreen.questionnaire import Questionnaire
from tests.conftest import questionnaire_of, said
from tests.program import run

SHIPPED = sorted(path.stem for path in store.shipped("questionnaires").glob("*.yaml") if "." not in path.stem)
TERMS = {
    "job": Term("yes_no"),
    "school": Term("choice", frozenset({"short", "long"})),
    "trades": Term("choices", frozenset({"paint", "cook"})),
    "hours": Term("number"),
    "wish": Term("number"),
    "born": Term("date"),
    "moved": Term("date"),
    "told": Term("long_text"),
    "jobs": Term("group", inner={"form": Term("choice", frozenset({"own"})), "from": Term("date")}),
}


def form_of(found: Questionnaire) -> Form:
    return xlsform_out.form_of(found, {"da": "Dansk", "en": "English"}, found.languages)


def line_of(form: Form, name: str) -> dict[str, str]:
    return next(line for line in form.survey if line.get("name") == name)


@pytest.mark.parametrize("name", SHIPPED)
def test_pyxform_accepts_every_shipped_questionnaire(tmp_path: Path, name: str) -> None:
    out = tmp_path / "form.xlsx"
    ran = run("questionnaire", "export", name, "-o", out)
    assert ran.code == 0
    made = convert(out, validate=False)
    assert made.warnings == []
    assert made.xform.count("<bind ") > len(store.load_questionnaire(name).questions)


def test_a_form_can_be_in_a_language_that_only_candidates_read(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    assert run("questionnaire", "export", "screening", "--languages", "da,ar", "-o", out).code == 0
    head = [cell.value for cell in openpyxl.load_workbook(out)["survey"][1]]
    assert "label::Dansk (da)" in head
    assert "label::العربية (ar)" in head
    assert convert(out, validate=False).warnings == []


def test_sections_are_groups_and_groups_are_repeats() -> None:
    form = form_of(questionnaire_of("- {id: jobs, type: group, questions: [{id: title, type: text}]}"))
    told = [(line["type"], line.get("name")) for line in form.survey]
    assert told == [
        ("begin_group", "one"), ("begin_repeat", "jobs"), ("text", "title"), ("end_repeat", None),
        ("end_group", None),
    ]  # fmt: skip


def test_the_end_of_a_row_is_held_to_its_beginning() -> None:
    jobs = "[{id: from, type: date}, {id: to, type: date, not_before: from, latest: today}]"
    form = form_of(questionnaire_of(f"- {{id: jobs, type: group, questions: {jobs}}}"))
    assert line_of(form, "to")["constraint"] == ". <= today() and . >= ../from"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("type: text, max_length: 40", {"type": "text", "constraint": "string-length(.) <= 40"}),
        ("type: long_text", {"type": "text", "appearance": "multiline"}),
        ("type: number, min: 0, max: 20", {"type": "decimal", "constraint": ". >= 0 and . <= 20"}),
        ("type: date", {"type": "date"}),
        ("type: date, latest: today", {"type": "date", "constraint": ". <= today()"}),
        ("type: yes_no, core: true", {"type": "select_one yes_no", "required": "yes"}),
        ("type: choice, choices: [a, b]", {"type": "select_one q"}),
        ("type: choices, choices: [a, b]", {"type": "select_multiple q"}),
        ("type: scale, min: 1, max: 5", {"type": "range", "parameters": "start=1 end=5 step=1"}),
    ],
)
def test_each_type_has_its_type_there(question: str, expected: dict[str, str]) -> None:
    line = line_of(form_of(questionnaire_of(f"- {{id: q, {question}}}")), "q")
    assert line == {"name": "q", "label::Dansk (da)": "q?", **expected}


def test_questions_that_share_their_choices_share_a_list() -> None:
    questions = "- {id: p, type: choice, choices: [a, b]}\n- {id: q, type: choices, choices: [a, b]}"
    form = form_of(questionnaire_of(questions))
    assert line_of(form, "q")["type"] == "select_multiple p"
    assert [(choice["list_name"], choice["name"]) for choice in form.choices] == [("p", "a"), ("p", "b")]


@pytest.mark.parametrize(
    ("condition", "xpath"),
    [
        ("job", "${job} = 'yes'"),
        ("not job", "not(${job} = 'yes')"),
        ("job == no", "${job} = 'no'"),
        ("school == short", "${school} = 'short'"),
        ("school != short", "${school} != '' and ${school} != 'short'"),
        ("school in [short, long]", "${school} = 'short' or ${school} = 'long'"),
        ("job and school in [short, long]", "${job} = 'yes' and (${school} = 'short' or ${school} = 'long')"),
        ("paint in trades", "selected(${trades}, 'paint')"),
        ("paint not in trades", "${trades} != '' and not(selected(${trades}, 'paint'))"),
        ("count(trades) >= 1", "count-selected(${trades}) >= 1"),
        ("count(jobs) >= 2", "count(${jobs}) >= 2"),
        ("hours <= 2", "${hours} <= 2"),
        ("hours > -1", "${hours} > -1"),
        ("hours < wish", "${hours} != '' and ${wish} != '' and ${hours} < ${wish}"),
        ("gap(hours, wish) > 5", "abs(${hours} - ${wish}) > 5"),
        ("answered(told)", "${told} != ''"),
        ("answered(jobs)", "count(${jobs}) > 0"),
        ("any(jobs, form == own)", "count(${jobs}[./form = 'own']) > 0"),
        ("all(jobs, form == own)", "count(${jobs}) > 0 and count(${jobs}[not(./form = 'own')]) = 0"),
        (
            "years(born) < 18",
            "int((number(format-date(today(), '%Y%m%d')) - number(format-date(${born}, '%Y%m%d'))) div 10000)"
            " < 18",
        ),
    ],
)
def test_a_condition_becomes_xpath(condition: str, xpath: str) -> None:
    assert Translator(TERMS, lambda name: f"${{{name}}}").xpath(parse(condition)) == xpath


def test_years_until_an_end_that_is_missing_are_years_until_today() -> None:
    made = Translator(TERMS, lambda name: f"${{{name}}}").xpath(parse("years(born, moved) >= 2"))
    assert "coalesce(${moved}, today())" in made


@pytest.mark.parametrize("condition", ["lines(told) > 2", "unlike(told, told)", "unknown_name == 1"])
def test_what_xpath_has_no_word_for_is_named(condition: str) -> None:
    with pytest.raises(NoWayError):
        Translator(TERMS, lambda name: name).xpath(parse(condition))


def test_a_condition_that_cannot_be_said_is_left_out_and_told_of() -> None:
    questions = "- {id: told, type: long_text}\n- {id: more, type: text, when: lines(told) > 2}"
    form = form_of(questionnaire_of(questions))
    assert "relevant" not in line_of(form, "more")
    assert said(form.left_out) == [": no_xpath"]
    assert form.left_out[0].values == {"name": "more", "feature": "lines()"}


def test_a_name_that_is_there_twice_is_found_by_its_way() -> None:
    questions = """
    - {id: country, type: text}
    - {id: jobs, type: group, questions: [
        {id: country, type: text}, {id: why, type: text, when: country == "x"}]}
    - {id: more, type: text, when: country == "x"}
    """
    found = questionnaire_of(questions)
    form = form_of(found)
    assert line_of(form, "why")["relevant"] == "../country = 'x'"
    assert line_of(form, "more")["relevant"] == "/data/one/country = 'x'"
    assert convert(io.BytesIO(xlsform_out.workbook(form)), validate=False).warnings == []


def test_the_same_questionnaire_gives_the_same_bytes_and_codes_keep_their_zeros() -> None:
    found = store.load_questionnaire("screening")
    first, second = (xlsform_out.workbook(form_of(found)) for _ in range(2))
    assert first == second
    choices: Any = openpyxl.load_workbook(io.BytesIO(first))["choices"]
    assert "0461" in [row[1].value for row in choices]
