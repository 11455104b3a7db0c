"""The CV-postkort in print: three themes of the same words, the print shop, the sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from refscreen import documents, pdf, production
from refscreen.documents import Document
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.view import Case
from tests.cards import (
    DOTS,
    LINK,
    MM,
    SAMPLES,
    THIN,
    WHITE,
    answering,
    colours,
    drawn,
    full_case,
    html_of,
    pictures,
    reader,
    the_card,
    words_of,
)

THEMES = the_card().manifest.themes


@pytest.fixture(scope="module")
def card() -> Document:
    return the_card()


@pytest.fixture(scope="module")
def linked() -> Case:
    """A case with a link to a page."""
    return answering(full_case(), pc_link=LINK)


# --- Themes ---------------------------------------------------------------------------------------


def branches_of(path: Path) -> list[str]:
    """No branch, and each one that the candidate has in mind."""
    return ["", *production.load_case(path).answers.values.get("branches", ())]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("theme", THEMES)
def test_every_sample_is_two_sides_in_every_theme_and_branch_and_in_english(path: Path, theme: str) -> None:
    for language, branch in [("en", ""), *product(["da"], branches_of(path))]:
        card = production.make(Order("postcard", path, language=language, theme=theme, branch=branch))
        assert card.pages == 2


@pytest.mark.parametrize("density", the_card().manifest.densities)
def test_the_themes_say_the_same_words(card: Document, linked: Case, density: str) -> None:
    said = [words_of(card, linked, theme=theme, density=density) for theme in THEMES]
    assert said == [said[0]] * 3


def test_a_theme_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(UserError) as caught:
        production.make(Order("postcard", THIN, theme="rign"))
    (problem,) = caught.value.problems
    assert problem.key == "unknown_theme"


def palette(card: Document, theme: str) -> dict[str, str]:
    """The colours a theme names."""
    style = (card.folder / f"theme-{theme}.css").read_text(encoding="utf-8")
    return {name: value * (2 if len(value) == 3 else 1) for name, value in _NAMED.findall(style)}


_NAMED = re.compile(r"--([\w-]+): #([0-9a-f]{3,6})")


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2: from 1 to 21; text needs 4.5."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_stands_out_from_what_is_behind_it_also_in_grey(card: Document, theme: str) -> None:
    named = palette(card, theme) | {"paper": "ffffff"}
    pairs = [(text, "paper") for text in ("ink", "title", "head")]
    pairs += [(text, "tint") for text in ("ink", "title", "head", "soft")] + [("badge-ink", "badge")]
    poor = {pair: contrast(named[pair[0]], named[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


def sizes(content: bytes) -> Iterator[float]:
    """The size of every piece of text in points."""
    for page in reader(content).pages:
        found: list[float] = []

        def note(text: str, outer: Any, inner: Any, _font: Any, size: float, found: Any = found) -> None:
            if text.strip():
                found.append(round(abs(size * inner[3] * outer[3]), 2))

        page.extract_text(visitor_text=note)
        yield from found


@pytest.mark.parametrize("density", the_card().manifest.densities)
@pytest.mark.parametrize("theme", THEMES)
def test_no_text_is_smaller_than_8_5_points_and_the_name_and_telephone_are_large(
    theme: str, density: str
) -> None:
    used = set(sizes(drawn(theme, density)))
    assert min(used) >= 8.5
    assert {24, 14} <= used


@pytest.mark.parametrize("theme", THEMES)
def test_a_short_last_word_takes_the_one_before_it_along(card: Document, linked: Case, theme: str) -> None:
    page = html_of(card, answering(linked, pc_headline="Svejser med 11 års erfaring i stål"), theme=theme)
    assert "års erfaring\u00a0i\u00a0stål</p>" in page


# --- The print shop -------------------------------------------------------------------------------


def boxes(page: Any) -> list[tuple[float, ...]]:
    return [tuple(round(float(edge) / MM, 1) for edge in box) for box in (page.trimbox, page.bleedbox)]


@pytest.mark.parametrize("theme", THEMES)
def test_for_a_print_shop_the_card_is_a6_with_3_mm_of_bleed(theme: str) -> None:
    for page in reader(drawn(theme, form="marks")).pages:
        trim, bleed = boxes(page)
        assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((148, 105), abs=0.1)
        overhang = [trim[0] - bleed[0], trim[1] - bleed[1], bleed[2] - trim[2], bleed[3] - trim[3]]
        assert overhang == pytest.approx([3] * 4, abs=0.1)


@pytest.mark.parametrize(("theme", "edge"), [("ring", "left"), ("line", "left"), ("tile", "top")])
def test_colour_runs_to_the_end_of_the_bleed_and_no_further(theme: str, edge: str) -> None:
    front, _ = pictures(drawn(theme, form="marks"))
    for away, coloured in ((5.2, True), (7.8, True), (4.8, False)):
        x, y = (away, 60) if edge == "left" else (60, away)
        colour = front.getpixel((round(x * DOTS), round(y * DOTS)))
        assert (colour != WHITE) == coloured, away


@pytest.mark.parametrize("theme", THEMES)
def test_a_field_of_colour_is_at_the_same_edge_of_the_paper_on_both_sides(theme: str) -> None:
    front, back = pictures(drawn(theme, form="marks"))
    middle = front.height // 2
    if theme != "tile":
        assert front.getpixel((round(6 * DOTS), middle)) != WHITE
    assert back.getpixel((back.width - round(6 * DOTS), middle)) != WHITE


@pytest.mark.parametrize("theme", THEMES)
def test_in_the_office_a_white_edge_is_left_for_the_printer(theme: str) -> None:
    for page in pictures(drawn(theme)):
        inner = 4 * DOTS  # the tail of an italic letter may stand a little outside the 5 mm
        page.paste(WHITE, (inner, inner, page.width - inner, page.height - inner))
        assert colours(page) == {WHITE}


# --- The sheet ------------------------------------------------------------------------------------


def placed(content: bytes) -> list[list[tuple[float, ...]]]:
    """For each page where its things are, in millimetres: left, bottom, right, top."""
    return [
        [tuple(edge / MM for edge in thing.get_bounds()) for thing in page.get_objects(max_depth=1)]
        for page in pypdfium2.PdfDocument(content)
    ]


def is_cut(box: tuple[float, ...]) -> bool:
    """Whether it is a hairline to cut along."""
    thin, long = sorted((box[2] - box[0], box[3] - box[1]))
    return thin < 0.15 and 3.9 < long < 4.1


def middle(box: tuple[float, ...]) -> tuple[float, float]:
    return round((box[0] + box[2]) / 2, 1), round((box[1] + box[3]) / 2, 1)


@pytest.mark.parametrize("theme", THEMES)
def test_the_cut_lines_of_both_sides_meet_whichever_edge_the_paper_is_turned_on(theme: str) -> None:
    fronts, backs = (
        {middle(box) for box in page if is_cut(box)} for page in placed(drawn(theme, form="sheet"))
    )
    assert fronts == {(148.5, 208.0), (148.5, 105.0), (148.5, 2.0), (2.0, 105.0), (295.0, 105.0)}
    assert fronts == backs
    assert {(round(297 - x, 1), y) for x, y in fronts} == backs
    assert {(x, round(210 - y, 1)) for x, y in fronts} == backs


@pytest.mark.parametrize("density", ["full", "packed"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_four_cards_are_the_same_a_quarter_of_a4_apart(theme: str, density: str) -> None:
    for page in placed(drawn(theme, density, "sheet")):
        things = [box for box in page if not is_cut(box)]
        count = len(things) // 4
        first = things[:count]
        for card, (right, down) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
            apart = (148.5 * right, -105 * down) * 2
            for one, other in zip(first, things[card * count : (card + 1) * count], strict=True):
                assert other == pytest.approx(
                    [edge + way for edge, way in zip(one, apart, strict=True)], abs=0.1
                )


def test_a_card_is_in_the_middle_of_its_quarter() -> None:
    front, back = pictures(drawn("ring", form="sheet"))
    high = front.height // 2 - 6 * DOTS
    for left in (0, 148.5):
        ends = [front.getpixel((round((left + away) * DOTS), high)) for away in (5, 5.6)]
        assert [colour == WHITE for colour in ends] == [True, False]
        ends = [back.getpixel((round((left + 148.5 - away) * DOTS), high)) for away in (5, 5.6)]
        assert [colour == WHITE for colour in ends] == [True, False]


def test_a_sheet_is_for_scissors_and_has_no_bleed(card: Document, linked: Case) -> None:
    page = pdf.lay_out(html_of(card, linked, density="full", sheet=True, marks=True)).draw()
    assert [round(float(edge) / MM) for edge in reader(page.content).pages[0].mediabox] == [0, 0, 297, 210]


def test_the_photo_is_on_the_card_in_every_theme(card: Document, linked: Case) -> None:
    seen = documents.look(card, linked, "da")
    plain = documents.Setting("da", density="full", pictures=frozenset({"photo.jpg"}))
    for theme in THEMES:
        page = documents.render(card, seen, replace(plain, theme=theme))
        assert '<img class="portrait" src="asset:photo.jpg"' in page
        assert "initials" not in page.partition("<body>")[2]
