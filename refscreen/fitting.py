"""Sets a document in the density whose pages fit: laying out, counting, and trying the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from refscreen import documents, press
from refscreen.documents import Document, Setting
from refscreen.errors import Problem, UserError
from refscreen.view import View

if TYPE_CHECKING:
    from refscreen.pdf import Layout

SPARSE = 0.4
"""A last page that is written less far down than this is not worth its sheet where it can be spared: smaller
type is a price, too, and every density that is tried costs as much time as the document."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Fitted:
    """A document that fits its pages, drawn: its bytes, pages, density, and where text runs out."""

    content: bytes = field(repr=False)
    pages: int
    density: str
    overflowing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Trials:
    """Densities that were written and laid out, so that nothing is done twice."""

    document: Document
    seen: View
    setting: Setting
    pictures: Mapping[str, bytes]
    written: dict[str, str] = field(default_factory=dict)
    laid: dict[str, Layout | press.Sheets] = field(default_factory=dict)

    def write(self, density: str) -> str:
        if density not in self.written:
            setting = replace(self.setting, density=density)
            self.written[density] = documents.render(self.document, self.seen, setting, press.expect)
        return self.written[density]

    def lay(self, density: str) -> Layout | press.Sheets:
        if density not in self.laid:
            self.laid[density] = press.lay_out(self.write(density), self.pictures)
        return self.laid[density]

    def likely(self) -> str:
        """The density to begin with: the preferred one, or the next whose room the text fits.

        Why: laying out is what takes time, and a density that is too airy for the text is laid out in vain.
        """
        manifest = self.document.manifest
        for density in manifest.densities[manifest.densities.index(self.setting.density) :]:
            if density not in manifest.room:
                return density
            html = self.write(density)
            if len(_TAG.sub("", html[html.index("<body") :])) <= manifest.room[density]:
                return density
        return manifest.densities[-1]

    def fits(self, density: str) -> bool:
        fewest, most = self.document.manifest.pages
        return fewest <= self.lay(density).pages <= most

    def calmest(self, density: str) -> str:
        """This density, or the next tighter or airier where that spares a last page with little on it."""
        densities = self.document.manifest.densities
        place, own = densities.index(density), self.laid[density]
        if own.pages == 1 or own.last_page >= SPARSE:
            return density
        near = (*densities[place + 1 : place + 2], *densities[max(place - 1, 0) : place])
        best = density
        for other in near:
            if self.fits(other) and self.lay(other).last_page > self.lay(best).last_page:
                best = other
            if self.lay(best).last_page >= SPARSE:
                break
        return best


def fit(document: Document, seen: View, setting: Setting, pictures: Mapping[str, bytes]) -> Fitted:
    """Set the document in a density that comes to an allowed number of pages.

    It begins with the density whose room the text fits; with too many pages it goes on to the tighter ones
    (past one of them when the pages are half as many again, and back to it if the next fits), with too few
    to the airier. A last page with little on it is spared when the next density, tighter or airier, does
    without it.

    Raises:
        UserError: no density fits, with the numbers; or the renderer complained.
    """
    most, densities = document.manifest.pages[1], document.manifest.densities
    trials = _Trials(document, seen, setting, pictures)
    place = first = densities.index(trials.likely())
    while 0 <= place < len(densities) and densities[place] not in trials.laid:
        density = densities[place]
        if trials.fits(density):
            passed = densities[place - 1] if place > first + 1 else density
            calmest = trials.calmest(passed if trials.fits(passed) else density)
            return _drawn(document, trials.lay(calmest), calmest)
        pages = trials.lay(density).pages
        step = 2 if pages > most * 1.5 and place + 2 < len(densities) else 1
        place += step if pages > most else -1
    tried = ", ".join(f"{density}: {layout.pages}" for density, layout in trials.laid.items())
    numbers = {"fewest": str(document.manifest.pages[0]), "most": str(most), "tried": tried}
    raise UserError([Problem("pages_do_not_fit", where=document.name, values=numbers)])


def _drawn(document: Document, layout: Layout | press.Sheets, density: str) -> Fitted:
    """The finished document; what the renderer complains of is an error: it writes a file all the same."""
    made = layout.draw()
    if made.warnings:
        raise UserError(
            [Problem("renderer_warning", where=document.name, values={"reason": made.warnings[0]})]
        )
    return Fitted(made.content, made.pages, density, made.overflowing)
