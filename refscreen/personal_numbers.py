"""What looks like a CPR number, in a case number or in a text."""

from __future__ import annotations

import re
import unicodedata

_CPR = re.compile(r"(?<!\d)[0-3]\d[01]\d{3}[\W_]{0,3}\d{4}(?!\d)")
"""Looks like a CPR number: a day, a month, a year, four digits. Their check digits are not asked for."""

_IN_TEXT = re.compile(
    r"(?<!\d)(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[ .]?(?:0[1-9]|1[0-2])[ .]?\d\d"
    r"(?P<gap>\s?[-\u2010-\u2015\u2212]\s?|\s)?\d{4}(?!\d)"
)
"""As people write such a number in a text; 60 is added to the day in one that stands in for a CPR number."""


def names_a_person(case: str) -> bool:
    """Whether a case number looks like a CPR number."""
    return _CPR.search(case) is not None


def holds_personal_number(text: str, *, phones: bool = False) -> bool:
    """Whether a text holds what looks like a CPR number, whatever its check digits.

    Why not check them: they are not right in every number, least of all in those of people whose day of birth
    is not known and became the first of January.

    Args:
        text: the text.
        phones: it may be a telephone number; only what is written in two parts counts then.
    """
    digits = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return any(found["gap"] or not phones for found in _IN_TEXT.finditer(digits))
