"""A page as the renderer takes it: its tree and the style of its own that every page has, got quickly.

Our pages are *polyglot* (W3C, Polyglot Markup): they name the namespace of XHTML, close every element, write
out ``tbody``, and read the same as XML and as HTML. So Python's own XML parser reads them; the renderer's
parser of HTML is written in Python and takes a twentieth of the time of a document. A page that is plain HTML
goes to it as ever.
"""

from __future__ import annotations

import copy
import re
from functools import cache as once
from typing import Any
from xml.etree import ElementTree

_BEGINNING = re.compile(r'\s*<!DOCTYPE html>\s*<html xmlns="http://www\.w3\.org/1999/xhtml"')
_NOTES = ("footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback")
_SAYS_SO = re.compile(r"note-|note\(|footnote|list-item")


def has_notes(html: str) -> bool:
    """Whether a page, styles and all, may have notes, or list items that are no ``li``."""
    return _SAYS_SO.search(html) is not None


def page(weasyprint: Any, html: str, fetcher: Any, *, notes: bool) -> Any:
    """WeasyPrint's page of a text; what comes of it is the same as of a plain ``weasyprint.HTML``."""
    root = tree(html)
    kind = weasyprint.HTML if notes else _plain(weasyprint)
    text = html if root is None else "<html>"
    made = kind(string=text, base_url="asset:", url_fetcher=fetcher)
    if root is not None:
        made.wrapper_element = type(made.wrapper_element).from_html_root(root, content_language=None)
        made.etree_element = made.wrapper_element.etree_element
    return made


def tree(html: str) -> ElementTree.Element | None:
    """The page's root, its elements named as in HTML; None for a page that is not XML, or does not say so."""
    beginning = _BEGINNING.match(html)
    if beginning is None:
        return None
    try:
        return ElementTree.fromstring(f"<html{html[beginning.end() :]}")  # noqa: S314  # nothing is declared
    except ElementTree.ParseError:
        return None


@once
def _plain(weasyprint: Any) -> Any:
    """The kind of page that has no notes, and marks only at ``li``.

    WeasyPrint's own style speaks of the notes and the mark of every element, so six styles are made for each
    that nothing is ever set in: a tenth of the time of laying out a report.
    """

    class Plain(weasyprint.HTML):  # type: ignore[misc]
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:  # noqa: FBT001, FBT002  # WeasyPrint's
            return [_without_notes(sheet) for sheet in super()._ua_stylesheets(forms)]

    return Plain


@once
def _without_notes(sheet: Any) -> Any:
    """The renderer's own style without what it says of notes; of marks it speaks to ``li`` alone."""
    made, matcher = copy.copy(sheet), copy.copy(sheet.matcher)
    of_any = [entry for entry in matcher.other_selectors if entry[3] not in _NOTES]
    marks = [entry for entry in of_any if entry[3] == "marker"]
    matcher.other_selectors = [entry for entry in of_any if entry not in marks]
    by_name = matcher.lower_local_name_selectors
    matcher.lower_local_name_selectors = {**by_name, "li": [*by_name.get("li", ()), *marks]}
    made.matcher = matcher
    return made
