"""A translation lies over a questionnaire: it gives words for what is there, and never asks anything else."""

from pathlib import Path
from typing import Any

import pytest

from refscreen import production, questionnaire, store, translation
from refscreen.errors import Problem, UserError
from refscreen.questionnaire import Questionnaire
from refscreen.wording import Wording
from tests.conftest import around, data_of, said
from tests.program import run

QUESTIONS = """
- {id: status, type: choice, choices: [waiting, placed]}
- {id: field, type: choice, choices: trade}
- {id: mood, type: scale, min: 1, max: 5, anchors: {1: {da: nej}, 5: {da: ja}}}
- {id: way, type: number, unit: {da: minutter}}
- id: jobs
  type: group
  item: {da: job}
  questions: [{id: title, type: text}]
"""
HEAD = "translates: small\nlanguage: ar\nmade: {da: Oversat af en kollega}\nreviewed: false\n"


def small() -> dict[str, Any]:
    trade = [{"id": "paint", "label": {"da": "Maler"}}]
    return {**around(data_of(QUESTIONS)), "lists": {"trade": trade}}


def laid(overlay: str) -> tuple[Questionnaire | None, list[Problem]]:
    found, problems = translation.parse(data_of(HEAD + overlay))
    if found is None:
        return None, problems
    data, problems = translation.lay(small(), found)
    return questionnaire.parse(data)[0], problems


def test_every_kind_of_text_gets_the_language_and_keeps_the_others() -> None:
    found, problems = laid(
        "title: عنوان\n"
        "sections: {one: قسم}\n"
        "lists: {trade: {paint: دهان}}\n"
        "questions:\n"
        "  status: {label: الوضع, ask: ما الوضع؟, choices: {waiting: انتظار}}\n"
        "  mood: {anchors: {1: لا}}\n"
        "  way: {unit: دقيقة}\n"
        "  jobs: {item: عمل, questions: {title: {ask: ما العمل؟}}}\n"
    )
    assert problems == []
    assert found is not None
    asked = found.questions
    assert found.languages == ("da", "ar")
    assert (found.title["ar"], found.sections[0].title["ar"]) == ("عنوان", "قسم")
    assert asked["status"].ask == {"da": "status?", "ar": "ما الوضع؟"}
    assert asked["status"].choices[0].label == {"da": "Waiting", "ar": "انتظار"}
    assert asked["field"].choices[0].label["ar"] == "دهان"
    assert asked["mood"].anchors[1]["ar"] == "لا"
    assert asked["way"].unit == {"da": "minutter", "ar": "دقيقة"}
    assert asked["jobs"].inner["title"].ask["ar"] == "ما العمل؟"


def test_what_is_not_translated_stays_in_the_first_language() -> None:
    found, _problems = laid("questions: {status: {label: الوضع}}\n")
    assert found is not None
    words = Wording("ar", "da", {}).words
    assert (words(found.questions["status"].label), words(found.questions["way"].label)) == (
        "الوضع",
        "way [da]",
    )


@pytest.mark.parametrize(
    ("overlay", "told", "near"),
    [
        ("questions: {statos: {label: x}}", "questions.statos", "status"),
        ("questions: {jobs: {questions: {titel: {label: x}}}}", "questions.jobs.questions.titel", "title"),
        ("questions: {status: {choices: {wating: x}}}", "questions.status.choices.wating", "waiting"),
        ("questions: {mood: {anchors: {4: x}}}", "questions.mood.anchors.4", ""),
        ("lists: {trades: {paint: x}}", "lists.trades", "trade"),
        ("lists: {trade: {pain: x}}", "lists.trade.pain", "paint"),
        ("sections: {ones: x}", "sections.ones", "one"),
    ],
)
def test_what_is_not_there_is_told_with_what_was_meant(overlay: str, told: str, near: str) -> None:
    problems = laid(overlay)[1]
    assert said(problems) == [f"{told}: not_in_questionnaire"]
    assert problems[0].values["suggestion"] == near


@pytest.mark.parametrize(
    ("overlay", "told"),
    [
        ("questions: {status: {unit: x}}", "questions.status.unit: nothing_to_translate"),
        ("questions: {field: {choices: {paint: x}}}", "questions.field.choices: translated_in_list"),
        ("questions: {status: {label: {ar: x}}}", "questions.status.label: wrong_type"),
        ("questions: {status: {labl: x}}", "questions.status.labl: unknown_key"),
        ("questions: [status]", "questions: wrong_type"),
        ("sections: {one: 7}", "sections.one: wrong_type"),
        ("title: ''", "title: wrong_type"),
        ("", ": missing_key"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(overlay: str, told: str) -> None:
    assert said(laid(overlay)[1]) == [told]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("language: ar", "language: arabisk", "language: no_languages"),
        ("language: ar\n", "", ": missing_key"),
        ("language: ar", "language: da", "language: translated_already"),
        ("translates: small", "translates: large", "translates: other_questionnaire"),
        ("reviewed: false", "reviewed: true", "reviewed: not_a_review"),
        ("reviewed: false", "reviewed: i går", "reviewed: not_a_review"),
        ("made: {da: Oversat af en kollega}\n", "", ": missing_key"),
    ],
)
def test_a_translation_says_of_what_to_what_and_how_it_was_made(old: str, new: str, told: str) -> None:
    found, problems = translation.parse(data_of(HEAD.replace(old, new) + "title: x\n"))
    if found is not None:
        problems = translation.lay(small(), found)[1]
    assert said(problems) == [told]


def test_the_day_of_a_review_takes_the_place_of_false() -> None:
    found, _problems = translation.parse(data_of(HEAD.replace("false", "2026-12-01") + "title: x\n"))
    assert found is not None
    assert str(found.reviewed) == "2026-12-01"


@pytest.mark.parametrize("data", [None, [], "text", {"sections": 7}, {"sections": [{"questions": [7]}]}])
def test_a_broken_questionnaire_is_left_to_its_own_check(data: object) -> None:
    found, _problems = translation.parse(data_of(HEAD + "questions: {a: {label: x}}\n"))
    assert found is not None
    laid_over, _problems = translation.lay(data, found)
    assert (laid_over == data) or isinstance(laid_over, dict)
    assert translation.parse(data)[0] is None


def test_what_candidates_read_or_hear_is_missed_and_nothing_else() -> None:
    found, _problems = laid("questions: {way: {label: ط, unit: د}, jobs: {label: ع, ask: ع, item: ع}}\n")
    assert found is not None
    missing = translation.lacking(found, "ar")
    assert {"title", "sections.one", "lists.trade.paint", "questions.mood.anchors.5"} <= set(missing)
    assert {"questions.way.ask", "questions.jobs.questions.title.ask"} <= set(missing)
    assert not {"questions.way.unit", "questions.jobs.item", "questions.field.choices.paint"} & set(missing)


# --- the shipped translation --------------------------------------------------------------------------


def test_the_shipped_arabic_lacks_nothing_and_awaits_its_reader() -> None:
    path = store.shipped("questionnaires") / "screening.ar.yaml"
    assert store.kind_of(path) == "translation"
    found, _problems = translation.parse(store.read_source(path).data)
    assert found is not None
    assert found.reviewed is None
    assert translation.lacking(store.load_translated(path), "ar") == []


def test_a_language_is_read_only_where_it_is_asked_for() -> None:
    assert store.load_questionnaire("screening").languages == ("da", "en")
    translated = store.load_questionnaire("screening", ("da", "ar"))
    assert translated.languages == ("da", "en", "ar")
    assert translated.questions["nationality"].choice_by_id["SY"].label["ar"] == "سوريا"
    leyla = store.shipped("samples") / "leyla.yaml"
    assert production.load_case(leyla, language="en").questionnaire.languages == ("da", "en")
    assert production.load_case(leyla, language="ar").questionnaire.languages == ("da", "en", "ar")


def test_a_language_without_a_translation_is_told_with_those_there_are() -> None:
    for language in ("fa", "rules"):
        with pytest.raises(UserError) as error:
            store.load_questionnaire("screening", (language,))
        assert said(error.value.problems) == [": no_translation"]
        assert error.value.problems[0].values == {"known": "da, en, ar"}


def test_check_and_lint_find_the_mistakes_of_a_translation_with_its_lines(tmp_path: Path) -> None:
    shipped = store.shipped("questionnaires")
    (tmp_path / "screening.yaml").write_bytes((shipped / "screening.yaml").read_bytes())
    overlay = tmp_path / "screening.ar.yaml"
    overlay.write_text(
        "translates: screening\nlanguage: ar\nmade: {da: x}\nreviewed: false\nquestions:\n  phon: {ask: x}\n",
        encoding="utf-8",
    )
    ran = run("check", overlay)
    assert ran.code == 3
    assert f"{overlay}:6:3" in ran.err
    assert "Did you mean “phone”?" in ran.err
    overlay.write_text(overlay.read_text(encoding="utf-8").replace("phon:", "phone:"), encoding="utf-8")
    ran = run("questionnaire", "lint", tmp_path / "screening.yaml")
    assert ran.code == 0
    assert "questions.phone.label" in ran.err
    assert "questions.phone.ask" not in ran.err
