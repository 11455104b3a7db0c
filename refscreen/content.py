"""What a document says, as a list of blocks: for Word and plain text, which have no pages of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Run:
    """A piece of text that looks the same all through; a line break is a newline.

    Attributes:
        language: where it is not the document's own.
        link: an address outside the document.
    """

    text: str
    bold: bool = False
    italic: bool = False
    language: str = ""
    link: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the document's own."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, and what it is an answer to.

    Attributes:
        kind: empty; ``lead`` (what is read first), ``fact`` (one short line of many), ``label`` (names what
            follows), ``quote`` (somebody's own words), ``box`` (set apart), ``note`` (small print), ``sign``
            (where to sign), or ``line`` (a line to write on).
        label: what it answers, without the colon.
    """

    runs: Runs
    kind: str = ""
    label: Runs = ()


@dataclass(frozen=True)
class Item:
    """A point of a list: its level, its number in a numbered list, the sign of something to be ticked."""

    runs: Runs
    level: int = 1
    number: int | None = None
    box: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture by its name, and its text alternative."""

    words: str
    name: str


@dataclass(frozen=True)
class Figure:
    """A chart: here, its text alternative."""

    words: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table; over how many columns it goes."""

    blocks: tuple[Block, ...]
    heading: bool = False
    span: int = 1


@dataclass(frozen=True)
class Table:
    """A table: rows of headings, rows, and the widths of its columns in percent where they are known."""

    head: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()


Block = Heading | Paragraph | Item | Table | Picture | Figure


def plain(runs: Iterable[Run]) -> str:
    """The text of runs alone."""
    return "".join(run.text for run in runs)


def settled(runs: Iterable[Run]) -> Runs:
    """Runs as a browser shows them: no space twice or at an end of a line, no run like the one before it."""
    done: list[Run] = []
    for run in runs:
        text, before = run.text, done[-1].text[-1:] if done else "\n"
        text = text.lstrip(" ") if before in {" ", "\n"} else text
        if text == "\n" and done:
            done[-1] = replace(done[-1], text=done[-1].text.rstrip(" "))
        if not text:
            continue
        if done and replace(done[-1], text="") == replace(run, text=""):
            done[-1] = replace(run, text=done[-1].text + text)
        else:
            done.append(replace(run, text=text))
    while done and not done[-1].text.rstrip(" \n"):
        done.pop()
    if done:
        done[-1] = replace(done[-1], text=done[-1].text.rstrip(" \n"))
    if done and not done[0].text.strip("\n"):
        return settled(done[1:])
    return tuple(done)


def steady(text: str, around: str, way: str) -> str:
    """A text from left to right within one from right to left, with its numbers in their order.

    Why: without a letter beside them the groups of a telephone number would change places.
    """
    numbered = any(sign.isdigit() for sign in text)
    return f"\u200e{text}\u200e" if (around, way) == ("rtl", "ltr") and numbered else text


def labelled(runs: Runs) -> tuple[Runs, Runs]:
    """A label and its answer, where the text begins with something bold that ends in a colon."""
    bold = next((place for place, run in enumerate(runs) if not run.bold), len(runs))
    label, rest = runs[:bold], settled(runs[bold:])
    if not label or not rest or not plain(label).endswith(":"):
        return (), runs
    return (*label[:-1], replace(label[-1], text=label[-1].text[:-1], bold=False)), rest
