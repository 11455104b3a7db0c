"""What is wrong with laid out pages, seen in the layout itself; and a table of it for a corpus.

``python -m tests.corpus_pages 300`` makes the handover of 300 cases and says what it saw.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from refscreen import fitting, pdf, press, production, store, yaml_text
from refscreen.errors import UserError
from tests import corpus

EMPTY = 0.2
"""A last page with less than the block for the next step, signatures and sources is nearly empty."""
HOLLOW = 0.5
"""Any other page that is written less far down than this has a hole."""
HEADINGS = {"h1", "h2", "h3"}


@dataclass(frozen=True)
class Line:
    """A line of text on a page: how far down it ends, as a share of the page, and what it stands in."""

    bottom: float
    inside: tuple[Any, ...]

    @property
    def names(self) -> set[str]:
        """The tags and classes of what it stands in."""
        return {name for e in self.inside for name in (e.tag, *(e.get("class") or "").split())}

    def within(self, tag: str) -> Any:
        """The innermost element with a tag; None where there is none."""
        return next((element for element in reversed(self.inside) if element.tag == tag), None)


@dataclass(frozen=True)
class Seen:
    """What was seen of one document."""

    name: str
    pages: int = 0
    density: str = ""
    fill: float = 0.0
    faults: tuple[str, ...] = ()
    seconds: float = 0.0


def lines_of(page: Any) -> list[Line]:
    """The lines of text on a page, from the top down; what stands in the margins aside."""
    root = page._page_box.children[0]
    found = [Line(bottom / page.height, inside) for bottom, inside in _lines(root, ())]
    return sorted(found, key=lambda line: line.bottom)


def _lines(box: Any, inside: tuple[Any, ...], bottom: float = 0.0) -> Iterator[tuple[float, tuple[Any, ...]]]:
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if element is not None and (not inside or inside[-1] is not element):
        inside = (*inside, element)
    if hasattr(box, "text"):
        if box.text.strip(" \n"):  # a line to write on holds a space that does not break
            yield bottom, inside
        return
    if type(box).__name__ == "LineBox":
        bottom = box.position_y + box.height
    for child in getattr(box, "children", ()):
        yield from _lines(child, inside, bottom)


def faults(layout: pdf.Layout) -> Iterator[str]:
    """What is wrong with the pages, page by page."""
    pages = [lines_of(page) for page in layout.document.pages]
    for number, lines in enumerate(pages, 1):
        last = number == len(pages)
        if not lines:
            yield f"page {number} is empty"
            continue
        if lines[-1].bottom < (EMPTY if last else HOLLOW):
            yield f"page {number} is written {lines[-1].bottom:.2f} of it"
        foot = lines[-1].names
        if foot & HEADINGS or "thead" in foot or ("label" in foot and not foot & {"hang", "topic", "figure"}):
            yield f"page {number} ends with a heading"
        if not last:
            yield from _divided(number, lines, pages[number])
    yield from layout.overflowing()


def _divided(number: int, above: list[Line], below: list[Line]) -> Iterator[str]:
    """Rows that go on overleaf, and paragraphs that leave one line of themselves on either side."""
    rows = [[line for line in lines if "thead" not in line.names] for lines in (above, below)]
    if _lengths(rows[0], "tr").keys() & _lengths(rows[1], "tr").keys():
        yield f"page {number} divides a row"
    tables = [_rows(lines) for lines in rows]
    if any(tables[0][key] == 1 or tables[1][key] == 1 for key in tables[0].keys() & tables[1].keys()):
        yield f"page {number} leaves a row alone"
    # A note is a block of its own within its paragraph, unless the paragraph runs on.
    blocks = [
        [line for line in lines if line.names & {"noted", "run"} != {"noted"}] for lines in (above, below)
    ]
    above, below = blocks
    for tag in ("p", "li"):
        there, gone = _lengths(above, tag), _lengths(below, tag)
        if any(min(there[key], gone[key]) == 1 for key in there.keys() & gone.keys()):
            yield f"page {number} leaves a line alone"


def _lengths(lines: list[Line], tag: str) -> Counter[int]:
    """How many lines each element of a tag has on a page."""
    found = {(id(element), line.bottom) for line in lines if (element := line.within(tag)) is not None}
    return Counter(key for key, _ in found)


def _rows(lines: list[Line]) -> Counter[int]:
    """How many rows each table has on a page."""
    found = {(id(line.within("table")), id(row)) for line in lines if (row := line.within("tr")) is not None}
    return Counter(key for key, _ in found)


@contextmanager
def _laid_out() -> Iterator[list[tuple[pdf.Layout, str]]]:
    """The layouts that are drawn meanwhile, each with its density."""
    drawn, kept = fitting._drawn, []

    def keep(document: Any, layout: pdf.Layout | press.Sheets, density: str) -> fitting.Fitted:
        assert isinstance(layout, pdf.Layout)
        kept.append((layout, density))
        return drawn(document, layout, density)

    fitting._drawn = keep
    try:
        yield kept
    finally:
        fitting._drawn = drawn


def look(path: Path, language: str) -> Seen:
    """Make the handover of a case and look at its pages."""
    begun = time.perf_counter()
    with _laid_out() as kept:
        try:
            order = production.Order("handover", path, language, today=corpus.TODAY)
            made = production.make(order)
        except UserError as error:
            told = "; ".join(f"{problem.key} {dict(problem.values)}" for problem in error.problems)
            return Seen(path.stem, faults=(told,), seconds=time.perf_counter() - begun)
    layout, density = kept[-1]
    seconds = time.perf_counter() - begun
    return Seen(path.stem, made.pages, density, layout.last_page, tuple(faults(layout)), seconds)


def _looked(file: tuple[Path, str]) -> Seen:
    return look(*file)


def written(folder: Path, count: int, seed: int = 1) -> list[tuple[Path, str]]:
    """A corpus as answers files, each of which the program itself finds sound, with the languages."""
    questionnaire = store.load_questionnaire("screening")
    files = []
    for name, data in corpus.cases(questionnaire, count, seed):
        path = folder / f"{name}.yaml"
        path.write_bytes(yaml_text.write(data).encode())
        store.load_sound_answers(path, questionnaire)
        files.append((path, corpus.language_of(name)))
    return files


def table(seen: list[Seen], seconds: float) -> str:
    """What was seen of a corpus, in a few lines."""
    pages, densities = Counter(one.pages for one in seen), Counter(one.density for one in seen)
    fill = sorted(one.fill for one in seen if one.pages)
    outside = [one.name for one in seen if not 7 <= one.pages <= 10]
    rows = [
        f"cases          {len(seen)}",
        f"pages          {'  '.join(f'{number}: {pages[number]}' for number in sorted(pages))}",
        f"outside 7–10   {len(outside)}  {' '.join(outside)}".rstrip(),
        f"densities      {'  '.join(f'{name}: {count}' for name, count in densities.most_common())}",
        f"last page      {fill[0]:.2f} at least, {fill[len(fill) // 2]:.2f} in the middle" if fill else "",
        f"faults         {sum(bool(one.faults) for one in seen)} documents",
        *(f"  {one.name} ({one.density}): {'; '.join(one.faults)}" for one in seen if one.faults),
        f"time           {seconds:.0f} s, {max(one.seconds for one in seen):.1f} s for the slowest",
    ]
    return "\n".join(row for row in rows if row)


def main(arguments: list[str]) -> int:
    """Make the handover of so many cases on every core, and print what was seen; 1 where any is at fault."""
    count = int(arguments[0]) if arguments else 60
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Pool(maxtasksperchild=25) as pool:
        seen = []
        for one in pool.imap_unordered(_looked, written(Path(folder), count)):
            seen.append(one)
            sys.stderr.write(f"{len(seen)} {one.name} {one.pages} {one.density} {'; '.join(one.faults)}\n")
    seen.sort(key=lambda one: one.name)
    sys.stdout.write(table(seen, time.perf_counter() - begun) + "\n")
    return int(any(one.faults for one in seen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
