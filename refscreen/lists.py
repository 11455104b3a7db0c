"""The shipped lists of countries, languages, municipalities and occupations as choices a person can search.

Names come from CLDR (through Babel); ``refscreen/lists/*.yaml`` says what to offer first, what CLDR lacks and
what else people say. Codes are ISO 3166-1 alpha-2, ISO 639, Statistics Denmark's of municipalities, and
ISCO-08's of unit groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from refscreen.questionnaire import Choice, ListedChoice

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("da", "en")
"""The languages the lists always have names in; both are languages of the program."""


def listed_choices(
    tables: Mapping[str, Any], languages: Sequence[str] = LANGUAGES
) -> dict[str, tuple[Choice, ...]]:
    """The choices of the question types in ``LISTED``.

    Args:
        tables: the contents of ``refscreen/lists/*.yaml``, by file name.
        languages: the languages to name countries and languages in, besides ``LANGUAGES``. What has no name
            in one of them lacks that key.
    """
    wanted = tuple(dict.fromkeys((*LANGUAGES, *languages)))
    locales = dict(_locales(wanted))
    territories = {language: locale.territories for language, locale in locales.items()}
    tongues = {language: locale.languages for language, locale in locales.items()}
    return {
        "country": tuple(_choices(tables["countries"], territories, _is_country)),
        "language": tuple(_choices(tables["languages"], tongues, str.isalpha)),
        "municipality": tuple(_municipalities(tables["municipalities"]["municipalities"], wanted)),
        "occupation": tuple(_occupations(tables["occupations"]["occupations"], wanted)),
    }


def alphabetical(name: str) -> str:
    """A key that sorts as a Danish register does: æ, ø and å last, and aa as å."""
    folded = name.casefold()
    if folded.isascii() and "aa" not in folded:  # most names, and the lists are sorted at every start
        return folded
    return folded.replace("aa", "å").translate(_LAST_LETTERS)


_LAST_LETTERS = str.maketrans({"æ": "zæ", "ø": "zø", "å": "zøå"})
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")


def _is_country(code: str) -> bool:
    return _COUNTRY_CODE.fullmatch(code) is not None


def _locales(languages: Iterable[str]) -> Iterator[tuple[str, Locale]]:
    """What CLDR knows of each language; a language of a questionnaire may be none of CLDR's."""
    from babel import Locale, UnknownLocaleError

    for language in languages:
        with suppress(UnknownLocaleError):
            yield language, Locale.parse(language)


def _choices(
    table: Mapping[str, Any], named: Mapping[str, Mapping[str, str]], wanted: Callable[[str], bool]
) -> Iterator[Choice]:
    """The usual ones first, then the rest by their Danish name."""
    own = table.get("names", {})
    known = {code for code in named["da"] if wanted(code)}.union(own).difference(table.get("leave_out", ()))
    labels = {code: _labels(code, named) for code in known}
    for code, names in own.items():
        labels[code].update({language: name for language, name in names.items() if language in named})
    first: Sequence[str] = table["first"]
    rest = sorted(known.difference(first), key=lambda code: alphabetical(labels[code]["da"]))
    synonyms = table.get("synonyms", {})
    for code in [*first, *rest]:
        # Built without validation: some 1000 rows in all, made from data that a test validates.
        yield ListedChoice.model_construct(
            id=code, label=labels[code], synonyms=tuple(synonyms.get(code, ()))
        )


def _labels(code: str, named: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """CLDR's names of a code; where it has none, ``LANGUAGES`` take the English one, or the code itself."""
    label = {language: table.get(code, "") for language, table in named.items()}
    if all(label.values()):
        return label
    spare = dict.fromkeys(LANGUAGES, label["en"] or code)
    return {
        language: name or spare[language] for language, name in label.items() if name or language in spare
    }


def _municipalities(table: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> Iterator[Choice]:
    for code, row in sorted(table.items(), key=lambda pair: alphabetical(pair[1]["name"])):
        yield ListedChoice.model_construct(id=code, label=dict.fromkeys(languages, row["name"]), synonyms=())


def _occupations(table: Mapping[str, Mapping[str, str]], languages: Sequence[str]) -> Iterator[Choice]:
    for code, row in sorted(table.items(), key=lambda pair: alphabetical(pair[1]["da"])):
        label = {language: row[language] for language in languages if language in row}
        synonyms = tuple(row["synonyms"].split(", "))
        yield ListedChoice.model_construct(id=code, label=label, synonyms=synonyms)
