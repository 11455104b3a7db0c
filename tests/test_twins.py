"""Two versions of one case: a copy that lies beside its file is told of, and no document is made of it."""

import json
from pathlib import Path

import pytest

from refscreen import store, twins
from tests.program import run

COPIES = [
    "K-1-LAPTOP.yaml",
    "K-1 (1).yaml",
    "K-1 - kopi.yaml",
    "K-1 (LAPTOPs konflikt 2026-11-21).yaml",
    "K-1_conflict.yaml",
    "K-1.changed-1.yaml",
]
AMIR = (store.shipped("samples") / "amir.yaml").read_text(encoding="utf-8")


def case(path: Path, number: str = "K-1") -> Path:
    """A whole case with a number of its own."""
    path.write_text(AMIR.replace("K-2026-017", number), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_known_by_its_name_and_its_case(tmp_path: Path, name: str) -> None:
    first, copy = case(tmp_path / "K-1.yaml"), case(tmp_path / name)
    assert twins.original(copy) == first
    assert twins.original(first) is None
    assert (twins.beside(first), twins.beside(copy)) == ((copy,), (first,))


def test_another_case_with_a_like_name_is_no_copy(tmp_path: Path) -> None:
    first, other = case(tmp_path / "K-1.yaml"), case(tmp_path / "K-1-2.yaml", "K-1-2")
    assert twins.original(other) is None
    assert twins.beside(first) == ()


def test_another_questionnaire_about_the_same_person_is_no_copy(tmp_path: Path) -> None:
    first, card = case(tmp_path / "K-1.yaml"), tmp_path / "K-1-card.yaml"
    card.write_text("questionnaire: competence-card\nversion: 1\ncase: K-1\n", encoding="utf-8")
    assert (twins.original(card), twins.beside(first)) == (None, ())


def test_files_that_name_no_case_are_no_copies(tmp_path: Path) -> None:
    for name in ("K-1.yaml", "K-1 (1).yaml"):
        (tmp_path / name).write_text("questionnaire: screening\nversion: 1\nanswers: {}\n", encoding="utf-8")
    assert twins.original(tmp_path / "K-1 (1).yaml") is None


def test_a_batch_makes_one_document_of_a_case_and_names_both_files(tmp_path: Path) -> None:
    """The copy comes first in the alphabet, and a name of one's own for the documents does not hide it."""
    first, copy = case(tmp_path / "K-1.yaml"), case(tmp_path / "K-1-LAPTOP.yaml")
    out = tmp_path / "out"
    ran = run("batch", tmp_path, "-o", out, "--document", "postcard", "--json")
    told = {line["answers"]: line for line in map(json.loads, ran.out.splitlines())}
    assert ran.code == 1
    assert told[str(first)]["status"] == "made"
    assert told[str(copy)]["problems"] == [
        {"where": str(copy), "problem": "other_version", "other": str(first)}
    ]
    assert len([*out.glob("*.pdf")]) == 1


@pytest.mark.parametrize("command", ["export", "stats"])
def test_a_case_is_counted_and_exported_once(tmp_path: Path, command: str) -> None:
    first, copy = case(tmp_path / "K-1.yaml"), case(tmp_path / "K-1-LAPTOP.yaml")
    out = ("-o", tmp_path / "cases.csv") if command == "export" else ()
    ran = run(command, tmp_path, *out)
    assert ran.code == 1
    assert f"The same case lies in {first}. Only that file is used." in " ".join(ran.err.split())
    assert str(copy) in " ".join(ran.err.split())


@pytest.mark.parametrize("asked", ["K-1.yaml", "K-1-LAPTOP.yaml"])
def test_status_tells_of_the_other_file_of_the_case(tmp_path: Path, asked: str) -> None:
    both = {path.name: path for path in (case(tmp_path / "K-1.yaml"), case(tmp_path / "K-1-LAPTOP.yaml"))}
    (other,) = (path for name, path in both.items() if name != asked)
    assert str(other) in " ".join(run("status", both[asked]).err.split())
    assert json.loads(run("status", both[asked], "--json").out)["other_versions"] == [str(other)]


def test_a_case_that_lies_in_one_file_only_has_nothing_told(tmp_path: Path) -> None:
    path = case(tmp_path / "K-1.yaml")
    assert "other_versions" not in json.loads(run("status", path, "--json").out)
