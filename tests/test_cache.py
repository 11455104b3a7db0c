"""What can be made again is kept; no room for it, or a damaged file, never stops a document."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from refscreen import cache, pdf, template
from refscreen.errors import UserError
from refscreen.store import shipped

FULL = """
import errno, os, sys, tempfile
def full(made):
    def make(*args, **named):
        if any(str(said).startswith(os.environ["XDG_CACHE_HOME"]) for said in (*args, *named.values())):
            raise OSError(errno.ENOSPC, "No space left on device")
        return made(*args, **named)
    return make
tempfile.mkstemp, tempfile.mkdtemp = full(tempfile.mkstemp), full(tempfile.mkdtemp)
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="the cache is moved by XDG_CACHE_HOME")


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "folder", cache.folder.__wrapped__)
    return tmp_path / "cache"


def postcard(path: Path, before: str = "") -> bytes:
    """A postcard that a fresh interpreter makes."""
    words = ["postcard", str(shipped("samples") / "leyla.yaml"), "-o", str(path)]
    code = f"{before}\nfrom refscreen.cli import main\nmain({words!r})\n"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
    return path.read_bytes()


@posix
def test_a_document_is_made_where_the_cache_is_full(own_cache: Path, tmp_path: Path) -> None:
    made = postcard(tmp_path / "a.pdf", FULL)
    ours = ("cffi", "fonts", "templates", "yaml")
    names = [path.name for one in ours for path in own_cache.glob(f"refscreen/{one}/*")]
    assert [name for name in names if not name.endswith("CACHEDIR.TAG") and ".cache-" not in name] == []
    assert postcard(tmp_path / "b.pdf") == made
    assert all(list(own_cache.glob(f"refscreen/{one}/*")) for one in ours)


def no_room(*_args: Any, **_named: Any) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


@posix
def test_where_there_is_no_room_at_all_for_the_fonts_that_is_said(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache.tempfile, "mkstemp", no_room)  # type: ignore[attr-defined]
    monkeypatch.setattr(cache.tempfile, "mkdtemp", no_room)  # type: ignore[attr-defined]
    with pytest.raises(UserError) as raised:
        pdf.engine.__wrapped__()
    assert [problem.key for problem in raised.value.problems] == ["cannot_save"]
    assert own_cache.is_dir()


@pytest.mark.parametrize("room", [True, False])
def test_a_file_of_the_cache_is_there_whole_or_not_at_all(
    room: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "one"
    file.write_bytes(b"before")
    if not room:
        monkeypatch.setattr(Path, "replace", no_room)
    assert cache.put(file, b"after") is room
    assert file.read_bytes() == (b"after" if room else b"before")
    assert list(tmp_path.iterdir()) == [file]


def test_what_is_kept_comes_back_and_what_is_damaged_does_not(tmp_path: Path) -> None:
    file = tmp_path / "one"
    assert cache.kept(file) is None
    assert cache.keep(file, b"made")
    assert cache.kept(file) == b"made"
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], b"\0" * len(whole)):
        file.write_bytes(damaged)
        assert cache.kept(file) is None


def compiled(folder: Path) -> str:
    """What a template of one's own says, read by a program that has just started."""
    template._environment.cache_clear()
    try:
        return template._environment(folder).get_template("document.html").render()
    finally:
        template._environment.cache_clear()


@posix
def test_a_template_whose_compiled_file_is_damaged_is_compiled_anew(own_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "document.html").write_text("<p>{{ 1 + 1 }}", encoding="utf-8")
    assert compiled(tmp_path) == "<p>2"
    (kept,) = [path for path in own_cache.rglob("*") if path.is_file()]
    whole = kept.read_bytes()
    for damaged in (b"", whole[:60], b"\0" * len(whole)):
        kept.write_bytes(damaged)
        assert compiled(tmp_path) == "<p>2"
        assert kept.read_bytes() == whole


@posix
def test_two_installations_have_fonts_of_their_own(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = pdf._font_config()
    text = ours.read_bytes()
    assert str(pdf.FONTS).encode() in text
    monkeypatch.setattr(pdf, "FONTS", Path("/opt/refscreen/templates/fonts"))
    theirs = pdf._font_config()
    assert b"/opt/refscreen/templates/fonts" in theirs.read_bytes()
    assert (ours == theirs, ours.read_bytes()) == (False, text)
    assert {ours.parent, theirs.parent} == {own_cache / "refscreen" / "fonts"}


@posix
def test_a_damaged_list_of_fonts_is_written_anew(own_cache: Path) -> None:
    path = pdf._font_config()
    text = path.read_bytes()
    path.write_bytes(b"")
    assert pdf._font_config() == path
    assert path.read_bytes() == text
    assert list(own_cache.rglob("*.conf")) == [path]
