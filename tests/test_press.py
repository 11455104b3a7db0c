"""The renderer in a process of its own draws what it draws in this one, and nothing is lost when it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from refscreen import __main__, cli, documents, pdf, press, process, production, workers
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.store import shipped

PAGE = """\
<!DOCTYPE html><html lang="da"><head><title>En side</title><style>
@page { size: A5 } p { font: 12pt "Refscreen Serif"; width: 40mm } b { white-space: nowrap }
</style></head><body><p>Så er der kaffe i kantinen.</p>
<p><b>Rekrutteringskonsulenternes møde</b></p></body></html>
"""
DYING = "import sys; sys.path[:] = {path!r}; sys.stdin.buffer.read(1)"
REFUSING = (
    "import sys; sys.path[:] = {path!r}\n"
    "from refscreen import pdf, press\nfrom refscreen.errors import Problem, UserError\n"
    "def none(): raise UserError([Problem('pango_missing')], exit_code=4)\n"
    "pdf.engine = none\npress.serve()"
)


@pytest.fixture(autouse=True)
def _none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test begins is forgotten afterwards."""
    monkeypatch.setattr(press, "_begun", [])


@pytest.fixture
def begun() -> Iterator[press.Press]:
    """A process that was begun, and is gone afterwards."""
    one = begin()
    yield one
    one.end()


def begin(monkeypatch: pytest.MonkeyPatch | None = None, code: str = "") -> press.Press:
    """Begin the process, or one that runs other code."""
    if monkeypatch:
        monkeypatch.setattr(__main__, "RENDERER", code)
    press.begin(__main__.renderer())
    (one,) = press._begun
    return one


@pytest.mark.usefixtures("begun")
def test_what_it_draws_is_the_same_to_the_byte() -> None:
    there, here = press.lay_out(PAGE, {}), pdf.lay_out(PAGE)
    assert isinstance(there, press.Sheets)
    assert (there.pages, there.last_page) == (here.pages, here.last_page)
    assert there.draw() == here.draw()


@pytest.mark.usefixtures("begun")
def test_it_tells_where_text_runs_out_and_what_the_renderer_complains_of() -> None:
    drawn = press.lay_out(PAGE.replace("<p>Så", '<img src="asset:none.jpg" alt="."><p>Så'), {}).draw()
    assert drawn.overflowing == ("page 1: p",)
    assert ["none.jpg" in line for line in drawn.warnings] == [True]


@pytest.mark.parametrize("name", ["handover", "postcard"])
def test_a_style_that_was_expected_is_not_read_again(name: str) -> None:
    styles: list[str] = []
    prepared = production.prepare(Order(name, shipped("samples") / "leyla.yaml"))
    page = documents.render(prepared.document, prepared.seen, prepared.setting, styles.append)
    pdf.expect(*styles)
    before = pdf._style.cache_info()
    pdf.lay_out(page)
    after = pdf._style.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


@pytest.mark.usefixtures("begun")
def test_expecting_a_style_in_vain_changes_nothing() -> None:
    press.expect("p { color: red }")
    press.expect("@font-face { font-family: x; src: url(x) }")
    assert press.lay_out(PAGE, {}).draw() == pdf.lay_out(PAGE).draw()


@pytest.mark.usefixtures("begun")
def test_meanwhile_this_process_gets_ready_what_comes_next() -> None:
    done: list[str] = []
    press.meanwhile(lambda: done.append("imported"))
    assert done == []
    pages = press.lay_out(PAGE, {})
    assert done == ["imported"]
    pages.draw()
    assert done == ["imported"]


def test_without_it_nothing_is_got_ready() -> None:
    done: list[str] = []
    press.meanwhile(lambda: done.append("imported"))
    press.lay_out(PAGE, {}).draw()
    assert done == []


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("report a.yaml", ["renderer"]),
        ("--lang da postcard a.yaml -o a.pdf", ["renderer"]),
        ("render postcard a.yaml", ["renderer"]),
        ("render postcard a.yaml --to docx", []),
        ("batch cases -o out --document report", ["workers"]),
        ("batch cases -o out --document postcard --document handover", ["workers"]),
        ("batch cases -o out --document report --dry-run", []),
        ("report --help", []),
        ("check a.yaml", []),
    ],
)
def test_a_command_begins_what_it_uses_and_nothing_else(
    words: str, begins: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(__main__, "renderer", lambda: begun.append("renderer"))
    monkeypatch.setattr(workers, "make_ready", lambda: begun.append("workers"))
    __main__._begun(words.split())
    assert begun == begins


def test_it_goes_on_after_a_document(begun: press.Press) -> None:
    first = [press.lay_out(PAGE, {}).draw() for _ in range(2)]
    assert first[0] == first[1]
    assert begun.process.poll() is None


@pytest.mark.parametrize("laid", [False, True], ids=["before the layout", "between layout and drawing"])
def test_a_process_that_dies_costs_time_and_no_document(begun: press.Press, laid: bool) -> None:
    pages = press.lay_out(PAGE, {}) if laid else None
    begun.process.kill()
    begun.process.wait()
    drawn = (pages or press.lay_out(PAGE, {})).draw()
    assert drawn == pdf.lay_out(PAGE).draw()


def test_a_process_that_dies_over_a_page_leaves_it_to_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, DYING)
    assert isinstance(press.lay_out(PAGE, {}), pdf.Layout)
    assert press._begun == []


def test_what_the_user_has_to_mend_comes_through_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin(monkeypatch, REFUSING)
    with pytest.raises(UserError) as raised:
        press.lay_out(PAGE, {})
    assert ([problem.key for problem in raised.value.problems], raised.value.exit_code) == (
        ["pango_missing"],
        4,
    )
    assert one.end() == 0


def test_it_ends_with_the_pipe_and_not_with_ctrl_c(begun: press.Press) -> None:
    press.lay_out(PAGE, {})
    begun.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    assert begun.process.poll() is None
    assert begun.end() == 0


def test_with_one_processor_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    press.begin(__main__.renderer())
    assert isinstance(press.lay_out(PAGE, {}), pdf.Layout)


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (["report", "case.yaml"], True),
        (["--lang", "da", "render", "summary", "case.yaml", "-o", "ud.pdf"], True),
        (["postcard", "--help"], False),
        (["report", "case.yaml", "--format", "docx"], False),
        (["interview", "-o", "case.yaml"], False),
        (["batch", "cases", "-o", "out"], False),
    ],
    ids=str,
)
def test_only_commands_that_draw_begin_it(
    monkeypatch: pytest.MonkeyPatch, words: list[str], begins: bool
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sys, "argv", ["refscreen", *words])
    monkeypatch.setattr(__main__, "renderer", lambda: asked.append("begin"))
    monkeypatch.setattr(cli, "main", lambda: asked.append("main"))
    monkeypatch.setattr(process, "collect_seldom", lambda: None)
    run: Callable[[], object] = __main__.main
    run()
    assert asked == ["begin", "main"][not begins :]


def test_the_program_makes_the_same_document_with_it(tmp_path: Path) -> None:
    answers, made = shipped("samples") / "leyla.yaml", tmp_path / "card.pdf"
    command = [sys.executable, "-m", "refscreen", "postcard", str(answers), "-o", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    assert made.read_bytes() == production.make(Order("postcard", answers)).content
