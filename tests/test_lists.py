"""Countries, languages, municipalities, occupations: complete, without doubles, found by what people say."""

import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import pytest

from refscreen import store, values
from refscreen.interview.search import candidates, folded, ranked
from refscreen.lists import alphabetical
from refscreen.questionnaire import LISTED, Choice
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
    assert len(lists["occupation"]) >= 150
    assert set(lists) == set(LISTED)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("country", r"[A-Z]{2}|XXA"), ("language", r"[a-z]{2,3}"), ("municipality", r"0\d{3}"),
        ("occupation", r"[1-9]\d{3}"),
    ],
)  # fmt: skip
def test_every_code_has_its_form_and_is_there_once(lists: Lists, kind: str, code: str) -> None:
    codes = [choice.id for choice in lists[kind]]
    assert all(re.fullmatch(code, item) for item in codes)
    assert [item for item, times in Counter(codes).items() if times > 1] == []


@pytest.mark.parametrize("kind", LISTED)
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


@pytest.mark.parametrize("kind", ["country", "language", "occupation"])
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
        ("occupation", "svejser", "7212"), ("occupation", "Tailor", "7531"), ("occupation", "taxa", "8322"),
        ("occupation", "vvs'er", "7126"), ("occupation", "sosu-hjælper", "5321"),
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


def test_occupations_come_in_danish_order_under_their_names_alone(lists: Lists) -> None:
    names = [choice.label["da"] for choice in lists["occupation"]]
    assert names == sorted(names, key=alphabetical)
    assert not any(character.isdigit() for name in names for character in name)


def test_every_occupation_has_its_title_in_the_standard() -> None:
    tables = store.read_source(store.PACKAGE / "lists" / "occupations.yaml").data
    titles = [line.partition(" ") for line in tables["isco"].splitlines()]
    assert [code for code, _, _ in titles] == sorted(tables["occupations"])
    assert all(title for _, _, title in titles)
    assert len({title for _, _, title in titles}) == len(titles)


def test_no_word_stands_for_two_occupations_however_it_is_typed(lists: Lists) -> None:
    rows = [{folded(word) for word in (*row.label.values(), *row.synonyms)} for row in lists["occupation"]]
    assert [word for word, times in Counter(word for row in rows for word in row).items() if times > 1] == []
    assert all(word and word == word.strip() for row in lists["occupation"] for word in row.synonyms)


def searched(lists: Lists, typed: str, language: str) -> list[str]:
    rows = lists["occupation"]
    offered = ranked(typed, candidates(rows, [row.label[language] for row in rows]))
    return [candidate.value for candidate in offered]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("svejser", "7212"), ("svejs", "7212"), ("welder", "7212"), ("smed", "7214"), ("kok", "5120"),
        ("frisør", "5141"), ("frisor", "5141"), ("taxa", "8322"), ("elektriker", "7411"),
        ("elektrikker", "7411"), ("eletriker", "7411"), ("elecktriker", "7411"), ("skredder", "7531"),
        ("rengoring", "9112"), ("sygeplejeske", "2221"), ("farmer", "6130"), ("bud", "9621"),
    ],
)  # fmt: skip
def test_a_word_typed_offers_its_occupation_first(lists: Lists, typed: str, code: str, language: str) -> None:
    assert searched(lists, typed, language)[0] == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("sosu", {"3221", "5321"}), ("chauffør", {"8322", "8331", "8332"}), ("snedker", {"7115", "7522"}),
        ("lærer", {"2341", "2330", "2310"}), ("ingeniør", {"2142", "2144", "2151"}),
    ],
)  # fmt: skip
def test_a_word_that_fits_several_offers_them_all_and_stores_none(
    lists: Lists, typed: str, codes: set[str]
) -> None:
    assert codes <= set(searched(lists, typed, "da"))
    assert found(lists, "occupation", typed) is None


def test_a_further_language_names_what_it_can_and_changes_nothing_else(lists: Lists) -> None:
    further = store.listed_choices_of(("da", "en", "ar"))
    assert store.listed_choices_of(("da", "en", "ar")) is further
    for kind in LISTED:
        assert [row.id for row in further[kind]] == [row.id for row in lists[kind]]
        for row, before in zip(further[kind], lists[kind], strict=True):
            assert {**row.label, **before.label} == row.label
    labels = {kind: {row.id: row.label for row in further[kind]} for kind in LISTED}
    assert labels["country"]["SY"] == {"da": "Syrien", "en": "Syria", "ar": "سوريا"}
    assert labels["language"]["ar"]["ar"] == "العربية"
    assert labels["municipality"]["0461"]["ar"] == "Odense"
    assert set(labels["occupation"]["7212"]) == {"da", "en"}
    assert all("ar" in label for code, label in labels["country"].items() if code != "XXA")


def test_danish_and_english_are_always_there_and_an_unknown_language_costs_nothing() -> None:
    only = store.listed_choices_of(("uk", "xx"))
    assert set(only["country"][0].label) == {"da", "en", "uk"}
    assert set(only["occupation"][0].label) == {"da", "en"}
    assert only["country"][1].label["uk"] == "Україна"
