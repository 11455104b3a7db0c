"""The anonymous screening: levels and choices that could be many people's, and nobody's own words."""

from __future__ import annotations

import pytest

from refscreen import documents
from refscreen.dates import PartialDate
from tests.documents import SAMPLES, answering, html_of, sample, words_of

NAME = "anonymous"


def test_no_free_text_is_shared_with_strangers() -> None:
    questions = sample("maximal").questionnaire.questions.values()
    inner = [
        inner for question in questions for inner in question.questions if "anonymous" in inner.audiences
    ]
    shared = [question for question in questions if "anonymous" in question.audiences] + inner
    assert not [
        question.id
        for question in shared
        if question.type in {"text", "long_text", "country", "municipality"}
    ]
    assert {question.id for question in shared if question.type == "date"} == {"start_date", "from", "to"}


@pytest.mark.parametrize("stem", [path.stem for path in SAMPLES])
def test_neither_name_nor_case_nor_consultant_is_in_the_page(stem: str) -> None:
    case = sample(stem)
    html, told = html_of(NAME, case), case.answers.values
    words = [case.answers.case, told["consultant"], *told["full_name"].split(), told["case_ref"]]
    assert not [word for word in words if word in html]


def test_two_people_with_the_same_levels_have_the_same_page() -> None:
    case = sample("maximal")
    other = answering(
        case,
        full_name="En anden",
        nationality="ER",
        birth_date=PartialDate(1999, 1, 1),
        home_region="Et andet sted",
        top_skills="Noget andet",
        interview_date=PartialDate(2026, 3, 3),
        start_date=PartialDate(2027, 9),
    )
    assert html_of(NAME, case) == html_of(NAME, other)


@pytest.mark.parametrize(
    ("years", "told"),
    [
        (0, "under 1 år"),
        (2, "1–2 år"),
        (5, "3–5 år"),
        (10, "6–10 år"),
        (11, "mere end 10 år"),
        (40, "mere end 10 år"),
    ],
)
def test_years_of_experience_are_rounded(years: int, told: str) -> None:
    assert (
        f"Erhvervserfaring {told}".lower()
        in words_of(NAME, answering(sample("ali"), work_years=years)).lower()
    )


@pytest.mark.parametrize(
    ("year", "told"), [(2025, "nu"), (2026, "i løbet af 2026"), (2027, "i løbet af 2027")]
)
def test_of_a_start_only_the_year_is_told(year: int, told: str) -> None:
    words = words_of(NAME, answering(sample("ali"), start_date=PartialDate(year, 12, 1))).lower()
    assert f"kan begynde {told} " in words


def test_jobs_of_one_trade_are_one_line_with_the_years_of_all() -> None:
    jobs = (
        {"occupation": "7112", "branch": "byg", "from": PartialDate(2010), "to": PartialDate(2014)},
        {"occupation": "7112", "branch": "byg", "from": PartialDate(2016), "to": PartialDate(2019)},
    )
    words = words_of(NAME, answering(sample("ali"), jobs=jobs))
    assert "Murer Byggeri og anlæg 6–10 år" in words
    assert words.count("Murer Byggeri") == 1


def test_of_many_trades_the_three_longest_are_named() -> None:
    codes = ("7112", "7231", "7512", "9112")
    jobs = tuple(
        {"occupation": code, "branch": "byg", "from": PartialDate(2000), "to": PartialDate(2010 - 2 * place)}
        for place, code in enumerate(codes)
    )
    html = html_of(NAME, answering(sample("ali"), jobs=jobs))
    assert html.count("Byggeri og anlæg</td>") == 3


@pytest.mark.parametrize(
    ("level", "told"), [("phd", "lang videregående"), ("bachelor", "mellemlang videregående")]
)
def test_education_is_told_in_broad_groups(level: str, told: str) -> None:
    schools = ({"level": level, "field": "Astronomi", "completed": "ja"}, {"level": "religioes"})
    words = words_of(NAME, answering(sample("ali"), education=schools)).lower()
    assert told in words
    assert "religiøs" not in words
    assert "astronomi" not in words


def test_languages_besides_danish_and_english_are_counted_only() -> None:
    rows = tuple({"language": code, "speak": 4} for code in ("da", "kmr", "ti"))
    words = words_of(NAME, answering(sample("ali"), languages=rows))
    assert "Taler også 2 andre sprog." in words
    assert "urmanji" not in words


def test_the_page_says_what_it_leaves_out_and_that_it_is_not_for_everybody() -> None:
    words = words_of(NAME, sample("thin"))
    assert (
        "I en lille kommune eller et sjældent fag kan få oplysninger være nok til at genkende et menneske."
        in words
    )


def test_the_view_has_neither_case_nor_day() -> None:
    seen = documents.look(documents.find(NAME), sample("thin"), "da")
    assert seen.case == ""
    assert (seen.today.month, seen.today.day) == (1, 1)
