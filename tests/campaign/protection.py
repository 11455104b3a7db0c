"""Who did what is known, and what is over is gone: the goals of data protection."""

from __future__ import annotations

import io
import os
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdf

from refscreen import access, disk, store
from refscreen.access import Event
from refscreen.vault import age, keys
from tests import program
from tests.campaign import Outcome, goal

LINES = 200
CANARY = "Xyzzyfugl"
"""A word that stands in no questionnaire and no template."""
SAMPLE = store.shipped("samples") / "leyla.yaml"

Lines = list[bytes]
Luck = random.Random  # noqa: S311  # the same each time


@contextmanager
def desk(*, sealed: bool = False) -> Iterator[Path]:
    """A folder to work in, with keys and an access log of its own; encrypted where it is asked."""
    names, here = ("REFSCREEN_HOME", "REFSCREEN_STATE"), Path.cwd()
    before = {name: os.environ[name] for name in names if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {name: str(Path(folder, name.lower())) for name in names}
        work = Path(folder, "work")
        work.mkdir()
        os.chdir(work)
        try:
            if sealed:
                keys.create("Prøve", "", age.new()[1])
            yield work
        finally:
            os.chdir(here)
            keys.take("")
            for name in names:
                del os.environ[name]
            os.environ |= before


# --- D5: the log -------------------------------------------------------------------------------------


def _without(lines: Lines, luck: Luck) -> Lines:
    at = luck.randrange(len(lines))
    return lines[:at] + lines[at + 1 :]


def _cut(lines: Lines, luck: Luck) -> Lines:
    return lines[: luck.randrange(len(lines))]


def _changed(lines: Lines, luck: Luck) -> Lines:
    at = luck.randrange(len(lines))
    spot = luck.randrange(len(lines[at]))
    other = bytes([(lines[at][spot] - 32 + luck.randrange(1, 94)) % 95 + 32])
    return [*lines[:at], lines[at][:spot] + other + lines[at][spot + 1 :], *lines[at + 1 :]]


def _swapped(lines: Lines, luck: Luck) -> Lines:
    first, second = sorted(luck.sample(range(len(lines)), 2))
    turned = list(lines)
    turned[first], turned[second] = turned[second], turned[first]
    return turned


def _twice(lines: Lines, luck: Luck) -> Lines:
    at = luck.randrange(len(lines))
    return [*lines[: at + 1], lines[at], *lines[at + 1 :]]


HANDS: dict[str, Callable[[Lines, Luck], Lines]] = {
    "removed": _without, "cut off": _cut, "changed": _changed, "swapped": _swapped, "doubled": _twice,
}  # fmt: skip


@goal(
    "D5", f"a line of {LINES} in the access log is changed, moved or taken away: noticed", long=2000, short=40
)
def tampered_log(count: int) -> Outcome:
    missed: list[str] = []
    with desk() as work:
        access.note_all(Event("open", f"K-{number}", place=f"{number}.yaml") for number in range(LINES - 1))
        head = access.note("open", "K-last", place=work / "last.yaml")
        assert access.verify([head]) == []
        log, luck = next(Path(os.environ["REFSCREEN_STATE"]).glob("*.jsonl")), Luck(5)
        content = log.read_bytes()
        lines = content.splitlines()
        for attempt in range(count):
            hand = list(HANDS)[attempt % len(HANDS)]
            log.write_bytes(b"".join(line + b"\n" for line in HANDS[hand](lines, luck)))
            if not access.verify():
                missed.append(f"a line {hand} (attempt {attempt})")
        log.unlink()
        missed += [] if access.verify() else ["the log deleted"]
        next(Path(os.environ["REFSCREEN_HOME"]).glob("*.head")).unlink()
        missed += [] if access.verify([head]) else ["log and head deleted"]
    return Outcome(count + 2, len(missed), "; ".join([f"{len(HANDS)} ways", *missed[:3]]))


# --- D6: deleting ------------------------------------------------------------------------------------


@goal(
    "D6", "purge without a key leaves no word of an overdue case: answers, copies, outputs", long=20, short=1
)
def purged(count: int) -> Outcome:
    tried, left = 0, list[str]()
    for sealed in (number % 2 == 0 for number in range(count)):
        with desk(sealed=sealed) as work:
            _worked_with(work, sealed=sealed, thorough=count > 1)
            before = _telling(work.parent)
            tried += len(before)
            if len(before) < (5 if sealed else 8):
                left.append(f"the trial is none: {sorted(before)}")
            for key in Path(os.environ["REFSCREEN_HOME"]).glob("key*"):
                key.unlink()
            keys.take("")
            ran = program.run("purge", "--yes")
            left += [f"purge ended with {ran.code}: {ran.err[-200:]}"] if ran.code else []
            left += _telling(work.parent)
            left += [
                f"{path.name} is still there" for path in work.rglob("*") if path.is_file() and _of_case(path)
            ]
    return Outcome(tried, len(left), "; ".join([f"{tried} files with the word in them", *left[:3]]))


def _of_case(path: Path) -> bool:
    return path.name != ".refscreen-batch.jsonl"


def _worked_with(work: Path, *, sealed: bool, thorough: bool) -> None:
    """A case that a consultant worked with in every way, and whose time is up."""
    case = work / "k.yaml"
    record = store.load_sound_answers(SAMPLE, store.load_questionnaire("screening"))
    values = {**record.values, "full_name": f"Leyla {CANARY}"}
    told = replace(
        record,
        values=values,
        notes={**record.notes, "full_name": f"Hedder også {CANARY}"},
        drafts={"full_name": {"text": CANARY}},
        delete_after=date.today() - timedelta(days=1),
    )
    store.save_answers(case, told)
    disk.set_aside(case)
    left_over = case.with_name(f"{disk._begins(case)}abcd1234.tmp")
    left_over.write_bytes(case.read_bytes())
    commands = [
        ("report", case, "-o", "out/report.html"),
        ("postcard", case, "-o", "out/card.docx"),
        ("postcard", case, "-o", "out/card.pdf"),
        ("export", case, "-o", "cases.csv"),
        ("export", case, "-o", "cases.xlsx"),
        # The processes of a batch were begun for the first trial and know its keys only.
        *([("subject-access", case)] if thorough else []),
        ("keys", "unlock", case) if sealed else ("batch", case, "-o", "batch", "--format", "txt"),
    ]
    for command in commands:
        ran = program.run(*command)
        assert ran.code == 0, f"{command}: {ran.err}"


def _telling(folder: Path) -> list[str]:
    """The files in which the word stands, also where it is compressed."""
    word = CANARY.casefold()
    return [
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and word in _text(path)
    ]


def _text(path: Path) -> str:
    content = path.read_bytes()
    said = content.decode("utf-8", "replace")
    if content.startswith(b"%PDF"):
        said += "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said += "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return said.casefold()
