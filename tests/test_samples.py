"""Every shipped case, all the way: stored without a terminal, then a report and a card, seen from inside."""

import io
from pathlib import Path

import pikepdf
import pypdf
import pytest

from refscreen import documents, production, store
from refscreen.production import Order, Product
from tests.program import run

SAMPLES = [
    path
    for path in sorted(store.shipped("samples").glob("*.yaml"))
    if store.questionnaire_of(path) == "screening"
]
A4 = (595, 842)
A6 = (420, 298)
SECTIONS = {
    "da": "Overblik Grundlag Familie Uddannelse Arbejde Sprog Motivation Netværk Andenhåndsviden vurdering "
    "Anbefalinger Fremtidig",
    "en": "Overview Basis Family Education Work Language Motivation Network Second-hand Assessment "
    "Recommendations Future",
}
TYPES = {"amir": "type1", "foued": "type2", "leyla": "type3", "ali": "type4"} | {
    "ibrahim-asylum": "type2",
    "ibrahim-placed": "type5",
}


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def stored(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case as ``refscreen interview --answers … --no-input`` stores it."""
    path = tmp_path_factory.mktemp("stored") / "a.yaml"
    ran = run("interview", "screening", "-o", path, "--answers", request.param, "--no-input")
    assert ran.code == 0, ran.err
    return path.rename(path.with_name(f"{request.param.stem}.yaml"))


@pytest.fixture(scope="module", params=["da", "en"])
def report(request: pytest.FixtureRequest, stored: Path) -> tuple[str, Product]:
    return request.param, production.make(Order("handover", stored, request.param))


def read(product: Product) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(product.content))


def sizes(pages: pypdf.PdfReader) -> set[tuple[int, int]]:
    return {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages.pages}


def headings(product: Product) -> list[str]:
    """The titles of the outline's first level."""
    with pikepdf.open(io.BytesIO(product.content)) as opened, opened.open_outline() as outline:
        return [str(item.title) for top in outline.root for item in (top, *top.children)]


# A renderer warning or a page too many is an error of `make` itself, so a product is already a proof of both.


def test_a_report_has_seven_to_ten_a4_pages(report: tuple[str, Product]) -> None:
    pages = read(report[1])
    assert 7 <= len(pages.pages) == report[1].pages <= 10
    assert sizes(pages) == {A4}


def test_a_report_has_its_twelve_sections_as_bookmarks(report: tuple[str, Product]) -> None:
    language, product = report
    titles = " | ".join(headings(product)).casefold()
    assert [name for name in SECTIONS[language].split() if name.casefold() not in titles] == []


def test_a_report_says_which_page_of_how_many(report: tuple[str, Product]) -> None:
    language, product = report
    word = {"da": "side {} af {}", "en": "page {} of {}"}[language]
    for number, page in enumerate(read(product).pages, 1):
        assert word.format(number, product.pages) in page.extract_text().casefold()


def test_a_report_is_tagged_titled_and_in_its_language(report: tuple[str, Product]) -> None:
    language, product = report
    with pikepdf.open(io.BytesIO(product.content)) as opened:
        assert str(opened.Root.Lang).startswith(language)
        assert "/StructTreeRoot" in opened.Root
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert str(opened.docinfo["/Title"])
        kept = [dict(page.Resources.Font.items()) for page in opened.pages]
        fonts = {str(font.BaseFont) for table in kept for font in table.values()}
    assert all("Refscreen" in font for font in fonts), fonts


def test_no_report_has_a_nearly_empty_page(report: tuple[str, Product]) -> None:
    lengths = [len(page.extract_text()) for page in read(report[1]).pages]
    assert min(lengths) > 700, lengths


def test_no_text_is_left_untranslated(report: tuple[str, Product]) -> None:
    text = "".join(page.extract_text() for page in read(report[1]).pages)
    assert "[da]" not in text
    assert "[en]" not in text


def test_every_recommendation_names_the_answer_that_led_to_it(
    stored: Path, report: tuple[str, Product]
) -> None:
    language, product = report
    case = production.load_case(stored)
    seen = documents.look(documents.find("handover"), case, language)
    assert seen.conclusions.counsel
    always = {"R14", "R15"}
    assert [c.id for c in seen.conclusions.counsel if not c.reasons and c.id not in always] == []
    text = "".join(page.extract_text() for page in read(product).pages)
    assert [c.id for c in seen.conclusions.counsel if c.id not in text] == []


def test_a_case_comes_out_as_its_type(stored: Path) -> None:
    case = production.load_case(stored)
    seen = documents.look(documents.find("handover"), case, "da")
    assert seen.conclusions.kind is not None
    assert seen.conclusions.kind.id == TYPES.get(stored.stem, seen.conclusions.kind.id)
    assert not seen.conclusions.kind.overridden


@pytest.mark.parametrize("sheet", [False, True])
def test_a_card_has_two_sides(stored: Path, sheet: bool) -> None:
    product = production.make(Order("postcard", stored, sheet=sheet))
    pages = read(product)
    assert len(pages.pages) == 2
    assert sizes(pages) == {(A4[1], A4[0]) if sheet else A6}


def test_the_same_answers_make_the_same_bytes(stored: Path) -> None:
    once, again = (production.make(Order("postcard", stored)).content for _ in range(2))
    assert once == again
