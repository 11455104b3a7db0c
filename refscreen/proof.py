"""Proofreading before a document is set: is there room for every answer, and is every word fit to print?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from refscreen import audiences
from refscreen.audiences import INVOLVED
from refscreen.errors import Problem
from refscreen.items import Item
from refscreen.manifest import Limit, Manifest
from refscreen.personal_numbers import holds_personal_number
from refscreen.view import View

NAMES = frozenset({"identity", "contact"})
"""Categories of answers that are names and addresses."""
_LINK = re.compile(r"https?://(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def proof(manifest: Manifest, seen: View) -> list[Problem]:
    """Every answer that is too long for its place, and every word that may not stand in the document.

    The problem names the question and the lengths; the remedy is to shorten the answer, never the type.
    """
    problems = personal_numbers(seen)
    for name, limit in manifest.limits.items():
        for where, label, text in _texts(seen, name, limit):
            if len(text) > limit.length:
                room = {"question": label, "length": str(len(text)), "longest": str(limit.length)}
                problems.append(Problem("no_room", where=where, values=room))
            if limit.link and not is_link(text):
                problems.append(Problem("not_a_link", where=where, values={"question": label}))
            plain = unquote(text).replace("_", " ") if limit.link else text
            word = "" if limit.name else forbidden_word(plain, manifest.forbidden)
            if word:
                problems.append(
                    Problem("forbidden_word", where=where, values={"question": label, "word": word})
                )
    return problems


def personal_numbers(seen: View) -> list[Problem]:
    """Every answer in which strangers would read what looks like a CPR number, wherever it was written."""
    if seen.audience in INVOLVED:
        return []
    return [
        Problem("personal_number", where=where, values={"question": item.label})
        for where, item in _every(seen)
        if holds_personal_number(item.text, phones=item.category == "contact")
    ]


def given_away(seen: View, forbidden: tuple[str, ...]) -> list[Problem]:
    """Every answer in somebody's own words that tells of the residence status to those it is closed to.

    Names and addresses are what they are: a company may lie in Asylgade.
    """
    if not audiences.current().closed(seen.audience, "residence"):
        return []
    found = [
        (where, item, forbidden_word(item.text, forbidden))
        for where, item in _every(seen)
        if item.value == item.text and item.category not in NAMES
    ]
    return [
        Problem("forbidden_word", where=where, values={"question": item.label, "word": word})
        for where, item, word in found
        if word
    ]


def _every(seen: View) -> Iterator[tuple[str, Item]]:
    """Every answer in the view, with where it stands; of a group those of its rows."""
    for name, item in seen.a.items():
        if item.covered and not item.rows:
            yield name, item
        for index, row in enumerate(item.rows):
            yield from ((f"{name}.{index}.{key}", inner) for key, inner in row.items() if inner.covered)


def is_link(text: str) -> bool:
    """Whether the text is a whole web address that shows where it leads: nothing hides before the host."""
    return _LINK.fullmatch(text) is not None and text.isprintable()


def forbidden_word(text: str, forbidden: tuple[str, ...]) -> str:
    """The first forbidden word the text contains; ``asyl*`` also finds its compounds and inflections."""
    if not _pattern(forbidden).search(text):
        return ""
    return next(entry.strip("*") for entry in forbidden if _pattern((entry,)).search(text))


@lru_cache(maxsize=1024)
def _pattern(forbidden: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of these words."""
    words = (
        (r"\w*" if entry.startswith("*") else "")
        + re.escape(entry.strip("*"))
        + (r"\w*" if entry.endswith("*") else "")
        for entry in forbidden
    )
    return re.compile(rf"\b(?:{'|'.join(words)})\b" if forbidden else r"(?!)", re.IGNORECASE)


def _texts(seen: View, name: str, limit: Limit) -> Iterator[tuple[str, str, str]]:
    """The texts of an answer that will be printed, with where they stand and what the question is called."""
    outer, _, inner = name.partition(".")
    item = seen.a.get(outer)
    if item is None or not item.covered or not _printed(seen, limit):
        return
    if inner:
        for index, row in enumerate(item.rows[: limit.shown]):
            if inner in row and row[inner].covered:
                yield f"{outer}.{index}.{inner}", f"{item.label}: {row[inner].label}", row[inner].text
    else:
        yield from _lines(item, limit)


def _printed(seen: View, limit: Limit) -> bool:
    """Whether the answer stands in the document: a fallback does so only when something is missing."""
    wanted = (seen.a.get(name) for name in limit.fallback_for)
    return not limit.fallback_for or any(item is None or not item.covered for item in wanted)


def _lines(item: Item, limit: Limit) -> Iterator[tuple[str, str, str]]:
    lines = item.lines[: limit.shown] if limit.shown > 1 else [item.text]
    for text in lines:
        yield item.id, item.label, text
