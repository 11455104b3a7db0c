"""Nothing that was said is lost, however the program ends: killed, hung up on, or left in mid-word."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from refscreen import disk
from tests.campaign.durability import half_typed, kills
from tests.sessions import Nursery, Window, answers_in, ask, luck

pytestmark = pytest.mark.terminal


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


# --- killed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("fifty", range(4))
def test_two_hundred_kills_lose_no_answer_that_the_next_question_has_followed(fifty: int) -> None:
    sittings = kills(range(fifty * 50, fifty * 50 + 50), sealed=fifty % 2 == 1)
    assert (sittings.ended, sittings.wrong) == (50, [])


def test_half_typed_text_is_kept_without_any_key_and_outlasts_a_kill(
    nursery: Nursery, tmp_path: Path
) -> None:
    case = tmp_path / "case.yaml"
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Halvt skrevet")
        window.wait_for("Halvt skrevet")
        window.wait_until(lambda: half_typed(case) == "Halvt skrevet", "it in the file")
        window.end_by(signal.SIGKILL)
    with Window(nursery, case) as window:
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


def test_a_signal_between_two_questions_ends_the_program_too(nursery: Nursery, tmp_path: Path) -> None:
    for seed in range(12):
        chance, path = luck(seed), tmp_path / f"{seed}.yaml"
        with Window(nursery, path) as window:
            window.wait_for(ask(0))
            window.press("svar", "enter")
            time.sleep(chance.uniform(0, 0.05))
            window.send(signal.SIGTERM)
            assert window.ended() == 130, f"seed {seed}"
            acknowledged = ask(1) in window.text()
        assert answers_in(path) == {"q0": "svar"} or not acknowledged
