"""What a rendered document says, block by block."""

import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from refscreen.blocks import read
from refscreen.content import (
    Block,
    Cell,
    Figure,
    Heading,
    Item,
    Paragraph,
    Picture,
    Run,
    plain,
)


def blocks_of(body: str, language: str = "da") -> tuple[Block, ...]:
    return read(
        f'<!DOCTYPE html><html lang="{language}"><head><title>x</title></head>'
        f"<body>{dedent(body)}</body></html>"
    )


def one(body: str) -> Any:
    (block,) = blocks_of(body)
    return block


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")))
def test_any_text_put_into_a_paragraph_comes_back_whole(text: str) -> None:
    block = one(f"<p>»{escape(text)}«</p>")
    assert isinstance(block, Paragraph)
    assert plain(block.runs) == re.sub(" +", " ", f"»{text}«")


def test_a_heading_has_its_level_and_its_words() -> None:
    assert one('<h2><span class="no">3</span> Familie</h2>') == Heading(2, (Run("3 Familie"),))


def test_white_space_is_that_of_a_browser() -> None:
    assert one("<p>\n  to\n  ord <b> fede </b>\n\tslut  </p>") == Paragraph(
        (Run("to ord "), Run("fede ", bold=True), Run("slut"))
    )
    assert one("<p>én<br>  to</p>") == Paragraph((Run("én\nto"),))


def test_looks_and_languages_are_runs() -> None:
    assert one('<p>Hun sagde <em lang="ar">نعم</em> <a href="https://eksempel.dk">her</a></p>') == Paragraph(
        (
            Run("Hun sagde "),
            Run("نعم", italic=True, language="ar"),
            Run(" "),
            Run("her", link="https://eksempel.dk"),
        )
    )


@pytest.mark.parametrize("address", ["#s1", "javascript:alert(1)", "file:///etc/passwd"])
def test_only_addresses_outside_are_links(address: str) -> None:
    assert one(f'<p><a href="{address}">her</a></p>') == Paragraph((Run("her"),))


@pytest.mark.parametrize(
    "body",
    [
        '<div class="hang"><p class="label">Børn</p><p class="body">To</p></div>',
        "<p><b>Børn:</b> To</p>",
        '<p class="run"><span class="fact"><b>Børn:</b> To</span></p>',
        '<ul class="facts"><li><b>Børn:</b> To</li></ul>',
        '<ul class="facts"><li><span class="l">Børn</span> <span class="v">To</span></li></ul>',
        "<dl><dt>Børn</dt><dd>To</dd></dl>",
    ],
)
def test_a_label_and_its_answer_are_one_paragraph_however_they_are_written(body: str) -> None:
    assert one(body) == Paragraph((Run("To"),), "fact", (Run("Børn"),))


def test_a_label_without_an_answer_of_its_own_stands_over_what_follows() -> None:
    assert blocks_of(
        '<div class="hang"><p class="label">Evner</p><div class="body"><ul><li>Bage</li></ul></div></div>'
    ) == (
        Paragraph((Run("Evner"),), "label"),
        Item((Run("Bage"),)),
    )


def test_a_quotation_knows_what_it_answers_and_a_note_to_it_stands_alone() -> None:
    body = """
    <div class="hang"><p class="label">Mål</p><div class="body"><blockquote><p>»At bage«</p></blockquote>
    <span class="noted"><b>Note:</b> sagt to gange</span></div></div>"""
    assert blocks_of(body) == (
        Paragraph((Run("»At bage«"),), "quote", (Run("Mål"),)),
        Paragraph((Run("sagt to gange"),), "note", (Run("Note"),)),
    )


def test_lists_have_levels_numbers_and_boxes() -> None:
    body = """
    <ol><li>én<ul><li>inde</li></ul></li><li>to</li></ol>
    <ul><li><span class="box"></span>Ja</li></ul>
    <p><span class="task">☐ Ring</span> <span class="task">✓ Mødt</span></p>"""
    assert blocks_of(body) == (
        Item((Run("én"),), 1, 1),
        Item((Run("inde"),), 2),
        Item((Run("to"),), 1, 2),
        Item((Run("Ja"),), box="☐"),
        Item((Run("Ring"),), box="☐"),
        Item((Run("Mødt"),), box="✓"),
    )


def test_what_follows_in_a_point_of_a_list_is_a_line_of_it() -> None:
    assert one('<ul><li><b>Bage</b><span class="under">siden 2010</span></li></ul>') == Item(
        (Run("Bage", bold=True), Run("\nsiden 2010"))
    )


def test_a_table_has_head_rows_spans_and_widths() -> None:
    body = """
    <table><colgroup><col style="width: 25%"><col style="width: 75%"></colgroup>
    <thead><tr><th scope="col">Hvem</th><th scope="col">Hvad</th></tr></thead>
    <tbody><tr><th colspan="2">Først</th></tr>
    <tr><th scope="row">A</th><td>b<span class="under">c</span></td></tr></tbody></table>"""
    table = one(body)
    assert table.widths == (25, 75)
    assert [[cell.heading for cell in row] for row in (*table.head, *table.rows)] == [
        [True] * 2,
        [True],
        [True, False],
    ]
    assert table.rows[0][0].span == 2
    assert table.rows[1][1] == Cell((Paragraph((Run("b"),)), Paragraph((Run("c"),), "note")))


def test_a_column_for_the_page_is_left_out_with_its_width() -> None:
    table = one("""
    <table>
    <col style="width: 40%"><col style="width: 20%" data-only="page"><col style="width: 40%">
    <tr><th>A</th><td><svg><title>4 af 5</title></svg></td><td>4</td></tr></table>""")
    assert table.widths == (50, 50)
    assert [
        plain(block.runs) for cell in table.rows[0] for block in cell.blocks if isinstance(block, Paragraph)
    ] == [
        "A",
        "4",
    ]


def test_pictures_and_charts_are_their_text_alternatives() -> None:
    assert one('<img src="asset:photo.jpg" alt="Portræt">') == Picture("Portræt", "photo.jpg")
    assert one('<div><svg role="img"><title>Sprog: 3 af 5</title><text>2010</text></svg></div>') == Figure(
        "Sprog: 3 af 5"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "<p aria-hidden='true'>AB</p>",
        "<ol data-only='page'><li>1</li></ol>",
        "<style>p{}</style>",
        "<!-- nej -->",
    ],
)
def test_what_is_only_for_the_page_is_left_out(hidden: str) -> None:
    assert blocks_of(f"<p>før</p>{hidden}<p>efter</p>") == (
        Paragraph((Run("før"),)),
        Paragraph((Run("efter"),)),
    )


def test_what_is_only_for_word_and_text_is_read() -> None:
    assert one('<p data-only="words">Til Word</p>') == Paragraph((Run("Til Word"),))


def test_a_template_may_say_the_kind_of_a_paragraph() -> None:
    assert one('<p class="label" data-kind="box">Vigtigt</p>') == Paragraph((Run("Vigtigt"),), "box")
    assert one('<div class="line"></div>') == one('<div class="write"></div>') == Paragraph((), "line")
    assert one('<div class="write"><p>Ja</p></div>') == Paragraph((Run("Ja"),))


def test_what_looks_like_markup_in_an_answer_is_text() -> None:
    assert one("<p>&lt;b&gt;x&lt;/b&gt; {{ 7*7 }} &amp;amp;</p>") == Paragraph(
        (Run("<b>x</b> {{ 7*7 }} &amp;"),)
    )


def test_signs_that_no_file_can_hold_are_dropped() -> None:
    assert one("<p>a\x00\x1b\x0bb\ufffe</p>") == Paragraph((Run("ab"),))
