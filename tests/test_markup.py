"""A page that says it is XML, too, is the same page either way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tinyhtml5

from refscreen import documents, form, markup, pdf, production
from refscreen.errors import UserError
from refscreen.production import Order
from refscreen.rights import notice, subject

SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.yaml"))

POLYGLOT = '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="da">'
EDITIONS = [(name, language) for name in documents.names() for language in documents.find(name).languages]


def outline(element: Any) -> Iterator[tuple[object, ...]]:
    """All elements with what they hold; where XML and HTML put the space around body and head is all one."""
    own = {name: text for name, text in element.attrib.items() if not name.endswith("xmlns")}
    outer = element.tag in {"html", "body", "head"}
    yield element.tag, own, "" if outer else element.text or ""
    for place, child in enumerate(element, start=1):
        yield from outline(child)
        if not (outer and place == len(element)) and element.tag != "html":
            yield ("after", child.tail or "")


@pytest.mark.parametrize(("name", "language"), EDITIONS)
def test_every_page_of_ours_reads_the_same_as_xml_and_as_html(name: str, language: str) -> None:
    tried = 0
    for path in SAMPLES:
        try:
            html = production.make(Order(name, path, language, form="html")).content.decode()
        except UserError:  # of another questionnaire, or without the consent
            continue
        root = markup.tree(html)
        assert root is not None, path.name
        assert list(outline(root)) == list(outline(tinyhtml5.parse(html, namespace_html_elements=False)))
        tried += 1
    assert tried


PAPERS: dict[str, Callable[[], object]] = {
    "notice": lambda: notice.make("en"),
    "form": lambda: form.make(form.Wish("screening", ("da", "ar"))),
    "sheet": lambda: form.make(form.Wish("screening", ("ar", "da"), sheet=True)),
    "subject access": lambda: subject.make(subject.Wish(SAMPLES[-1])),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_so_does_every_paper_that_is_no_document_of_a_case(
    paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []
    read = markup.tree

    def watched(html: str) -> Any:
        pages.append(html)
        return read(html)

    monkeypatch.setattr(markup, "tree", watched)
    PAPERS[paper]()
    (page,) = pages
    root = read(page)
    assert root is not None
    assert list(outline(root)) == list(outline(tinyhtml5.parse(page, namespace_html_elements=False)))


@pytest.mark.parametrize(
    "html",
    [
        "<!DOCTYPE html><html lang='da'><p>plain</p></html>",
        "<p>no page",
        f"{POLYGLOT}<p>one<p>another</html>",
        f"{POLYGLOT}<p>a<br>b</p></html>",
        f"{POLYGLOT}<p>a&nbsp;b</p></html>",
        f"{POLYGLOT}<p>a & b</p></html>",
        f"{POLYGLOT}<p>\x0b</p></html>",
        f'<!DOCTYPE html [<!ENTITY a "aaaa">]>{POLYGLOT[16:]}<p>&a;</p></html>',
    ],
)
def test_a_page_that_is_not_xml_is_left_to_the_parser_of_html(html: str) -> None:
    assert markup.tree(html) is None


def test_elements_have_the_names_of_html_and_drawings_those_of_svg() -> None:
    root = markup.tree(
        f'{POLYGLOT}<body><p>æøå<br/>ب</p><svg xmlns="http://www.w3.org/2000/svg"><g/></svg></body></html>'
    )
    assert root is not None
    svg = "{http://www.w3.org/2000/svg}"
    assert [element.tag for element in root.iter()] == ["html", "body", "p", "br", f"{svg}svg", f"{svg}g"]
    assert root.get("lang") == "da"


def test_the_page_is_the_same_to_the_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    order = Order("postcard", next(path for path in SAMPLES if path.stem == "leyla"))
    made = production.make(order)
    monkeypatch.setattr(markup, "tree", lambda _html: None)
    monkeypatch.setattr(markup, "has_notes", lambda _html: True)
    assert production.make(order) == made


@pytest.mark.parametrize(
    "text",
    [
        "<ol><li>one</li><li>two</li></ol><p>three</p>",
        "<p>one<span style='float: footnote'>two</span></p>",
        "<style>p { display: list-item; list-style: decimal }</style><p>one</p><p>two</p>",
        "<ul><li>one<ul><li>two</li></ul></li></ul><dl><dt>three</dt><dd>four</dd></dl>",
    ],
)
def test_marks_and_notes_are_set_as_the_renderer_itself_sets_them(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"<!DOCTYPE html><html lang='da'><head><title>.</title></head><body>{text}</body></html>"
    ours = pdf.lay_out(page).draw()
    monkeypatch.setattr(markup, "_plain", lambda weasyprint: weasyprint.HTML)
    assert pdf.lay_out(page).draw() == ours


def test_a_page_without_notes_has_a_style_for_no_note(monkeypatch: pytest.MonkeyPatch) -> None:
    weasyprint = pdf.engine()
    made: list[str] = []
    styled = weasyprint.css.StyleFor.set_computed_styles

    def watched(self: Any, *args: Any, **named: Any) -> None:
        made.append(named.get("pseudo_type") or "")
        styled(self, *args, **named)

    monkeypatch.setattr(weasyprint.css.StyleFor, "set_computed_styles", watched)
    pdf.lay_out(f"{POLYGLOT}<title>.</title><body><p>a</p><ul><li>b</li></ul></body></html>")
    assert made.count("marker") == 1
    assert not any("note" in kind for kind in made if kind and not kind.startswith("@"))


def test_own_pages_may_be_plain_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain = pdf.lay_out("<!DOCTYPE html><html lang='da'><title>.</title><p>a<p>b").draw()
    closed = pdf.lay_out(f"{POLYGLOT}<title>.</title><body><p>a</p><p>b</p></body></html>").draw()
    assert plain.content == closed.content
