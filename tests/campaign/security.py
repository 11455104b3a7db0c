"""Whatever somebody puts into a file, the program does what it is for and nothing else: goals S1 to S10."""

from __future__ import annotations

import random
import re
import tempfile
from pathlib import Path

from refscreen import store
from tests.campaign import Outcome, goal
from tests.hostile import bounded, yaml_files
from tests.hostile.bounded import Ended

SAMPLE = store.shipped("samples") / "amir.yaml"
PLACE = re.compile(r":\d+:\d+", re.MULTILINE)


def some(things: list, count: int) -> list:  # type: ignore[type-arg]
    """So many of the things, spread over all of them; the same each time."""
    return things if count >= len(things) else random.Random(count).sample(things, count)  # noqa: S311


@goal("S1", "a hostile YAML file is refused with its line, within 1 s and 200 MB", long=500, short=12)
def hostile_yaml(count: int) -> Outcome:
    tried = some(list(yaml_files.files()), count)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        commands = [_put(home, number, *file) for number, file in enumerate(tried)]
        ended = bounded.run_all(commands, home, {})
    wrong = [
        f"{kind} “{name}”: {_wrong(kind, run)}"
        for (kind, name, _content), run in zip(tried, ended, strict=True)
        if _wrong(kind, run)
    ]
    slowest, largest = max(run.seconds for run in ended), max(run.megabytes for run in ended)
    note = f"slowest {slowest:.2f} s, largest {largest:.0f} MB"
    return Outcome(len(tried), len(wrong), "; ".join([note, *wrong[:5]]))


def _put(home: Path, number: int, kind: str, _name: str, content: bytes) -> list[str]:
    """Put a file where its kind lies; the command that reads it."""
    place = home / f"try-{number}"
    (place / "templates" / "own").mkdir(parents=True)
    inside = {"manifest": "templates/own/manifest.yaml", "rules": "small.rules.yaml"}
    path = place / inside.get(kind, {"audiences": "audiences.yaml"}.get(kind, "small.yaml"))
    path.write_bytes(content)
    reads = ["check", str(path)]
    if kind == "manifest":
        reads = ["render", "own", str(SAMPLE), "-o", "own.html"]
    elif kind == "audiences":
        reads = ["check", str(SAMPLE)]
    return ["--in", str(place), *reads]


def _wrong(kind: str, run: Ended) -> str:
    """What is wrong with how a hostile file was met; empty when nothing is."""
    faults = {
        f"ended with {run.code}: {run.err[-200:]}": run.crashed or run.code == 0,
        "no place": not PLACE.search(run.err) and not (kind == "sealed" and "small.yaml" in run.err),
        f"took {run.seconds:.2f} s": run.seconds > 1,
        f"took {run.megabytes:.0f} MB": run.megabytes > 200,
    }
    return ", ".join(fault for fault, found in faults.items() if found)
