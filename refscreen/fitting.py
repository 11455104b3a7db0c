"""Sets a document in the density whose pages fit: laying out, counting, and trying the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from refscreen import documents, pdf
from refscreen.documents import Document, Setting
from refscreen.errors import Problem, UserError
from refscreen.view import View

SPARSE = 0.4
"""A last page that is written less far down than this looks forgotten."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Fitted:
    """A document that fits its pages, drawn: its bytes, pages, density, and where text runs out of its box."""

    content: bytes = field(repr=False)
    pages: int
    density: str
    overflowing: tuple[str, ...] = ()


def fit(document: Document, seen: View, setting: Setting, pictures: Mapping[str, bytes]) -> Fitted:
    """Set the document in a density that comes to an allowed number of pages.

    It begins with the density whose room the text fits; with too many pages it goes on to the tighter ones
    (past one of them when the pages are half as many again), with too few to the airier. A last page with
    little on it is spared when the next tighter density does without it.

    Raises:
        UserError: no density fits, with the numbers; or the renderer complained.
    """
    fewest, most = document.manifest.pages
    densities, tried = document.manifest.densities, dict[str, int]()
    place = densities.index(_likely(document, seen, setting))
    while 0 <= place < len(densities) and densities[place] not in tried:
        density = densities[place]
        layout = pdf.lay_out(documents.render(document, seen, replace(setting, density=density)), pictures)
        if fewest <= layout.pages <= most:
            if fewest < layout.pages and layout.last_page < SPARSE and place + 1 < len(densities):
                tighter = replace(setting, density=densities[place + 1])
                closer = pdf.lay_out(documents.render(document, seen, tighter), pictures)
                if fewest <= closer.pages < layout.pages:
                    return _drawn(document, closer, tighter.density)
            return _drawn(document, layout, density)
        tried[density] = layout.pages
        step = 2 if layout.pages > most * 1.5 and place + 2 < len(densities) else 1
        place += step if layout.pages > most else -1
    pages = ", ".join(f"{density}: {count}" for density, count in tried.items())
    numbers = {"fewest": str(fewest), "most": str(most), "tried": pages}
    raise UserError([Problem("pages_do_not_fit", where=document.name, values=numbers)])


def _likely(document: Document, seen: View, setting: Setting) -> str:
    """The density to begin with: the preferred one, or the next whose room the text fits.

    Why: laying out is what takes time, and a density that is too airy for the text is laid out in vain.
    """
    manifest = document.manifest
    for density in manifest.densities[manifest.densities.index(setting.density) :]:
        if density not in manifest.room:
            return density
        html = documents.render(document, seen, replace(setting, density=density))
        length = len(_TAG.sub("", html[html.index("<body") :]))
        if length <= manifest.room[density]:
            return density
    return manifest.densities[-1]


def _drawn(document: Document, layout: pdf.Layout, density: str) -> Fitted:
    """The finished document; what the renderer complains of is an error: it writes a file all the same."""
    made = layout.draw()
    if made.warnings:
        raise UserError(
            [Problem("renderer_warning", where=document.name, values={"reason": made.warnings[0]})]
        )
    return Fitted(made.content, made.pages, density, layout.overflowing())
