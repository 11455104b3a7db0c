"""What lasts: encrypted saves in time, the order of events, old files, batches, Windows: R6 and R8 to R11."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count as numbers
from pathlib import Path
from unittest.mock import patch

from refscreen import access, disk, ledger, store, twins
from refscreen.errors import UserError
from refscreen.interview.pace import Pace
from refscreen.keeping import Keeper, found, minutes_before, sat_down
from refscreen.vault import age, keys
from tests.campaign import Outcome, goal
from tests.campaign.durability import outcome
from tests.program import run
from tests.sessions import luck

SAMPLES = store.shipped("samples")
RELEASED = Path(__file__).parent.parent / "data" / "released"
"""A case of every version of a questionnaire that was ever released, as that release wrote it."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder to work in, and a user who has nothing set up."""
    names = ("REFSCREEN_HOME", "REFSCREEN_STATE")
    before, there = {name: os.environ.get(name) for name in names}, Path.cwd()
    with tempfile.TemporaryDirectory() as made:
        os.environ |= {name: str(Path(made, name.lower())) for name in names}
        os.chdir(made)
        try:
            yield Path(made)
        finally:
            keys.take("")
            os.chdir(there)
            for name in names:
                del os.environ[name]
                os.environ |= {name: str(before[name])} if before[name] is not None else {}


# --- encrypted --------------------------------------------------------------------------------------


@goal(
    "R6", "150 answers are encrypted for three readers and saved before anybody notices", long=300, short=20
)
def r6(count: int) -> Outcome:
    """Measured, not judged: the machine decides."""
    questionnaire = store.load_questionnaire("screening")
    record = store.load_sound_answers(SAMPLES / "leyla.yaml", questionnaire)
    spent, failed = list[float](), 0
    with folder() as here:
        keys.create("Prøve", "", age.new()[1])
        keys.add("Kollega", age.new()[1])
        readers = tuple({"name": one.name, "key": one.key} for one in keys.recipients())
        for number in range(count):
            sealed = replace(record, notes={"phone": f"gang {number}"}, recipients=readers)
            began = time.perf_counter()
            store.save_answers(here / "case.yaml", sealed)
            spent.append(1000 * (time.perf_counter() - began))
        failed += b"payload" not in (here / "case.yaml").read_bytes()
        failed += store.load_answers(here / "case.yaml", questionnaire)[0].values != record.values
    *_, p95 = statistics.quantiles(spent, n=20)
    note = f"{len(record.values)} answers, {len(readers)} readers: p50 {statistics.median(spent):.1f} ms, "
    return Outcome(count, failed, f"{note}p95 {p95:.1f} ms (wanted: 25)")


# --- a clock that jumps -----------------------------------------------------------------------------


@goal("R8", "a clock that jumps a year reorders no sitting and no line of the access log", long=200, short=5)
def r8(count: int) -> Outcome:
    """Sittings under a clock that is set forward and back between any two answers; the log under faketime."""
    wrong, note = list[str](), "the log was not tried: there is no faketime (sh scripts/campaign-tools)"
    with folder() as here:
        for seed in range(count):
            wrong += _reordered(here / f"{seed}.yaml", seed)
        faketime = shutil.which("faketime")
        if faketime:
            numbered = _logged(faketime, min(count, 12))
            note = f"{len(numbered)} lines of the log"
            wrong += [] if numbered == [*range(1, len(numbered) + 1)] else [f"the log is numbered {numbered}"]
    return outcome(count, note, wrong)


def _reordered(path: Path, seed: int) -> list[str]:
    """Hold five sittings; what stands in another order than it happened, or is gone."""
    questionnaire = store.load_questionnaire("screening")
    chance, clock = luck(seed), [datetime(2026, 11, 21, 10)]
    texts = [name for name, one in questionnaire.questions.items() if one.type == "text" and not one.when]
    happened, said = list[str](), dict[str, str]()
    for sitting in range(5):
        before = found(path, questionnaire)
        record = sat_down(before.record, questionnaire, clock[0])
        keeper = Keeper(path, questionnaire, Pace(lambda: clock[0], minutes_before(record)), lambda: clock[0])
        record = keeper.begin(record, before)
        happened.append(str(record.sessions[-1]["start"]))
        for name in chance.sample(texts, 2):
            said[name] = f"{sitting} {chance.random()}"
            record = keeper.save(record.with_answer(name, said[name])).answers
            clock[0] += timedelta(minutes=chance.choice([1, -400_000, 400_000]))
        clock[0] += timedelta(days=chance.choice([-365, -1, 1, 365]))
    kept = found(path, questionnaire).record
    starts = [str(one["start"]) for one in kept.sessions]
    there = {name: value for name, value in kept.values.items() if name in said}
    wrong = [] if starts == happened else [f"seed {seed}: sittings {starts} instead of {happened}"]
    return wrong if there == said else [*wrong, f"seed {seed}: {there} instead of {said}"]


def _logged(faketime: str, count: int) -> list[int]:
    """Log events under a clock that jumps; the numbers of the lines in the log, in order."""
    command = [sys.executable, "-c", "from refscreen import access; access.note('open', 'K-1')"]
    for turn in range(count):
        jump = ("+1y", "-1y", "+0")[turn % 3]
        subprocess.run([faketime, "-f", jump, *command], check=True, capture_output=True)
    return [one.number for one in access.entries()]


# --- old files, and new ones ------------------------------------------------------------------------


@goal(
    "R9", "a case of every released version is read; one of a newer version is not touched", long=1, short=1
)
def r9(_: int) -> Outcome:
    """Every file of a released version, and every command on a file of the next one."""
    old, wrong = sorted(RELEASED.glob("*.yaml")), list[str]()
    for path in old:
        with folder() as here:
            wrong += _not_migrated(path, here / "case.yaml")
    newer = 0
    with folder() as here:
        text = (SAMPLES / "amir.yaml").read_text(encoding="utf-8")
        for command in _commands():
            case = here / "case.yaml"
            case.write_text(text.replace("\nversion: ", "\nversion: 9", 1), encoding="utf-8")
            before, ran, newer = case.read_bytes(), run(*command), newer + 1
            if ran.code == 0 or case.read_bytes() != before:
                wrong.append(f"{' '.join(command)}: exit {ran.code}, {ran.err[:100]}")
    return outcome(len(old) + newer, f"{len(old)} released files, {newer} commands on a newer one", wrong)


def _not_migrated(path: Path, case: Path) -> list[str]:
    """Go on with a case of a released version: what is wrong with it afterwards."""
    shutil.copy(path, case)
    questionnaire = store.load_questionnaire(store.questionnaire_of(path))
    before, _ = store.load_answers(path, questionnaire)
    ran = run("interview", questionnaire.id, "-o", case, "--answers", path, "--no-input")
    if ran.code:
        return [f"{path.name}: {ran.err}"]
    after = store.load_answers(case, questionnaire)[0]
    wrong = [] if after.values == before.values else [f"{path.name}: not all answers are there"]
    original = case.with_name(f".{case.name}.version-{before.version}.yaml")
    if before.version < questionnaire.version and original.read_bytes() != path.read_bytes():
        wrong.append(f"{path.name}: the original is not kept")
    return wrong if after.version == questionnaire.version else [*wrong, f"{path.name}: not raised"]


def _commands() -> list[list[str]]:
    """Every way to use a case."""
    return [
        ["check", "case.yaml"],
        ["status", "case.yaml"],
        ["interview", "screening", "-o", "case.yaml", "--answers", "case.yaml", "--no-input"],
        ["report", "case.yaml", "-o", "report.pdf"],
        ["render", "postcard", "case.yaml", "-o", "postcard.pdf"],
        ["batch", "case.yaml", "-o", "out", "--document", "postcard"],
        ["export", "case.yaml", "-o", "cases.csv"],
        ["questionnaire", "migrate", "case.yaml"],
    ]


# --- a batch ----------------------------------------------------------------------------------------

POISON = (
    "{",
    "answers: [",
    "questionnaire: screening\nversion: one\n",
    "\0",
    "questionnaire: screening\nversion: 99\n",
)
BATCH = [sys.executable, "-m", "refscreen", "batch", "cases", "--document", "postcard", "--jobs", "2", "-o"]


@goal(
    "R10",
    "in a batch the poisoned cases are named; however often it is killed, it is right",
    long=50,
    short=1,
)
def r10(count: int) -> Outcome:
    """Kill a batch that often, finish it, and compare it with one that was left alone."""
    wrong, whole = list[str](), 95 if count > 1 else 2
    with folder():
        _cases(whole)
        ran = subprocess.run([*BATCH, "whole", "--json"], check=False, capture_output=True, text=True)
        alone, bad = _documents("whole"), len(POISON)
        if (ran.returncode, len(alone), ran.stdout.count('"failed"')) != (1, whole, bad):
            wrong.append(f"exit {ran.returncode}, {len(alone)} documents; {ran.stderr[-200:]}")
        for seed in range(count):
            with subprocess.Popen(
                [*BATCH, "out"], stderr=subprocess.DEVNULL, start_new_session=True
            ) as batch:
                time.sleep(luck(seed).uniform(0.2, 4))
                os.killpg(batch.pid, signal.SIGKILL)
            if not _documents("out").items() <= alone.items():
                wrong.append(f"kill {seed}: a document is not whole")
            if seed % 5 == 4:
                shutil.rmtree("out", ignore_errors=True)
        subprocess.run([*BATCH, "out"], check=False, capture_output=True)
        wrong += [] if _documents("out", hidden=True) == alone else ["in the end it is not the same"]
    return outcome(count + whole + bad, f"{whole} documents, {bad} named errors, {count} kills", wrong)


def _cases(whole: int) -> None:
    """So many whole cases in ./cases, and the poisoned ones among them."""
    Path("cases").mkdir()
    text = (SAMPLES / "amir.yaml").read_text(encoding="utf-8")
    for number in range(whole):
        case = text.replace("K-2026-017", f"K-2026-{number:03}")
        Path("cases", f"{number:03}.yaml").write_text(case, encoding="utf-8")
    for number, poison in enumerate(POISON):
        Path("cases", f"{number:03}-bad.yaml").write_text(poison, encoding="utf-8")


def _documents(where: str, *, hidden: bool = False) -> dict[str, bytes]:
    """What lies in a folder; hidden files are on their way, or left over."""
    there = [path for path in Path(where).glob("*") if path.name != ledger.NAME]
    return {path.name: path.read_bytes() for path in there if hidden or not path.name.startswith(".")}


# --- Windows, and who else writes there -------------------------------------------------------------


def _windows_error(number: int) -> OSError:
    error = PermissionError(13, "in use")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]  # it is there on Windows only
    return error


@goal(
    "R11", "a file that a scanner holds is waited for; what is left over or doubled is told", long=60, short=3
)
def r11(count: int) -> Outcome:
    """Replacing fails some times, for good in one attempt of ten; a stale file is swept, a copy is found."""
    wrong, longest = list[str](), 0.0
    with folder() as here:
        for seed in range(count):
            chance, path = luck(seed), here / f"{seed}.yaml"
            for_good, error = seed % 10 == 1, _windows_error(chance.choice([5, 32, 33]))
            times = 10_000 if for_good else chance.randint(1, 6)
            path.write_bytes(b"case: K-1\nold")
            saved, waited = _saved_after(times, error, path)
            longest = max(longest, waited)
            whole = path.read_bytes() == (b"case: K-1\nold" if for_good else b"case: K-1\nnew")
            if saved is for_good or not whole or waited > disk.BUSY_FOR or [*here.glob(".*.tmp")]:
                wrong.append(f"seed {seed}: saved {saved}, whole {whole}, after {waited:.1f} s")
            wrong += _left_over(path)
    return outcome(count, f"waited {longest:.1f} s at most", wrong)


def _saved_after(times: int, error: OSError, path: Path) -> tuple[bool, float]:
    """Save where replacing fails so many times; whether it was acknowledged, and the seconds it waited.

    The clock is one on which nothing but waiting takes time.
    """
    replacing, tries, clock = os.replace, numbers(1), [0.0]

    def wait(seconds: float) -> None:
        clock[0] += seconds

    def replace_or_fail(one: str, other: Path) -> None:
        if next(tries) <= times:
            raise error
        replacing(one, other)

    waiting = patch.multiple(time, sleep=wait, monotonic=lambda: clock[0])
    with patch.object(os, "replace", replace_or_fail), waiting:
        try:
            disk.save(path, b"case: K-1\nnew")
        except UserError:
            return False, clock[0]
    return True, clock[0]


def _left_over(path: Path) -> list[str]:
    """Leave something beside a case: what is not swept, and the copies that are not found."""
    stale = path.with_name(f".{path.name}.abcd_123.tmp")
    stale.write_bytes(b"half")
    with disk.held(path):
        wrong = [f"{stale.name} is not swept"] if stale.exists() else []
    for name in (f"-{platform.node() or 'LAPTOP'}", " (1)", " (LAPTOPs konflikt 2026-11-21)"):
        copy = path.with_name(f"{path.stem}{name}{path.suffix}")
        copy.write_bytes(path.read_bytes())
        wrong += [] if twins.beside(path) == (copy,) else [f"{copy.name} is not found"]
        copy.unlink()
    return wrong
