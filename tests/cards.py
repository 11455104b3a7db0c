"""What tests of the CV-postkort share: its samples, cases with other answers, and how a card comes out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from pypdf import PdfReader

from refscreen import documents, pdf, production, store
from refscreen.dates import PartialDate
from refscreen.documents import Document, Setting
from refscreen.production import Order
from refscreen.proof import proof
from refscreen.view import Case

SAMPLES = sorted(
    path
    for path in (Path(__file__).parent.parent / "samples").glob("*.yaml")
    if store.questionnaire_of(path) == "screening"
)
MAXIMAL = next(path for path in SAMPLES if path.stem == "maximal")
THIN = next(path for path in SAMPLES if path.stem == "thin")


@cache
def the_card() -> Document:
    """The CV-postkort as a document."""
    return documents.find("postcard")


@cache
def full_case() -> Case:
    """A case that has an answer to everything the card shows."""
    return production.load_case(MAXIMAL)


LINK = "https://video-cv.example/amir"
MM = 72 / 25.4
"""Points."""
DOTS = 8
"""Dots per millimetre in a picture of a page, 203 dpi."""
WHITE = (255, 255, 255)


def answering(case: Case, **values: Any) -> Case:
    """The case with other answers; None takes an answer away."""
    told = {name: value for name, value in {**case.answers.values, **values}.items() if value is not None}
    return replace(case, answers=replace(case.answers, values=told))


@cache
def made(path: Path, language: str = "da") -> bytes:
    """The card of a sample, drawn once for all tests."""
    return production.make(Order("postcard", path, language=language)).content


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in reader(content).pages))


def plain(text: str) -> str:
    """The text on one line."""
    return re.sub(r"\s+", " ", text)


def html_of(card: Document, case: Case, language: str = "da", **setting: Any) -> str:
    setting = {"density": card.manifest.densities[0], **setting}
    return documents.render(card, documents.look(card, case, language), Setting(language, **setting))


def words_of(card: Document, case: Case, language: str = "da", **setting: Any) -> str:
    """What stands on the card, without its markup."""
    body = html_of(card, case, language, **setting).split("<body>")[1]
    return plain(re.sub(r"<[^>]+>", " ", body))


def problems_of(card: Document, case: Case) -> list[tuple[str, str]]:
    found = proof(card.manifest, documents.look(card, case, "da"))
    return [(problem.key, problem.where) for problem in found]


def size_in_mm(page: Any) -> tuple[int, int]:
    return round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)


COMPOUNDS = (
    "Levnedsmiddelmikrobiologiske fødevareproduktionsvirksomheden rengøringsmaskinoperatør og"
    " kvalitetssikring med vedligeholdelse af produktionsudstyr samt beskæftigelsessamarbejde i"
    " kommunen medarbejder "
) * 2


def compounds(length: int, skip: int = 0) -> str:
    """As many characters of long Danish compounds as are wanted."""
    words = COMPOUNDS.split()
    return " ".join(words[skip:])[:length].strip().ljust(length, "e")


def capitals(length: int, skip: int = 0) -> str:
    return compounds(length, skip).upper()


def crammed(case: Case, card: Document, wording: Callable[..., str], only: str = "") -> Case:
    """The case with every place on the card taken up; with ``only``, the other answers in small letters."""

    def fill(name: str, skip: int = 0, length: int = 0) -> str:
        write = wording if only in {"", name} else compounds
        return write(length or card.manifest.limits[name].length, skip)

    simple = ("full_name", "pc_headline", "pc_offer", "pc_seek", "consultant", "organisation")
    address = compounds(50).replace(" ", "").lower()
    return answering(
        case,
        **{name: fill(name) for name in simple},
        email=address[:38] + "@eksempel.dk",
        consultant_contact=f"20 00 00 44, {address[:35]}@eksempel.dk",
        phone="+45 20 00 01 44 sms",
        top_skills="\n".join(fill("top_skills", skip) for skip in (0, 3, 6)),
        jobs=tuple(
            {"title": fill("jobs.title", skip), "from": PartialDate(2001), "to": PartialDate(2010 + skip)}
            for skip in (0, 2, 4)
        ),
        certificates=tuple(
            {"name": fill("certificates.name", skip, 40), "year": PartialDate(2020)} for skip in (0, 1)
        ),
        licence=("am", "a", "b", "be", "c", "ce", "d", "traktor"),
        shift_ok=("dag", "tidlig", "aften", "nat", "weekend"),
    )


def fits(card: Document, case: Case, **setting: Any) -> bool:
    """Whether one of the card's densities comes to two pages with every text inside its box."""
    for density in reversed(card.manifest.densities):  # the tightest is the likeliest
        layout = pdf.lay_out(html_of(card, case, density=density, **setting))
        if layout.pages == 2 and not layout.overflowing():
            return True
    return False


def all_w(length: int, _skip: int = 0) -> str:
    return "W" * length


@cache
def drawn(theme: str, density: str = "full", form: str = "") -> bytes:
    """The full case with a link in a theme; ``form`` is sheet or marks."""
    wish: dict[str, Any] = {form: True} if form else {}
    case = answering(full_case(), pc_link=LINK)
    return pdf.lay_out(html_of(the_card(), case, theme=theme, density=density, **wish)).draw().content


def pictures(content: bytes) -> list[Image.Image]:
    """What the pages look like, paper to its edge: all of it, with the bleed where there is one."""
    return [page.render(scale=DOTS / MM).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(content)]


def colours(picture: Image.Image) -> set[Any]:
    """Every colour in the picture."""
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    return {colour for _, colour in found}
