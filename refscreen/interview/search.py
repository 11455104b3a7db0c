"""Finding a choice by typing some of it: words first, then beginnings, then parts, then near spellings.

Letters are folded, so that ``odense``, ``Ærø`` or ``aeroe`` find what they mean on any keyboard.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from refscreen.questionnaire import Choice

_FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
_NEAR = 78
"""How alike (of 100) a spelling must be to be offered; below it, rapidfuzz offers chance likenesses."""
FEW = 5
"""With fewer real finds than this, near spellings are offered after them."""
SHORTEST = 3
"""Letters it takes before a near spelling means anything."""


@dataclass(frozen=True)
class Candidate:
    """Something that can be found.

    Attributes:
        value: what it stands for; None when it is only to be seen.
        title: how it is shown on its line.
        names: the names it answers to.
        right: what stands at the end of its line.
        detail: more about it, shown when its line is marked.
        heading: it stands above others.
        key: a key that chooses it wherever one stands in the list.
    """

    value: Any
    title: str
    names: tuple[str, ...] = field(default=(), repr=False)
    right: str = ""
    detail: str = field(default="", repr=False)
    heading: bool = False
    key: str = ""


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Lower case without accents; æ, ø and å as they are written where there are none."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip()


def candidates(choices: Iterable[Choice], titles: Iterable[str]) -> tuple[Candidate, ...]:
    """The choices of a question, findable by their labels in every language and their synonyms."""
    return tuple(
        Candidate(choice.id, title, (title, *choice.label.values(), *choice.synonyms))
        for choice, title in zip(choices, titles, strict=True)
    )


def ranked(query: str, among: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates that answer to the query, best first; all of them, as they stand, for an empty one."""
    wanted = folded(query)
    if not wanted:
        return tuple(among)
    scores = [(_plain_score(wanted, candidate), place) for place, candidate in enumerate(among)]
    found = [place for score, place in sorted(scores, key=lambda pair: (-pair[0], pair[1])) if score]
    near = [place for place in _near(wanted, among) if place not in found] if len(found) < FEW else []
    return tuple(among[place] for place in (*found, *near))


def _plain_score(wanted: str, candidate: Candidate) -> float:
    """The best of its names; what is on the screen counts more than a synonym that is not."""
    shown = _name_score(wanted, folded(candidate.title))
    return max(shown and shown + 2.5, *(_name_score(wanted, folded(name)) for name in candidate.names), 0)


def _name_score(wanted: str, name: str) -> int:
    """5 the name itself, 4 a word of it, 3 its beginning, 2 the beginning of a word, 1 a part, 0 nothing.

    A number is not found in the middle of another: 3.4 is in neither 13.4 nor 2.3.4.
    """
    best, place = 5 if name == wanted else 0, name.find(wanted)
    while place >= 0 and best < 4:  # noqa: PLR2004  # a word; better than that it was from the start
        before, after = name[:place], name[place + len(wanted) :]
        begins = not before or not before[-1].isalnum()
        if wanted[0].isdigit() and re.search(r"\d\.?$", before):
            score = 0
        elif begins and not re.match(r"\w|\.\d", after):
            score = 4
        else:
            score = 3 if place == 0 else 2 if begins else 1
        best, place = max(best, score), name.find(wanted, place + 1)
    return best


def _near(wanted: str, among: Sequence[Candidate]) -> list[int]:
    """The places of the candidates with a name that is spelt nearly so."""
    if len(wanted) < SHORTEST or wanted[0].isdigit():  # another number is not nearly the same
        return []
    from rapidfuzz import fuzz, process

    named = [(place, name) for place, candidate in enumerate(among) for name in map(folded, candidate.names)]
    hits = process.extract(
        wanted, [name for _, name in named], scorer=fuzz.WRatio, limit=12, score_cutoff=_NEAR
    )
    return list(dict.fromkeys(named[index][0] for _, _, index in hits))
