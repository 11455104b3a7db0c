"""The body of a Word file: blocks as Word's own paragraphs and tables, in the styles of its template."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from refscreen import columns
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
    plain,
    steady,
)
from refscreen.wording import direction

if TYPE_CHECKING:
    from docx.document import Document

STYLES = {
    "": "Normal",
    "lead": "Lead",
    "fact": "Fact",
    "label": "Label",
    "quote": "Quote",
    "note": "Note",
    "box": "Box",
    "sign": "Sign",
    "line": "Writing Line",
}
_CODES = {
    "da": "da-DK",
    "en": "en-GB",
    "ar": "ar-SA",
    "fa": "fa-IR",
    "uk": "uk-UA",
    "tr": "tr-TR",
    "so": "so-SO",
}
_UNFIT = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ARABIC, _LATIN = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc", "A-Za-z\u00c0-\u024f\u0370-\u052f"
_STRETCHES = {
    "ltr": re.compile(f"([{_ARABIC}](?:[^{_LATIN}]*[{_ARABIC}])?)"),
    "rtl": re.compile(f"([{_LATIN}](?:[^{_ARABIC}]*[{_LATIN}0-9])?)"),
}
"""What runs the other way within a text of one direction."""
_PICTURE_WIDTH = 36 * 36000
"""36 mm in Word's smallest unit."""
_INDENT = 340
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def lang(language: str) -> dict[str, str]:
    """The language of a text as Word says it; from right to left it has a name of its own."""
    return {"bidi" if direction(language) == "rtl" else "val": _CODES.get(language, language)}


class Body:
    """Writes blocks into one Word file.

    Attributes:
        styles: the ids of the template's styles by their names.
        width: how wide a line is, in twentieths of a point.
    """

    def __init__(self, document: Document, language: str, pictures: Mapping[str, bytes]) -> None:
        self.part = document.part
        self.language, self.way = language, direction(language)
        self.pictures = pictures
        self.styles = {style.name: style.style_id for style in document.styles}
        self.lists = {
            name: _numbering(document, name) for name in ("List Bullet", "List Number", "List Check")
        }
        self.width = _line_width(document)
        self.counted = 0
        self.number = 0

    def elements(self, blocks: Sequence[Block]) -> list[Any]:
        """The blocks as elements that can stand in the body."""
        from docx.oxml import parse_xml

        content = "".join(self._blocks(blocks))
        return list(parse_xml(f"<w:body {_NAMESPACES}>{content}</w:body>"))

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            match block:
                case Heading():
                    yield self._paragraph(_heading(block.level), self._runs(block.runs), block.runs)
                case Paragraph():
                    yield from self._said(block)
                case Item():
                    yield self._item(block)
                case Table():
                    yield self._table(block)
                case Picture():
                    yield self._picture(block)
                case Figure():
                    yield from self._said(Paragraph((Run(block.words),), "note"))

    def _said(self, block: Paragraph) -> Iterator[str]:
        if block.kind == "quote" and block.label:
            yield self._paragraph("Label", self._runs(block.label), block.label)
            yield self._paragraph("Quote", self._runs(block.runs), block.runs)
        else:
            runs = self._labelled(block.label) + self._runs(block.runs)
            yield self._paragraph(STYLES.get(block.kind, "Normal"), runs, (*block.label, *block.runs))

    def _labelled(self, label: Runs) -> str:
        if not label:
            return ""
        end = " " if plain(label)[-1] in ":?!." else ": "
        return self._runs(label, "Label Text") + self._runs((Run(end),), "Label Text")

    def _paragraph(self, style: str, content: str, runs: Iterable[Run], properties: str = "") -> str:
        named = f'<w:pStyle w:val="{self.styles[style]}"/>' if style in self.styles else ""
        bidi = self._bidi(runs) if self.way == "rtl" else ""
        # LibreOffice forgets the indent of a list that runs from right to left.
        left = f'<w:ind w:left="{_INDENT}" w:hanging="{_INDENT}"/>' if bidi and style in self.lists else ""
        return f"<w:p><w:pPr>{named}{properties}{bidi}{left}</w:pPr>{content}</w:p>"

    def _bidi(self, runs: Iterable[Run]) -> str:
        """In a document from right to left a paragraph is so too, unless all of it is in another language."""
        spoken = [run.language for run in runs if any(sign.isalnum() for sign in run.text)]
        foreign = bool(spoken) and all(code and direction(code) == "ltr" for code in spoken)
        return '<w:bidi w:val="0"/>' if foreign else "<w:bidi/>"

    def _runs(self, runs: Iterable[Run], style: str = "") -> str:
        return "".join(self._linked(run, style) for run in runs)

    def _linked(self, run: Run, style: str) -> str:
        if not run.link:
            return self._run(run, style)
        from docx.opc.constants import RELATIONSHIP_TYPE

        target = self.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f'<w:hyperlink r:id="{target}">{self._run(run, style or "Hyperlink")}</w:hyperlink>'

    def _run(self, run: Run, style: str) -> str:
        named = f'<w:rStyle w:val="{self.styles[style]}"/>' if style in self.styles else ""
        look = named + ("<w:b/><w:bCs/>" if run.bold else "") + ("<w:i/><w:iCs/>" if run.italic else "")
        spoken = "".join(f" w:{key}={quoteattr(code)}" for key, code in lang(run.language).items())
        spoken = f"<w:lang{spoken}/>" if run.language else ""
        way = direction(run.language or self.language)
        text, done = steady(_UNFIT.sub("", run.text), self.way, way), ""
        for place, piece in enumerate(_STRETCHES[way].split(text)):
            rtl = "<w:rtl/>" if (way == "rtl") == (place % 2 == 0) else ""
            properties = f"<w:rPr>{look}{rtl}{spoken}</w:rPr>" if look or rtl or spoken else ""
            done += f"<w:r>{properties}{_words(piece)}</w:r>" if piece else ""
        return done

    def _item(self, item: Item) -> str:
        style = "List Check" if item.box else "List Number" if item.number is not None else "List Bullet"
        content = self._runs(item.runs)
        if item.box and item.box != "☐":
            content = self._runs((Run(f"{item.box} "),)) + content
            return self._paragraph("Fact", content, item.runs)
        number = self._number(style, item)
        place = f'<w:ilvl w:val="{item.level - 1}"/><w:numId w:val="{number}"/>' if number else ""
        return self._paragraph(style, content, item.runs, f"<w:numPr>{place}</w:numPr>" if place else "")

    def _number(self, style: str, item: Item) -> int:
        """Which list a point is in: a numbered one begins anew at one."""
        if item.number != 1 or style != "List Number" or not self.lists[style]:
            return self.counted if style == "List Number" else self.lists[style]
        numbering = self.part.numbering_part.element
        kind = numbering.num_having_numId(self.lists[style]).abstractNumId.val
        fresh = numbering.add_num(kind)
        fresh.add_lvlOverride(item.level - 1).add_startOverride(1)
        self.counted = int(fresh.numId)
        return self.counted

    def _picture(self, picture: Picture) -> str:
        if picture.name not in self.pictures:
            return "".join(self._said(Paragraph((Run(picture.words),), "note"))) if picture.words else ""
        image = io.BytesIO(self.pictures[picture.name])
        inline = self.part.new_pic_inline(image, width=_PICTURE_WIDTH)
        self.number += 1
        inline.docPr.set("id", str(1000 + self.number))
        inline.docPr.set("descr", picture.words)
        for side in "TBLR":
            inline.set(f"dist{side}", "0")
        drawn = f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>"
        return self._paragraph("Normal", drawn, ())

    def _table(self, table: Table) -> str:
        widths = columns.widths(table, self.width)
        name = "Refscreen Table" if table.head else "Refscreen Facts"
        style = f'<w:tblStyle w:val="{self.styles[name]}"/>' if name in self.styles else ""
        bidi = "<w:bidiVisual/>" if self.way == "rtl" else ""
        look = (
            f'<w:tblLook w:firstRow="{int(bool(table.head))}" w:firstColumn="0" w:noHBand="1" w:noVBand="1"/>'
        )
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = "".join(self._row(row, widths, "head") for row in table.head)
        rows = "".join(self._row(row, widths, "named" if table.head else "facts") for row in table.rows)
        size = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        properties = f"<w:tblPr>{style}{bidi}{size}{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        return f"<w:tbl>{properties}{head}{rows}</w:tbl>{self._paragraph('Table End', '', ())}"

    def _row(self, row: tuple[Cell, ...], widths: list[int], part: str) -> str:
        header = "<w:tblHeader/>" if part == "head" else ""
        group = part == "named" and len(row) == 1 and row[0].span == len(widths)
        cells, place = "", 0
        for cell in row:
            width = sum(widths[place : place + cell.span])
            place += cell.span
            span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
            ground = '<w:shd w:val="clear" w:color="auto" w:fill="E9F0F2"/>' if group else ""
            inside = self._cell(cell, "group" if group else part)
            cells += (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{ground}</w:tcPr>{inside}</w:tc>'
            )
        return f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, part: str) -> str:
        style = "Table Text"
        if cell.heading:
            style = {"head": "Table Head", "facts": "Table Head"}.get(part, "Table Name")
        keep = "<w:keepNext/>" if part in {"head", "group"} else ""
        inside = ""
        for block in cell.blocks:
            match block:
                case Paragraph(runs, kind, label):
                    said = self._labelled(label) + self._runs(runs)
                    small = "Table Note" if kind == "note" else style
                    inside += self._paragraph(small, said, (*label, *runs), keep)
                case Figure(words):
                    inside += self._paragraph("Table Note", self._runs((Run(words),)), ())
                case _:
                    inside += "".join(self._blocks((block,)))
        return inside if inside.endswith("</w:p>") else inside + self._paragraph(style, "", ())


def _heading(level: int) -> str:
    return "Title" if level == 1 else f"Heading {min(level - 1, 3)}"


def _words(text: str) -> str:
    """Text, with Word's own breaks and tabs."""
    lines = [
        "<w:tab/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in line.split("\t"))
        for line in text.split("\n")
    ]
    return "<w:br/>".join(lines)


def _numbering(document: Document, name: str) -> int:
    """The list that a style belongs to; 0 where it belongs to none."""
    style = next((style for style in document.styles if style.name == name), None)
    found = style.element.xpath("w:pPr/w:numPr/w:numId/@w:val") if style is not None else []
    return int(found[0]) if found else 0


def _line_width(document: Document) -> int:
    section = document.sections[0]
    paper, left, right = section.page_width, section.left_margin, section.right_margin
    width = (paper or 0) - (left or 0) - (right or 0)
    return width // 635 if width > 0 else 9000
