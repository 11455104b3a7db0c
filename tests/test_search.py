"""Finding a choice by typing some of it."""

from refscreen.interview.search import Candidate, folded, ranked


def found(query: str, *names: str) -> list[str]:
    among = [Candidate(name, name, tuple(map(folded, name.split("/")))) for name in names]
    return [candidate.value for candidate in ranked(query, among)]


def test_letters_are_found_however_they_are_written() -> None:
    towns = ("Aarhus", "Ærø", "Ørsted", "Odense", "Holbæk")
    assert found("ør", *towns)[0] == "Ørsted"
    assert found("aero", *towns)[0] == "Ærø"
    assert found("ÅRHUS", *towns)[0] == "Aarhus"
    assert found("holbaek", *towns) == ["Holbæk"]


def test_beginnings_come_before_middles_and_synonyms_count() -> None:
    assert found("cong", "Kongo", "Congo-Brazzaville", "Den Demokratiske Republik Congo")[:2] == [
        "Congo-Brazzaville",
        "Den Demokratiske Republik Congo",
    ]
    assert found("burma", "Bulgarien", "Myanmar/Burma") == ["Myanmar/Burma"]


def test_a_misspelling_is_found_and_nonsense_is_not() -> None:
    assert found("afganistan", "Albanien", "Afghanistan") == ["Afghanistan"]
    assert found("qqq", "Albanien", "Afghanistan") == []
    assert found("", "b", "a") == ["b", "a"]
