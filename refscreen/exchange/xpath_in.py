"""Conditions of ODK as conditions of ours: the subset of XPath that means the same in both.

There an unanswered question is an empty text: ``!=`` is true of it, and ``not a == b`` is so here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

LONGEST, DEEPEST = 2_000, 20
_TOKENS = re.compile(
    r"""\s*(?:(?P<ref>\$\{[^{}]*\}|(?:\.\.?|/\w[\w.-]*)(?:/[\w.-]+)*(?=\W|$)|\.(?!\d))"""
    r"""|(?P<number>-?\d+(?:\.\d+)?|-?\.\d+)|(?P<text>'[^']*'|"[^"]*")"""
    r"""|(?P<name>[A-Za-z][\w-]*)|(?P<sign><=|>=|!=|[=<>(),*+|\[\]-]))"""
)
_REF = r"(?:\$\{[^{}]*\}|\.[\w./-]+)"
_DAY = r"number\(format-date\(%s,(?:'%%Y%%m%%d'|\"%%Y%%m%%d\")\)\)"
_UNTIL = _DAY % rf"(?:today\(\)|coalesce\((?P<until>{_REF}),today\(\)\))"
_YEARS = re.compile(rf"int\(\({_UNTIL}-{_DAY % f'(?P<since>{_REF})'}\)div10000\)")
"""Full years between two days, written as ours go out: ODK has no word for them."""
_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
NUMBERS = frozenset({"number", "scale"})
_Token = tuple[str, str]
SELF = "."


class NoWayError(ValueError):
    """The expression says something that a condition of ours cannot; ``feature`` names it."""

    def __init__(self, feature: str) -> None:
        """Carry the name of what there is no word for."""
        self.feature = feature
        super().__init__(feature)


@dataclass(frozen=True)
class Asked:
    """What a name of a form stands for.

    Attributes:
        id, type: ours.
        choices: our ids of the choices, by their names in the form.
        inner: the questions of the rows of a repeat.
    """

    id: str
    type: str
    choices: Mapping[str, str] = field(default_factory=dict)
    inner: Mapping[str, Asked] = field(default_factory=dict)


def tokens(text: str) -> list[_Token]:
    """The words of an expression.

    Raises:
        NoWayError: there is something in it that is none.
    """
    if len(text) > LONGEST:
        raise NoWayError(f"{text[:20]}…")
    found: list[_Token] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = _TOKENS.match(text, place)
        if match is None or match.end() == place:
            raise NoWayError(text[place : place + 20].strip())
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        place = match.end()
    return found


def condition(text: str, asked: Mapping[str, Asked]) -> str:
    """The condition of ours that means the same as an expression.

    Raises:
        NoWayError: there is none.
    """
    reader = _Reader(tokens(text), asked)
    found = reader.either(0)
    if reader.here != ("", ""):
        raise NoWayError(reader.here[1])
    return found


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, words: list[_Token], asked: Mapping[str, Asked]) -> None:
        self._words = words
        self._place = 0
        self._asked = asked

    @property
    def here(self) -> _Token:
        """The word that is read next; empty at the end."""
        return self._words[self._place] if self._place < len(self._words) else ("", "")

    def _next(self) -> _Token:
        word = self.here
        self._place += 1
        return word

    def _expect(self, sign: str) -> None:
        if self._next() != ("sign", sign):
            raise NoWayError(self._words[max(0, min(self._place, len(self._words)) - 2)][1])

    def either(self, depth: int) -> str:
        """Parts between ``or``."""
        if depth > DEEPEST:
            raise NoWayError("((((")
        parts = [self._both(depth)]
        while self.here == ("name", "or"):
            self._next()
            parts.append(self._both(depth))
        return " or ".join(parts)

    def _both(self, depth: int) -> str:
        """Parts between ``and``."""
        parts = [self._one(depth)]
        while self.here == ("name", "and"):
            self._next()
            parts.append(self._one(depth))
        return " and ".join(parts)

    def _one(self, depth: int) -> str:
        """A comparison, a call, or something in brackets."""
        kind, word = self._next()
        if (kind, word) == ("sign", "("):
            inner = self.either(depth + 1)
            self._expect(")")
            return f"({inner})"
        if kind == "name":
            return self._call(word, depth)
        if kind not in {"ref", "text", "number"}:
            raise NoWayError(word or "…")
        return self._comparison((kind, word))

    def _call(self, name: str, depth: int) -> str:
        """A function that is yes or no, or a number that is compared."""
        if name == "int":
            return self._compared(self._years(), self._next()[1], self._next())
        self._expect("(")
        if name == "not":
            inner = self.either(depth + 1)
            self._expect(")")
            return f"not ({inner})"
        if name in {"true", "false"}:
            self._expect(")")
            return "yes" if name == "true" else "no"
        if name not in {"selected", "count-selected", "count"}:
            raise NoWayError(f"{name}()")
        question = self._question(self._next())
        if name == "selected":
            self._expect(",")
            chosen = self._next()
            self._expect(")")
            return self._selected(question, chosen)
        if question.type not in {"choices", "group"}:
            raise NoWayError(f"{name}()")
        if self.here == ("sign", "["):
            return self._any(question, depth)
        self._expect(")")
        counted = Asked(f"count({question.id})", "number")
        sign, other = self._next()[1], self._next()
        return self._compared(counted, sign, other)

    def _years(self) -> Asked:
        """Full years from one day to another or until today."""
        self._place -= 1
        found = _YEARS.match("".join(word for _, word in self._words[self._place :]))
        if found is None:
            raise NoWayError("int()")
        end = self._place
        while sum(len(word) for _, word in self._words[self._place : end]) < found.end():
            end += 1
        self._place = end
        days = [self._question(("ref", found[side])) for side in ("since", "until") if found[side]]
        if any(day.type != "date" for day in days):
            raise NoWayError("int()")
        return Asked(f"years({', '.join(day.id for day in days)})", "number")

    def _any(self, group: Asked, depth: int) -> str:
        """Whether there is a row of which something holds: a count of such rows that is not none."""
        self._expect("[")
        around, self._asked = self._asked, {**self._asked, **group.inner}
        inner = self.either(depth + 1)
        self._asked = around
        self._expect("]")
        self._expect(")")
        compared = (self._next()[1], self._next()[1])
        if compared in {(">", "0"), (">=", "1"), ("!=", "0")}:
            return f"any({group.id}, {inner})"
        if compared == ("=", "0"):
            return f"not any({group.id}, {inner})"
        raise NoWayError(" ".join(("count()", *compared)))

    def _question(self, word: _Token) -> Asked:
        """The question that a reference names.

        Raises:
            NoWayError: it names none.
        """
        kind, text = word
        name = text.strip("${} ").rpartition("/")[2] if kind == "ref" else ""
        if name not in self._asked:
            raise NoWayError(text or "…")
        return self._asked[name]

    def _comparison(self, first: _Token) -> str:
        """A reference and what it is compared with, whichever stands first."""
        kind, sign = self.here
        if kind != "sign" or sign not in _FLIPPED:
            if first[0] != "ref":
                raise NoWayError(first[1])
            return f"answered({self._question(first).id})"
        self._next()
        second = self._next()
        if first[0] != "ref":
            first, sign, second = second, _FLIPPED[sign], first
        return self._compared(self._question(first), sign, second)

    def _compared(self, question: Asked, sign: str, other: _Token) -> str:
        """A question beside a value or another question."""
        if sign not in _FLIPPED:
            raise NoWayError(sign or "…")
        if other[0] == "text" and not other[1].strip("'\""):
            if sign not in {"=", "!="}:
                raise NoWayError(f"{sign} ''")
            return f"answered({question.id})" if sign == "!=" else f"not answered({question.id})"
        if question.type in {"choices", "date"}:
            raise NoWayError(f"${{{question.id}}} {sign}")
        value = self._question(other).id if other[0] == "ref" else self._value(question, other)
        if sign == "!=":
            return f"not {question.id} == {value}"
        return f"{question.id} {'==' if sign == '=' else sign} {value}"

    def _value(self, question: Asked, word: _Token) -> str:
        """A value as a condition of ours writes it beside a question of this type."""
        kind, text = word
        plain = text.strip("'\"") if kind == "text" else text
        if question.type in NUMBERS and re.fullmatch(r"-?\d+(\.\d+)?", plain):
            return plain
        if plain in question.choices and kind in {"text", "number"}:
            return question.choices[plain]
        if question.type in {"text", "long_text"} and kind in {"text", "number"}:
            return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'"
        raise NoWayError(text or "…")

    def _selected(self, question: Asked, chosen: _Token) -> str:
        value = self._value(question, chosen)
        if question.type == "choices":
            return f"{value} in {question.id}"
        return f"{question.id} == {value}"


def bounds(text: str, row: Mapping[str, Asked], *, whole: bool) -> dict[str, int | str]:
    """What a constraint says: ``min``, ``max``, ``max_length``, of a date ``latest`` and ``not_before``.

    Args:
        text: ``. >= 0 and . <= 10``.
        row: what is asked before it in the same row.
        whole: the value is a whole number, so that ``> 0`` is ``>= 1``.

    Raises:
        NoWayError: it says something else.
    """
    found: dict[str, int | str] = {}
    spaced = re.sub(r"\s+", " ", text.strip())
    for part in re.split(r"\s+and\s+", re.sub(r"^\((.*)\)$", r"\1", spaced)):
        if re.fullmatch(r"\. ?<= ?today\(\)", part):
            found["latest"] = "today"
            continue
        begins = re.fullmatch(r"\. ?>= ?(?:\.\./(\w+)|\$\{(\w+)\})", part)
        if begins and (asked := row.get(begins[1] or begins[2])) and asked.type == "date":
            found["not_before"] = asked.id
            continue
        match = re.fullmatch(
            r"\(?\s*(?P<what>\.|string-length\(\s*\.\s*\)) ?(?P<sign><=|>=|<|>) ?(?P<n>-?\d{1,9})\s*\)?", part
        )
        if match is None:
            raise NoWayError(part[:40])
        strict = len(match["sign"]) == 1
        length = match["what"] != SELF
        if strict and not (whole or length):
            raise NoWayError(f". {match['sign']} {match['n']}")
        low = match["sign"].startswith(">")
        number = int(match["n"]) + (0 if not strict else 1 if low else -1)
        if length and low:
            if number > 1:
                raise NoWayError(part[:40])
            continue  # every answer has a letter
        found["max_length" if length else "min" if low else "max"] = number
    return found
