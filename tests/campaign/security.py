"""Whatever somebody puts into a file, the program does what it is for and nothing else: goals S1 to S10."""

from __future__ import annotations

import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from refscreen import store, values
from refscreen.answers import Answers
from tests.campaign import Outcome, goal
from tests.effort import calls
from tests.hostile import bounded, cells, paths, pictures, reaching, screens, templates, yaml_files
from tests.hostile.bounded import Ended
from tests.test_conditions import HOSTILE, LITTLE, SOUND_THOUGH_LONG, refused

SAMPLE = store.shipped("samples") / "amir.yaml"
WITHIN_A_SECOND = 5_000_000
"""Calls of a whole run of the program."""
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
        ended = bounded.run_all(commands, home)
    wrong = [
        f"{kind} “{name}”: {_wrong(kind, run)}"
        for (kind, name, _content), run in zip(tried, ended, strict=True)
        if _wrong(kind, run)
    ]
    most, largest = max(run.calls for run in ended), max(run.megabytes for run in ended)
    note = f"at most {most} calls, largest {largest:.0f} MB"
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
        f"took {run.calls} calls": run.calls > WITHIN_A_SECOND,
        f"took {run.megabytes:.0f} MB": run.megabytes > 200,
    }
    return ", ".join(fault for fault, found in faults.items() if found)


class _Kept:
    """A case on disk in which one answer is saved and loaded again and again."""

    def __init__(self, path: Path) -> None:
        self.path, self.tried, self.form = path, 0, store.load_questionnaire("screening")

    def again(self, answer: object) -> object:
        """What comes back of an answer, and of the same words as a note."""
        self.tried += 1
        store.save_answers(self.path, Answers(self.form.id, self.form.version, values={"home_roles": answer}))
        return store.load_sound_answers(self.path, self.form).values["home_roles"]


ALPHABET = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from(
    " \n\t:#-?'\"|>%@`{}[],&*!~=<0123456789.+_yesnoftrulE\u0085\u00a0\u2028\ufeff"
)


@goal("S2", "any text that may be an answer comes back from the file as it was", long=12_000, short=200)
def texts_come_back(count: int) -> Outcome:
    question = store.load_questionnaire("screening").questions["home_roles"]
    lost: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        kept = _Kept(Path(folder) / "case.yaml")

        @seed(count)
        @settings(max_examples=count, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.text(ALPHABET, max_size=200))
        def comes_back(text: str) -> None:
            answer, problems = values.parse(question, text)
            if not problems and kept.again(answer) != answer:
                lost.append(repr(text))

        comes_back()
    return Outcome(kept.tried or count, len(lost), f"{kept.tried} kept, the others refused; {lost[:3] or ''}")


@goal("S3", "no document opens a file that is not its own, or calls anybody", long=200, short=12)
def documents_reach_nothing(count: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        tried, wrong, note = reaching.tried(count, Path(folder))
    return Outcome(tried, len(wrong), "; ".join([note, *wrong[:5]]))


@goal("S4", "a template without end is stopped within 10 s and 1 GB, and a batch goes on", long=99, short=1)
def bombs_end(count: int) -> Outcome:
    with _workspace() as home:
        tried, wrong, note = templates.bombs(count, home, SAMPLE)
    return Outcome(tried, len(wrong), "; ".join([note, *wrong[:5]]))


@goal("S5", "no template of one's own gets at more than it is given", long=200, short=30)
def templates_stay_inside(count: int) -> Outcome:
    with _workspace() as home:
        tried, wrong, note = templates.escapes(count, home, SAMPLE)
    return Outcome(tried, len(wrong), "; ".join([note, *wrong[:5]]))


@contextmanager
def _workspace() -> Iterator[Path]:
    """A folder to work in, as the program would be started there."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


@goal("S6", "nothing in an answer steers a terminal", long=20, short=2)
def terminals_are_not_steered(count: int) -> Outcome:
    wrong: list[str] = []
    chance = random.Random(count)  # noqa: S311
    with _workspace() as home:
        for number in range(count):
            said = list(screens.SAID) if number < 2 else chance.sample(screens.SAID, 9)
            path = home / f"case-{number}.yaml"
            screens.case(path, said)
            wrong += screens.sat(path) if number % 2 else screens.shown(path)
    rounds = f"{count // 2} interviews on a terminal and {count - count // 2} rounds of commands"
    note = f"{len(screens.SAID)} texts, in {rounds}"
    return Outcome(count, len(wrong), "; ".join([note, *wrong[:5]]))


@goal("S7", "a hostile condition is refused when it is read, within 50 ms", long=500, short=150)
def hostile_conditions(count: int) -> Outcome:
    tried, slowest, most = some([text for text in HOSTILE if text not in SOUND_THOUGH_LONG], count), 0.0, 0
    wrong = [repr(text) for text in tried if not refused(text)]
    for text in tried:
        begun = time.process_time()
        refused(text)
        slowest, most = max(slowest, time.process_time() - begun), max(most, calls(partial(refused, text)))
    wrong += ["one was too much work"] if most > LITTLE else []
    note = f"at most {most} calls, {slowest * 1000:.1f} ms here"
    return Outcome(len(tried), len(wrong), "; ".join([note, *wrong[:5]]))


@goal(
    "S8", "no case number or pattern leads out of the folder, or tells who somebody is", long=500, short=100
)
def names_stay_inside(count: int) -> Outcome:
    with _workspace() as home:
        wrong = [*paths.named(count), *paths.made(min(count // 10, 40), home)]
    return Outcome(count, len(wrong), "; ".join([f"{count} names", *wrong[:5]]))


@goal("S9", "no cell of an export is a formula", long=41, short=8)
def cells_are_text(count: int) -> Outcome:
    with _workspace() as home:
        for number, said in enumerate(some(list(cells.FORMULAS), count)):
            cells.case(home / f"case-{number}.yaml", number, said)
        wrong = cells.run_by_a_spreadsheet(home)
    return Outcome(count, len(wrong), "; ".join(["CSV, Excel, mail merge, figures", *wrong[:5]]))


@goal("S10", "a photo is a picture and nothing else, and tells no place", long=99, short=99)
def photos_tell_nothing(count: int) -> Outcome:
    wrong, tried = [], list(pictures.files())[:count]
    with _workspace() as home:
        for name, content in tried:
            found = pictures.told(home / "photo.jpg", content)
            wrong += [f"{name}: {found}"] if found else []
    return Outcome(len(tried), len(wrong), "; ".join(wrong[:5]))
