"""What a document's file is called: day, document, case; never a person's name or number."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import takewhile
from string import Formatter

from refscreen import documents
from refscreen.answers import Answers
from refscreen.documents import Document
from refscreen.errors import Problem, UserError
from refscreen.items import STRANGERS
from refscreen.personal_numbers import names_a_person
from refscreen.production import Order
from refscreen.questionnaire import Questionnaire

LONGEST = 80
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Names that are devices on Windows, whatever stands after the dot."""
FIELDS = ("date", "document", "case", "language", "audience", "branch", "theme")
"""What a pattern of names may hold. What somebody answered is not among them."""


def checked(pattern: str) -> str:
    """A pattern of names such as ``{date}_{document}_{case}``.

    Raises:
        UserError: it names something else than ``FIELDS``, or no case, which would give all one name.
    """
    try:
        named = [name for _, name, spec, _ in Formatter().parse(pattern) if name is not None or spec]
    except ValueError:
        named = [""]
    unknown = [name for name in named if name not in FIELDS]
    if unknown or (pattern and "case" not in named):
        values = {"known": ", ".join(f"{{{name}}}" for name in FIELDS)}
        raise UserError([Problem("bad_name_pattern", where=pattern, values=values)], exit_code=2)
    return pattern


def output_name(order: Order, record: Answers, questionnaire: Questionnaire, pattern: str = "") -> str:
    """``2026-10-14_overdragelse_K-2026-017.pdf``, or as the pattern says.

    A document for those who must not know whom it is about has neither day nor case in its name.
    """
    parts = _parts(order, record, questionnaire)
    stem = _stem(parts, pattern)
    if not pattern:
        variant = [order.branch, order.theme, "sheet" if order.sheet else "", "marks" if order.marks else ""]
        stem = "_".join(filter(None, [stem, *map(slug, variant)]))
    return f"{_possible(safe(stem)[:LONGEST])}.{order.form}"


def distinct(editions: Iterable[tuple[Document, str]], pattern: str) -> None:
    """See that no two of the documents, each in a language, would have the same name for one answers file.

    Raises:
        UserError: two would, and the pattern has to tell them apart.
    """
    taken: dict[tuple[str, str, bool], str] = {}
    for document, language in editions:
        parts = dict.fromkeys(FIELDS, "") | _edition(document, language or document.languages[0])
        of = document.manifest.questionnaire, document.manifest.audience == STRANGERS
        edition = f"{document.name} {language}".strip()
        other = taken.setdefault((_stem(parts, pattern), *of), edition)
        if other != edition:
            values = {"document": edition, "other": other}
            raise UserError([Problem("one_name", where="--name", values=values)], exit_code=2)


def of_case(case: str) -> str:
    """What the answers file of a case is called, without its ending."""
    return _possible(slug(case)[:LONGEST])


def _possible(stem: str) -> str:
    """The name; where a system would take it for something else, with a line in front of it."""
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem


def _stem(parts: Mapping[str, str], pattern: str) -> str:
    """A name without its ending, and before it is made safe."""
    if pattern:
        return re.sub(r"[_-]{2,}", "_", pattern.format_map(parts)).strip("_- ")
    return "_".join(filter(None, [parts["date"], parts["document"], parts["case"]]))


def _parts(order: Order, record: Answers, questionnaire: Questionnaire) -> Mapping[str, str]:
    document = documents.find(order.document)
    number = slug(record.case)
    # What separates the digits of a person's number in a case number may be left out in a name.
    if not number or names_a_person(number):
        number = hashlib.sha256(os.fsencode(order.answers.resolve())).hexdigest()[:12]
    day = order.today or record.held_on(questionnaire.day)
    if document.manifest.audience == STRANGERS:  # nobody can guess all answers, so the digest tells nothing
        number, day = hashlib.sha256(order.answers.read_bytes()).hexdigest()[:8], None
    parts = _edition(document, order.language or questionnaire.language)
    parts |= {"date": day.isoformat() if day else "", "case": number}
    return parts | {"branch": slug(order.branch), "theme": slug(order.theme)}


def _edition(document: Document, language: str) -> dict[str, str]:
    """The parts of a name that the document has in every case."""
    kind = _kind(document.manifest.title, language)
    return {"document": kind, "language": language, "audience": document.manifest.audience}


def _kind(titles: Mapping[str, str], language: str) -> str:
    """What a document is called in names: its title, with the language where the title does not tell it.

    It does not where it has no Latin letter, or where it is the same in a language that stands before.
    """
    spelled = {known: slug(title).lower() for known, title in titles.items()}
    first = next(iter(spelled))
    kind = spelled.get(language, spelled[first])
    before = [spelled[known] for known in takewhile(language.__ne__, spelled)]
    return f"{kind or spelled[first]}-{language}" if kind in ["", *before] else kind


def slug(text: str) -> str:
    """The text as part of a file name on every system: ASCII letters, digits, dots and hyphens."""
    return safe(text.replace("_", "-"))


def safe(text: str) -> str:
    """The text as a file name on every system: ASCII letters, digits, dots, hyphens and underscores."""
    spelled = text
    for letter, spelling in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Æ", "Ae"), ("Ø", "Oe"), ("Å", "Aa")):
        spelled = spelled.replace(letter, spelling)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-._")
