"""A page that says it is XML, too, is the same page either way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tinyhtml5

from refscreen import documents, markup, production
from refscreen.errors import UserError
from refscreen.production import Order

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
    as_xml = production.make(order)
    monkeypatch.setattr(markup, "tree", lambda _html: None)
    assert production.make(order) == as_xml


def test_own_pages_may_be_plain_html(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from refscreen import pdf

    monkeypatch.chdir(tmp_path)
    plain = pdf.lay_out("<!DOCTYPE html><html lang='da'><title>.</title><p>a<p>b").draw()
    closed = pdf.lay_out(f"{POLYGLOT}<title>.</title><body><p>a</p><p>b</p></body></html>").draw()
    assert plain.content == closed.content
