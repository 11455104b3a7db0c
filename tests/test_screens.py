"""What a consultant sees: the screens of the interview on a real terminal, each compared whole."""

import os
import re
from collections.abc import Iterable
from datetime import date
from difflib import unified_diff
from pathlib import Path

import pytest
from babel.dates import format_date

from tests.terminal import Terminal

pytestmark = [pytest.mark.terminal, pytest.mark.golden]
SAMPLES = Path(__file__).parent.parent / "samples"
SCREENS = Path(__file__).parent / "golden" / "screens"
Scene = tuple[str, tuple[str, ...], str]
"""The name of a screen, the keys that lead there from the one before, and what has to stand on it."""
SIZES = [(80, 24), (140, 50)]
KNOWN = "full_name: Amal Rahimi\nnationality: AF\ninterpreter_used: ja\n"

BEGINNING: tuple[Scene, ...] = (
    ("question", (), "sagsnummer"),
    ("answered", ("K-2026-900", "enter"), "Hvilken dag"),
    ("problem", ("\x15", "32.13.2026", "enter"), "ikke en dato"),
    ("guidance", ("\x15", "guidance"), "Fordeler I samtalen"),
    ("second-language", ("guidance", "language"), "On which day"),
    ("understood", ("language", "21.11.2026"), "= 21. november 2026"),
    ("choice", ("enter",), "Hvor holder vi samtalen?"),
    ("note", ("note", "Rummet var koldt"), "Kun til dig selv"),
    ("note-shown", ("note",), "med i overdragelsen"),
    ("evidence", ("enter", "evidence"), "Hvad bygger svaret på?"),
    ("said-by", ("2",), "Hvem har sagt det?"),
    ("remarks", ("2", "flag"), "Markeret."),
    ("menu", ("menu",), "Se og ret alle svar"),
    ("pause", ("7",), "Uret står stille"),
    ("unclear", ("enter", "unclear", "back"), "Noteret: uklart"),
    ("map", ("map",), "Oversigt over samtalen"),
    ("find", ("brancer",), "Brancher"),
    ("find-number", ("\x15", "3.1"), "3.1 "),
    ("searched-list", ("\x15", "modersmål", "enter"), "talte I derhjemme"),
    ("searched", ("kurd",), "kurd"),
    ("review", ("back", "back", "review"), "Alle svar"),
)
END: tuple[Scene, ...] = (
    ("closing", (), "Før I slutter"),
    ("read-aloud", ("læs op", "enter"), "Opsummering til at læse op"),
    ("closing-list", ("back", "uden svar", "enter"), "Gå dem igennem"),
    ("closing-review", ("back", "alle svar", "enter"), "Alle svar"),
    ("rows", ("9.1", "enter", "map", "sprog: flere", "enter"), "Er der flere?"),
)


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_screens_of_an_interview(tmp_path: Path, columns: int, lines: int) -> None:
    with Terminal(tmp_path / "a.yaml", columns, lines) as terminal:
        assert differing(terminal, BEGINNING) == []


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_screens_at_the_end(tmp_path: Path, columns: int, lines: int) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes((SAMPLES / "amir.yaml").read_bytes())
    with Terminal(path, columns, lines) as terminal:
        assert differing(terminal, END) == []


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_screens_when_time_is_short(tmp_path: Path, columns: int, lines: int) -> None:
    with Terminal(tmp_path / "a.yaml", columns, lines, ("--minutes", "60")) as terminal:
        short: Scene = ("time-short", (), "tiden er knap: Ctrl-O")
        assert differing(terminal, [short, ("drop", ("time",), "Spring dem alle over")]) == []


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_screens_of_what_is_known(tmp_path: Path, columns: int, lines: int) -> None:
    known = tmp_path / "known.yaml"
    known.write_text(KNOWN, encoding="utf-8")
    with Terminal(tmp_path / "a.yaml", columns, lines, ("--answers", str(known))) as terminal:
        assert differing(terminal, [("known", ("map", "navn", "enter"), "Der står allerede et svar")]) == []


@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_the_screens_of_a_follow_up(tmp_path: Path, columns: int, lines: int) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes((SAMPLES / "amir.yaml").read_bytes())
    with Terminal(path, columns, lines, ("--follow-up",)) as terminal:
        assert differing(terminal, [("since-last-time", ("n",), "2 af")]) == []


def differing(terminal: Terminal, scenes: Iterable[Scene]) -> list[str]:
    """Go from screen to screen; how each that is not as stored differs. `make update-golden` stores them."""
    size = f"{terminal.screen.columns}x{terminal.screen.lines}"
    differences = []
    for name, keys, wanted in scenes:
        for key in keys:
            terminal.press(key)
            terminal.settle()
        terminal.wait_for(wanted)
        terminal.settle()
        stored, screen = SCREENS / f"{name}.{size}.txt", seen(terminal)
        if os.environ.get("REFSCREEN_UPDATE_GOLDEN"):
            stored.write_text(screen, encoding="utf-8")
        lines = stored.read_text(encoding="utf-8").splitlines(), screen.splitlines()
        differences += ["\n".join(unified_diff(*lines, stored.name, "now", lineterm=""))]
    return [difference for difference in differences if difference]


def seen(terminal: Terminal) -> str:
    """The screen as text; the minutes that run are all written as none, and today as one day."""
    text = "\n".join(line.rstrip() for line in terminal.screen.display).rstrip() + "\n"
    today = date.today()
    text = text.replace(f"{today:%d.%m.%Y}", "21.11.2026").replace(long_date(today), "21. november 2026")
    return re.sub(r"\d+ af (?=\d+ min\.)", "0 af ", text)


def long_date(day: date) -> str:
    """The day as the screen writes it out."""
    written: str = format_date(day, "long", locale="da")
    return written
