"""Cases as different as valid cases can be; each becomes 7 to 10 calm pages. `make corpus` tries hundreds."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from refscreen import store, yaml_text
from refscreen.questionnaire import Questionnaire
from refscreen.values import LONGEST_LONG_TEXT, MOST_ROWS
from tests import corpus, corpus_pages

EXTREMES = [
    "nothing", "brim", "everything", "usual", "rows", "compounds", "declined", "arabic", "later", "curt",
    "notes-only", "compounds-en",
]  # fmt: skip
"""The profiles that are tried each time: the emptiest, the fullest, and what breaks a layout."""


@pytest.fixture(scope="module")
def screening() -> Questionnaire:
    return store.load_questionnaire("screening")


@pytest.fixture(scope="module")
def answered(screening: Questionnaire) -> dict[str, corpus.Data]:
    """One case of each profile."""
    made = corpus.cases(screening, len(corpus.PROFILES))
    return {name.partition("-")[2]: data for name, data in made}


def stored(folder: Path, name: str, data: corpus.Data) -> Path:
    path = folder / f"{name}.yaml"
    path.write_bytes(yaml_text.write(data).encode())
    return path


@pytest.mark.parametrize("profile", EXTREMES)
def test_a_handover_is_seven_to_ten_pages_without_a_fault(
    answered: dict[str, corpus.Data], profile: str, tmp_path: Path
) -> None:
    path = stored(tmp_path, profile, answered[profile])
    seen = corpus_pages.look(path, corpus.language_of(f"000-{profile}"))
    assert seen.faults == ()
    assert 7 <= seen.pages <= 10


def test_every_case_is_one_that_the_program_finds_sound(
    answered: dict[str, corpus.Data], screening: Questionnaire, tmp_path: Path
) -> None:
    for name, data in answered.items():
        assert store.load_answers(stored(tmp_path, name, data), screening)[1] == []


def test_the_cases_reach_as_far_as_the_loader_lets_them(answered: dict[str, corpus.Data]) -> None:
    assert set(answered["nothing"]["answers"]) == {"consent_municipality", "consent_sensitive"}
    assert len(answered["everything"]["answers"]) > 180
    assert max(map(len, texts_of(answered["brim"]))) > LONGEST_LONG_TEXT * 0.9
    assert len(answered["rows"]["answers"]["jobs"]) == MOST_ROWS
    assert max(len(word) for text in texts_of(answered["compounds"]) for word in text.split()) > 55


def texts_of(data: corpus.Data) -> Iterator[str]:
    """Every text that was answered, those of rows among them."""
    for answer in data["answers"].values():
        if isinstance(answer, str):
            yield answer
        elif isinstance(answer, list):
            yield from (
                text
                for row in answer
                if isinstance(row, dict)
                for text in row.values()
                if isinstance(text, str)
            )


def test_the_same_seed_makes_the_same_cases(screening: Questionnaire) -> None:
    once, again, other = (list(itertools.islice(corpus.cases(screening, 6, seed), 6)) for seed in (1, 1, 2))
    assert once == again
    assert once != other
