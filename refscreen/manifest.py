"""What a document folder says about itself: for whom, on what paper, how many pages, with which consents."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from refscreen.reading import Frozen, Many, Text


class Limit(Frozen):
    """How much of an answer has room.

    Attributes:
        length: the most characters.
        shown: for lists, how many are looked at.
        fallback_for: the answer is printed only when one of these is missing.
        name: it is a person's name, in which no word is forbidden (Islam is a surname too).
        link: it is the address of a page on the internet, which readers are led to.
    """

    length: int
    shown: int = 1
    fallback_for: Many[str] = ()
    name: bool = False
    link: bool = False


class Manifest(Frozen):
    """What a document folder says about itself.

    Attributes:
        report: whether it is what ``refscreen report`` makes for its audience.
        pages: fewest and most pages; a result outside is an error with numbers.
        consents: yes_no questions that must be answered yes before the document may be made.
        sensitive: the yes_no question that lets sensitive answers into the view.
        conclusions: what is concluded from the answers and told; nothing else of it is in the view.
        densities: designed ways to set the same content, from airy to tight; tried until the pages fit.
        density: the one to begin with; without it the first.
        branch: the question among whose choices a branch can be chosen to cut the document to.
        room: characters of text that usually fill the pages in a density; with it the tighter ones are
            begun with where the text is long.
        limits: the room for an answer, by question id (``jobs.title`` for an inner one).
        forbidden: words that may not occur in the document, in any form; in the file, the name of a list in
            ``common/forbidden.yaml`` may stand for its words.
        photo: whether the document can show a photo, and the consents that needs.
        themes: designs of the same content that can be chosen by name; the first is its own.
        sheet: whether several copies can be set on a sheet of A4.
        marks: whether it can be set for a print shop, with bleed and crop marks.
    """

    title: Text
    questionnaire: str
    audience: str
    page: Literal["A4", "A5", "A6"]
    pages: tuple[int, int] = Field(strict=False)
    report: bool = False
    consents: Many[str] = ()
    sensitive: str | None = None
    conclusions: Many[Literal["kind", "sides", "counsel", "top", "plan", "checklist"]] = ()
    densities: Many[str] = ("normal",)
    density: str = ""
    room: dict[str, int] = Field(default_factory=dict)
    limits: dict[str, Limit] = Field(default_factory=dict)
    forbidden: Many[str] = ()
    photo: Many[str] = ()
    branch: str | None = None
    themes: Many[str] = ()
    sheet: bool = False
    marks: bool = False
