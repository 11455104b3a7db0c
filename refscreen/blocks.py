"""A rendered document read into blocks, so that Word and plain text say what the page says.

HTML says most of it by itself: headings, paragraphs, lists, ``dl``, tables with ``thead``, ``th`` and ``col``
widths in percent, quotes, pictures, ``lang``. Text that begins with something bold that ends in a colon is
a label with its answer. Besides, the reader knows the habits of our templates (the tables below); where
a template has to say more, it has three attributes:

- ``data-only="page"``: for printed pages only and left out here, as is ``aria-hidden="true"``: a table of
  contents, cut marks, a column of charts whose numbers stand beside them (on the ``col``: all of it).
- ``data-only="words"``: for Word and text only; the style of the page hides it.
- ``data-kind``: the kind of a paragraph, in spite of its tag and class; see ``content.Paragraph``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import html as lxml_html

from refscreen.content import (
    Block,
    Cell,
    Figure,
    Heading,
    Item,
    Paragraph,
    Picture,
    Run,
    Runs,
    Table,
    labelled,
    settled,
)

BOXES = "☐☑✓✗"
"""Signs that a line begins with when it is to be ticked, or has been."""
_BLOCKS = frozenset({
    "address", "article", "aside", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "html", "legend", "li", "main", "nav", "p", "pre",
    "section", "summary", "ul", "ol", "table", "blockquote",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LINES = frozenset({"under", "noted", "fact", "task", "confidential"})
"""Classes of ``span`` that stand on a line of their own."""
_UNREAD = frozenset({"head", "style", "script", "template", "colgroup"})
_LABELS = frozenset({"label", "l"})
_LABELLED = frozenset({"hang", "said"})
"""Classes of what holds a label and the answer to it."""
_FACTS = frozenset({"facts", "pairs"})
"""Classes of lists whose items are labels with answers."""
_KINDS = {
    **dict.fromkeys(("lead", "headline", "offer", "firstjob"), "lead"),
    **dict.fromkeys(("label", "l", "figcaption", "caption", "jobhead"), "label"),
    **dict.fromkeys(("blockquote",), "quote"),
    **dict.fromkeys(("judged", "legend", "remark", "aside"), "box"),
    **dict.fromkeys(("note", "fine", "gap", "gaps", "after", "method", "kicker", "case", "when"), "note"),
    **dict.fromkeys(("under", "noted", "confidential", "small"), "note"),
    **dict.fromkeys(("fact", "run"), "fact"),
    "sign": "sign",
}
"""What a class, or else a tag, says about the kind of paragraph."""
_SPACE = re.compile(r"[ \t\n\r\f]+")
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINKS = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True)
class _Look:
    """How text looks in its place, and which document it is in."""

    home: str
    language: str
    bold: bool = False
    italic: bool = False
    link: str = ""
    kind: str = ""
    level: int = 0
    labelled: bool = False
    facts: bool = False

    def run(self, text: str) -> Run:
        language = "" if self.language == self.home else self.language
        return Run(text, self.bold, self.italic, language, self.link)


def read(html: str) -> tuple[Block, ...]:
    """The content of a rendered document, in its order."""
    page = lxml_html.document_fromstring(_UNFIT.sub("", html), parser=lxml_html.HTMLParser(huge_tree=True))
    language = page.get("lang", "")
    return _inside(page, _Look(language, language))


def _inside(element: Any, look: _Look) -> tuple[Block, ...]:
    reader = _Reader()
    reader.walk(element, look)
    reader.finish(look)
    return tuple(reader.blocks)


def _line(element: Any, look: _Look) -> Runs:
    """Everything in an element as one line: a heading, a label."""
    found: list[Run] = []
    for block in _inside(element, replace(look, kind="label", labelled=False, bold=False)):
        if isinstance(block, Heading | Paragraph | Item):
            found += [Run(" ")] if found else []
            found += block.runs
    return tuple(found)


def _classes(element: Any) -> frozenset[str]:
    return frozenset(element.get("class", "").split())


def _left_out(element: Any) -> bool:
    unseen = element.get("aria-hidden") == "true" or element.get("data-only") == "page"
    return unseen or "hidden" in element.attrib or element.tag in _UNREAD


def _stands_alone(element: Any, look: _Look) -> bool:
    """Whether an element is a block of its own."""
    if element.tag in _BLOCKS | _HEADINGS or "data-kind" in element.attrib:
        return True
    return element.tag == "span" and (bool(_classes(element) & _LINES) or look.kind == "sign")


@dataclass
class _Reader:
    """Goes through the tree in reading order and gathers what is said until a block ends."""

    blocks: list[Block] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    label: Runs = ()
    item: Item | None = None
    figures: list[Figure] = field(default_factory=list)

    def walk(self, element: Any, look: _Look) -> None:
        if "box" in _classes(element) and not (element.text or "").strip():
            self.say("☐ ", look)
        self.say(element.text, look)
        for child in element:
            if isinstance(child.tag, str):
                self.enter(child, look)
            self.say(child.tail, look)

    def say(self, text: str | None, look: _Look) -> None:
        if text:
            self.runs.append(look.run(_SPACE.sub(" ", text)))

    def enter(self, element: Any, outer: _Look) -> None:
        if _left_out(element):
            return
        tag, look, alone = element.tag, _look(element, outer), _stands_alone(element, outer)
        special = getattr(self, f"_{tag}", None)
        if alone:
            self.finish(outer)
        if tag in _HEADINGS:
            self.put(Heading(int(tag[1]), _line(element, look)))
        elif special is not None:
            special(element, look)
        elif self.names(element, outer):
            self.label = _line(element, look)
        else:
            self.walk(element, look)
            if alone:
                self.finish(look)

    def names(self, element: Any, outer: _Look) -> bool:
        """Whether an element is the label of what comes after it."""
        first = element.tag == "span" and not self.label and not settled(self.runs)
        return bool(_classes(element) & _LABELS) and (outer.labelled or first)

    def put(self, block: Block) -> None:
        self.name()
        self.blocks.append(block)

    def name(self) -> None:
        """A label whose answer is no paragraph stands over what follows."""
        if self.label:
            self.blocks.append(Paragraph(self.label, "label"))
            self.label = ()

    def finish(self, look: _Look) -> None:
        """End the paragraph that is being said."""
        runs, self.runs = settled(self.runs), []
        if runs:
            self._said(runs, look)
        self.blocks += self.figures
        self.figures = []

    def _said(self, runs: Runs, look: _Look) -> None:
        item, self.item = self.item, None
        box = runs[0].text[0] if runs[0].text[0] in BOXES else ""
        rest = settled([replace(runs[0], text=runs[0].text[1:]), *runs[1:]]) if box else ()
        if rest:
            self.put(replace(item or Item(()), runs=rest, box=box))
        elif item and not self.label:
            self.put(replace(item, runs=runs))
        elif look.level and not self.label and self.blocks and isinstance(above := self.blocks[-1], Item):
            self.blocks[-1] = replace(above, runs=settled((*above.runs, Run("\n"), *runs)))
        else:
            label, self.label = self.label, ()
            if not label and look.kind != "label":
                label, runs = labelled(runs)
            kind = "fact" if label and look.kind == "" else look.kind
            self.blocks.append(Paragraph(runs, kind, label))

    def _br(self, _: Any, look: _Look) -> None:
        self.runs.append(look.run("\n"))

    def _img(self, element: Any, look: _Look) -> None:
        self.finish(look)
        source = element.get("src", "")
        self.put(Picture(element.get("alt", ""), source.removeprefix("asset:")))

    def _svg(self, element: Any, _: _Look) -> None:
        words = next((child.text for child in element if child.tag == "title" and child.text), "")
        if words:
            self.figures.append(Figure(_SPACE.sub(" ", words).strip()))

    def _ul(self, element: Any, look: _Look) -> None:
        inner = replace(look, level=look.level + 1, facts=bool(_classes(element) & _FACTS), labelled=False)
        self.name()
        points = [child for child in element if child.tag == "li" and not _left_out(child)]
        for number, child in enumerate(points, start=1):
            point = Item((), inner.level, number if element.tag == "ol" else None)
            self.item = None if inner.facts else point
            self.enter(child, inner)
        self.item = None

    _ol = _ul

    def _dt(self, element: Any, look: _Look) -> None:
        self.name()
        self.label = _line(element, look)

    def _div(self, element: Any, look: _Look) -> None:
        if _classes(element) & {"line", "write"} and not len(element) and not element.text:
            self.put(Paragraph((), "line"))
        self.walk(element, look)
        self.finish(look)

    def _table(self, element: Any, look: _Look) -> None:
        columns = element.findall(".//col")
        gone = {place for place, column in enumerate(columns) if column.get("data-only") == "page"}
        head: list[tuple[Cell, ...]] = []
        rows: list[tuple[Cell, ...]] = []
        for row in element.iter("tr"):
            cells = tuple(_cells(row, look, gone))
            if cells and not _left_out(row):
                (head if row.getparent().tag == "thead" else rows).append(cells)
        if rows or head:
            widths = _widths([column for place, column in enumerate(columns) if place not in gone])
            self.put(Table(tuple(head), tuple(rows), widths))


def _look(element: Any, outer: _Look) -> _Look:
    """How the text in an element looks."""
    tag, classes = element.tag, _classes(element)
    kinds = [_KINDS[name] for name in (*sorted(classes), tag) if name in _KINDS]
    kind = element.get("data-kind") or (
        kinds[0] if kinds else "" if tag == "div" and not outer.kind else outer.kind
    )
    link = element.get("href", "") if tag == "a" else ""
    return replace(
        outer,
        language=element.get("lang", outer.language),
        bold=outer.bold or tag in {"b", "strong"},
        italic=outer.italic or tag in {"i", "em", "cite"},
        link=link if link.startswith(_LINKS) else outer.link,
        kind=kind,
        labelled=bool(classes & _LABELLED) or (outer.labelled and tag not in {"p", "dd"}),
    )


def _cells(row: Any, look: _Look, gone: set[int]) -> Iterable[Cell]:
    place = 0
    for cell in row:
        if cell.tag not in {"th", "td"}:
            continue
        span = int(cell.get("colspan", "1"))
        taken = set(range(place, place + span))
        place += span
        if not _left_out(cell) and taken - gone:
            inner = replace(_look(cell, look), kind="", level=0, labelled=False, facts=False)
            yield Cell(_inside(cell, inner), cell.tag == "th", len(taken - gone))


def _widths(columns: list[Any]) -> tuple[float, ...]:
    """The widths the columns say, made up to a hundred; none where one of them says nothing."""
    said = [re.search(r"width:\s*([\d.]+)%", column.get("style", "")) for column in columns]
    found = [float(match[1]) for match in said if match]
    if not found or len(found) < len(said):
        return ()
    return tuple(round(width * 100 / sum(found), 2) for width in found)
