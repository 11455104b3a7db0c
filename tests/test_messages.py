"""Every problem the program can find has its words in both languages, and no words are left over."""

import re
from pathlib import Path
from string import Formatter

import pytest

from refscreen import messages
from refscreen.errors import Problem, UserError, suggestion

PACKAGE = Path(messages.__file__).parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
RAISED = set(re.findall(r'(?:Problem|broken|_UnfitError|YamlError|_unsaved)\(\s*"([a-z_0-9]+)"', SOURCE))


def names_in(sentence: str) -> set[str]:
    """The names that are filled in."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_problem_has_its_words(language: str) -> None:
    assert set(messages.load(language).texts["problems"]) - RAISED <= mentioned()
    assert RAISED - set(messages.load(language).texts["problems"]) == set()


def mentioned() -> set[str]:
    """Every word in quotation marks: some problems are chosen before they are made."""
    return set(re.findall(r'"([a-z_0-9]+)"', SOURCE))


def test_both_languages_fill_in_the_same_names() -> None:
    danish, english = (messages.load(language).texts["problems"] for language in ("da", "en"))
    assert list(danish) == list(english)
    for key, words in danish.items():
        assert names_in(words["what"] + words["remedy"]) == names_in(
            english[key]["what"] + english[key]["remedy"]
        ), key


def test_the_remedy_is_what_was_meant_when_that_is_known() -> None:
    near = Problem("unknown_key", values={"key": "lable", "suggestion": "label"}, where="a.yaml:1:2")
    told = messages.load("en").tell(near)
    assert (told.where, told.remedy) == ("a.yaml:1:2", "Did you mean “label”?")
    far = messages.load("en").tell(Problem("unknown_key", values={"key": "xyzzy", "suggestion": ""}))
    assert far.remedy == "Correct or delete the line."


def test_an_answer_with_braces_does_no_harm() -> None:
    told = messages.load("en").tell(
        Problem("unknown_question", values={"name": "{0.__class__}", "suggestion": ""})
    )
    assert "{0.__class__}" in told.what


def test_a_language_nobody_wrote_is_english() -> None:
    assert messages.load("xx") is messages.load("en")


def test_a_suggestion_is_near_or_none() -> None:
    assert suggestion("lable", ["label", "ask"]) == "label"
    assert suggestion("xyzzy", ["label", "ask"]) == ""
    assert suggestion(None, []) == ""


def test_a_user_error_names_places_and_never_values() -> None:
    problem = Problem("repeated_id", ("sections", 0), values={"name": "hemmelig", "first": "a"})
    assert str(UserError([problem])) == "('sections', 0): repeated_id"
    assert problem.under("x", 1).path == ("x", 1, "sections", 0)
