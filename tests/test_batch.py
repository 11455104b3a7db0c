"""Folders become documents: what fails is named, what is unchanged is left, nothing is half written."""

import json
import re
from pathlib import Path

import pypdf
import pytest

from refscreen import ledger, naming
from refscreen.ledger import Entry, Ledger
from tests.program import run

SAMPLES = Path(__file__).parent.parent / "samples"
POISON = {
    "bomb.yaml": "a: &a [x, x]\nb: &b [*a, *a]\nanswers: *b\n",
    "deep.yaml": "[" * 100_000,
    "newer.yaml": "questionnaire: screening\nversion: 99\nanswers: {}\n",
    "binary.yaml": "\x00\x01\x02",
    "other.yaml": "questionnaire: screening\nversion: 1\nanswers: {motivation_self: 12, full_nmae: x}\n",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def folder_of(tmp_path: Path, count: int) -> Path:
    """A folder of so many cases, each with its own case number."""
    folder = tmp_path / "cases"
    folder.mkdir()
    text = (SAMPLES / "amir.yaml").read_text(encoding="utf-8")
    for number in range(count):
        case = text.replace("K-2026-017", f"K-2026-{number:03}")
        (folder / f"case-{number:03}.yaml").write_text(case, encoding="utf-8")
    return folder


def lines_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_folder_becomes_documents_named_by_date_kind_and_case(tmp_path: Path) -> None:
    ran = run("batch", folder_of(tmp_path, 3), "-o", "out", "--document", "postcard")
    assert ran.code == 0
    names = sorted(path.name for path in (tmp_path / "out").glob("*.pdf"))
    assert len(names) == 3
    assert [name.split("_")[-1] for name in names] == [f"K-2026-00{n}.pdf" for n in range(3)]
    assert "3" in ran.err


def test_report_and_postcard_in_one_run(tmp_path: Path) -> None:
    ran = run("batch", SAMPLES / "thin.yaml", "-o", "out", "--document", "report", "--document", "postcard")
    assert ran.code == 0
    pages = {len(pypdf.PdfReader(path).pages) for path in (tmp_path / "out").glob("*.pdf")}
    assert 2 in pages
    assert any(7 <= count <= 10 for count in pages)


def test_five_poisoned_files_among_a_hundred_cost_five_lines_and_nothing_else(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 95)
    for name, text in POISON.items():
        (folder / name).write_text(text, encoding="utf-8")
    ran = run("batch", folder, "-o", "out", "--document", "postcard", "--json")
    assert ran.code == 1
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 95
    failed = [line for line in lines_of(ran.out) if line["status"] == "failed"]
    assert {Path(str(line["answers"])).name for line in failed} == set(POISON)
    shown = [line for line in ran.err.splitlines() if any(name in line for name in POISON)]
    assert len(shown) == 5
    assert not list((tmp_path / "out").glob("*.tmp"))


def test_a_second_run_makes_nothing_and_a_changed_file_is_made_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 3)
    run("batch", folder, "-o", "out", "--document", "postcard")
    again = run("batch", folder, "-o", "out", "--document", "postcard", "--json")
    assert [line["status"] for line in lines_of(again.out)] == ["unchanged"] * 3
    changed = folder / "case-001.yaml"
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("øje for detaljen", "sans for detaljen"), encoding="utf-8")
    third = run("batch", folder, "-o", "out", "--document", "postcard", "--json")
    assert sorted(str(line["status"]) for line in lines_of(third.out)) == ["made", "unchanged", "unchanged"]


def test_force_makes_everything_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    run("batch", folder, "-o", "out", "--document", "postcard")
    forced = run("batch", folder, "-o", "out", "--document", "postcard", "--force", "--json")
    assert [line["status"] for line in lines_of(forced.out)] == ["made"]


def test_a_document_that_is_gone_is_made_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    run("batch", folder, "-o", "out", "--document", "postcard")
    next((tmp_path / "out").glob("*.pdf")).unlink()
    again = run("batch", folder, "-o", "out", "--document", "postcard", "--json")
    assert [line["status"] for line in lines_of(again.out)] == ["made"]


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    ran = run("batch", folder_of(tmp_path, 2), "-o", "out", "--dry-run", "--json")
    assert [line["status"] for line in lines_of(ran.out)] == ["planned"] * 2
    assert not (tmp_path / "out").exists()


def test_two_processes_make_the_same_bytes_as_one(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 4)
    run("batch", folder, "-o", "one", "--document", "postcard", "--jobs", 1)
    run("batch", folder, "-o", "two", "--document", "postcard", "--jobs", 2)
    one, two = ({path.name: path.read_bytes() for path in Path(out).glob("*.pdf")} for out in ("one", "two"))
    assert one == two


def test_two_files_of_one_case_do_not_overwrite_each_other(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    (folder / "copy.yaml").write_bytes((folder / "case-000.yaml").read_bytes())
    ran = run("batch", folder, "-o", "out", "--document", "postcard", "--json")
    assert ran.code == 1
    assert sorted(str(line["status"]) for line in lines_of(ran.out)) == ["failed", "made"]


def test_the_first_of_two_files_of_a_case_has_the_name_though_the_other_is_finished_before(
    tmp_path: Path,
) -> None:
    (tmp_path / "cases").mkdir()
    for name, sample in (("a-long", "maximal"), ("b-short", "thin"), ("c-short", "thin")):
        text = (SAMPLES / f"{sample}.yaml").read_text(encoding="utf-8")
        text = re.sub("^case: .*$", "case: K-1", text, flags=re.MULTILINE)
        (tmp_path / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
    ran = run("batch", "cases", "-o", "out", "--name", "{document}_{case}", "--jobs", 2, "--json")
    told = {Path(str(line["answers"])).stem: line["status"] for line in lines_of(ran.out)}
    assert told == {"a-long": "made", "b-short": "failed", "c-short": "failed"}
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 1
    assert ran.err.count("a-long.yaml") == 2


def test_what_a_killed_save_left_in_the_folder_is_removed(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    run("batch", folder, "-o", "out", "--document", "postcard")
    name = next((tmp_path / "out").glob("*.pdf")).name
    (tmp_path / "out" / f".{name}.abcd_123.tmp").write_bytes(b"%PDF half")
    run("batch", folder, "-o", "out", "--document", "postcard", "--force")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [ledger.NAME, name]


def test_a_file_that_a_batch_did_not_make_is_not_replaced(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 1)
    run("batch", folder, "-o", "out", "--document", "postcard")
    name = next((tmp_path / "out").glob("*.pdf")).name
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / name).write_text("mine", encoding="utf-8")
    assert run("batch", folder, "-o", "other", "--document", "postcard").code == 1
    assert (tmp_path / "other" / name).read_text(encoding="utf-8") == "mine"


def test_a_batch_that_was_killed_knows_its_own_files_again(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 2)
    run("batch", folder, "-o", "out", "--document", "postcard")
    book = Ledger(tmp_path / "out")
    with book:  # as before the first was noted
        for key, entry in list(book.entries.items()):
            book.add(key, Entry(entry.name))
    again = run("batch", folder, "-o", "out", "--document", "postcard", "--json")
    assert [line["status"] for line in lines_of(again.out)] == ["made", "made"]


def test_a_dry_run_names_what_would_fail(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "other.yaml").write_text(POISON["other.yaml"], encoding="utf-8")
    assert run("batch", "cases", "-o", "out", "--dry-run").code == 1


def test_an_unknown_document_is_told_once_before_anything_is_made(tmp_path: Path) -> None:
    ran = run("batch", folder_of(tmp_path, 3), "-o", "out", "--document", "nosuch")
    assert ran.code == 2
    assert ran.err.count("nosuch") == 1


def test_a_file_in_the_place_of_the_folder_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    ran = run("batch", SAMPLES / "amir.yaml", "-o", tmp_path / "out", "--jobs", "1")
    assert (ran.code, str(tmp_path / "out") in ran.err, "Made" in ran.err) == (2, True, False)
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_a_batch_that_cannot_begin_has_no_sum(tmp_path: Path) -> None:
    ran = run("batch", SAMPLES / "amir.yaml", "-o", tmp_path / "out", "--executor", "elsewhere")
    assert (ran.code, "--executor" in ran.err, "Made" in ran.err) == (2, True, False)


def test_a_folder_without_answers_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = run("batch", "empty", "-o", "out", lang="da")
    assert ran.code == 2
    assert "svarfiler" in ran.err


@pytest.mark.parametrize(
    ("case", "name"),
    [
        ("K-2026-017", "K-2026-017"),
        ("../../etc/passwd", "etc-passwd"),
        ("Sag æøå 7", "Sag-aeoeaa-7"),
        ("سارة", ""),
    ],
)
def test_a_case_number_becomes_a_safe_part_of_a_file_name(case: str, name: str) -> None:
    assert naming.slug(case) == name


def test_the_ledger_may_be_lost_or_broken(tmp_path: Path) -> None:
    (tmp_path / ledger.NAME).write_text("{not json\n[]\n{}\n", encoding="utf-8")
    assert Ledger(tmp_path).entries == {}
