"""Values in words: dates, numbers, choices and states as a reader of one language expects them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from refscreen.dates import PartialDate
from refscreen.questionnaire import Question
from refscreen.reading import words

_SENTENCE_END = re.compile(r"(?<=\w[.!?])(?= [A-ZÆØÅ])")
_LOCALES = {"en": "en_GB", "prs": "fa_AF"}
"""Where a language is written in more ways than one, the way that is usual around Denmark; Dari, which CLDR
has as the Persian of Afghanistan."""
_NUMBER = "#,##0.######"
"""As many decimals as an answer may have: what was said is never rounded."""
_PHONE = re.compile(r"(?:\+\d+ )?\b\d\d(?: \d\d){3}\b")
_FIRM = re.compile(r"\b([AIKP])/S\b")
_DATE_FORMATS = {3: "long", 2: "MMMM y", 1: "y"}


RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"})


def direction(language: str) -> str:
    """Which way a language is written, as HTML says it."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@cache
def _locale(*languages: str) -> Locale:
    """How the first of these languages that CLDR knows writes dates and numbers; English, if none.

    Why: anybody may translate a questionnaire into a language that CLDR lacks.
    """
    for language in languages:
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(_LOCALES.get(language, language))
    return Locale.parse(_LOCALES["en"])


@dataclass(frozen=True)
class Wording:
    """One language to write in, the questionnaire's first language behind it, and the shared small words.

    Attributes:
        common: words every document uses: ``yes``, ``no``, ``and``, the names of states and evidence.
    """

    language: str
    first: str
    common: Mapping[str, str]

    def words(self, text: Mapping[str, str] | None) -> str:
        """A text of a questionnaire or rules file; empty for none."""
        return words(text, self.language, self.first) if text else ""

    def date(self, day: PartialDate | date | None) -> str:
        """``14. oktober 2026``, ``oktober 2026`` or ``2026``: as much as is known."""
        if day is None:
            return ""
        known = 3 if isinstance(day, date) or day.day else 2 if day.month else 1
        moment = day if isinstance(day, date) else day.first()
        text: str = format_date(moment, _DATE_FORMATS[known], locale=_locale(self.language, self.first))
        return text

    def number(self, number: float) -> str:
        """A number with the decimal sign of the language."""
        text: str = format_decimal(number, format=_NUMBER, locale=_locale(self.language, self.first))
        return text

    def value(self, question: Question, value: Any) -> str:
        """An answer in words; a group's rows are not a value."""
        match question.type:
            case "date":
                return self.date(value)
            case "number":
                unit = f" {self.words(question.unit)}" if question.unit else ""
                return self.number(value) + unit
            case "yes_no":
                return self.common["yes" if value else "no"]
            case "choices":
                comma = "، " if self.language in RIGHT_TO_LEFT - {"he", "yi"} else ", "
                return comma.join(self.words(question.choice_by_id[name].label) for name in value)
            case "scale":
                anchor = self.words(question.anchors.get(value))
                return f"{value} ({anchor})" if anchor else f"{value} / {question.max}"
            case "text" | "long_text":
                return str(value)
            case _:
                return self.words(question.choice_by_id[value].label)


def opening(text: str, length: int) -> str:
    """The first whole sentences of a text, about so many characters; ``[…]`` where something is left out.

    A sentence that ends a little later is let through whole; only a very long one is cut between words.
    """
    if len(text) <= length * 1.1:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, length // 2, length * 3 // 2)]
    fitting = [end for end in ends if end <= length] or ends[:1]
    space = text.rfind(" ", length // 2, length)  # an endless word is cut where the room ends
    head = text[: fitting[-1]] if fitting else text[: space if space > 0 else length].rstrip(",;:– ")
    return f"{head} […]"


def unbroken(text: str) -> str:
    """The text with telephone numbers and forms of companies (A/S) that no line is divided in."""
    held = _PHONE.sub(lambda number: number[0].replace(" ", "\u00a0"), text)
    return _FIRM.sub("\\1/\u2060S", held)
