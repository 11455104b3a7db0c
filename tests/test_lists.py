"""Countries, languages and municipalities: complete, without doubles, and found by what people say."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import pytest

from refscreen import store, values
from refscreen.lists import alphabetical
from refscreen.questionnaire import Choice
from tests.conftest import question_of, said

Lists = Mapping[str, tuple[Choice, ...]]


@pytest.fixture(scope="module")
def lists() -> Lists:
    return store.listed_choices_of()


def found(lists: Lists, kind: str, said_word: str) -> str | None:
    question = question_of(f"{{type: {kind}}}", lists)
    value, problems = values.parse(question, said_word)
    said(problems)
    return value if isinstance(value, str) else None


def test_the_lists_are_as_long_as_the_standards(lists: Lists) -> None:
    assert len(lists["municipality"]) == 98
    assert 240 <= len(lists["country"]) <= 260
    assert len(lists["language"]) >= 500


@pytest.mark.parametrize(
    ("kind", "code"), [("country", r"[A-Z]{2}|XXA"), ("language", r"[a-z]{2,3}"), ("municipality", r"0\d{3}")]
)
def test_every_code_has_its_form_and_is_there_once(lists: Lists, kind: str, code: str) -> None:
    codes = [choice.id for choice in lists[kind]]
    assert all(re.fullmatch(code, item) for item in codes)
    assert [item for item, times in Counter(codes).items() if times > 1] == []


@pytest.mark.parametrize("kind", ["country", "language", "municipality"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_name_is_there_once_and_finds_its_code(lists: Lists, kind: str, language: str) -> None:
    question = question_of(f"{{type: {kind}}}", lists)
    codes = {choice.id.casefold() for choice in lists[kind]}
    for choice in lists[kind]:
        assert set(choice.label) == {"da", "en"}
        assert values.parse(question, choice.id) == (choice.id, [])
        name = choice.label[language]
        if name.casefold() in codes - {choice.id}:
            assert name.casefold() == "ga"  # the Ga of Ghana has the code of Irish for its name
        else:
            assert values.parse(question, name) == (choice.id, []), name


@pytest.mark.parametrize("kind", ["country", "language"])
def test_every_other_word_finds_its_code_unless_several_go_by_it(lists: Lists, kind: str) -> None:
    names = {name.casefold() for choice in lists[kind] for name in (choice.id, *choice.label.values())}
    words = [{word.casefold() for word in choice.synonyms} - names for choice in lists[kind]]
    shared = {word for word, times in Counter(word for own in words for word in own).items() if times > 1}
    assert len(shared) < 40
    for choice, own in zip(lists[kind], words, strict=True):
        for word in own - shared:
            assert found(lists, kind, word) == choice.id, word
    assert all(found(lists, kind, word) is None for word in shared)


@pytest.mark.parametrize(
    ("kind", "word", "code"),
    [
        ("country", "Syrien", "SY"), ("country", "holland", "NL"), ("country", "Burma", "MM"),
        ("country", "Statsløs", "XXA"), ("country", "NO", "NO"), ("country", "Palæstina", "PS"),
        ("language", "Dari", "prs"), ("language", "kurmanji", "kmr"), ("language", "Sorani", "ckb"),
        ("language", "tigrinya", "ti"), ("language", "farsi", "fa"), ("language", "no", "no"),
        ("municipality", "Odense", "0461"), ("municipality", "ÆRØ", "0492"),
        ("municipality", "0101", "0101"),
    ],
)  # fmt: skip
def test_what_people_say_finds_the_code(lists: Lists, kind: str, word: str, code: str) -> None:
    assert found(lists, kind, word) == code


@pytest.mark.parametrize("word", ["", "Utopia", "ZZ", "EU", "UN"])
def test_what_is_no_country_finds_none(lists: Lists, word: str) -> None:
    assert found(lists, "country", word) is None


def test_the_usual_ones_come_first_and_the_rest_in_danish_order(lists: Lists) -> None:
    countries = [choice.label["da"] for choice in lists["country"]]
    assert countries[:3] == ["Syrien", "Ukraine", "Eritrea"]
    rest = countries[61:]
    assert rest[0] == "Ålandsøerne" or rest == sorted(rest, key=alphabetical)
    assert rest[-1].startswith(("Å", "Ø"))
    municipalities = [choice.label["da"] for choice in lists["municipality"]]
    assert municipalities[0] == "Albertslund"
    assert municipalities[-3:] == ["Aabenraa", "Aalborg", "Aarhus"]


def test_danish_letters_sort_last_and_double_a_as_the_last_of_them() -> None:
    words = ["Anders", "Zoo", "zz", "Ægir", "æsel", "Øland", "Øst", "Aabenraa", "Ål", "Aarhus"]
    assert all(alphabetical(one) < alphabetical(other) for one, other in pairwise(words))
