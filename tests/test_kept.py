"""The program's own YAML files are parsed once; what is kept of them is the same, and nobody's answers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from refscreen import cache, kept, resealing, store, yaml_text
from refscreen.vault import age, keys

PACKAGE = Path(kept.__file__).parent
SHIPPED = [*PACKAGE.glob("*.yaml"), *PACKAGE.glob("lists/*.yaml"), *PACKAGE.glob("messages/*.yaml")]
SHIPPED += [*PACKAGE.glob("templates/*/*.yaml"), *store.shipped("questionnaires").glob("*.yaml")]
CASE = "questionnaire: screening\nversion: 1\ncase: K-1\nanswers: {full_name: Nour Hamdan}\n"


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cache, "folder", cache.folder.__wrapped__)
    return cache.folder("yaml")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_what_is_kept_is_what_was_read(path: Path, own_cache: Path) -> None:
    content = path.read_bytes()
    first, again = kept.read(content), kept.read(content)
    assert isinstance(again, kept.Kept)
    assert repr(first.data) == repr(again.data) == repr(yaml_text.read(content).data)
    assert len([*own_cache.iterdir()]) == 1


def test_a_place_in_what_is_kept_is_found_in_the_file(own_cache: Path) -> None:
    content = b"da:\n  yes: ja\n  no: nej\n"
    kept.read(content)
    assert kept.read(content).mark(("da", "no"), on_key=True) == (3, 3)
    assert own_cache.is_dir()


def test_a_damaged_file_of_the_cache_is_made_anew(own_cache: Path) -> None:
    content = b"words: {yes: ja}\n"
    kept.read(content)
    (file,) = own_cache.iterdir()
    sound = file.read_bytes()
    for damaged in (b"", sound[:40], sound[:-1] + b"\0", b"\0" * len(sound)):
        file.write_bytes(damaged)
        assert kept.read(content).data == {"words": {"yes": "ja"}}
        assert file.read_bytes() == sound


def test_the_cache_keeps_so_many_files_and_no_more(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(5):
        kept.read(f"number: {number}\n".encode())
    assert len([*own_cache.iterdir()]) == 3


def test_a_case_in_a_folder_of_the_programs_is_opened_and_not_kept(
    own_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDERS", frozenset({tmp_path.resolve()}))
    keys.create("Jette", "", age.new()[1])
    path = tmp_path / "k.yaml"
    path.write_text(CASE, encoding="utf-8")
    for _time in ("in clear", "encrypted"):
        assert store.read_source(path).data["answers"] == {"full_name": "Nour Hamdan"}
        resealing.lock([path])
    assert [*own_cache.iterdir()] == []


def test_no_answers_get_into_the_cache(tmp_path: Path) -> None:
    case, folder = tmp_path / "case.yaml", tmp_path / "cache"
    case.write_text(CASE, encoding="utf-8")
    for command in ("check", "status", "report"):
        words = [sys.executable, "-m", "refscreen", command, str(case)]
        env = {**os.environ, "XDG_CACHE_HOME": str(folder)}
        subprocess.run(words, capture_output=True, check=False, env=env)
    contents = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert len(contents) > 10
    assert not [content for content in contents if b"Nour" in content]
