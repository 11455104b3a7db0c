"""A file that is not there, and one that lies beside it; a case where a questionnaire was wanted."""

from pathlib import Path

import pytest

from refscreen import store
from refscreen.errors import UserError
from refscreen.existing import existing, no_such
from tests.program import run

SAMPLES = store.shipped("samples")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("K-2026-41.yaml", "K-2026-041.yaml"),
        ("K-2026-041", "K-2026-041.yaml"),
        ("k-2026-041.yml", "K-2026-041.yaml"),
        ("photo.jpeg", ""),
        ("something-else.yaml", ""),
    ],
)
def test_a_file_that_is_nearly_called_so_is_offered(tmp_path: Path, asked: str, meant: str) -> None:
    (tmp_path / "K-2026-041.yaml").touch()
    (tmp_path / "photo.png").touch()
    told = no_such(tmp_path / asked).values.get("suggestion", "")
    assert told == (str(tmp_path / meant) if meant else "")


def test_a_folder_that_is_not_there_offers_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        existing(tmp_path / "none" / "a.yaml")
    assert [(one.key, one.values) for one in error.value.problems] == [("no_such_file", {})]


def test_a_document_of_a_case_without_its_ending_names_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("leyla.yaml").write_bytes((SAMPLES / "leyla.yaml").read_bytes())
    ran = run("report", "leyla", lang="da")
    assert (ran.code, "Mente du »leyla.yaml«?" in ran.err) == (2, True)


def test_a_case_in_the_place_of_the_questionnaire_is_told_how_to_go_on(tmp_path: Path) -> None:
    case = tmp_path / "amir.yaml"
    case.write_bytes((SAMPLES / "amir.yaml").read_bytes())
    ran = run("interview", case, "-o", tmp_path / "b.yaml", "--answers", case, "--no-input", lang="da")
    assert ran.code == 2
    assert "refscreen interview -o" in ran.err
    assert "Ret eller slet linjen" not in ran.err
    assert case.read_bytes() == (SAMPLES / "amir.yaml").read_bytes()
