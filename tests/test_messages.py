"""Problems in words: where, what, and what to do about it."""

from refscreen import messages
from refscreen.errors import Problem, UserError, suggestion


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
