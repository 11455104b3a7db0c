"""Plain text that can be pasted into a case system."""

import re

import pytest

from refscreen import documents, plain
from refscreen.blocks import read
from refscreen.content import Block, Cell, Figure, Heading, Item, Paragraph, Picture, Run, Table
from tests.test_word import rendered, shown


def text_of(*blocks: Block, language: str = "da") -> str:
    return plain.text(blocks, language)


def said(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def cells(*texts: str, heading: bool = False) -> tuple[Cell, ...]:
    return tuple(Cell((Paragraph(said(text)),) if text else (), heading) for text in texts)


def test_headings_stand_out_and_paragraphs_are_one_line_each() -> None:
    long = "ord " * 80 + "slut"
    assert text_of(
        Heading(1, said("Leyla")),
        Heading(2, said("Familie")),
        Heading(3, said("Børn")),
        Paragraph(said(long)),
    ) == ("Leyla\n=====\n\n\nFamilie\n-------\n\nBørn\n" + long + "\n")


def test_labels_with_answers_stand_line_by_line() -> None:
    assert (
        text_of(
            Paragraph(said("Gift"), "fact", said("Civilstand")),
            Paragraph(said("Ja"), "fact", said("Vil du?")),
            Paragraph(said("»At bage«"), "quote", said("Mål")),
        )
        == "Civilstand: Gift\nVil du? Ja\n\nMål: »At bage«\n"
    )


def test_lists_are_signs_anybody_can_type() -> None:
    assert (
        text_of(
            Paragraph(said("Evner"), "label"),
            Item(said("Bage")),
            Item(said("brød"), 2),
            Item(said("først"), 1, 1),
            Item(said("Ring"), box="☐"),
            Item(said("Mødt"), box="✓"),
        )
        == "Evner:\n- Bage\n  - brød\n1. først\n[ ] Ring\n[x] Mødt\n"
    )


def test_a_row_names_its_cells_by_the_headings_and_leaves_out_the_empty_ones() -> None:
    head = (cells("Færdighed", "År", "Bevis", heading=True),)
    table = Table(head, (cells("Bage", "16", "Vist"), cells("Sy", "", "–"), cells("Køre", "", "Set.")))
    assert text_of(table) == "Bage – År: 16; Bevis: Vist\nSy\nKøre – Bevis: Set.\n"


def test_a_table_of_labels_is_labels_with_answers() -> None:
    label, answer = cells("Køn", heading=True), cells("Kvinde")
    last = (*cells("✓", "Ja"), *cells("Må dele", heading=True))
    assert text_of(Table((), ((*label, *answer, *cells("Sprog", heading=True), *cells("da")), last))) == (
        "Køn: Kvinde\nSprog: da\nMå dele: ✓ Ja\n"
    )


def test_what_is_seen_is_its_words_in_brackets() -> None:
    assert (
        text_of(Figure("Dansk: 2 af 5"), Picture("Portræt", "photo.jpg")) == "[Dansk: 2 af 5]\n\n[Portræt]\n"
    )


def test_where_to_sign_and_write_is_a_line() -> None:
    assert text_of(Paragraph(said("Dato"), "sign"), Paragraph((), "line")).count("_" * 40) == 2


@pytest.mark.parametrize(
    "sign", ["\x00", "\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200f", "\ufeff", "\u2028", "\u00ad"]
)
def test_no_control_and_no_hidden_sign_gets_through(sign: str) -> None:
    assert text_of(Paragraph(said(f"a{sign}b")), Heading(1, said(f"{sign}c"))) == "ab\n\nc\n=\n"


def test_a_telephone_number_keeps_its_order_in_arabic() -> None:
    made = text_of(Paragraph((Run("20 00 02 74", language="da"),), "fact", said("الهاتف")), language="ar")
    assert made == "الهاتف: \u200e20 00 02 74\u200e\n"


def test_a_heading_across_a_table_stands_over_its_rows() -> None:
    head = (cells("Nr.", "Hvad", heading=True),)
    before, after = ((Cell((Paragraph(said(text)),), True, 2),) for text in ("Før", "Siden"))
    table = Table(head, (before, cells("1", "Ring"), after, cells("2", "Skriv")))
    assert text_of(table) == "Før:\n1 – Hvad: Ring\n\nSiden:\n2 – Hvad: Skriv\n"


def test_a_second_line_of_a_point_stands_under_it() -> None:
    assert text_of(Item(said("Bage\nsiden 2010"))) == "- Bage\n  siden 2010\n"


def test_where_there_is_much_to_write_one_line_is_enough() -> None:
    line = Paragraph((), "line")
    assert text_of(Paragraph(said("Rettelser"), "label"), line, line) == f"Rettelser:\n{'_' * 40}\n"


def test_the_joiners_that_persian_needs_stay() -> None:
    assert "می‌خواهم" in text_of(Paragraph(said("می‌خواهم")), language="fa")


def test_nothing_is_nothing() -> None:
    assert text_of() == ""


@pytest.mark.parametrize("name", documents.names())
def test_plain_text_says_every_word_that_the_page_says(name: str) -> None:
    document = documents.find(name)
    for language in document.languages:
        html = rendered(document, language)
        made = plain.text(read(html), language)
        headings = " ".join(re.findall(r"<thead>(.*?)</thead>", html, re.DOTALL))
        over_nothing = set(re.findall(r"\w+", re.sub(r"<[^>]*>", " ", headings)))
        assert not {word for word in shown(html) if word not in made} - over_nothing
        assert not re.search(r"[\x00-\x09\x0b-\x1f<>]", made)
        assert "\n\n\n\n" not in made
