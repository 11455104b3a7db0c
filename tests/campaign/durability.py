"""The interview that is killed, hung up on, cut off, or held by two at once: nothing said is lost."""

from __future__ import annotations

import getpass
import os
import platform
import signal
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from refscreen import disk, store
from refscreen.errors import UserError
from refscreen.interview.prompts import runner
from refscreen.vault import age, keys
from tests.campaign import Outcome, goal
from tests.campaign.disks import Disk
from tests.sessions import QUESTIONS, Nursery, Window, answers_in, ask, kept_in, luck
from tests.terminal import PATIENCE

Read = Callable[[Path], Mapping[str, Any]]
"""The answers in a file."""


@contextmanager
def desk(*, sealed: bool = False) -> Iterator[tuple[Nursery, Path, Read]]:
    """A program that can be opened, a folder, and how its files are read; encrypted where it is asked."""
    with tempfile.TemporaryDirectory() as folder:
        home, before = Path(folder, "home"), os.environ.get("REFSCREEN_HOME")
        os.environ["REFSCREEN_HOME"] = str(home)
        try:
            if sealed:
                keys.create("Prøve", "", age.new()[1])
            with Nursery() as nursery:
                yield nursery, Path(folder), _sealed_read(nursery) if sealed else answers_in
        finally:
            keys.take("")
            del os.environ["REFSCREEN_HOME"]
            os.environ |= {"REFSCREEN_HOME": before} if before else {}


def _sealed_read(nursery: Nursery) -> Read:
    questionnaire = store.load_questionnaire(str(nursery.questionnaire))

    def read(path: Path) -> Mapping[str, Any]:
        if not path.exists():
            return {}
        assert b"payload" in path.read_bytes(), "the file is not encrypted"
        assert b"svar 0." not in path.read_bytes(), "an answer stands in clear"
        return store.load_answers(path, questionnaire)[0].values

    return read


# --- killed, or without power -----------------------------------------------------------------------


@dataclass
class Sittings:
    """What became of answers in sittings that ended badly."""

    ended: int = 0
    acknowledged: int = 0
    more: int = 0
    wrong: list[str] = field(default_factory=list)

    def judge(
        self, seed: int, read: Callable[[], Mapping[str, Any]], said: Mapping[str, str], last: str
    ) -> bool:
        """Compare a file with what was said; ``last`` is what may be there or not. Whether it is right."""
        self.ended += 1
        self.acknowledged += len(said)
        without = {key: value for key, value in said.items() if key != last}
        try:
            found = dict(read())
        except (UserError, ValueError, KeyError, AssertionError) as error:
            self.wrong.append(f"seed {seed}: {error!r}")
            return False
        self.more += len(found) - len(without)
        if found == said or (last and found == without):
            return True
        self.wrong.append(f"seed {seed}: {found} instead of {dict(said)}")
        return False


def broken_off(
    desk: tuple[Nursery, Path, Read],
    seeds: Iterable[int],
    end: Callable[[Window], None],
    after: Callable[[], None],
) -> Sittings:
    """Answer some questions, end the sitting soon after an Enter, and go on in the same file with the next.

    Args:
        desk: where.
        seeds: of each sitting.
        end: ends it.
        after: what has to be done before the file can be looked at.
    """
    nursery, folder, read = desk
    sittings, file, said = Sittings(), 0, dict[str, str]()
    for seed in seeds:
        chance, path = luck(seed), folder / f"case-{file}.yaml"
        with Window(nursery, path) as window:
            window.wait_for(ask(len(said)))  # the interview goes on where the one before ended
            for _ in range(chance.randint(0, 2)):
                said[f"q{len(said)}"] = word = f"svar {chance.random()}"
                window.press(word, "enter")
                window.wait_for(ask(len(said)))
            last = f"q{len(said)}"
            said[last] = f"svar {chance.random()}"
            window.press(said[last], "enter")
            time.sleep(chance.uniform(0, 0.06))
            end(window)
            acknowledged = ask(len(said)) in window.text()
        after()
        right = sittings.judge(seed, partial(read, path), said, "" if acknowledged else last)
        said = dict(read(path)) if right else {}
        if not right or len(said) > QUESTIONS - 4:
            file, said = file + 1, {}
    return sittings


def killed(window: Window) -> None:
    window.end_by(signal.SIGKILL)


def kills(seeds: Iterable[int], *, sealed: bool) -> Sittings:
    """Sittings that are killed at a moment of chance."""
    with desk(sealed=sealed) as here:
        sittings = broken_off(here, seeds, killed, lambda: None)
        for path in here[1].glob("case-*.yaml"):
            with disk.held(path):  # whoever opens a case sweeps what is left of its killed saves
                pass
        sittings.wrong += [f"{left.name} is left" for left in here[1].glob(".*.tmp")]
        return sittings


@goal("R1", "a kill at any moment loses no acknowledged answer and tears no file", long=1000, short=4)
def r1(count: int) -> Outcome:
    """Half of the sittings are encrypted."""
    plain, sealed = kills(range(count // 2), sealed=False), kills(range(count // 2, count), sealed=True)
    answers = plain.acknowledged + sealed.acknowledged
    note = f"{plain.ended} kills plain, {sealed.ended} encrypted; {answers} answers compared"
    return outcome(plain.ended + sealed.ended, note, plain.wrong + sealed.wrong)


def outcome(tried: int, note: str, wrong: list[str]) -> Outcome:
    """With the first thing that went wrong."""
    return Outcome(tried, len(wrong), "; ".join((note, *wrong[:1])))


@goal("R2", "a power cut in the middle of an interview loses no acknowledged answer", long=100, short=5)
def r2(count: int) -> Outcome:
    """The power of a disk of its own is cut; what was not synced is gone."""
    with desk() as (nursery, _, read), Disk() as real:
        unsynced = real.folder / "unsynced"

        def end(window: Window) -> None:
            unsynced.write_text("there", encoding="utf-8")
            real.cut()
            killed(window)

        def after() -> None:
            real.restart()
            lost = not unsynced.exists() or unsynced.read_text(encoding="utf-8") != "there"
            assert lost, "the power was not really cut"
            unsynced.unlink(missing_ok=True)

        sittings = broken_off((nursery, real.folder, read), range(count), end, after)
    return outcome(sittings.ended, f"{sittings.acknowledged} answers compared on ext4", sittings.wrong)


# --- told to go -------------------------------------------------------------------------------------

GO: Mapping[str, Callable[[Window], object]] = {
    "SIGHUP": lambda window: window.send(signal.SIGHUP),
    "SIGTERM": lambda window: window.send(signal.SIGTERM),
    "SIGINT": lambda window: window.send(signal.SIGINT),
    "closed": lambda window: window.close(),
}
LOST_AT_MOST = 2.0
"""Seconds of typing that a kill may cost."""


@goal(
    "R5", "half-typed text outlasts being hung up on; a kill costs two seconds of typing", long=120, short=4
)
def r5(count: int) -> Outcome:
    """One sitting in four is killed in the middle of the typing, the others are told to go in every way."""
    wrong, lost = list[str](), [0.0]
    with desk() as (nursery, folder, _):
        for seed in range(count):
            path = folder / f"{seed}.yaml"
            if seed % 4 == 0:
                lost.append(_killed_in_mid_word(nursery, path, seed))
            elif not _told_to_go(nursery, path, seed):
                wrong.append(f"seed {seed}: the draft is not there")
    wrong += ["it is kept too seldom"] if runner.DRAFT_KEPT > LOST_AT_MOST else []
    return outcome(count, f"at most {max(lost):.1f} s of typing lost to a kill here", wrong)


def _told_to_go(nursery: Nursery, path: Path, seed: int) -> bool:
    """Type something and have the program go; whether it stands in the field afterwards."""
    chance, typed = luck(seed), f"{seed:02}-Halvt skrevet"
    way = list(GO)[(seed - seed // 4 - 1) % len(GO)]
    with Window(nursery, path) as window:
        window.wait_for(ask(0))
        for letter in typed:
            window.press(letter)
            time.sleep(chance.uniform(0, 0.01))
        window.wait_for(typed)
        GO[way](window)
        ended = window.ended()
    with Window(nursery, path) as window:
        window.wait_for(ask(0))
        return ended == 130 and f"› {typed}" in window.text() and answers_in(path) == {}


def _killed_in_mid_word(nursery: Nursery, path: Path, seed: int) -> float:
    """Type until it is kept, type on and kill: how long before the kill the first lost letter was typed."""
    chance, typed, every = luck(seed), list[float](), ascii_lowercase * 20
    with Window(nursery, path) as window:
        window.wait_for(ask(0))
        while not (before := half_typed(path)) or len(typed) < len(before) + chance.randint(0, 12):
            window.press(every[len(typed)])
            typed.append(time.monotonic())
            time.sleep(chance.uniform(0, 0.1))
            window.look()
        end = time.monotonic()
        window.end_by(signal.SIGKILL)
    kept = half_typed(path)
    assert every.startswith(kept)
    assert len(kept) >= len(before), "what was kept is lost"
    return end - typed[len(kept)] if len(kept) < len(typed) else 0.0


def half_typed(path: Path) -> str:
    """What a case keeps of the first answer before it is given."""
    return str(kept_in(path)["drafts"]["q0"]) if path.exists() else ""


# --- two at once ------------------------------------------------------------------------------------


@goal("R7", "two windows and hand edits beside an open interview lose nothing of anybody", long=50, short=4)
def r7(count: int) -> Outcome:
    """So many races of two windows for one file, and so many edits by hand."""
    with desk() as (nursery, folder, _):
        told = [_race(nursery, folder / "case.yaml") for _ in range(count)]
        edits, lost = _edits(nursery, folder, count)
    after = f"{statistics.median(told):.2f} s here (at most {max(told):.2f})"
    return outcome(count + edits, f"{count} races, the second told after {after}; {edits} hand edits", lost)


def _race(nursery: Nursery, case: Path) -> float:
    """Open two windows at once; seconds until the refused one was told who has the file. Kill the holder."""
    began = time.monotonic()
    with Window(nursery, case) as one, Window(nursery, case) as other:
        both = [one, other]
        while all(window.running() for window in both):
            assert any(window.look(0.01) for window in both) or time.monotonic() < began + PATIENCE
        wait = time.monotonic() - began
        holder, refused = sorted(both, key=lambda window: not window.running())
        assert refused.code == 2, refused.errors
        assert f"{getpass.getuser()} ({platform.node()}, " in refused.errors
        holder.wait_for(ask(0))
        holder.end_by(signal.SIGKILL)
    return wait


def replaced(path: Path, text: str) -> None:
    """Write a file as some editors do: a new one in its place."""
    new = path.with_name(f"{path.name}~")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def rewritten(path: Path, text: str) -> None:
    """Write a file as other editors do: the same one anew."""
    path.write_text(text, encoding="utf-8")


def _edits(nursery: Nursery, folder: Path, count: int) -> tuple[int, list[str]]:
    """Interviews beside which an editor is open; how many edits there were, and the interviews that lost."""
    edits, lost = 0, list[str]()
    while edits < count:
        path, before = folder / f"edited-{edits}.yaml", edits
        said, edits = _edited(nursery, path, edits)
        lost += [f"after edit {before}: {answers_in(path)}"] if answers_in(path) != said else []
    return edits, lost


def _edited(nursery: Nursery, path: Path, edits: int) -> tuple[dict[str, str], int]:
    """An interview; an editor is opened at an answer, and saved up to three on with that answer corrected."""
    said, chance, text, opened = dict[str, str](), luck(edits), "", 0
    with Window(nursery, path) as window:
        window.wait_for(ask(0))
        for number in range(QUESTIONS - 1):
            said[f"q{number}"] = f"svar {number}"
            window.press(f"svar {number}", "enter")
            time.sleep(chance.uniform(0, 0.02))
            saved = bool(text) and (chance.random() < 0.5 or number - opened == 3)
            if saved:
                said[f"q{opened}"] = f"rettet {edits}"
                edited = text.replace(f"q{opened}: svar {opened}\n", f"q{opened}: rettet {edits}\n")
                chance.choice((replaced, rewritten))(path, edited)
                text, edits = "", edits + 1
            window.wait_for(ask(number + 1))
            if not text and not saved:
                text, opened = path.read_text(encoding="utf-8"), number
        window.press("stop")
        assert window.ended() == 130
    return said, edits
