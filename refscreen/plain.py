"""Blocks to plain text, to be pasted into a case system: lines, blank lines and signs anybody can type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from refscreen.content import Block, Cell, Figure, Heading, Item, Paragraph, Picture, Runs, Table, steady
from refscreen.wording import direction

_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What is no text: controls, and marks that turn its direction or cannot be seen. The joiners that Persian
needs may stay."""
_SPACES = re.compile(r"[ \t\u00a0\u202f]+")
_BOXES = {"☐": "[ ]", "☑": "[x]", "✓": "[x]", "✗": "[-]"}
_LINE = "_" * 40
_BREAK = "\n"
_GAP = "_" * 10
"""Where something is to be written in a row that is empty but for its name."""
_CLOSE = frozenset({"fact", "item", "row"})
"""Kinds of lines that stand together, with no blank line between."""
_INTRODUCE = frozenset({"label", "heading"})
"""Kinds of lines that stand right above what they introduce."""
_AFTER_COLON = ":?!.؟"


def text(blocks: Sequence[Block], language: str) -> str:
    """The document as text: one line a paragraph, however long; it ends in a line break.

    Args:
        blocks: the content.
        language: the document's.
    """
    lines: list[str] = []
    before = ""
    for block in blocks:
        for kind, line in _lines(block, language):
            if kind == before == "line":
                continue
            if lines and not (kind == before and kind in _CLOSE) and before not in _INTRODUCE:
                lines += ["", ""] if kind == "section" else [""]
            lines += line.split("\n")
            before = kind
    return "\n".join(lines) + "\n" if lines else ""


def _lines(block: Block, language: str) -> Iterator[tuple[str, str]]:
    """What a block says, line by line, each with its kind."""
    match block:
        case Heading(level, runs):
            said = _said(runs, language)
            line = {1: "=", 2: "-"}.get(level)
            if said:
                kind = {1: "title", 2: "section"}.get(level, "heading")
                yield kind, f"{said}\n{line * min(len(said), 70)}" if line else said
        case Paragraph():
            yield from _paragraph(block, language)
        case Item():
            sign = _BOXES.get(block.box) or (f"{block.number}." if block.number is not None else "-")
            deep = "  " * (block.level - 1)
            yield "item", f"{deep}{sign} {_said(block.runs, language)}".replace("\n", f"\n{deep}  ")
        case Table():
            for row in block.rows:
                yield from (("row", line) for line in _row(block, row, language) if line)
        case Picture(words, _) | Figure(words):
            if said := _clean(_bare(words)):
                yield "figure", f"[{said}]"


def _paragraph(block: Paragraph, language: str) -> Iterator[tuple[str, str]]:
    said = _said(block.runs, language)
    if block.label:
        yield "fact" if block.kind in {"", "fact"} else "said", _labelled(_said(block.label, language), said)
    elif block.kind == "label":
        yield "label", said if said[-1:] in _AFTER_COLON else f"{said}:"
    elif block.kind == "sign":
        yield "sign", f"{said}: {_LINE}"
    elif block.kind == "line":
        yield "line", _LINE
    elif said:
        yield "fact" if block.kind == "fact" else "said", said


def _row(table: Table, row: tuple[Cell, ...], language: str) -> Iterator[str]:
    """A row as lines: under headings "row – heading: cell; heading: cell", else labels with answers."""
    cells = [_cell(cell, language) for cell in row]
    heads = [_cell(cell, language) for cell in table.head[-1]] if table.head else []
    if len(row) == 1:
        yield f"{'' if table.rows[0] is row else _BREAK}{cells[0]}:" if row[0].heading else cells[0]
    elif heads and len(heads) == len(row):
        gaps = {"–", _GAP} if any(cells[1:]) else {"–"}
        named = [
            _labelled(head, cell) if head else cell
            for head, cell in zip(heads[1:], [cell or _GAP for cell in cells[1:]], strict=True)
            if cell not in gaps
        ]
        comma = "؛" if direction(language) == "rtl" else ";"
        ended = [f"{cell}{'' if cell[-1:] in '.!?' else comma}" for cell in named[:-1]] + named[-1:]
        yield " – ".join(filter(None, (cells[0], " ".join(ended))))
    else:
        yield from _pairs(row, cells)


def _pairs(row: tuple[Cell, ...], cells: list[str]) -> Iterator[str]:
    """Labels with the answers that follow them; a label at the end of its row names what stands before it."""
    labels = [place for place, cell in enumerate(row) if cell.heading and cells[place]]
    if not labels:
        yield " ".join(filter(None, cells))
    elif labels[0] > 0:
        yield _labelled(cells[labels[0]], " ".join(filter(None, cells[: labels[0]])))
    for place, end in zip(labels, [*labels[1:], len(row)], strict=True):
        if labels[0] == 0:
            yield _labelled(cells[place], " ".join(filter(None, cells[place + 1 : end])))


def _cell(cell: Cell, language: str) -> str:
    said = []
    for block in cell.blocks:
        if isinstance(block, Table):
            continue
        said += [line for _, line in _lines(block, language)]
    return " · ".join(line.replace("\n", " ") for line in said)


def _labelled(label: str, said: str) -> str:
    return f"{label}{'' if label[-1:] in _AFTER_COLON else ':'} {said}".rstrip()


def _said(runs: Runs, language: str) -> str:
    """What runs say; numbers keep their order also where the words around them run the other way."""
    way = direction(language)
    texts = (steady(_bare(run.text), way, direction(run.language or language)) for run in runs)
    return _clean("".join(texts))


def _bare(text: str) -> str:
    return _CONTROLS.sub("", text)


def _clean(text: str) -> str:
    """A text without spaces too many; its own line breaks are kept."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
