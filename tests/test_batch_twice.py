"""A folder that several batches make documents into, at once or night after night, where people work, too."""

import json
import re
import shutil
from pathlib import Path

import pytest

from refscreen import ledger, store
from refscreen.ledger import Entry, Ledger
from tests.program import Ran, run


@pytest.fixture(autouse=True)
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases").mkdir()
    for name in ("amir", "leyla"):
        shutil.copy(store.shipped("samples") / f"{name}.yaml", tmp_path / "cases")
    return tmp_path


def batch(*options: object, of: str = "cases") -> Ran:
    return run("batch", of, "-o", "out", "--format", "txt", "--json", *options)


def statuses(ran: Ran) -> list[str]:
    return sorted(json.loads(line)["status"] for line in ran.out.splitlines())


def problems(ran: Ran) -> list[str]:
    return [one["problem"] for line in ran.out.splitlines() for one in json.loads(line)["problems"]]


def change(file: str, before: str, after: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert before in text
    Path(file).write_text(text.replace(before, after, 1), encoding="utf-8")


def document(kind: str, case: str) -> Path:
    return next(Path("out").glob(f"*_{kind}_{case}.txt"))


# --- two batches at once ------------------------------------------------------------------------------


def test_what_one_batch_notes_another_that_ends_later_does_not_wipe_out() -> None:
    first, second = Ledger(Path("out")), Ledger(Path("out"))
    with first:
        first.add("a", Entry("a.pdf"))
        with second:
            second.add("b", Entry("b.pdf"))
        first.add("c", Entry("c.pdf"))
    lines = (Path("out") / ledger.NAME).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["a", "b", "c"]


def test_nor_one_that_ended_earlier_where_there_are_no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("refscreen.appending.alone_with", lambda _file: True)
    first, second = Ledger(Path("out")), Ledger(Path("out"))
    with second:
        second.add("b", Entry("b.pdf"))
        with first:
            first.add("a", Entry("a.pdf"))
        second.add("c", Entry("c.pdf"))
    assert sorted(Ledger(Path("out")).entries) == ["a", "b", "c"]


def test_a_batch_does_not_call_foreign_what_another_has_made_meanwhile() -> None:
    book = Ledger(Path("out"))
    assert statuses(batch("--document", "postcard")) == ["made", "made"]
    path = document("cv-postkort", "K-2026-017")
    assert path.name not in book.names
    book.look_again()
    assert path.name in book.names


def test_what_a_purge_deletes_while_a_batch_runs_is_not_noted_again() -> None:
    with Ledger(Path("out")) as before:
        before.add("/cases/gone.yaml x", Entry("gone.pdf"))
    with Ledger(Path("out")) as book:
        book.add("b", Entry("b.pdf"))
        ledger.forget(Path("out"), Path("/cases/gone.yaml"))
    assert list(Ledger(Path("out")).entries) == ["b"]


# --- two people with one number -----------------------------------------------------------------------


def test_nobody_gets_the_place_of_another_person_with_the_same_number_and_day_in_a_later_run() -> None:
    text = Path("cases/leyla.yaml").read_text(encoding="utf-8")
    text = re.sub("^case: .*$", "case: K-2026-017", text, flags=re.MULTILINE)
    Path("other").mkdir()
    Path("other/leyla.yaml").write_text(text.replace("2026-10-21", "2026-10-14"), encoding="utf-8")
    Path("cases/leyla.yaml").unlink()
    assert statuses(batch("--document", "postcard")) == ["made"]
    place = document("cv-postkort", "K-2026-017")
    amirs = place.read_bytes()
    second = batch("--document", "postcard", of="other")
    assert (second.code, statuses(second), problems(second)) == (1, ["failed"], ["same_case"])
    assert "amir.yaml" in second.err
    assert place.read_bytes() == amirs
    assert statuses(batch("--document", "postcard")) == ["unchanged"]


def test_a_file_that_is_moved_keeps_its_documents() -> None:
    batch("--document", "postcard")
    Path("cases").rename("moved")
    assert statuses(batch("--document", "postcard", of="moved")) == ["made", "made"]


# --- what somebody has written into a document --------------------------------------------------------


def test_what_somebody_has_written_into_a_document_is_never_replaced_without_being_asked_to() -> None:
    batch("--document", "postcard")
    place = document("cv-postkort", "K-2026-017")
    place.write_text("mine", encoding="utf-8")
    again = batch("--document", "postcard")
    assert (again.code, statuses(again), problems(again)) == (0, ["unchanged"] * 2, ["changed_since"])
    change("cases/amir.yaml", "øje for detaljen", "sans for detaljen")
    newer = batch("--document", "postcard")
    assert (newer.code, statuses(newer), problems(newer)) == (1, ["failed", "unchanged"], ["changed_since"])
    assert place.read_text(encoding="utf-8") == "mine"
    assert statuses(batch("--document", "postcard", "--force")) == ["made", "made"]
    assert "sans for detaljen" in place.read_text(encoding="utf-8")


def test_a_document_whose_making_was_killed_is_not_taken_for_somebodys_own() -> None:
    batch("--document", "postcard")
    place = document("cv-postkort", "K-2026-017")
    with Ledger(Path("out")) as book:
        key = next(key for key, entry in book.entries.items() if entry.name == place.name)
        book.claim(key, place.name)
    place.write_text("newer, and not noted yet", encoding="utf-8")
    assert statuses(batch("--document", "postcard")) == ["made", "unchanged"]


# --- a case with another number -----------------------------------------------------------------------


def test_a_document_under_the_number_of_before_is_told_of_and_found_when_the_case_is_deleted() -> None:
    batch("--document", "postcard")
    old = document("cv-postkort", "K-2026-017")
    change("cases/amir.yaml", "case: K-2026-017", "case: K-2026-917")
    ran = batch("--document", "postcard")
    assert (ran.code, problems(ran)) == (0, ["former_name"])
    assert old.name in ran.err
    new = document("cv-postkort", "K-2026-917")
    made = ledger.made_of(Path("out"), Path("cases/amir.yaml"))
    assert {path.name for path in made} == {old.name, new.name}
    assert problems(batch("--document", "postcard")) == []
    purged = run("purge", "cases", "--case", "K-2026-917", "--yes")
    assert purged.code == 0
    assert (old.exists(), new.exists()) == (False, False)


def test_a_former_name_that_another_case_has_now_is_not_deleted_with_the_first() -> None:
    batch("--document", "postcard")
    change("cases/amir.yaml", "case: K-2026-017", "case: K-2026-917")
    batch("--document", "postcard")
    text = Path("cases/leyla.yaml").read_text(encoding="utf-8").replace("K-2026-024", "K-2026-017")
    Path("cases/leyla.yaml").write_text(text.replace("2026-10-21", "2026-10-14"), encoding="utf-8")
    assert statuses(batch("--document", "postcard")) == ["made", "unchanged"]
    made = ledger.made_of(Path("out"), Path("cases/amir.yaml"))
    assert [path.name for path in made] == [document("cv-postkort", "K-2026-917").name]


def test_two_patterns_in_one_folder_do_not_take_each_others_documents() -> None:
    both = batch("--document", "postcard"), batch("--document", "postcard", "--name", "{case}_{document}")
    assert [statuses(ran) for ran in both] == [["made", "made"]] * 2
    assert statuses(batch("--document", "postcard")) == ["unchanged"] * 2
    assert len(list(Path("out").glob("*.txt"))) == 4


# --- no, and what would be made -----------------------------------------------------------------------


def test_a_no_is_an_answer_and_no_error() -> None:
    change("cases/amir.yaml", "consent_company: true", "consent_company: false")
    ran = batch("--document", "postcard")
    assert (ran.code, statuses(ran), problems(ran)) == (0, ["made", "withheld"], ["consent_refused"])
    assert "Not made, because the candidate said no: 1" in ran.err
    assert "Errors: 0" in ran.err


def test_a_card_that_was_made_before_the_no_is_told_of() -> None:
    batch("--document", "postcard")
    card = document("cv-postkort", "K-2026-017")
    change("cases/amir.yaml", "consent_company: true", "consent_company: false")
    ran = batch("--document", "postcard")
    assert (ran.code, problems(ran)) == (0, ["consent_refused", "former_name"])
    assert card.name in ran.err
    card.unlink()
    assert problems(batch("--document", "postcard")) == ["consent_refused"]


def test_who_was_never_asked_is_something_to_do() -> None:
    change("cases/amir.yaml", "consent_company: true", "work_years: 9")
    change("cases/amir.yaml", "\n  work_years: 9", "")
    ran = batch("--document", "postcard")
    assert (ran.code, statuses(ran), problems(ran)) == (1, ["failed", "made"], ["no_consent"])


def test_a_dry_run_says_what_the_run_would_and_names_the_documents() -> None:
    change("cases/amir.yaml", "consent_company: true", "consent_company: false")
    dry = run("batch", "cases", "-o", "out", "--document", "postcard", "--name", "{case}-{document}", "-n")
    assert (dry.code, Path("out").exists()) == (0, False)
    assert str(Path("out") / "K-2026-024-cv-postkort.pdf") in dry.err
    assert "K-2026-017-cv" not in dry.err
    assert "Documents that would be made: 1. Unchanged: 0. Errors: 0." in dry.err
