"""What a person is told before the first question (GDPR art. 13), out of ``audiences.yaml``."""

from __future__ import annotations

from dataclasses import dataclass

from refscreen import audiences, pdf, template
from refscreen.errors import Problem, UserError
from refscreen.reading import words

FOLDER = template.TEMPLATES / "notice"
LANGUAGES = ("da", "en")
FREE = ("candidate", audiences.SUBJECT)
"""Readers whom nobody has to be told of: the person is one of them."""


@dataclass(frozen=True)
class Printed:
    """A printed notice: its bytes and its pages."""

    content: bytes
    pages: int


def make(language: str) -> Printed:
    """Print the notice.

    Raises:
        UserError: there is none in that language, the organisation's own file has problems, or the renderer
            complained.
    """
    if language not in LANGUAGES:
        values = {"known": ", ".join(LANGUAGES), "suggestion": ""}
        raise UserError([Problem("unknown_language", where="--language", values=values)], exit_code=2)
    made = pdf.lay_out(html(language)).draw()
    if made.warnings:
        values = {"reason": made.warnings[0]}
        raise UserError([Problem("renderer_warning", where=FOLDER.name, values=values)])
    return Printed(made.content, made.pages)


def html(language: str) -> str:
    """The notice as one HTML page; a draft as long as the organisation has not said who it is."""
    known = audiences.current()
    readers = [
        {
            "title": words(one.title, language, "da"),
            "purpose": words(one.purpose, language, "da"),
            "basis": words(one.basis, language, "da"),
            "consent": one.consent,
            "months": one.keep_months,
        }
        for name, one in known.audiences.items()
        if name not in FREE
    ]
    closed = known.audiences["company"].never
    names = {
        "language": language,
        "draft": not known.organisation.name,
        "organisation": known.organisation,
        "readers": readers,
        "never": [words(known.categories[name].title, language, "da") for name in closed],
        "area": not known.closed("company", "practical"),
        "months": known.cases.keep_months,
        "as_of": known.as_of,
    }
    return template.fill(FOLDER, language, LANGUAGES[0], names)
