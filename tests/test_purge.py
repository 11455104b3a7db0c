"""Purge: what is overdue goes, with everything that was made of it; nothing else does."""

import os
from datetime import date, timedelta
from pathlib import Path
from textwrap import dedent

import pytest

from refscreen import access, disk, store
from refscreen.access import Event
from refscreen.answers import Answers
from refscreen.commands.reminding import overdue_in
from refscreen.ledger import Entry, Ledger
from refscreen.rights import purging
from refscreen.vault import age, keys
from tests.conftest import TODAY
from tests.program import run

YESTERDAY, TOMORROW = date.today() - timedelta(days=1), date.today() + timedelta(days=1)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def case(name: str, number: str, until: date | None = YESTERDAY) -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {"questionnaire": "screening", "version": 1, "case": number, "delete_after": until}
    lines = [f"{key}: {value}\n" for key, value in head.items() if value]
    path.write_text("".join([*lines, "answers: {}\n"]), encoding="utf-8")
    return path


def output(name: str, *numbers: str, action: str = "render") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    access.note_all(Event(action, number, "municipality", "handover", str(path)) for number in numbers)
    path.write_text("a document", encoding="utf-8")
    return path


def left() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*") if path.is_file())


# --- what is deleted ----------------------------------------------------------------------------------


def test_a_case_is_deleted_the_day_after_the_last_day_it_may_be_kept() -> None:
    case("a.yaml", "K-1", TODAY)
    wish = purging.Wish((Path(),))
    assert purging.plan(wish, TODAY).doomed == ()
    (doomed,) = purging.plan(wish, TODAY + timedelta(days=1)).doomed
    assert doomed.case == "K-1"
    assert [path.name for path in doomed.files] == ["a.yaml"]


def test_overdue_cases_go_and_others_stay() -> None:
    case("over.yaml", "K-1")
    case("inside/over.yaml", "K-2")
    case("kept.yaml", "K-3", TOMORROW)
    case("endless.yaml", "K-4", None)
    Path("screening.rules.yaml").write_text("questionnaire: screening\n", encoding="utf-8")
    assert run("purge", "--yes").code == 0
    assert left() == ["endless.yaml", "kept.yaml", "screening.rules.yaml"]


def test_copies_and_what_saving_left_behind_go_with_the_case() -> None:
    path = case("a.yaml", "K-1")
    disk.set_aside(path)
    disk.set_aside(path)
    Path(".a.yaml.abcd1234.tmp").write_text("half", encoding="utf-8")
    Path(".a.yaml.lock").write_text("", encoding="utf-8")
    Path(".a.yaml.version-1.yaml").write_text("answers: {}", encoding="utf-8")
    Path("a.changed-mind.yaml").write_text("mine: true", encoding="utf-8")
    assert run("purge", "--yes").code == 0
    assert left() == ["a.changed-mind.yaml"]


def test_everything_that_was_made_of_the_case_goes_wherever_it_was_written(tmp_path: Path) -> None:
    case("cases/a.yaml", "K-1")
    case("cases/b.yaml", "K-2", TOMORROW)
    output("out/a.pdf", "K-1")
    output("elsewhere/a.yaml", "K-1", action="subject-access")
    output("out/b.pdf", "K-2")
    assert run("purge", tmp_path / "cases", "--yes").code == 0
    assert left() == ["cases/b.yaml", "out/b.pdf"]


def test_a_number_sign_in_a_case_number_does_not_make_two_people_one() -> None:
    case("a.yaml", "2026#17")
    case("b.yaml", "2026#18")
    output("a.pdf", "2026#17")
    output("b.pdf", "2026#18")
    assert run("purge", "--case", "2026", "--yes").err.startswith("There is nothing here of case 2026.")
    assert run("log", "a.yaml").out.count("a.pdf") == 1
    assert "b.pdf" not in run("log", "a.yaml").out
    assert run("purge", "--case", "2026#17", "--yes").code == 0
    assert left() == ["b.pdf", "b.yaml"]


def test_a_document_of_a_file_without_a_case_number_goes_with_it() -> None:
    path = case("a.yaml", "")
    output("a.pdf", access.named("", path))
    assert run("purge", "--yes").code == 0
    assert left() == []


def test_a_place_where_another_case_was_written_since_is_left_alone() -> None:
    case("a.yaml", "K-1")
    output("report.pdf", "K-1")
    output("report.pdf", "K-2")
    assert run("purge", "--yes").code == 0
    assert left() == ["report.pdf"]


def test_an_export_that_holds_other_cases_too_goes_and_that_is_said() -> None:
    case("a.yaml", "K-1")
    output("all.csv", "K-1", "K-2", action="export")
    ran = run("purge", "--yes")
    assert "all.csv  (other cases are in it, too; it can be made again)" in ran.err
    assert left() == []


def test_outputs_stay_while_another_file_of_the_case_may_be_kept() -> None:
    case("old.yaml", "K-1")
    case("new.yaml", "K-1", TOMORROW)
    output("a.pdf", "K-1")
    assert run("purge", "--yes").code == 0
    assert left() == ["a.pdf", "new.yaml"]


def test_outputs_stay_while_a_file_of_the_same_number_elsewhere_may_be_kept() -> None:
    case("old/a.yaml", "K-1")
    access.note("open", "K-1", place=case("new/b.yaml", "K-1", TOMORROW))
    output("new/paper.pdf", "K-1")
    assert run("purge", "old", "--yes").code == 0
    assert left() == ["new/b.yaml", "new/paper.pdf"]


def test_a_ledger_names_no_file_outside_its_folder() -> None:
    path = case("a.yaml", "K-1")
    Path("mine.txt").write_text("not of the case", encoding="utf-8")
    with Ledger(Path("out")) as book:
        book.add(f"{path.resolve()} order", Entry("../mine.txt"))
    access.note("render", document="handover", place="out")
    assert run("purge", "--yes").code == 0
    assert left() == ["mine.txt", "out/.refscreen-batch.jsonl"]


def test_what_a_killed_copy_left_behind_goes_with_the_case() -> None:
    case("a.yaml", "K-1")
    for name in (".a.changed-1.yaml.x7abcd_2.tmp", "..a.yaml.version-1.yaml.x7abcd_2.tmp"):
        Path(name).write_text("answers", encoding="utf-8")
    other = ".b.changed-1.yaml.x7abcd_2.tmp"
    Path(other).write_text("answers", encoding="utf-8")
    assert run("purge", "--yes").code == 0
    assert left() == [other]


def test_what_is_not_where_it_was_written_is_named() -> None:
    case("a.yaml", "K-1")
    output("a.pdf", "K-1").rename("moved.pdf")
    ran = run("purge", "--yes")
    assert "a.pdf  is not there any more. If it was moved, delete it yourself." in ran.err
    assert left() == ["moved.pdf"]


def test_copies_without_the_name_are_not_known_by_their_place_and_that_is_said() -> None:
    case("a.yaml", "K-1")
    access.note("anonymise", "K-1", document="pseudonymise")
    told = " ".join(run("purge", "--yes").err.split())
    assert "Copies without names or with pseudonyms were made of the case, too." in told


def test_the_folder_of_a_batch_forgets_the_case() -> None:
    over, kept = case("a.yaml", "K-1"), case("b.yaml", "K-2", TOMORROW)
    with Ledger(Path("out")) as book:
        for path in (over, kept):
            book.add(f"{path.resolve()} order", Entry(f"{path.stem}.pdf"))
    for path in (over, kept):
        output(f"out/{path.stem}.pdf", access.named("", path))
    access.note("render", document="handover", place="out")
    assert run("purge", "--yes").code == 0
    assert left() == ["b.yaml", "out/.refscreen-batch.jsonl", "out/b.pdf"]
    assert [entry.name for entry in Ledger(Path("out")).entries.values()] == ["b.pdf"]


def test_a_document_that_only_the_ledger_knows_goes_too() -> None:
    path = case("a.yaml", "K-1")
    with Ledger(Path("out")) as book:
        book.add(f"{path.resolve()} order", Entry("a.pdf"))
    Path("out/a.pdf").write_text("a document", encoding="utf-8")
    access.note("render", document="handover", place="out")
    assert run("purge", "--yes").code == 0
    assert not Path("out/a.pdf").exists()


def test_an_encrypted_case_is_deleted_without_its_key() -> None:
    keys.create("Anne", "", age.new()[1])
    record = Answers("screening", 1, case="K-1", delete_after=YESTERDAY)
    store.save_answers(Path("a.yaml"), record)
    keys.take("")
    for file in Path(os.environ["REFSCREEN_HOME"]).glob("key*"):
        file.unlink()
    assert run("purge", "--yes").code == 0
    assert left() == []


# --- one case by its number ----------------------------------------------------------------------------


def test_a_case_is_deleted_by_its_number_before_its_time_wherever_it_was_opened(tmp_path: Path) -> None:
    path = case("far/away/a.yaml", "K-1", TOMORROW)
    access.note("open", "K-1", place=path)
    output("a.pdf", "K-1")
    case("here/b.yaml", "K-2")
    assert run("purge", tmp_path / "here", "--case", "K-1", "--yes").code == 0
    assert left() == ["here/b.yaml"]


def test_outputs_of_a_case_whose_answers_are_gone_already_go_too() -> None:
    output("a.pdf", "K-1")
    assert run("purge", "--case", "K-1", "--yes").code == 0
    assert left() == []


def test_a_number_that_nothing_is_known_of_is_said() -> None:
    assert "There is nothing here of case K-9." in run("purge", "--case", "K-9", "--yes").err


# --- asked first ------------------------------------------------------------------------------------------


def test_without_a_terminal_nothing_is_deleted_unless_it_was_said_beforehand() -> None:
    case("a.yaml", "K-1")
    ran = run("purge", lang="da")
    assert ran.code == 2
    assert "Tilføj --yes" in ran.err
    assert left() == ["a.yaml"]


def test_a_dry_run_says_what_would_go_and_deletes_and_logs_nothing() -> None:
    case("a.yaml", "K-1")
    output("out/a.pdf", "K-1")
    ran = run("purge", "--dry-run")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        f"Case K-1 could be kept until {YESTERDAY}. This will be deleted:",
        f"  {Path('out/a.pdf')}",
        "  a.yaml",
    ]
    assert left() == ["a.yaml", str(Path("out/a.pdf"))]
    assert [one.action for one in access.entries()] == ["render"]


def test_a_file_that_was_named_though_its_time_is_not_up_stays_and_that_is_said() -> None:
    case("a.yaml", "K-1", date(2030, 5, 1))
    ran = run("purge", "a.yaml", "--yes", lang="da")
    assert "a.yaml må gemmes til og med 01.05.2030 og bliver ikke slettet." in ran.err
    assert "purge . --case K-1" in ran.err
    assert left() == ["a.yaml"]


def test_days_are_written_as_people_write_them() -> None:
    case("a.yaml", "K-1", date(2026, 11, 1))
    assert "Sag K-1 måtte gemmes til og med 01.11.2026." in run("purge", "-n", lang="da").err


def test_what_cannot_be_reached_is_said_honestly() -> None:
    case("a.yaml", "K-1")
    told = " ".join(run("purge", "--yes").err.split())
    assert "not overwritten" in told
    assert "backups" in told


# --- what goes wrong --------------------------------------------------------------------------------------


def test_a_deletion_is_logged_with_the_number_of_files() -> None:
    case("a.yaml", "K-1")
    output("a.pdf", "K-1")
    assert run("purge", "--yes").code == 0
    assert [(one.action, one.case, one.count) for one in access.entries()][-1] == ("purge", "K-1", 2)


def test_a_case_that_is_open_in_an_interview_is_not_deleted() -> None:
    path = case("a.yaml", "K-1")
    case("b.yaml", "K-2")
    output("a.pdf", "K-1")
    with disk.held(path):
        ran = run("purge", "--yes")
        assert left() == [".a.yaml.lock", "a.pdf", "a.yaml"]
    assert ran.code == 1
    assert "already open" in ran.err


def test_the_answers_stay_when_something_made_of_them_cannot_be_deleted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case("a.yaml", "K-1")
    output("a.pdf", "K-1")

    def in_use(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "in use", str(path), missing_ok)

    with monkeypatch.context() as windows:
        windows.setattr(Path, "unlink", in_use)
        ran = run("purge", "--yes")
    assert ran.code == 1
    assert "The file could not be deleted" in ran.err
    assert "a.yaml" in left()
    assert run("purge", "--yes").code == 0
    assert left() == []


# --- reminding ----------------------------------------------------------------------------------------------


def test_who_works_in_a_folder_hears_of_overdue_cases_once(tmp_path: Path) -> None:
    leyla = (store.shipped("samples") / "leyla.yaml").read_text(encoding="utf-8")
    Path("leyla.yaml").write_text(leyla, encoding="utf-8")
    assert "purge" not in run("status", "leyla.yaml").err
    path = case("a.yaml", "K-1")
    disk.set_aside(path)
    case("b.yaml", "K-2")
    for command in (
        ("status", "leyla.yaml"),
        ("render", "summary", "leyla.yaml", "-o", "s.txt"),
        ("doctor",),
    ):
        ran = run(*command, lang="da")
        assert ran.err.count("Sager her, der skulle være slettet: 2.") == 1, command
    assert overdue_in([tmp_path / "nowhere"], TODAY) == 0


def test_a_damaged_file_stops_no_reminder() -> None:
    case("a.yaml", "K-1")
    Path("b.yaml").write_bytes(b"\xff\xfe\x00{{{")
    Path("c.yaml").write_text(dedent("delete_after: someday\nanswers: {}"), encoding="utf-8")
    assert overdue_in([Path()], date.today()) == 1
