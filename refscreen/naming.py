"""What a document's file is called: day, document, case; never a person's name or number."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from string import Formatter

from refscreen import documents
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.items import STRANGERS
from refscreen.production import Order
from refscreen.questionnaire import Questionnaire
from refscreen.values import names_a_person

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
    if pattern:
        stem = re.sub(r"[_-]{2,}", "_", pattern.format_map(parts)).strip("_- ")
    else:
        variant = [order.branch, order.theme, "sheet" if order.sheet else "", "marks" if order.marks else ""]
        said = [parts["date"], parts["document"], parts["case"], *map(slug, variant)]
        stem = "_".join(filter(None, said))
    return f"{_possible(safe(stem)[:LONGEST])}.{order.form}"


def of_case(case: str) -> str:
    """What the answers file of a case is called, without its ending."""
    return _possible(slug(case)[:LONGEST])


def _possible(stem: str) -> str:
    """The name; where a system would take it for something else, with a line in front of it."""
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem


def _parts(order: Order, record: Answers, questionnaire: Questionnaire) -> Mapping[str, str]:
    manifest = documents.find(order.document).manifest
    language = order.language or questionnaire.language
    titles = manifest.title
    title = titles.get(language) or next(iter(titles.values()))
    # A title without a Latin letter would leave nothing; then the first one is used, with the language.
    kind = slug(title).lower() or f"{slug(next(iter(titles.values()))).lower()}-{language}"
    number = slug(record.case)
    # What separates the digits of a person's number in a case number may be left out in a name.
    if not number or names_a_person(number):
        number = hashlib.sha256(str(order.answers.resolve()).encode()).hexdigest()[:12]
    day = order.today or record.held_on(questionnaire.day)
    if manifest.audience == STRANGERS:  # nobody can guess all answers, so the digest tells nothing
        number, day = hashlib.sha256(order.answers.read_bytes()).hexdigest()[:8], None
    parts = {"date": day.isoformat() if day else "", "document": kind, "case": number, "language": language}
    return parts | {"audience": manifest.audience, "branch": slug(order.branch), "theme": slug(order.theme)}


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
