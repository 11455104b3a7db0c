"""HTML to PDF: the only module that knows WeasyPrint, imported the first time a page is drawn.

Drawing is offline and locked: the page reaches bundled fonts and the pictures it was given, nothing else.
Everything WeasyPrint complains about is returned, because it writes a PDF even when a picture is missing.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import cache as once
from functools import lru_cache
from pathlib import Path
from typing import Any

from refscreen import cache, conformance, disk, markup, overflow, process
from refscreen.errors import Problem, UserError

_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)
_DECLARES = re.compile("@(?!page|media|top|bottom|left|right)")
_ELSE = re.compile("<link|<!--")
FONTS = Path(__file__).parent / "templates" / "fonts"
FACES = {  # file stem: family, weight, style
    "RefscreenSans-Regular": ("Refscreen Sans", 400, "normal"),
    "RefscreenSans-Italic": ("Refscreen Sans", 400, "italic"),
    "RefscreenSans-SemiBold": ("Refscreen Sans", 600, "normal"),
    "RefscreenSans-Bold": ("Refscreen Sans", 700, "normal"),
    "RefscreenSerif-Regular": ("Refscreen Serif", 400, "normal"),
    "RefscreenSerif-Italic": ("Refscreen Serif", 400, "italic"),
    "RefscreenSerif-SemiBold": ("Refscreen Serif", 600, "normal"),
    "RefscreenArabic-Regular": ("Refscreen Arabic", 400, "normal"),
    "RefscreenArabic-Bold": ("Refscreen Arabic", 700, "normal"),
}


@dataclass(frozen=True)
class Pdf:
    """A drawn document: its bytes, its number of pages, and what is wrong with it.

    Attributes:
        warnings: the renderer's complaints.
        overflowing: where text runs out of its box or off the page: ``page 3: td.level``, without the text.
    """

    content: bytes = field(repr=False)
    pages: int
    warnings: tuple[str, ...] = ()
    overflowing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """Pages that are laid out but not yet drawn: enough to count them."""

    document: Any = field(repr=False)
    warnings: tuple[str, ...]

    @property
    def pages(self) -> int:
        """How many pages it came to."""
        return len(self.document.pages)

    @property
    def last_page(self) -> float:
        """How far down the last page is written, as a share of its height; running heads and feet aside."""
        page = self.document.pages[-1]
        root = page._page_box.children[0]  # noqa: SLF001  # the box of the page's own content
        bottoms = [
            box.position_y + box.height for box in root.descendants() if type(box).__name__ == "TextBox"
        ]
        return float(max(bottoms, default=0.0) / page.height)

    def overflowing(self) -> tuple[str, ...]:
        """Where text runs out of its box or off the page: ``page 3: td.level``, without the text."""
        return tuple(overflow.places(self.document.pages))

    @process.roomy
    def draw(self) -> Pdf:
        """Draw the pages, built for PDF/A-2a and PDF/UA-1."""
        conformance.declare(self.document)
        with process.undisturbed(), _complaints() as drawing:
            content = self.document.write_pdf(
                pdf_variant=conformance.VARIANT, pdf_tags=True, finisher=conformance.finish
            )
        return Pdf(content, self.pages, (*self.warnings, *drawing), self.overflowing())


@process.roomy
def lay_out(html: str, pictures: Mapping[str, bytes] | None = None) -> Layout:
    """Lay out a page of HTML.

    Args:
        html: the whole document, with its own style.
        pictures: what the document may show, by name; it asks for them as ``asset:name``.

    Raises:
        UserError: Pango is missing on this machine (exit code 4).
    """
    weasyprint = engine()
    with process.undisturbed(), _complaints() as laying:
        fetcher = _fetcher()(pictures or {})
        fonts, faces = _fonts()
        bare, styles = _apart(html)
        document = markup.page(weasyprint, bare, fetcher, notes=markup.has_notes(html)).render(
            stylesheets=[faces, *(style for style, _ in styles)],
            font_config=fonts,
            pdf_variant=conformance.VARIANT,
        )
    return Layout(document, (*(line for _, lines in styles for line in lines), *laying))


def _apart(html: str) -> tuple[str, list[tuple[Any, tuple[str, ...]]]]:
    """The page without its styles, and these: the next page has the same, and they are read but once.

    All of them stay where they are when one declares anything for the whole page, such as a counter, or when
    there are some of another kind, which would then count for more.
    """
    head, body, rest = html.partition("<body")
    texts = _STYLE.findall(head)
    known = body and head.count("<style") == len(texts) and not _ELSE.search(head)
    if not known or any(map(_DECLARES.search, texts)):
        return html, []
    return _STYLE.sub("", head) + body + rest, [_style(text) for text in texts]


def expect(style: str) -> None:
    """Read a style before the page is there that has it."""
    if not _DECLARES.search(style):
        _style(style)


@lru_cache(maxsize=8)
def _style(text: str) -> tuple[Any, tuple[str, ...]]:
    """A style, read once in a process, and what the renderer says of it."""
    fonts, _ = _fonts()
    with _complaints() as reading:
        style = engine().CSS(string=text, font_config=fonts, url_fetcher=_fetcher()({}), base_url="asset:")
    return style, tuple(reading)


@once
def engine() -> Any:
    """WeasyPrint, imported with the system libraries found at once and with our fonts alone.

    Raises:
        UserError: Pango is missing on this machine (exit code 4).
    """
    from refscreen import loading

    os.environ["FONTCONFIG_FILE"] = str(_font_config())
    try:
        # WeasyPrint prints advice of its own when a library is missing; stdout is for data.
        with (
            warnings.catch_warnings(),
            redirect_stdout(io.StringIO()),
            process.undisturbed(),
            loading.lightly(),
        ):
            warnings.simplefilter("ignore", DeprecationWarning)  # HarfBuzz-Subset: `doctor` tells of it
            import weasyprint
            from weasyprint.text import fonts  # noqa: F401  # reached through the package below
    except OSError as error:
        raise UserError([Problem("pango_missing")], exit_code=4) from error
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    return weasyprint


def warm_up() -> None:
    """Do now what is done only once: import the renderer, read the fonts, set and draw a few letters in each.

    Raises:
        UserError: Pango is missing on this machine (exit code 4).
    """
    samples = (
        f'<p style="font: {style} {weight} 9pt {family}">{"ا" if "Arabic" in family else "Aæ"}</p>'
        for family, weight, style in FACES.values()
    )
    lay_out(f'<html lang="da"><title>.</title>{"".join(samples)}').draw()


def _font_config() -> Path:
    """A fontconfig configuration that knows the bundled fonts only, so that pages are the same everywhere."""
    text = _font_text(folder := cache.folder("fonts"))
    path = folder / f"{hashlib.sha256(text).hexdigest()[:16]}.conf"  # another installation has other fonts
    with suppress(OSError):
        if path.read_bytes() == text:
            return path
    if cache.put(path, text):
        return path
    path = cache.fleeting() / path.name
    with disk.writing(path):
        path.write_bytes(text)
    return path


def _font_text(folder: Path) -> bytes:
    from html import escape

    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{escape(str(FONTS))}</dir><cachedir>{escape(str(folder))}</cachedir></fontconfig>\n"
    ).encode()


def font_faces() -> str:
    """CSS that declares the bundled fonts, at ``asset:`` addresses."""
    return "\n".join(
        f"@font-face {{ font-family: '{family}'; font-weight: {weight}; font-style: {style};"
        f" src: url(asset:fonts/{stem}.ttf) }}"
        for stem, (family, weight, style) in FACES.items()
    )


@once
def _fonts() -> tuple[Any, Any]:
    """The bundled fonts, read once in a process, and the style that declares them."""
    weasyprint = engine()
    fonts = weasyprint.text.fonts.FontConfiguration()
    return fonts, weasyprint.CSS(
        string=font_faces(), font_config=fonts, url_fetcher=_fetcher()({}), base_url="asset:"
    )


@once
def _fetcher() -> Any:
    """A fetcher class that serves ``asset:`` addresses from memory and the fonts, and refuses all else."""
    urls = engine().urls
    fetcher: Any = urls.URLFetcher

    class Assets(fetcher):  # type: ignore[misc]
        def __init__(self, pictures: Mapping[str, bytes]) -> None:
            super().__init__(allowed_protocols={"asset"})
            self.pictures = pictures

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002  # WeasyPrint's signature
            name = url.removeprefix("asset:").lstrip("/")
            stem = name.removeprefix("fonts/").removesuffix(".ttf")
            if stem in FACES:
                return urls.URLFetcherResponse(url, (FONTS / f"{stem}.ttf").read_bytes())
            if url.startswith("asset:") and name in self.pictures:
                return urls.URLFetcherResponse(url, self.pictures[name])
            raise ValueError("outside the document")

    return Assets


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What WeasyPrint warns of meanwhile."""
    collector, logger = _Collector(), logging.getLogger("weasyprint")
    logger.addHandler(collector)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield collector.lines
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
