"""A year of interviews in one batch: 1,000 made-up cases, two documents each, on two workers.

``python -m benchmarks.cohort 1000`` prints how long a document takes, how the workers grow, what
a second run costs in which nothing changed, and what a third one makes again after a rule was reworded.
"""

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from refscreen import store

SAMPLES = ("ali", "amir", "foued", "ibrahim-asylum", "ibrahim-placed", "leyla", "thin")
RULE, BEFORE, AFTER = (
    "R55",
    "Få det udenlandske kørekort ombyttet",
    "Hjælp med at få det udenlandske kørekort ombyttet",
)
EVERY = 2.0
"""Seconds between two looks at the workers' memory."""


def cases(folder: Path, count: int) -> None:
    """So many cases: the samples in turn, each with a number and a motivation of its own."""
    texts = {}
    for name in SAMPLES:
        texts[name] = (store.shipped("samples") / f"{name}.yaml").read_text(encoding="utf-8")
    for number, name in enumerate(itertools.islice(itertools.cycle(SAMPLES), count)):
        own = f"K-{number:05}"
        case = next(line.split()[-1] for line in texts[name].splitlines() if line.startswith("case:"))
        text = texts[name].replace(case, own)
        text = text.replace("motivation_self: 8", f"motivation_self: {number % 4 + 6}")
        (folder / f"{own}.yaml").write_text(text, encoding="utf-8")


class Memory:
    """The resident megabytes of a process's descendants, looked at again and again."""

    def __init__(self, pid: int) -> None:
        self.pid, self.seen, self._over = pid, dict[int, list[tuple[float, float]]](), threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        start = time.monotonic()
        while not self._over.wait(EVERY):
            for pid in _descendants(self.pid):
                resident = _resident(pid)
                if resident:
                    self.seen.setdefault(pid, []).append((time.monotonic() - start, resident))


def _descendants(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            except (OSError, IndexError):
                continue
            if parent == pid:
                found += [int(entry.name), *_descendants(int(entry.name))]
    return found


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def batch(folder: Path) -> tuple[float, Counter[str], Memory]:
    """Run the batch; its seconds, what became of the documents, and what memory was seen."""
    command = [sys.executable, "-m", "refscreen", "batch", "cases", "-o", "out", "--jobs", "2", "--json"]
    command += ["--document", "report", "--document", "postcard"]
    start = time.monotonic()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        memory = Memory(running.pid)
        lines = running.stdout.read().decode() if running.stdout else ""
    memory.stop()
    told = [json.loads(line) for line in lines.splitlines()]
    return time.monotonic() - start, Counter(f"{one['document']} {one['status']}" for one in told), memory


def growth(memory: Memory) -> list[str]:
    """For each worker that lived long enough: megabytes in the first and in the last fifth of its life."""
    told = []
    for seen in memory.seen.values():
        fifth = len(seen) // 5
        if fifth >= 2:
            first, last = (
                statistics.mean(size for _when, size in part)
                for part in (seen[fifth : 2 * fifth], seen[-fifth:])
            )
            told.append(f"{first:.0f} → {last:.0f} MB")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.cohort", description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=1000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cases").mkdir()
        cases(folder / "cases", count)
        shutil.copytree(store.shipped("questionnaires"), folder / "questionnaires")
        seconds, became, memory = batch(folder)
        each = seconds / count * 1000
        print(f"{count} cases, two documents each: {seconds:.0f} s, {each:.0f} ms a case; {dict(became)}")
        print(
            "memory of each process, early and late in its life (below 100 MB it is no worker):",
            "; ".join(growth(memory)),
        )
        again, became, _memory = batch(folder)
        print(f"nothing changed: {again:.1f} s, {again / count * 1000:.1f} ms a case; {dict(became)}")
        rules = folder / "questionnaires" / "screening.rules.yaml"
        text = rules.read_text(encoding="utf-8")
        assert text.count(BEFORE) == 1
        rules.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
        third, became, _memory = batch(folder)
        print(f"{RULE} reworded: {third:.0f} s; {dict(became)}")


main()
