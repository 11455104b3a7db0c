"""Nothing that was said is lost, however the program ends: killed, hung up on, or left in mid-word."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from refscreen import disk
from tests.sessions import QUESTIONS, Nursery, Window, answers_in, ask, luck

pytestmark = pytest.mark.terminal


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


# --- killed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fifty", range(4))
def test_two_hundred_kills_lose_no_answer_that_the_next_question_has_followed(
    nursery: Nursery, tmp_path: Path, fifty: int
) -> None:
    file, said = 0, dict[str, str]()
    for seed in range(fifty * 50, fifty * 50 + 50):
        chance, path = luck(seed), tmp_path / f"case-{file}.yaml"
        with Window(nursery, path) as window:
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


def test_a_kill_costs_at_most_two_seconds_of_typing(nursery: Nursery, tmp_path: Path) -> None:
    with Window(nursery, tmp_path / "case.yaml") as window:
        window.wait_for(ask(0))
        window.press("Halvt skrevet")
        window.wait_for("Halvt skrevet")
        time.sleep(2)
        window.end_by(signal.SIGKILL)
    with Window(nursery, tmp_path / "case.yaml") as window:
        window.wait_for("Halvt skrevet")
        assert ask(0) in window.text()


def test_what_killed_saves_left_beside_a_file_is_swept_and_nothing_else_is(
    nursery: Nursery, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    long = case.with_name("a-very-long-name-of-a-case-that-two-files-share-1.yaml")
    left = [case.with_name(".case.yaml.abcd_123.tmp"), case.with_name(".case.yaml.zzzzzzzz.tmp")]
    others = [".case.yaml.tmp", ".case.yaml.ABCD1234.tmp", ".other.yaml.abcd_123.tmp", ".case.yaml.abcd.tmp"]
    others += [f".{long.name[:40]}.abcd_123.tmp"]
    for path in (*left, *map(case.with_name, others)):
        path.write_text("left", encoding="utf-8")
    for held in (case, long):
        with Window(nursery, held) as window:
            window.wait_for(ask(0))
            assert not any(path.exists() for path in left)
    assert all(case.with_name(name).exists() for name in others)


def test_the_save_that_was_killed_is_the_one_that_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("case.yaml", "a-very-long-name-of-a-case-that-two-files-share-1.yaml"):
        with monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", lambda *_, **__: None)
            patched.setattr(os, "replace", lambda *_: os.kill(os.getpid(), signal.SIGINT))
            with pytest.raises(KeyboardInterrupt):
                disk.save(tmp_path / name, b"half")
        assert len([*tmp_path.glob(".*.tmp")]) == 1
        with disk.held(tmp_path / name):
            assert [*tmp_path.glob(".*.tmp")] == []


# --- told to go -------------------------------------------------------------------------------------

GO: Mapping[str, Callable[[Window], object]] = {
    "SIGHUP": lambda window: window.send(signal.SIGHUP),
    "SIGTERM": lambda window: window.send(signal.SIGTERM),
    "SIGINT": lambda window: window.send(signal.SIGINT),
    "closed": lambda window: window.close(),
}


@pytest.mark.parametrize("way", GO)
def test_what_is_half_typed_when_the_program_is_told_to_go_stands_in_the_field_afterwards(
    nursery: Nursery, tmp_path: Path, way: str
) -> None:
    path = tmp_path / "case.yaml"
    typed = ""
    for seed in range(20):
        chance = luck(seed)
        with Window(nursery, path) as window:
            window.wait_for(ask(0))
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
    with Window(nursery, path) as window:
        window.wait_for(f"› {typed}")


def test_a_signal_between_two_questions_ends_the_program_too(nursery: Nursery, tmp_path: Path) -> None:
    for seed in range(40):
        chance, path = luck(seed), tmp_path / f"{seed}.yaml"
        with Window(nursery, path) as window:
            window.wait_for(ask(0))
            window.press("svar", "enter")
            time.sleep(chance.uniform(0, 0.05))
            window.send(signal.SIGTERM)
            assert window.ended() == 130, f"seed {seed}"
            acknowledged = ask(1) in window.text()
        assert answers_in(path) == {"q0": "svar"} or not acknowledged
