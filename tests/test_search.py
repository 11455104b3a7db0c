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


def test_a_whole_word_comes_before_a_beginning_a_beginning_before_a_middle() -> None:
    names = ("Kreditor", "Italien", "Hospitalsmedhjælper", "Support, IT-drift", "Aktiv italiensk", "IT")
    assert found("it", *names)[:6] == [
        "IT", "Support, IT-drift", "Italien", "Aktiv italiensk", "Kreditor", "Hospitalsmedhjælper",
    ]  # fmt: skip
    assert found("kok", "Kokkeelev", "Kokosplukker", "Faglært kok")[0] == "Faglært kok"


def test_a_number_is_found_from_its_first_digit_and_when_it_is_whole_first() -> None:
    numbers = ("13.4 Helbred", "3.41 Job", "2.3.4 Bolig", "3.4.1 Praktik", "3.4 Arbejde", "3.40 Løn")
    assert found("3.4", *numbers) == ["3.4 Arbejde", "3.41 Job", "3.4.1 Praktik", "3.40 Løn"]
    assert found("3", "13 A", "31 B", "A 3", "3 C") == ["A 3", "3 C", "31 B"]
