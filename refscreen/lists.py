"""The shipped lists of countries, languages and municipalities as choices a person can search.

Names come from CLDR (through Babel); ``refscreen/lists/*.yaml`` says what to offer first, what CLDR lacks and
what else people say. Codes are ISO 3166-1 alpha-2, ISO 639, and Statistics Denmark's municipality codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from refscreen.questionnaire import Choice, ListedChoice

LANGUAGES = ("da", "en")
"""The languages the lists have names in; both are languages of the program."""


def listed_choices(tables: Mapping[str, Any]) -> dict[str, tuple[Choice, ...]]:
    """The choices of the question types ``country``, ``language`` and ``municipality``.

    Args:
        tables: the contents of ``countries.yaml``, ``languages.yaml`` and ``municipalities.yaml``.
    """
    from babel import Locale

    locales = {language: Locale.parse(language) for language in LANGUAGES}
    territories = {language: locale.territories for language, locale in locales.items()}
    tongues = {language: locale.languages for language, locale in locales.items()}
    return {
        "country": tuple(_choices(tables["countries"], territories, _is_country)),
        "language": tuple(_choices(tables["languages"], tongues, str.isalpha)),
        "municipality": tuple(_municipalities(tables["municipalities"]["municipalities"])),
    }


def alphabetical(name: str) -> str:
    """A key that sorts as a Danish register does: æ, ø and å last, and aa as å."""
    return name.casefold().replace("aa", "å").translate({ord("æ"): "zæ", ord("ø"): "zø", ord("å"): "zøå"})


_COUNTRY_CODE = re.compile(r"[A-Z]{2}")


def _is_country(code: str) -> bool:
    return _COUNTRY_CODE.fullmatch(code) is not None


def _choices(
    table: Mapping[str, Any], named: Mapping[str, Mapping[str, str]], wanted: Any
) -> Iterator[Choice]:
    """The usual ones first, then the rest by their first language's name."""
    names = table.get("names", {})
    left_out = set(table.get("leave_out", ()))
    known = {code for code in named[LANGUAGES[0]] if wanted(code)} | set(names)
    labels = {code: names.get(code) or _labels(code, named) for code in known - left_out}
    first: Sequence[str] = table["first"]
    rest = sorted(set(labels) - set(first), key=lambda code: alphabetical(labels[code][LANGUAGES[0]]))
    synonyms = table.get("synonyms", {})
    for code in [*first, *rest]:
        # Built without validation: some 800 rows, made from data that a test validates.
        yield ListedChoice.model_construct(
            id=code, label=labels[code], synonyms=tuple(synonyms.get(code, ()))
        )


def _labels(code: str, named: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        language: str(table.get(code) or named["en"].get(code) or code) for language, table in named.items()
    }


def _municipalities(table: Mapping[str, Mapping[str, str]]) -> Iterator[Choice]:
    for code, row in sorted(table.items(), key=lambda pair: alphabetical(pair[1]["name"])):
        yield ListedChoice.model_construct(id=code, label=dict.fromkeys(LANGUAGES, row["name"]), synonyms=())
