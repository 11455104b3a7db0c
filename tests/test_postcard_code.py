"""The code on the CV-postkort leads to the candidate's own page: it holds the link, and can be read."""

from __future__ import annotations

import re

import pytest
import segno
from PIL import Image

from refscreen.documents import Document
from refscreen.view import Case
from tests.cards import (
    DOTS,
    LINK,
    WHITE,
    answering,
    colours,
    drawn,
    full_case,
    html_of,
    pictures,
    problems_of,
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


def test_the_code_holds_the_link_and_nothing_else(card: Document, linked: Case) -> None:
    page = html_of(card, linked)
    (path,) = re.findall(r'<svg [^>]*class="qr".*?stroke-width="1" d="(.*?)"', page)
    runs = re.findall(r"M(\d+) (\d+)\.5h(\d+)", path)
    dark = {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}
    assert path == "".join(f"M{x} {y}.5h{length}" for x, y, length in runs)
    code = segno.make(LINK, error="m", micro=False)
    assert dark == {(x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}


def test_where_the_code_leads_stands_beside_it(card: Document, linked: Case) -> None:
    assert "Se mere på video-cv.example" in words_of(card, linked)
    assert "See more at video-cv.example" in words_of(card, linked, "en")
    assert "<title>QR-kode til video-cv.example</title>" in html_of(card, linked)


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://www.linkedin.com/in/amir?from=card", "linkedin.com"),
        ("http://amir.example#top", "amir.example"),
        (
            "https://a-very-long-name-for-a-small-page.pages.example/x",
            "…-name-for-a-small-page.pages.example",
        ),
    ],
)
def test_the_host_is_named_as_people_know_it(card: Document, linked: Case, link: str, host: str) -> None:
    assert f">{host}</a>" in html_of(card, answering(linked, pc_link=link))


def test_without_a_link_there_is_no_code(card: Document, linked: Case) -> None:
    assert "<svg" not in html_of(card, answering(linked, pc_link=None))


def code_box(picture: Image.Image) -> tuple[int, int, int, int]:
    """Where the code is: only that is wholly black."""
    ink = picture.convert("L").point(lambda value: 255 if value < 8 else 0)
    box = ink.getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(("density", "side"), [("full", 1), ("tight", 0)])
@pytest.mark.parametrize("form", ["", "marks"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_code_is_20_mm_and_has_4_modules_of_white_around_it(
    theme: str, form: str, density: str, side: int
) -> None:
    page = pictures(drawn(theme, density, form))[side]
    if form:  # the crop marks are black, too
        edge = 8 * DOTS
        page = page.crop((edge, edge, page.width - edge, page.height - edge))
    left, top, right, bottom = code_box(page)
    assert right - left == pytest.approx(20 * DOTS, abs=2)
    assert bottom - top == pytest.approx(20 * DOTS, abs=2)
    module = (right - left) / segno.make(LINK, error="m", micro=False).symbol_size(border=0)[0]
    quiet = round(4 * module)
    around = page.crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
    around.paste(WHITE, (quiet - 1, quiet - 1, around.width - quiet + 1, around.height - quiet + 1))
    assert colours(around) == {WHITE}


@pytest.mark.parametrize(
    "link",
    [
        "video-cv.example/amir",
        "ftp://video-cv.example/amir",
        "javascript:alert(1)",
        "https://video-cv.example@elsewhere.example/",
        "https://video-cv",
        "https://192.168.0.1/amir",
        "https://video-cv.example/amir og mere",
        "https://video-cv.example/\u202egnp.exe",
    ],
)
def test_a_link_is_a_whole_web_address_with_nothing_before_the_host(
    card: Document, linked: Case, link: str
) -> None:
    assert problems_of(card, answering(linked, pc_link=link)) == [("not_a_link", "pc_link")]


@pytest.mark.parametrize(
    "link",
    [
        "https://flygtninge-cv.example/amir",
        "https://cv.example/asyl_center",
        "https://cv.example/p%C3%A5%20flugt",
    ],
)
def test_a_link_that_gives_something_away_is_refused(card: Document, linked: Case, link: str) -> None:
    assert problems_of(card, answering(linked, pc_link=link)) == [("forbidden_word", "pc_link")]
