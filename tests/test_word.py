"""Word files: opened as Word opens them, the same every time, and deaf to what an answer tells them to do."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from PIL import Image

from refscreen import documents, production, word
from refscreen.blocks import read
from refscreen.content import Block, Cell, Figure, Heading, Item, Paragraph, Picture, Run, Table
from refscreen.documents import Setting
from refscreen.errors import UserError
from refscreen.view import Case

NAMES: Mapping[str, object] = {
    "title": "Overdragelsesdokument",
    "case": "K-2026-024",
    "date": "21. oktober 2026",
    "day": date(2026, 10, 21),
    "t": {"confidential": "Fortroligt"},
    "words": {"page": "Side", "of": "af"},
}
SAMPLE = Path("samples/leyla.yaml")


def bytes_of(*blocks: Block, language: str = "da", pictures: Mapping[str, bytes] | None = None) -> bytes:
    return word.docx(blocks, word.SHIPPED, NAMES, language, pictures or {})


def word_of(
    *blocks: Block, language: str = "da", pictures: Mapping[str, bytes] | None = None
) -> WordDocument:
    return Document(io.BytesIO(bytes_of(*blocks, language=language, pictures=pictures)))


def said(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def lines(document: WordDocument) -> list[tuple[str, str]]:
    return [(style_of(paragraph), paragraph.text) for paragraph in document.paragraphs if paragraph.text]


def style_of(paragraph: Any) -> str:
    return str(paragraph.style.name)


def words_of(document: WordDocument) -> str:
    return " ".join(text.text or "" for text in document.element.body.iter(qn("w:t")))


def cells(*texts: str, heading: bool = False) -> tuple[Cell, ...]:
    return tuple(Cell((Paragraph(said(text)),), heading) for text in texts)


def test_headings_are_words_own_so_that_its_navigation_works() -> None:
    made = word_of(
        Heading(1, said("Leyla")),
        Heading(2, said("1 Overblik")),
        Heading(3, said("Familie")),
        Heading(4, said("x")),
    )
    assert [style for style, _ in lines(made)] == ["Title", "Heading 1", "Heading 2", "Heading 3"]


@pytest.mark.parametrize(
    ("kind", "style"),
    [
        ("", "Normal"),
        ("lead", "Lead"),
        ("note", "Note"),
        ("box", "Box"),
        ("sign", "Sign"),
        ("quote", "Quote"),
    ],
)
def test_a_kind_of_paragraph_is_a_style_of_the_template(kind: str, style: str) -> None:
    assert lines(word_of(Paragraph(said("tekst"), kind))) == [(style, "tekst")]


def test_a_label_stands_before_its_answer_and_above_a_quotation() -> None:
    made = word_of(
        Paragraph(said("To"), "fact", said("Børn")), Paragraph(said("»At bage«"), "quote", said("Mål"))
    )
    assert lines(made) == [("Fact", "Børn: To"), ("Label", "Mål"), ("Quote", "»At bage«")]


def test_every_numbered_list_begins_at_one() -> None:
    made = word_of(*[Item(said("x"), 1, number) for number in (1, 2, 1, 2)])
    lists = [place for point in made.paragraphs for place in point._p.xpath(".//w:numId/@w:val")]
    assert lists[0] == lists[1] != lists[2] == lists[3]
    restarts = made.part.numbering_part.element.xpath("//w:startOverride/@w:val")
    assert restarts == ["1", "1"]


def test_a_table_repeats_its_head_keeps_rows_whole_and_fits_the_page() -> None:
    table = Table((cells("Hvem", "Hvad", heading=True),), (cells("A", "b"),), (25, 75))
    made = word_of(table)
    head, row = made.tables[0].rows
    assert head._tr.trPr is not None
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [
        part._tr.trPr is not None and part._tr.trPr.find(qn("w:cantSplit")) is not None
        for part in (head, row)
    ] == [
        True,
        True,
    ]
    assert row._tr.trPr is not None
    assert row._tr.trPr.find(qn("w:tblHeader")) is None
    widths = [column.width or 0 for column in made.tables[0].columns]
    section = made.sections[0]
    line = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    assert widths[1] / widths[0] == pytest.approx(3, abs=0.01)
    assert sum(widths) <= line
    assert [style_of(cell.paragraphs[0]) for cell in head.cells] == ["Table Head"] * 2


def test_a_column_is_never_narrower_than_its_longest_word() -> None:
    word_too_long = "Rekrutteringskonsulent"
    made = word_of(Table((cells("A", "B", heading=True),), (cells(word_too_long, "kort"),), (10, 90)))
    narrow, wide = [int(column.width or 0) for column in made.tables[0].columns]
    letter = 12700 * 9.5 / 2
    assert narrow > letter * len(word_too_long)
    assert narrow < wide


def test_a_row_across_a_table_spans_it() -> None:
    made = word_of(
        Table(
            (cells("A", "B", heading=True),), ((Cell((Paragraph(said("Før")),), True, 2),), cells("1", "2"))
        )
    )
    assert made.tables[0].rows[1].cells[0].grid_span == 2


def test_the_language_is_said_for_the_document_and_for_words_in_another() -> None:
    made = word_of(Paragraph((Run("Hun sagde "), Run("hello", language="en"), Run(" روژين", language="ar"))))
    assert [element.get(qn("w:val")) for element in made.styles.element.iter(qn("w:lang"))] == ["da-DK"]
    spoken = [
        (element.get(qn("w:val")), element.get(qn("w:bidi")))
        for element in made.element.body.iter(qn("w:lang"))
    ]
    assert spoken[0] == ("en-GB", None)
    assert set(spoken[1:]) == {(None, "ar-SA")}
    assert next(word_of(language="en").styles.element.iter(qn("w:lang"))).get(qn("w:val")) == "en-GB"


def test_a_document_from_right_to_left_says_so_and_its_danish_quotations_do_not() -> None:
    made = word_of(
        Paragraph(said("هذا ما قلته")),
        Paragraph((Run("»Jeg bager«", language="da"),), "quote"),
        Table((), (cells("أ", "ب"),)),
        language="ar",
    )
    arabic, danish = (paragraph._p for paragraph in made.paragraphs if paragraph.text)
    assert [bidi.get(qn("w:val")) for bidi in arabic.iter(qn("w:bidi"))] == [None]
    assert [bidi.get(qn("w:val")) for bidi in danish.iter(qn("w:bidi"))] == ["0"]
    assert len(list(arabic.iter(qn("w:rtl")))) == 1
    assert not list(danish.iter(qn("w:rtl")))
    assert list(made.element.body.iter(qn("w:bidiVisual")))
    assert list(made.element.body.iter(qn("w:sectPr")))[-1].find(qn("w:bidi")) is not None


def test_an_arabic_name_in_a_danish_text_runs_its_own_way() -> None:
    made = word_of(Paragraph(said("Rojîn (روژين حسو) bager")))
    assert [
        (run.text, run._r.rPr is not None and run._r.rPr.find(qn("w:rtl")) is not None)
        for run in made.paragraphs[0].runs
    ] == [("Rojîn (", False), ("روژين حسو", True), (") bager", False)]


def test_a_telephone_number_keeps_its_order_in_arabic() -> None:
    made = word_of(Paragraph((Run("20 00 02 74", language="da"),), "fact", said("الهاتف")), language="ar")
    assert "\u200e20 00 02 74\u200e" in made.paragraphs[0].text


def test_a_picture_has_its_text_alternative_and_a_chart_is_one() -> None:
    photo = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(photo, "JPEG")
    made = word_of(
        Picture("Portræt af Leyla", "photo.jpg"),
        Figure("Dansk: 2 af 5"),
        pictures={"photo.jpg": photo.getvalue()},
    )
    assert [element.get("descr") for element in made.element.body.iter(qn("wp:docPr"))] == [
        "Portræt af Leyla"
    ]
    assert lines(made) == [("Note", "Dansk: 2 af 5")]


def test_a_picture_that_is_not_there_is_its_words() -> None:
    assert lines(word_of(Picture("Portræt", "photo.jpg"))) == [("Note", "Portræt")]


def test_head_and_foot_say_what_it_is_and_count_the_pages() -> None:
    section = word_of(Paragraph(said("x"))).sections[0]
    assert section.header.paragraphs[0].text == "Overdragelsesdokument · K-2026-024\t21. oktober 2026"
    for foot in (section.footer, section.first_page_footer):
        assert foot.paragraphs[0].text.split() == ["Fortroligt", "Side", "af"]
        fields = [field.get(qn("w:instr")) for field in foot._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


def test_a_document_without_a_case_number_has_no_dot_for_it() -> None:
    made = word.docx([Paragraph(said("x"))], word.SHIPPED, {**NAMES, "case": ""}, "da", {})
    assert (
        Document(io.BytesIO(made)).sections[0].header.paragraphs[0].text
        == "Overdragelsesdokument\t21. oktober 2026"
    )


def test_the_properties_say_the_title_the_language_and_the_day_and_nobodys_name() -> None:
    about = word_of(Paragraph(said("hemmeligt"))).core_properties
    assert (about.title, about.language, about.author, about.last_modified_by) == (
        "Overdragelsesdokument",
        "da",
        "",
        "",
    )
    assert [moment.replace(tzinfo=None) for moment in (about.created, about.modified) if moment] == [
        datetime(2026, 10, 21),  # Word's own have no zone
    ] * 2


def test_the_same_document_has_the_same_bytes() -> None:
    blocks = (
        Heading(1, said("x")),
        Item(said("y"), 1, 1),
        Paragraph((Run("z", link="https://eksempel.dk"),)),
    )
    assert bytes_of(*blocks) == bytes_of(*blocks)
    with zipfile.ZipFile(io.BytesIO(bytes_of(*blocks))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "answer",
    [
        "{{ 7*7 }}",
        "{% for x in y %}",
        "{_{ title }_}",
        "<w:p><w:r/></w:p>",
        "A & B < C > D",
        "]]>",
        "{{p content }}",
        "{#",
        "\ue000content\ue000",
    ],
)
def test_an_answer_stays_text_and_is_never_run(answer: str) -> None:
    assert lines(word_of(Paragraph(said(answer)), Paragraph(said("bagefter")))) == [
        ("Normal", answer),
        ("Normal", "bagefter"),
    ]


def test_signs_that_no_word_file_can_hold_are_dropped() -> None:
    assert lines(word_of(Paragraph(said("a\x00b\x1bc\ufffed\ud800e")))) == [("Normal", "abcde")]


def test_a_case_number_is_no_template_either() -> None:
    names = {**NAMES, "case": "{{ 7*7 }} <w:p> & co."}
    made = Document(io.BytesIO(word.docx([Paragraph(said("x"))], word.SHIPPED, names, "da", {})))
    assert (
        made.sections[0].header.paragraphs[0].text.startswith("Overdragelsesdokument · {{ 7*7 }} <w:p> & co.")
    )


def test_words_are_divided_in_the_language_of_the_template_only() -> None:
    divided = {
        language: word_of(Paragraph(said("x")), language=language).settings.element.find(
            qn("w:autoHyphenation")
        )
        for language in ("da", "en")
    }
    assert divided["da"] is not None
    assert divided["en"] is None


def test_line_breaks_and_tabs_are_words_own() -> None:
    assert lines(word_of(Paragraph(said("én\nto\ttre")))) == [("Normal", "én\nto\ttre")]


# Word refuses a file whose elements are not in the order of the standard.
ORDER = {
    "pPr": "pStyle keepNext keepLines numPr pBdr shd tabs suppressAutoHyphens bidi spacing ind outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u rtl lang",
    "tblPr": "tblStyle bidiVisual tblW tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan tcBorders shd vAlign",
    "sectPr": "headerReference footerReference pgSz pgMar cols titlePg bidi docGrid",
}


@pytest.mark.parametrize("language", ["da", "ar"])
def test_everything_stands_in_the_order_that_word_wants(language: str) -> None:
    link = Run("her", bold=True, italic=True, language="en", link="https://eksempel.dk")
    kinds = [
        Paragraph((Run("نعم 1"), link), kind, said("x")) for kind in ("", "box", "quote", "sign", "line")
    ]
    table = Table((cells("A", "B", heading=True),), ((Cell((), True, 2),), cells("1", "2")))
    items = [Item(said("x"), 1, 1), Item(said("y"), 2), Item(said("z"), box="☐")]
    made = word_of(Heading(1, said("T")), Heading(2, said("H")), *kinds, *items, table, language=language)
    for root in (made.element, made.styles.element, made.part.numbering_part.element):
        for name, order in ORDER.items():
            for element in root.iter(qn(f"w:{name}")):
                places = [order.split().index(child.tag.rsplit("}", 1)[1]) for child in element]
                assert places == sorted(places), f"{name}: {[child.tag for child in element]}"
    assert all(cell._tc[-1].tag == qn("w:p") for row in made.tables[0].rows for cell in row.cells)


def template_with(tmp_path: Path, *texts: str) -> Path:
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    path = tmp_path / "word.docx"
    document.save(str(path))
    return path


def problem_of(template: Path) -> tuple[str, str, str]:
    with pytest.raises(UserError) as caught:
        word.docx([Paragraph(said("hemmeligt svar"))], template, NAMES, "da", {})
    (problem,) = caught.value.problems
    assert "hemmeligt" not in repr(problem)
    return problem.key, problem.where, str(problem.values.get("reason", ""))


def test_a_template_of_ones_own_needs_none_of_our_styles(tmp_path: Path) -> None:
    path = template_with(tmp_path, "Kære kommune, om {{ case }}", "{{p content }}", "{{ t.confidential }}")
    blocks = (Heading(2, said("Evner")), Paragraph(said("Bage"), "box"), Table((), (cells("a", "b"),)))
    made = Document(io.BytesIO(word.docx(blocks, path, NAMES, "da", {})))
    assert lines(made) == [
        ("Normal", "Kære kommune, om K-2026-024"),
        ("Heading 1", "Evner"),
        ("Normal", "Bage"),
        ("Normal", "Fortroligt"),
    ]


def test_a_name_the_template_invents_is_a_problem_with_its_file(tmp_path: Path) -> None:
    path = template_with(tmp_path, "{{ kommune }}", "{{p content }}")
    assert problem_of(path) == ("template_unknown_name", str(path), "'kommune' is undefined")


def test_a_broken_tag_is_a_problem_with_its_file(tmp_path: Path) -> None:
    path = template_with(tmp_path, "{% if case %}", "{{p content }}")
    key, where, reason = problem_of(path)
    assert (key, where) == ("template_syntax", str(path))
    assert "endif" in reason


def test_a_template_from_elsewhere_cannot_reach_into_the_program(tmp_path: Path) -> None:
    path = template_with(tmp_path, "{{ ''.__class__.__mro__ }}", "{{p content }}")
    assert problem_of(path)[0] == "template_not_allowed"


def test_a_template_must_say_where_the_document_goes(tmp_path: Path) -> None:
    assert problem_of(template_with(tmp_path, "Kære kommune"))[0] == "word_without_content"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\x00" * 18])
def test_a_file_that_is_not_from_word_is_a_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "word.docx"
    path.write_bytes(content)
    assert problem_of(path)[0] == "not_a_word_file"


def test_the_documents_own_template_wins_then_the_houses_then_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own, house = tmp_path / "handover", tmp_path / "templates" / "common"
    own.mkdir()
    house.mkdir(parents=True)
    assert word.template(own) == word.SHIPPED
    template_with(house, "x")
    assert word.template(own).resolve() == house / "word.docx"
    template_with(own, "x")
    assert word.template(own) == own / "word.docx"


def shown(html: str) -> set[str]:
    """The words of a page that Word is to say too."""
    from lxml import html as lxml_html

    body = lxml_html.document_fromstring(html).find("body")
    for element in body.xpath(
        "//*[(@data-only='page' and not(self::col)) or @aria-hidden='true' or self::svg or self::style]"
    ):
        element.drop_tree()
    for table in body.iter("table"):
        gone = [
            place for place, column in enumerate(table.findall(".//col")) if column.get("data-only") == "page"
        ]
        for row in table.iter("tr"):
            for place in reversed(gone):
                if place < len(row):
                    row[place].drop_tree()
    return set(re.findall(r"\w+", " ".join(body.itertext())))


def sample_of(document: documents.Document) -> Case:
    """Leyla, or the first of the others whose case the document may be made of."""
    for path in (SAMPLE, *sorted(SAMPLE.parent.glob("*.yaml"))):
        case = production.load_case(path)
        if not documents.gate(document, case):
            return case
    raise AssertionError(f"no sample for {document.name}")


def rendered(document: documents.Document, language: str) -> str:
    """The document with the most room, of a case that it may be made of."""
    seen = documents.look(document, sample_of(document), language)
    return documents.render(document, seen, Setting(language, document.manifest.densities[0]))


@pytest.mark.parametrize("name", documents.names())
def test_word_says_every_word_that_the_page_says(name: str) -> None:
    document = documents.find(name)
    for language in document.languages:
        html = rendered(document, language)
        made = words_of(word_of(*read(html), language=language))
        assert not {text for text in shown(html) if text not in made}
