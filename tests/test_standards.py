"""Every document is built for PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1); its bytes are the same.

Built for, not certified: what pdfua and pikepdf can check is checked here, not the whole of the standards.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from refscreen import documents, production, store
from refscreen.production import Order

CASES = {
    "placement-letter": "ibrahim-asylum",
    "competence-card": "ali-card",
}  # the others are made of amir, whose answers are in Danish and Arabic
FORMS = ("pdf", "docx", "html", "txt")


@dataclass(frozen=True)
class Made:
    """A document as bytes, as pikepdf opens it, and the folder it lies in."""

    name: str
    content: bytes

    def opened(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.content))


def order(name: str, language: str = "", form: str = "pdf") -> Order:
    return Order(name, store.shipped("samples") / f"{CASES.get(name, 'amir')}.yaml", language, form)


@cache
def made_of(name: str, language: str) -> Made:
    return Made(name, production.make(order(name, language)).content)


EDITIONS = [(name, language) for name in documents.names() for language in documents.find(name).languages]


@pytest.fixture(params=EDITIONS, ids="-".join)
def made(request: pytest.FixtureRequest) -> Made:
    return made_of(*request.param)


def dictionaries(pdf: pikepdf.Pdf, kind: str) -> Iterator[Any]:
    """The parts of the structure of one kind (``/TH``, ``/Figure``)."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and str(thing.get("/S")) == kind and "/P" in thing:
            yield thing


def test_nothing_is_found_against_pdf_ua(made: Made, tmp_path: Path) -> None:
    (tmp_path / "made.pdf").write_bytes(made.content)
    report = pdfua.validate(str(tmp_path / "made.pdf"))
    assert len(report.outcomes) >= 12, "so many of its rules are for files like this"
    assert [f"{finding.rule_id}: {finding.message}" for finding in report.findings] == []


def test_the_file_is_sound(made: Made) -> None:
    with made.opened() as pdf:
        assert pdf.check_pdf_syntax() == []


def test_it_says_what_it_is_built_for(made: Made) -> None:
    with made.opened() as pdf:
        told = pdf.open_metadata()
        assert told.pdfa_status == "2A"
        assert told["pdfuaid:part"] == "1"
        assert "pdfaExtension:schemas" in str(told)
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_a_reader_hears_its_title_and_its_language(made: Made) -> None:
    with made.opened() as pdf:
        assert str(pdf.docinfo["/Title"]).strip()
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) in documents.find(made.name).languages


def test_every_header_of_a_table_says_what_it_heads(made: Made) -> None:
    with made.opened() as pdf:
        scopes = {str(cell.A.Scope) for cell in dictionaries(pdf, "/TH")}
    assert scopes <= {"/Row", "/Column"}


def test_a_head_heads_columns_and_a_first_cell_its_row() -> None:
    with made_of("handover", "da").opened() as pdf:
        scopes = [str(cell.A.Scope) for cell in dictionaries(pdf, "/TH")]
    assert scopes.count("/Column") > 10
    assert scopes.count("/Row") > 50


def test_every_picture_has_words(made: Made) -> None:
    with made.opened() as pdf:
        assert all(str(figure.Alt).strip() for figure in dictionaries(pdf, "/Figure"))


def test_its_fonts_are_inside(made: Made) -> None:
    with made.opened() as pdf:
        described = [thing for thing in pdf.objects if getattr(thing, "Type", None) == "/FontDescriptor"]
        assert described
        assert all("/FontFile2" in font or "/FontFile3" in font for font in described)


def test_nothing_in_it_runs_or_reaches_out(made: Made) -> None:
    with made.opened() as pdf:
        names = {key for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) for key in dict(thing)}
    assert not names & {"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/Launch"}


def test_a_report_of_many_pages_can_be_walked_by_its_bookmarks() -> None:
    with made_of("handover", "da").opened() as pdf, pdf.open_outline() as outline:
        assert len(outline.root) == 12


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", documents.names())
def test_the_same_answers_give_the_same_bytes(name: str, form: str) -> None:
    first, again = (production.make(order(name, form=form)).content for _ in range(2))
    assert first == again
