"""Puts into the access log what the commands do with answers files; before anybody can see what comes of it.

``check`` is not logged: it says where a file has problems, and shows no answer. Nor is a document that a
batch finds unchanged: nothing of it is shown or written.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from refscreen import access, documents, store
from refscreen.access import Event
from refscreen.production import Order


def known_as(answers: Path) -> str:
    """What the log calls the case of an answers file; no key is needed.

    Raises:
        UserError: the file cannot be read.
    """
    return access.named(store.header(answers).case, answers)


def document(order: Order, place: Path | str) -> None:
    """A document is made of a case, and goes to a place.

    Raises:
        UserError: it cannot be logged, and must not be written.
    """
    audience = documents.find(order.document).manifest.audience
    access.note("render", known_as(order.answers), audience, order.document, place)


def looked_at(files: Iterable[Path], what: str = "") -> None:
    """Cases are opened, to be shown or for the figures of ``what``.

    Raises:
        UserError: it cannot be logged, and nothing must be shown.
    """
    access.note_all(Event("open", known_as(path), document=what, place=str(path)) for path in files)


def exported(files: Iterable[Path], audience: str, what: str, place: Path | str) -> None:
    """Cases are exported for an audience, and go to one file.

    Raises:
        UserError: it cannot be logged, and must not be written.
    """
    access.note_all(Event("export", known_as(path), audience, what, str(place)) for path in files)
