"""A batch at night, when nobody looks: it goes on, makes what can be made, and tells of every file."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from refscreen import bulk, disk, ledger, resealing, store, watching
from refscreen.bulk import Wish
from refscreen.errors import Problem, UserError
from refscreen.ledger import Entry, Ledger
from tests.program import Ran, run

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="names of other bytes, closed streams, pipes")


@pytest.fixture(autouse=True)
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three cases, in the folder the program runs in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    for name in ("amir", "leyla", "thin"):
        shutil.copy(store.shipped("samples") / f"{name}.yaml", "cases")
    return tmp_path / "cases"


def made(*paths: object, more: tuple[str, ...] = ()) -> Ran:
    return run("batch", *paths, "-o", "out", "--document", "postcard", "--format", "txt", "--json", *more)


def told(ran: Ran) -> dict[str, str]:
    """The status of each file."""
    return {Path(line["answers"]).name: line["status"] for line in map(json.loads, ran.out.splitlines())}


def problems(ran: Ran) -> dict[str, str]:
    """The first problem of each file that has one."""
    lines = map(json.loads, ran.out.splitlines())
    return {Path(one["answers"]).name: one["problems"][0]["problem"] for one in lines if one["problems"]}


def documents() -> set[str]:
    return {path.name for path in Path("out").iterdir() if not path.name.startswith(".")}


def no_room(*_any: object) -> int:
    raise OSError(errno.ENOSPC, "full")


def no_room_to_save(path: Path, _content: bytes) -> None:
    raise UserError([Problem("cannot_save", where=str(path), values={"reason": "ENOSPC"})])


def test_on_a_full_disk_every_document_is_told_and_the_batch_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "_append", no_room)
    ran = made("cases")
    assert (ran.code, set(problems(ran).values())) == (1, {"cannot_save"})
    assert set(told(ran).values()) == {"failed"}
    assert "Errors: 3" in ran.err
    assert "fault" not in ran.err
    assert documents() == set(), "nothing is made that the folder could not know again"


def test_a_ledger_that_could_not_be_written_is_told_once_and_the_next_run_puts_it_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    append, save = Ledger._append, disk.save

    def begun(book: Ledger, key: str, entry: Entry) -> int:
        return append(book, key, entry) if not entry.output else no_room()

    def small(path: Path, content: bytes) -> None:
        (no_room_to_save if path.name == ledger.NAME else save)(path, content)

    with monkeypatch.context() as full:
        full.setattr(Ledger, "_append", begun)
        full.setattr(disk, "save", small)
        ran = made("cases")
    assert (ran.code, set(told(ran).values()), len(documents())) == (1, {"made"}, 3)
    assert ran.err.count(ledger.NAME) == 1
    assert "there is no more room" in ran.err
    assert set(told(made("cases")).values()) == {"made"}
    assert set(told(made("cases")).values()) == {"unchanged"}


def test_a_document_that_finds_no_room_is_known_as_it_was_before(monkeypatch: pytest.MonkeyPatch) -> None:
    made("cases")
    before = Ledger(Path("out")).entries
    with monkeypatch.context() as full:
        full.setattr(disk, "save", no_room_to_save)
        assert set(told(made("cases", more=("--force",))).values()) == {"failed"}
    assert Ledger(Path("out")).entries == before
    assert set(told(made("cases")).values()) == {"unchanged"}


class Narrow(BytesIO):
    """A file on a disk that has room for so many bytes more."""

    room = 30

    def write(self, content: object) -> int:
        assert isinstance(content, bytes)
        taken = super().write(content[: self.room])
        self.room -= taken
        return taken

    def fileno(self) -> int:
        return -1


def test_half_a_line_is_followed_by_a_line_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, book = Narrow(), Ledger(tmp_path / "out")
    monkeypatch.setattr(book, "opened", lambda: file)
    book.add("a Order(document=1", Entry("a.pdf"))
    assert book.problem is not None
    assert (book.problem.key, book.problem.values) == ("ledger_lost", {"reason": "ENOSPC"})
    file.room = 1000
    book.add("b Order(document=1", Entry("b.pdf"))
    assert json.loads(file.getvalue().splitlines()[1])["name"] == "b.pdf"


@ONLY_LINUX
def test_a_name_that_is_not_utf8_goes_through_a_batch_and_stands_in_its_lines(cases: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(cases) + b"/k\xf8ge.yaml"))
    (cases / "leyla.yaml").rename(odd)
    (cases / "nameless.yaml").write_text("questionnaire: screening\nversion: 1\nanswers: {}\n", "utf-8")
    (cases / "nameless.yaml").rename(os.fsdecode(os.fsencode(cases) + b"/uden n\xf8.yaml"))
    for status in ("made", "unchanged"):
        ran = made("cases")
        assert told(ran)[odd.name] == status
        assert all(Path(json.loads(line)["answers"]).exists() for line in ran.out.splitlines())
    assert [entry.name for key, entry in Ledger(Path("out")).entries.items() if str(odd) in key]
    assert set(told(made("cases", more=("--dry-run",)))) == {path.name for path in cases.iterdir()}
    ran = run("batch", "cases", "-o", os.fsdecode(b"m\xf8de"), "--document", "postcard", "--format", "txt")
    assert "Made: 3" in ran.err


@pytest.mark.parametrize(
    "listed",
    [
        b"cases/amir.yaml\0cases/leyla.yaml\0cases/thin.yaml\0",
        b"\xef\xbb\xbfcases/amir.yaml\r\ncases/leyla.yaml\r\n\r\ncases/thin.yaml",
        "\ufeffcases/amir.yaml\r\ncases/leyla.yaml\r\ncases/thin.yaml\r\n".encode("utf-16-le"),
    ],
    ids=["find -print0", "Notepad", "PowerShell"],
)
def test_a_list_of_paths_is_read_as_programs_write_it(listed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(listed), encoding="utf-8"))
    ran = made("-")
    assert (ran.code, set(told(ran))) == (0, {"amir.yaml", "leyla.yaml", "thin.yaml"})


@ONLY_LINUX
def test_a_path_of_a_list_may_have_any_bytes(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cases / "amir.yaml").rename(os.fsdecode(os.fsencode(cases) + b"/k\xf8ge\n.yaml"))
    listed = b"cases/k\xf8ge\n.yaml\0cases/thin.yaml\0"
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(listed), encoding="utf-8"))
    assert set(told(made("-")).values()) == {"made"}


BATCH = [sys.executable, "-m", "refscreen", "batch", "cases", "-o", "out", "--document", "postcard"]


@ONLY_LINUX
@pytest.mark.parametrize("streams", ["| true", "2>&1 | true", ">&-", ">&- 2>&- <&-"])
def test_the_documents_are_made_though_nobody_reads_the_lines(streams: str, cases: Path) -> None:
    (cases / "broken.yaml").write_text("questionnaire: screening\nanswers: {}\n", encoding="utf-8")
    command = f"({' '.join(BATCH)} --format txt --json --jobs 1; echo $? > code) {streams}"
    subprocess.run(["/bin/sh", "-c", command], check=False, capture_output=True)
    assert Path("code").read_text(encoding="utf-8") == "1\n", "of the file that is broken"
    assert len(documents()) == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_lines_that_a_full_disk_does_not_take_are_told_of_and_the_documents_are_made() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            [*BATCH, "--format", "txt", "--json"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ran.returncode, len(documents())) == (1, 3)
    assert "--json" in ran.stderr
    assert "fault" not in ran.stderr


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("questionnaire: screning", "unknown_questionnaire"),
        ("questionnaire: Screening", "unknown_questionnaire"),
        ("questionnaire: vores", "unknown_questionnaire"),
        ("", "missing_key"),
    ],
)
def test_a_case_whose_questionnaire_is_not_here_is_a_failed_line(
    written: str, problem: str, cases: Path
) -> None:
    text = (cases / "thin.yaml").read_text(encoding="utf-8")
    (cases / "thin.yaml").write_text(text.replace("questionnaire: screening", written), encoding="utf-8")
    ran = made("cases")
    assert (ran.code, problems(ran)) == (1, {"thin.yaml": problem})
    assert ("Did you mean “screening”?" in ran.err) == written.endswith("ning")
    assert made("cases/thin.yaml").code == 1


def test_files_that_are_passed_over_are_counted_and_no_errors(cases: Path) -> None:
    shutil.copy(store.shipped("samples") / "ali-card.yaml", cases)
    ran = made("cases")
    line = next(line for line in map(json.loads, ran.out.splitlines()) if line["status"] == "passed_over")
    assert (ran.code, line["document"], line["questionnaire"]) == (0, None, "competence-card")
    assert "another questionnaire (competence-card): 1" in ran.err
    assert "Errors: 0" in ran.err


def test_files_of_which_none_fits_the_document_are_told_as_such(cases: Path) -> None:
    shutil.copy(store.shipped("samples") / "ali-card.yaml", cases)
    ran = made(cases / "ali-card.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "competence-card" in ran.err


def test_endings_in_capitals_are_found(cases: Path) -> None:
    (cases / "amir.yaml").rename(cases / "AMIR.YAML")
    (cases / "leyla.yaml").rename(cases / "Leyla.Yml")
    shutil.copy(store.shipped("questionnaires") / "screening.rules.yaml", cases / "OURS.RULES.YAML")
    assert set(told(made("cases"))) == {"AMIR.YAML", "Leyla.Yml", "thin.yaml"}
    assert {path.name for path in resealing.cases([cases])} == {"AMIR.YAML", "Leyla.Yml", "thin.yaml"}


@ONLY_LINUX
def test_a_pipe_in_the_folder_holds_nobody_up(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(cases / "pipe.yaml")
    assert "pipe.yaml" not in told(made("cases"))
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b"cases/pipe.yaml\n"), encoding="utf-8"))
    assert told(made("-")) == {"pipe.yaml": "failed"}


@pytest.fixture
def closed(cases: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder inside that nobody may look into; root may, so it is the calls that say so."""
    folder = cases / "closed"
    folder.mkdir()
    for name in ("scandir", "listdir"):
        call = getattr(os, name)

        def refused(path: str | Path = ".", call: object = call) -> object:
            if Path(path).name == "closed":
                raise PermissionError(errno.EACCES, "closed", str(path))
            assert callable(call)
            return call(path)

        monkeypatch.setattr(os, name, refused)
    return folder


@pytest.mark.usefixtures("closed")
def test_a_folder_without_access_is_a_failed_line() -> None:
    ran = made("cases", more=("--dry-run",))
    assert (ran.code, problems(ran)) == (1, {"closed": "folder_unread"})
    assert "you have no access" in ran.err


@pytest.mark.usefixtures("closed")
def test_a_folder_without_access_is_told_of_by_export_and_stats() -> None:
    for ran in (run("export", "cases", "-o", "all.csv"), run("stats", "cases")):
        assert (ran.code, "The folder cannot be read (you have no access)" in ran.err) == (1, True)
    exported = Path("all.csv").read_text("utf-8")
    assert all(case in exported for case in ("K-2026-017", "K-2026-024", "K-2026-029"))


def test_figures_tell_of_files_that_answer_another_questionnaire(cases: Path) -> None:
    shutil.copy(store.shipped("samples") / "ali-card.yaml", cases)
    ran = run("stats", "cases")
    assert (ran.code, "another questionnaire (competence-card): 1" in ran.err) == (0, True)


@pytest.mark.parametrize(
    ("watched", "file", "meant"),
    [
        ("/c/cases", "/c/cases/a.yaml", True),
        ("/c/cases/*.yaml", "/c/cases/new.yaml", True),
        ("/c/cases/*.yaml", "/c/cases/new.txt", False),
        ("/c/cases/*.yaml", "/c/other/new.yaml", False),
        ("/c/cases/2026-*", "/c/cases/2026-11/a.yaml", True),
        ("/c/**/*.yaml", "/c/a.yaml", True),
        ("/c/**/*.yaml", "/c/d/e/a.yaml", True),
    ],
)
def test_what_fits_a_pattern_is_watched(watched: str, file: str, meant: bool) -> None:
    assert watching.is_meant(Path(file), {Path(watched)}) == meant


def test_a_watched_pattern_wakes_for_a_case_that_is_new(cases: Path) -> None:
    saved = watching.saved([Path("cases/*.yaml")])
    writer = subprocess.Popen(
        ["/bin/sh", "-c", "while :; do cp cases/thin.yaml cases/new.yaml; sleep 0.1; done"]
    )
    try:
        next(saved)
    finally:
        writer.kill()
        writer.wait()
    assert (cases / "new.yaml").exists()


def test_a_watched_folder_that_is_empty_for_a_moment_is_waited_for(
    cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def synced(_wish: Wish) -> Iterator[None]:
        cases.rename("elsewhere")
        yield
        Path("elsewhere").rename(cases)
        yield

    monkeypatch.setattr(bulk, "again", synced)
    ran = made("cases", more=("--watch",))
    statuses = [json.loads(line)["status"] for line in ran.out.splitlines()]
    assert (ran.code, statuses) == (0, ["made"] * 3 + ["unchanged"] * 3)
    assert "does not exist" in ran.err
