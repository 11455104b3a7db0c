"""Two windows, two people in one file, a disk that takes no more: of everybody's work nothing is lost."""

import getpass
import os
import platform
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.campaign.durability import replaced
from tests.sessions import Nursery, Window, answers_in, ask, kept_in

pytestmark = pytest.mark.terminal
CHANGED = "Filen blev ændret et andet sted."
NOT_SAVED = "Filen kunne ikke gemmes"
MOUNT = "/bin/mount"


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return tmp_path / "case.yaml"


# --- two windows ------------------------------------------------------------------------------------


def test_a_second_window_is_told_within_a_second_who_has_the_file(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as first:
        first.wait_for(ask(0))
        began = time.monotonic()
        with Window(nursery, case) as second:
            assert second.ended() == 2
            assert time.monotonic() - began < 1
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


@dataclass(frozen=True)
class Refused:
    """What became of an answer that the disk did not take, and of the same one when there was room."""

    asked_again: bool
    in_the_field: bool
    file_untouched: bool
    then_kept: dict[str, str]
    left_lying: list[Path]


STAYS = Refused(
    asked_again=True,
    in_the_field=True,
    file_untouched=True,
    then_kept={"q0": "Ali", "q1": "Aarhus"},
    left_lying=[],
)


def without_room(window: Window, case: Path, room: Callable[[], object]) -> Refused:
    """Answer while there is no room, wait until that is told, and answer again when there is."""
    before = case.read_bytes()
    window.press("Aarhus", "enter")
    window.wait_for(NOT_SAVED)
    screen, untouched = window.text(), case.read_bytes() == before
    room()
    window.press("enter")
    window.wait_for(ask(2))
    left_lying = [*case.parent.glob(".*.tmp")]
    return Refused(ask(1) in screen, "› Aarhus" in screen, untouched, answers_in(case), left_lying)


LIMITED = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="only Linux limits a program that runs already"
)


def limit(window: Window, size: int) -> None:
    """From now on no file the program writes may be larger."""
    resource.prlimit(window.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@LIMITED
def test_an_answer_the_disk_has_no_room_for_is_told_and_stays_in_the_field(
    nursery: Nursery, case: Path
) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        limit(window, 20)
        assert without_room(window, case, lambda: limit(window, resource.RLIM_INFINITY)) == STAYS


@LIMITED
def test_a_stop_on_a_full_disk_is_told_once_and_the_second_one_goes(nursery: Nursery, case: Path) -> None:
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        limit(window, 20)
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
        assert without_room(window, case, lambda: case.parent.chmod(0o700)) == STAYS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KB."""
    mount = [MOUNT, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting a disk takes root")
    yield tmp_path
    subprocess.run(["/bin/umount", "-l", str(tmp_path)], check=True)


def test_a_full_disk_is_told(nursery: Nursery, small_disk: Path) -> None:
    case, ballast = small_disk / "case.yaml", small_disk / "ballast"
    with Window(nursery, case) as window:
        window.wait_for(ask(0))
        window.press("Ali", "enter")
        window.wait_for(ask(1))
        with suppress(OSError):
            ballast.write_bytes(bytes(100_000))
        assert without_room(window, case, ballast.unlink) == STAYS
        with suppress(OSError):
            ballast.write_bytes(bytes(100_000))
        window.send(signal.SIGTERM)
        assert window.ended() == 2
        assert "Traceback" not in window.errors
    with Window(nursery, case) as window:  # a full disk has room for the lock at least
        window.wait_for(ask(2))


def test_a_case_on_a_disk_that_is_read_only_is_told_before_anything_is_asked(
    nursery: Nursery, small_disk: Path
) -> None:
    subprocess.run([MOUNT, "-o", "remount,ro", str(small_disk)], check=True)
    with Window(nursery, small_disk / "case.yaml") as window:
        assert window.ended() == 2
        assert NOT_SAVED in window.errors
