"""Two windows, two people in one file, a disk that takes no more: of everybody's work nothing is lost."""

import getpass
import os
import platform
import resource
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.campaign import CannotBeTried
from tests.campaign.disks import small_disk, told
from tests.campaign.durability import replaced
from tests.campaign.faults import NOT_SAVED, limited, without_room
from tests.sessions import Nursery, Window, answers_in, ask, kept_in

pytestmark = pytest.mark.terminal
CHANGED = "Filen blev ændret et andet sted."


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return tmp_path / "case.yaml"


# --- two windows ------------------------------------------------------------------------------------


def test_a_second_window_is_told_at_once_who_has_the_file(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as first:
        first.wait_for(ask(0))
        with Window(nursery, case) as second:
            assert second.ended() == 2
            assert first.running(), "it was not waited for"
            assert f"åben hos {getpass.getuser()} ({platform.node()}, " in second.errors
        first.press("svar", "enter")
        first.wait_for(ask(1))


def test_a_killed_window_lets_go_of_its_file(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.end_by(signal.SIGKILL)
    assert case.with_name(".case.yaml.lock").exists()  # it left its lock, which stops nobody
    with Window(nursery, case) as window:
        window.wait_for(ask(0))


# --- two hands --------------------------------------------------------------------------------------


def test_a_change_made_elsewhere_is_told_and_in_the_file(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        replaced(case, case.read_text(encoding="utf-8").replace("q0: Ali", "q0: Amir"))
        window.press("Aarhus", "enter")
        window.wait_for(f"{CHANGED} Ændringerne er taget med.")
        assert answers_in(case) == {"q0": "Amir", "q1": "Aarhus"}


def test_an_answer_that_is_changed_while_it_stands_in_the_field_is_shown_anew(
    nursery: Nursery, case: Path
) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        window.press("back")
        window.wait_for("› Ali")
        replaced(case, case.read_text(encoding="utf-8").replace("q0: Ali", "q0: Amir"))
        window.press("guidance", "note")
        window.wait_for("Note")
        window.press("en note", "enter")
        window.wait_for(CHANGED)
        window.wait_for("› Amir")
        assert kept_in(case)["notes"] == {"q0": "en note"}


@pytest.mark.parametrize("edit", ["q0: Amir", "q0: [Amir", "navn: {"], ids=["clash", "broken", "broken too"])
def test_a_version_that_is_not_all_taken_in_is_kept_as_a_copy(
    nursery: Nursery, case: Path, edit: str
) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        window.press("back")
        window.wait_for("› Ali")
        theirs = case.read_text(encoding="utf-8").replace("q0: Ali", edit)
        replaced(case, theirs)
        window.press("!", "enter")
        window.wait_for(f"{CHANGED} Den anden udgave er gemt")
        assert case.with_name("case.changed-1.yaml").read_text(encoding="utf-8") == theirs
        assert answers_in(case) == {"q0": "Ali!"}
        window.press("stop")
        assert window.ended() == 130
        assert "case.changed-1.yaml" in window.errors


def test_half_typed_text_and_a_change_of_the_same_answer_are_both_kept(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        window.press("back")
        window.wait_for("› Ali")
        replaced(case, case.read_text(encoding="utf-8").replace("q0: Ali", "q0: Amir"))
        window.press("!")
        window.wait_for(CHANGED)  # with the next look at what is half-typed
        window.wait_for("› Ali!")
        copy = case.with_name("case.changed-1.yaml")
        assert answers_in(copy) == answers_in(case) == {"q0": "Amir"}
        assert kept_in(case)["drafts"] == {"q0": "Ali!"}


# --- no room ----------------------------------------------------------------------------------------


LIMITED = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="only Linux limits a program that runs already"
)


@LIMITED
def test_a_stop_on_a_full_disk_is_told_once_and_the_second_one_goes(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        limited(window, case, ExitStack())
        window.press("Aar", "stop")
        window.wait_for(NOT_SAVED)
        assert "› Aar" in window.text()
        window.press("stop")
        assert window.ended() == 2
        assert "Traceback" not in window.errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        case.parent.chmod(0o500)
        assert without_room(window, case, lambda: case.parent.chmod(0o700)) == ""


@pytest.fixture
def disk_of_64_kb() -> Iterator[Path]:
    try:
        with small_disk() as folder:
            yield folder
    except CannotBeTried as lacking:
        pytest.skip(str(lacking))


def test_a_window_that_is_closed_on_a_full_disk_goes_and_leaves_the_case_as_it_was(
    nursery: Nursery, disk_of_64_kb: Path
) -> None:
    case, ballast = disk_of_64_kb / "case.yaml", disk_of_64_kb / "ballast"
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        with suppress(OSError):
            ballast.write_bytes(bytes(100_000))
        window.send(signal.SIGTERM)
        assert window.ended() == 2
        assert "Traceback" not in window.errors
    with Window(nursery, case) as window:  # a full disk has room for the lock at least
        window.wait_for(ask(1))


def test_a_case_on_a_disk_that_is_read_only_is_told_before_anything_is_asked(
    nursery: Nursery, disk_of_64_kb: Path
) -> None:
    told("mount", "-o", "remount,ro", disk_of_64_kb)
    with Window(nursery, disk_of_64_kb / "case.yaml") as window:
        assert window.ended() == 2
        assert NOT_SAVED in window.errors
