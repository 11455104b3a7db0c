"""Write the shipped Word template: `python scripts/make-word-template.py`.

A house may change it in Word and keep it as templates/common/word.docx. Its fonts are on every Windows.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parent.parent / "refscreen" / "templates" / "common" / "word.docx"
TEAL, INK, GREY, HAIR, TINT = "0B4F60", "1C2529", "44525A", "D5DDE0", "EEF3F4"
TEXT, SPOKEN, ARABIC = "Calibri", "Cambria", "Segoe UI"

# name: (based on, size, bold, colour, space before, space after)
PARAGRAPHS = {
    "Title": ("Normal", 24, False, TEAL, 0, 3),
    "Heading 1": ("Normal", 15, True, TEAL, 15, 5),
    "Heading 2": ("Normal", 12, True, INK, 11, 3),
    "Heading 3": ("Normal", 10.5, True, GREY, 8, 2),
    "Lead": ("Normal", 12, False, INK, 0, 4),
    "Fact": ("Normal", 10.5, False, INK, 0, 2),
    "Label": ("Normal", 10.5, True, GREY, 6, 1),
    "Quote": ("Normal", 10.5, False, INK, 0, 6),
    "Note": ("Normal", 9.5, False, GREY, 0, 4),
    "Box": ("Normal", 10.5, False, INK, 4, 4),
    "Sign": ("Normal", 9.5, False, GREY, 34, 8),
    "Writing Line": ("Normal", 10.5, False, INK, 14, 0),
    "List Bullet": ("Normal", 10.5, False, INK, 0, 2),
    "List Number": ("Normal", 10.5, False, INK, 0, 2),
    "List Check": ("Normal", 10.5, False, INK, 0, 2),
    "Table Text": ("Normal", 9.5, False, INK, 2, 2),
    "Table Head": ("Table Text", 9.5, False, GREY, 2, 2),
    "Table Name": ("Table Text", 9.5, True, INK, 2, 2),
    "Table Note": ("Table Text", 9, False, GREY, 0, 2),
    "Table End": ("Normal", 4, False, INK, 0, 2),
    "Header": ("Normal", 8.5, False, GREY, 0, 0),
    "Footer": ("Normal", 8.5, False, GREY, 0, 0),
}
KEPT_WITH_NEXT = ("Title", "Heading 1", "Heading 2", "Heading 3", "Label")
LISTS = {
    "List Bullet": ("bullet", "•", "–"),
    "List Number": ("decimal", "%1.", "%2."),
    "List Check": ("bullet", "☐", "☐"),
}
USED = {*PARAGRAPHS, "Normal", "Default Paragraph Font", "Normal Table", "No List", "Hyperlink"}
UNWANTED = ("thumbnail", "customXml", "stylesWithEffects")
ABOUT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>
"""


def main() -> None:
    """Make the file."""
    document = Document()
    _thin_out(document)
    _settings(document)
    _page(document)
    _defaults(document)
    for name in PARAGRAPHS:
        _paragraph_style(document, name)
    _characters(document)
    _edges(document)
    for number, name in enumerate(LISTS, start=1):
        _list(document, name, number)
    _table_styles(document)
    _head_and_foot(document)
    document.add_paragraph("{{p content }}")
    about = document.core_properties
    about.title = about.author = about.comments = about.last_modified_by = about.keywords = ""
    made = io.BytesIO()
    document.save(made)
    TARGET.write_bytes(_steady(made.getvalue()))


def _thin_out(document: Any) -> None:
    """Leave out the styles, lists and parts nobody asked for."""
    for style in list(document.styles):
        if style.name not in USED:
            style.delete()
    numbering = document.part.numbering_part.element
    for element in list(numbering):
        numbering.remove(element)
    package = document.part.package
    for relations in (package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rsplit("/", 1)[-1] in UNWANTED:
                del relations[key]
            elif relation.reltype.endswith("/extended-properties"):
                relation.target_part._blob = ABOUT.encode()  # noqa: SLF001  # python-docx does not know this part


def _settings(document: Any) -> None:
    """Word of today, words divided at the ends of lines, and nothing of the machine it was made on."""
    settings = document.settings.element
    for name in ("proofState", "savePreviewPicture", "rsids", "doNotAutoCompressPictures", "shapeDefaults"):
        for element in settings.findall(qn(f"w:{name}")):
            settings.remove(element)
    compatible = settings.find(qn("w:compat"))
    compatible.remove(compatible.find(qn("w:useFELayout")))
    compatible.find(qn("w:compatSetting")).set(qn("w:val"), "15")
    zoom = settings.find(qn("w:zoom"))
    zoom.attrib.clear()
    zoom.set(qn("w:percent"), "100")
    spoken = settings.find(qn("w:themeFontLang"))
    spoken.attrib.clear()
    spoken.set(qn("w:val"), "da-DK")
    settings.find(qn("w:defaultTabStop")).addnext(OxmlElement("w:autoHyphenation"))
    settings.find(qn("w:decimalSymbol")).set(qn("w:val"), ",")
    settings.find(qn("w:listSeparator")).set(qn("w:val"), ";")
    for element in settings.iterchildren("{http://schemas.microsoft.com/office/word/2010/wordml}*"):
        settings.remove(element)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(22), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance, section.footer_distance = Mm(11), Mm(10)
    section.different_first_page_header_footer = True


def _defaults(document: Any) -> None:
    root = document.styles.element
    root.replace(
        root.find(qn("w:docDefaults")),
        parse_xml(
            f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_fonts(TEXT)}<w:color w:val='{INK}'/>"
            "<w:sz w:val='21'/><w:szCs w:val='21'/><w:lang w:val='da-DK' w:eastAsia='en-US' w:bidi='ar-SA'/>"
            "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
            "<w:spacing w:after='80' w:line='264' w:lineRule='auto'/></w:pPr></w:pPrDefault></w:docDefaults>"
        ),
    )
    normal = document.styles["Normal"].element
    for child in list(normal):
        if child.tag in {qn("w:rPr"), qn("w:pPr")}:
            normal.remove(child)


def _fonts(name: str) -> str:
    return f"<w:rFonts w:ascii='{name}' w:hAnsi='{name}' w:eastAsia='{name}' w:cs='{ARABIC}'/>"


def _paragraph_style(document: Any, name: str) -> None:
    base, size, bold, colour, before, after = PARAGRAPHS[name]
    known = {style.name for style in document.styles}
    style = (
        document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    )
    for child in list(style.element):
        if child.tag in {qn("w:rPr"), qn("w:pPr")}:
            style.element.remove(child)
    style.base_style = document.styles[base]
    style.hidden, style.quick_style, style.unhide_when_used = False, True, False
    form = style.paragraph_format
    if name.startswith(("Title", "Heading", "Label")):
        form.keep_with_next = True
        form.keep_together = True
    if form.keep_with_next or name in {"Table Head", "Table Name", "Lead"}:
        form.element.get_or_add_pPr().append(OxmlElement("w:suppressAutoHyphens"))
    if name.startswith("Heading"):
        form.element.get_or_add_pPr().append(
            parse_xml(f"<w:outlineLvl {nsdecls('w')} w:val='{int(name[-1]) - 1}'/>")
        )
    form.space_before, form.space_after = Pt(before), Pt(after)
    style.element.append(
        parse_xml(
            f"<w:rPr {nsdecls('w')}>{_fonts(SPOKEN) if name == 'Quote' else ''}"
            + ("<w:b/><w:bCs/>" if bold else "")
            + f"<w:color w:val='{colour}'/><w:sz w:val='{int(size * 2)}'/><w:szCs w:val='{int(size * 2)}'/>"
            "</w:rPr>"
        )
    )


def _characters(document: Any) -> None:
    label = document.styles.add_style("Label Text", WD_STYLE_TYPE.CHARACTER)
    label.font.bold, label.font.color.rgb = True, RGBColor.from_string(GREY)
    label.element.rPr.find(qn("w:b")).addnext(OxmlElement("w:bCs"))
    known = {style.name for style in document.styles}
    link = (
        document.styles["Hyperlink"]
        if "Hyperlink" in known
        else document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    )
    link.font.underline, link.font.color.rgb = True, RGBColor.from_string(TEAL)


def _edges(document: Any) -> None:
    """Lines and grounds: over a section, beside a quotation, around what is set apart, where to write."""
    for name, edges, ground in (
        ("Heading 1", {"top": (6, 3, TEAL)}, ""),
        ("Quote", {"left": (12, 8, TEAL)}, ""),
        ("Box", {"left": (24, 6, INK)}, TINT),
        ("Sign", {"top": (4, 3, INK), "between": (4, 3, INK)}, ""),
        ("Writing Line", {"bottom": (4, 1, "9FB0B6"), "between": (4, 1, "9FB0B6")}, ""),
    ):
        properties = document.styles[name].element.get_or_add_pPr()
        lines = "".join(
            f"<w:{side} w:val='single' w:sz='{size}' w:space='{space}' w:color='{colour}'/>"
            for side, (size, space, colour) in edges.items()
        )
        divided = properties.find(qn("w:suppressAutoHyphens"))
        after = properties.find(qn("w:spacing")) if divided is None else divided
        after.addprevious(parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"))
        if ground:
            shade = f"<w:shd {nsdecls('w')} w:val='clear' w:color='auto' w:fill='{ground}'/>"
            after.addprevious(parse_xml(shade))
        if name in {"Quote", "Box"}:
            document.styles[name].paragraph_format.left_indent = Mm(3.5)
        if name == "Sign":
            document.styles[name].paragraph_format.right_indent = Mm(80)


def _list(document: Any, name: str, number: int) -> None:
    kind, *signs = LISTS[name]
    levels = "".join(
        f"<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/>"
        + (f"<w:pStyle w:val='{document.styles[name].style_id}'/>" if level == 0 else "")
        + f"<w:lvlText w:val='{sign}'/><w:lvlJc w:val='left'/>"
        f"<w:pPr><w:ind w:left='{340 * (level + 1)}' w:hanging='340'/></w:pPr>"
        f"<w:rPr>{_fonts('Segoe UI Symbol') if name == 'List Check' else ''}<w:color w:val='{TEAL}'/></w:rPr>"
        "</w:lvl>"
        for level, sign in enumerate(signs)
    )
    numbering = document.part.numbering_part.element
    abstract = (
        f"<w:abstractNum {nsdecls('w')} w:abstractNumId='{number}'><w:multiLevelType w:val='multilevel'/>"
        f"{levels}</w:abstractNum>"
    )
    place = len(numbering.findall(qn("w:abstractNum")))
    numbering.insert(place, parse_xml(abstract))
    numbering.append(
        parse_xml(f"<w:num {nsdecls('w')} w:numId='{number}'><w:abstractNumId w:val='{number}'/></w:num>")
    )
    spacing = document.styles[name].element.get_or_add_pPr().find(qn("w:spacing"))
    spacing.addprevious(parse_xml(f"<w:numPr {nsdecls('w')}><w:numId w:val='{number}'/></w:numPr>"))
    document.styles[name].paragraph_format.left_indent = None


def _table_styles(document: Any) -> None:
    under_head = f"<w:bottom w:val='single' w:sz='6' w:space='0' w:color='{TEAL}'/>"
    for name, first in (("Refscreen Table", under_head), ("Refscreen Facts", "")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.TABLE)
        hair = f"w:val='single' w:sz='4' w:space='0' w:color='{HAIR}'"
        margins = "<w:left w:w='0' w:type='dxa'/><w:right w:w='110' w:type='dxa'/>"
        borders = f"<w:tblBorders><w:bottom {hair}/><w:insideH {hair}/></w:tblBorders>"
        inside = f"{borders}<w:tblCellMar>{margins}</w:tblCellMar>"
        style.element.append(parse_xml(f"<w:tblPr {nsdecls('w')}>{inside}</w:tblPr>"))
        if first:
            cells = f"<w:tcPr><w:tcBorders>{first}</w:tcBorders><w:vAlign w:val='bottom'/></w:tcPr>"
            row = f"<w:tblStylePr {nsdecls('w')} w:type='firstRow'>{cells}</w:tblStylePr>"
            style.element.append(parse_xml(row))


def _head_and_foot(document: Any) -> None:
    section = document.sections[0]
    edge = section.page_width - section.left_margin - section.right_margin
    for name in ("Header", "Footer"):
        stops = document.styles[name].paragraph_format.tab_stops
        stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
    section.header.paragraphs[0].text = "{{ title }}{% if case %} · {{ case }}{% endif %}\t{{ date }}"
    section.first_page_header.paragraphs[0].text = ""
    for foot in (section.footer, section.first_page_footer):
        paragraph = foot.paragraphs[0]
        whose = "{% if t.confidential is defined %}{{ t.confidential }}{% endif %}"
        paragraph.add_run(f"{whose}\t{{{{ words.page }}}} ")
        _field(paragraph, "PAGE")
        paragraph.add_run(" {{ words.of }} ")
        _field(paragraph, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    paragraph._p.append(  # noqa: SLF001  # python-docx has no fields of its own
        parse_xml(f"<w:fldSimple {nsdecls('w')} w:instr='{code}'><w:r><w:t>1</w:t></w:r></w:fldSimple>")
    )


def _steady(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return packed.getvalue()


if __name__ == "__main__":
    main()
