"""WeasyPrint is imported without what our pages never need of it, and is whole all the same."""

import ctypes.util
import subprocess
import sys
from pathlib import Path

import cffi
import pytest

from refscreen import loading
from refscreen.store import shipped

DIGEST = (
    "import hashlib\nfrom refscreen import pdf\n"
    "drawn = pdf.lay_out('<html lang=da><title>.</title><p>Så er der kaffe').draw()\n"
    "print(hashlib.sha256(drawn.content).hexdigest())\n"
)
PROBE = "import sys\nfrom refscreen import pdf\npdf.engine()\nprint([name in sys.modules for name in {!r}])\n"


def ran(code: str) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, encoding="utf-8"
    ).stdout.strip()


def test_the_renderer_comes_without_the_parts_for_variable_fonts() -> None:
    assert ran(PROBE.format(["weasyprint", *loading.WHEN_CALLED])) == "[True, False, False, False]"


def test_a_part_that_is_called_after_all_is_imported_then() -> None:
    code = "from refscreen import pdf\npdf.engine()\nfrom weasyprint.pdf import fonts\n"
    assert ran(f"{code}print(type(fonts.subset.Options()))") == "<class 'fontTools.subset.Options'>"


@pytest.mark.parametrize(
    "first", ["engine()", "lay_out('<p>a')", "expect('p { color: red }')", "warm_up()", "font_faces()"]
)
def test_no_child_process_looks_for_a_library_whatever_is_done_first(first: str) -> None:
    code = "import sys\nevents = []\nsys.addaudithook(lambda event, _: events.append(event))\n"
    code += f"from refscreen import pdf\npdf.{first}\n"
    assert ran(f"{code}print('subprocess.Popen' in events)") == "False"


def test_afterwards_libraries_are_found_as_before() -> None:
    before = ctypes.util.find_library
    with loading.lightly():
        assert ctypes.util.find_library is not before
    assert ctypes.util.find_library is before


def test_afterwards_cffi_is_as_before() -> None:
    before = cffi.FFI
    with loading.lightly():
        assert cffi.FFI is not before
    assert cffi.FFI is before


def test_kept_declarations_draw_the_same_to_the_byte() -> None:
    parsed_anew = "from refscreen import loading\nloading.Declared = lambda interface: interface()\n"
    assert ran(parsed_anew + DIGEST) == ran(DIGEST) == ran(DIGEST)


@pytest.mark.skipif(sys.platform == "win32", reason="the cache is moved by XDG_CACHE_HOME")
@pytest.mark.parametrize("damage", [b"", b"ffi = (", b"\0"], ids=["emptied", "cut off", "overwritten"])
def test_declarations_whose_file_is_damaged_are_kept_anew(
    damage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = ran(DIGEST)
    (kept,) = tmp_path.rglob("declared_*.py")
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert ran(DIGEST) == made
    assert kept.read_bytes() == whole


def test_kept_declarations_are_read_without_a_parser() -> None:
    ran(DIGEST)
    assert ran(PROBE.format(["cffi", "cffi.cparser", "pycparser"])) == "[True, False, False]"


def test_a_module_that_is_imported_already_stays_the_one_it_is() -> None:
    code = "import fontTools.subset as real\nfrom refscreen import pdf\npdf.engine()\n"
    assert ran(f"{code}import fontTools.subset as now\nprint(real is now)") == "True"


def test_a_document_is_made_without_what_it_does_not_need(tmp_path: Path) -> None:
    words = ["report", str(shipped("samples") / "leyla.yaml"), "-o", str(tmp_path / "out.pdf")]
    code = f"import sys\nfrom refscreen.cli import main\ntry: main({words!r})\nexcept SystemExit: pass\n"
    unneeded = ["rich", "docx", "lxml", "multiprocessing", "questionary", "refscreen.batch", "PIL.ImageFont"]
    assert ran(f"{code}print([name for name in {unneeded!r} if name in sys.modules])") == "[]"
    assert (tmp_path / "out.pdf").exists()
