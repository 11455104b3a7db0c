"""Nothing that was said is lost, however the program ends: killed, hung up on, or left in mid-word."""

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from refscreen import yaml_text
from tests.sessions import Nursery, Window

pytestmark = pytest.mark.terminal

QUESTIONS = 20
QUESTIONNAIRE = """\
id: small
version: 1
languages: [da]
title: {da: Lille}
minutes: 20
sections:
  - id: one
    title: {da: En}
    minutes: 20
    questions:
""" + "\n".join(
    f"      - {{id: q{n}, type: text, label: {{da: Svar {n}}}, ask: {{da: Hvad er nummer {n}?}}}}"
    for n in range(QUESTIONS)
)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(QUESTIONNAIRE, encoding="utf-8")
    return path


def ask(number: int) -> str:
    return f"Hvad er nummer {number}?"


def luck(seed: int) -> random.Random:
    """Chance that can be had again: a failure names its seed."""
    return random.Random(seed)  # noqa: S311


def answers_in(path: Path) -> dict[str, Any]:
    """The answers in a file, which is whole; none while there is no file."""
    data: dict[str, Any] = yaml_text.read(path.read_bytes()).data if path.exists() else {"answers": {}}
    answers: dict[str, Any] = data["answers"]
    return answers


# --- killed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fifty", range(4))
def test_two_hundred_kills_lose_no_answer_that_the_next_question_has_followed(
    nursery: Nursery, small: Path, tmp_path: Path, fifty: int
) -> None:
    file, said = 0, dict[str, str]()
    for seed in range(fifty * 50, fifty * 50 + 50):
        chance, path = luck(seed), tmp_path / f"case-{file}.yaml"
        with Window(nursery, small, path) as window:
            window.wait_for(ask(len(said)))  # the interview goes on where the one before was killed
            for _ in range(chance.randint(0, 2)):
                said[f"q{len(said)}"] = word = f"svar {chance.random()}"
                window.press(word, "enter")
                window.wait_for(ask(len(said)))
            last, word = f"q{len(said)}", f"svar {chance.random()}"
            window.press(word, "enter")
            time.sleep(chance.uniform(0, 0.06))
            assert window.end_by(signal.SIGKILL) == -signal.SIGKILL
            acknowledged = ask(len(said) + 1) in window.text()
        found = answers_in(path)
        assert found == {**said, last: word} or (found == said and not acknowledged), f"seed {seed}"
        file, said = (file, found) if len(found) < QUESTIONS - 3 else (file + 1, {})


def test_a_kill_costs_at_most_two_seconds_of_typing(nursery: Nursery, small: Path, tmp_path: Path) -> None:
    with Window(nursery, small, tmp_path / "case.yaml") as window:
        window.wait_for(ask(0))
        window.press("Halvt skrevet")
        window.wait_for("Halvt skrevet")
        time.sleep(2)
        window.end_by(signal.SIGKILL)
    with Window(nursery, small, tmp_path / "case.yaml") as window:
        window.wait_for("Halvt skrevet")
        assert ask(0) in window.text()


# --- told to go -------------------------------------------------------------------------------------

GO = {
    "SIGHUP": lambda window: window.send(signal.SIGHUP),
    "SIGTERM": lambda window: window.send(signal.SIGTERM),
    "SIGINT": lambda window: window.send(signal.SIGINT),
    "closed": lambda window: window.close(),
}


@pytest.mark.parametrize("way", GO)
def test_what_is_half_typed_when_the_program_is_told_to_go_stands_in_the_field_afterwards(
    nursery: Nursery, small: Path, tmp_path: Path, way: str
) -> None:
    path = tmp_path / "case.yaml"
    typed = ""
    for seed in range(20):
        chance = luck(seed)
        with Window(nursery, small, path) as window:
            window.wait_for(f"{ask(0)}")
            window.wait_for(f"› {typed}")
            for letter in f"{seed:02}-":
                window.press(letter)
                typed += letter
                time.sleep(chance.uniform(0, 0.02))
            window.wait_for(typed)
            GO[way](window)
            assert window.ended() == 130, f"seed {seed}"
            assert "Traceback" not in window.errors
        assert answers_in(path) == {}
    with Window(nursery, small, path) as window:
        window.wait_for(f"› {typed}")


def test_a_signal_between_two_questions_ends_the_program_too(
    nursery: Nursery, small: Path, tmp_path: Path
) -> None:
    for seed in range(40):
        chance, path = luck(seed), tmp_path / f"{seed}.yaml"
        with Window(nursery, small, path) as window:
            window.wait_for(ask(0))
            window.press("svar", "enter")
            time.sleep(chance.uniform(0, 0.05))
            window.send(signal.SIGTERM)
            assert window.ended() == 130, f"seed {seed}"
            acknowledged = ask(1) in window.text()
        assert yaml_text.read(path.read_bytes()).data["answers"] == {"q0": "svar"} or not acknowledged
