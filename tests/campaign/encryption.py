"""What is encrypted is nowhere in clear, whatever happens; what is in clear is for its owner only."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path

import pexpect

from refscreen import store
from refscreen.errors import UserError
from refscreen.vault import age, keys
from tests.campaign import CannotBeTried, Outcome, goal
from tests.sessions import QUESTIONNAIRE, ask
from tests.terminal import KEYS, PATIENCE

CANARY = "Xyzzyfugl"
"""A word that stands in no questionnaire and no template."""
SECRET = b"AGE-SECRET-KEY-1"
SAMPLE = store.shipped("samples") / "leyla.yaml"
PROGRAM = (sys.executable, "-m", "refscreen")
BROKEN = (
    "{{ a.full_name.text / 0 }}",
    "{{ a.full_name.value.nothing.at_all }}",
    "{% for x in a.full_name %}",
)


@dataclass
class Desk:
    """A computer of its own: home, folder for temporary files, work, and the finished documents apart."""

    root: Path
    heard: list[bytes] = field(default_factory=list)

    @property
    def work(self) -> Path:
        """Where the consultant works."""
        return self.root / "work"

    @property
    def out(self) -> Path:
        """Where documents go, which are to be read."""
        return self.root / "out"

    @property
    def case(self) -> Path:
        """An encrypted case full of canaries."""
        return self.work / "case.yaml"

    def environment(self) -> dict[str, str]:
        """What the program is told of this computer, and nothing of the real one."""
        folders = {
            "XDG_CACHE_HOME": "cache",
            "XDG_CONFIG_HOME": "config",
            "XDG_STATE_HOME": "state",
            "TMPDIR": "tmp",
        }
        own = {name: str(self.root / "home" / folder) for name, folder in folders.items()}
        kept = {name: os.environ[name] for name in ("PATH", "REFSCREEN_HOME", "REFSCREEN_STATE")}
        more = {"HOME": str(self.root / "home"), "LC_ALL": "C.UTF-8", "REFSCREEN_LANG": "da"}
        # A disk that is full, or seems so, must not leave half a compiled module in the checkout.
        fixed = {"PYTHONDONTWRITEBYTECODE": "1", "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
        return {**kept, **own, **more, **fixed}

    def run(self, *arguments: object, prepare: Callable[[], None] | None = None) -> int:
        """Run a command to its end, and keep what it said."""
        ran = subprocess.run(
            [*PROGRAM, *map(str, arguments)],
            cwd=self.work, env=self.environment(), capture_output=True, timeout=120, check=False,
            umask=0o022, preexec_fn=prepare,
        )  # fmt: skip
        self.heard.append(ran.stdout + ran.stderr)
        return ran.returncode

    def files(self) -> Iterator[Path]:
        """Every file there is, but for the finished documents."""
        for path in self.root.rglob("*"):
            if path.is_file() and self.out not in path.parents:
                yield path

    def leaks(self, words: Sequence[str] = (CANARY,)) -> list[str]:
        """Where a word stands in clear."""
        found = [str(path) for path in self.files() if any(_holds(path, word) for word in words)]
        return found + [
            "what was said" for said in self.heard if any(word.encode() in said for word in words)
        ]


def _holds(path: Path, word: str) -> bool:
    content = [path.read_bytes()]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            content += [parts.read(name) for name in parts.namelist()]
    return any(form in piece for piece in content for form in (word.encode(), word.encode("utf-16-le")))


@contextmanager
def desk() -> Iterator[Desk]:
    """A computer on which somebody has a key and a case."""
    names = ("REFSCREEN_HOME", "REFSCREEN_STATE")
    before = {name: os.environ[name] for name in names if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        place = Desk(Path(folder))
        os.environ |= {name: str(place.root / "home" / name.lower()) for name in names}
        (place.root / "home" / "tmp").mkdir(parents=True)
        place.work.mkdir()
        try:
            keys.create("Prøve", "", age.new()[1])
            _write_case(place)
            yield place
        finally:
            keys.take("")
            for name in names:
                del os.environ[name]
            os.environ |= before


def _write_case(place: Desk) -> None:
    questionnaire = store.load_questionnaire("screening")
    record = store.load_answers(SAMPLE, questionnaire)[0]
    texts = {
        name: f"{value} {CANARY}"
        for name, value in record.values.items()
        if questionnaire.questions[name].type == "long_text" or name == "full_name"
    }
    noted = {"full_name": f"{CANARY} er sød"}
    record = replace(record, values={**record.values, **texts}, notes=noted, recipients=())
    store.save_answers(place.case, record)
    (place.work / "small.yaml").write_text(QUESTIONNAIRE, encoding="utf-8")


# --- what happens to the program ----------------------------------------------------------------------


def _with_cores() -> None:
    """Let a crash write the memory to the disk, as some systems do."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def _interview_ends_by(place: Desk, number: signal.Signals) -> None:
    """Answer, note and half-write something, and end the program where it is."""
    path = place.work / "interview.yaml"
    command = [*PROGRAM[1:], "interview", "small.yaml", "-o", str(path)]
    child = pexpect.spawn(
        PROGRAM[0], command, cwd=str(place.work), env=place.environment(),
        dimensions=(24, 80), timeout=PATIENCE, preexec_fn=_with_cores,
    )  # fmt: skip
    child.expect(ask(0))
    child.send(f"svar {CANARY}{KEYS['enter']}")
    child.expect(ask(1))
    child.send(f"{KEYS['note']}note {CANARY}{KEYS['enter']}")
    _quiet(child, 0.5)
    child.send(f"halvt {CANARY}")
    saved, until = path.stat().st_mtime_ns, time.monotonic() + 4
    while path.stat().st_mtime_ns == saved and time.monotonic() < until:
        _quiet(child, 0.1)
    assert child.pid
    os.kill(child.pid, number)
    child.wait()
    child.close()
    assert store.header(path).sealed


def _quiet(child: pexpect.spawn[str], seconds: float) -> None:
    with suppress(pexpect.TIMEOUT, pexpect.EOF):
        child.read_nonblocking(65536, timeout=seconds)
    time.sleep(seconds / 2)


def _killed(place: Desk) -> None:
    _interview_ends_by(place, signal.SIGKILL)


def _crashed(place: Desk) -> None:
    _interview_ends_by(place, signal.SIGSEGV)


def _aborted(place: Desk) -> None:
    _interview_ends_by(place, signal.SIGABRT)


def _batch_is_killed(place: Desk) -> None:
    """Kill a batch and its workers while they make documents; look at what their system tells of them."""
    for number in range(6):
        shutil.copy(place.case, place.work / f"case-{number}.yaml")
    folder, command = place.out / "batch", ("batch", ".", "-o", str(place.out / "batch"))
    options = ("--document", "summary", "--name", "{file}-{document}", "--jobs", "2")
    process = subprocess.Popen(
        [*PROGRAM, *command, *options], cwd=place.work, env=place.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=_with_cores,  # noqa: PLW1509  # no thread of ours runs
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while process.poll() is None and not list(folder.glob("*.pdf")) and time.monotonic() < until:
        time.sleep(0.05)
    place.heard += [told for pid in _group(process.pid) for told in _told_of(pid)]
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _group(leader: int) -> list[int]:
    """The processes of a group, where the system lists them."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getpgid(int(folder.name)) == leader:
                found.append(int(folder.name))
    return found


def _told_of(pid: int) -> Iterator[bytes]:
    for name in ("environ", "cmdline"):
        with suppress(OSError):
            yield Path(f"/proc/{pid}/{name}").read_bytes()


def _documents_are_made(place: Desk) -> None:
    assert place.run("render", "summary", place.case, "-o", place.out / "a.pdf") == 0
    assert place.run("batch", place.case, "-o", place.out, "--document", "summary", "--format", "docx") == 0
    assert place.run("export", place.case, "-o", place.out / "a.xlsx") == 0


def _template_is_broken(place: Desk) -> None:
    """A template that fails in the middle of somebody's answers."""
    own = place.work / "templates" / "mine"
    shutil.copytree(store.PACKAGE / "templates" / "summary", own)
    for wrong in BROKEN:
        (own / "document.html").write_text(wrong, encoding="utf-8")
        assert place.run("render", "mine", place.case, "-o", place.out / "b.pdf") != 0


def _disk_is_full(place: Desk) -> None:
    """The disk takes a thousand bytes of each file."""

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))

    place.out.mkdir()
    assert place.run("export", place.case, "-o", place.work / "a.xlsx", prepare=small) != 0
    assert (
        place.run("report", place.case, "--format", "html", "-o", place.work / "a.html", prepare=small) != 0
    )
    assert place.run("keys", "unlock", place.case, "-o", place.work / "a.yaml", prepare=small) != 0


def _something_is_refused(place: Desk) -> None:
    """What is asked for cannot be had: a folder in the way, a file that is there, no such question."""
    (place.work / "there").mkdir()
    assert place.run("export", place.case, "-o", place.work / "there") != 0
    assert place.run("export", place.case, "--columns", "none", "-o", place.work / "a.csv") != 0
    assert place.run("keys", "unlock", place.case, "-o", place.case) != 0
    assert place.run("report", place.case, "-o", place.case, "--force") != 0


ENDS = (
    _killed, _batch_is_killed, _template_is_broken, _crashed, _aborted, _documents_are_made, _disk_is_full,
    _something_is_refused,
)  # fmt: skip


@goal(
    "D1",
    "nothing of an encrypted case is in clear, whatever ends the program; changes are seen",
    long=80,
    short=2,
)
def nothing_in_clear(count: int) -> Outcome:
    if sys.platform != "linux":
        raise CannotBeTried("it needs Linux")
    wrong, looked = [], 0
    for happens in islice(cycle(ENDS), count):
        with desk() as place:
            happens(place)
            looked += sum(1 for _ in place.files())
            wrong += [f"{happens.__name__}: {path}" for path in place.leaks((CANARY,))]
            wrong += [f"{happens.__name__}: a key" for said in place.heard if SECRET in said]
            (place.work / "control.txt").write_text(f"æ{CANARY}", encoding="utf-16-le")
            assert place.leaks(), "the search finds nothing"
    changed, unseen = _tampered(count * 8)
    wrong += unseen
    note = f"{looked} files looked through, {changed} changed files all noticed" if not unseen else "unseen"
    return Outcome(count + changed, len(wrong), "; ".join([note, *wrong[:3]]))


def _tampered(count: int) -> tuple[int, list[str]]:
    """Change a letter, swap two lines or cut the end off; each has to be noticed."""
    luck, unseen = random.Random(1), []  # noqa: S311  # the same each time
    with desk() as place:
        whole = place.case.read_bytes()
        start = whole.index(b"sealed:")
        for _ in range(count):
            at = luck.randrange(start, len(whole) - 2)
            kind = luck.randrange(3)
            content = whole[:at] + bytes([whole[at] ^ (1 << luck.randrange(7))]) + whole[at + 1 :]
            content = whole[:at] if kind == 1 else content
            content = whole[:at] + whole[at + 64 :] if kind == 2 else content
            place.case.write_bytes(content)
            try:
                found = store.read_source(place.case).data
            except UserError:
                continue
            place.case.write_bytes(whole)
            if found != store.read_source(place.case).data:
                unseen.append(f"unseen: {kind} at {at}")
    return count, unseen


# --- whose it is --------------------------------------------------------------------------------------

ALONE = """
import json, sys
from tests.program import run
for command in json.loads(sys.argv[1]):
    print(run(*command).code, *command[:2])
"""
"""Commands in one process, which begins as a careless system lets it begin."""
COMMANDS = (
    "interview -o new/folder/here/case.yaml --answers CASE --no-input",
    "export CASE -o OUT/tables/deep/a.xlsx",
    "report CASE --format html -o OUT/html/a.html",
    "keys unlock CASE -o new/clear/clear.yaml",
    "log",
    "batch CASE -o OUT/batch/deep --document summary --format docx --jobs 1",
    "keys lock new",
    "render summary CASE -o OUT/pdf/a.pdf",
    "export CASE --to csv -o OUT/csv/a.csv",
    "subject-access CASE -o OUT/access/a",
    "anonymise CASE -o OUT/anonymous",
    "questionnaire print screening -o OUT/q/q.pdf",
    "questionnaire workbook screening -o OUT/w/w.xlsx",
    "demo -o OUT/demo",
    "doctor",
)


@goal("D2", "every file and folder that a command makes is for its owner only", long=15, short=5)
def for_its_owner_only(count: int) -> Outcome:
    if os.name == "nt":
        raise CannotBeTried("Windows has no such modes")
    with desk() as place:
        there = {place.root, *place.root.rglob("*")}
        names = {"CASE": str(place.case), "OUT": str(place.out)}
        commands = [
            [word.replace("OUT", names["OUT"]).replace("CASE", names["CASE"]) for word in command.split()]
            for command in islice(cycle(COMMANDS), count)
        ]
        ran = subprocess.run(
            [sys.executable, "-c", ALONE, json.dumps(commands)], cwd=place.work, umask=0o022,
            env={**place.environment(), "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True, encoding="utf-8", timeout=300, check=True,
        )  # fmt: skip
        made = [path for path in place.root.rglob("*") if path not in there]
        loose = [
            f"{stat.S_IMODE(path.stat().st_mode):o} {path.relative_to(place.root)}"
            for path in made
            if path.stat().st_mode & 0o077
        ]
    refused = [f"ended with {line}" for line in ran.stdout.splitlines() if not line.startswith("0 ")]
    return Outcome(len(made), len(loose), "; ".join([f"{count} commands", *refused, *loose[:3]]))
