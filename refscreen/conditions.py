"""The small expression language of ``when:``: parsed once, checked at load, evaluated over answers.

It is parsed by Python's ``ast``; every node outside a short whitelist is refused and nothing is executed. An
unanswered question makes a comparison false, so ``not x == ja`` is true of it, as ``count(x) == 0`` is, and
``answered(x)`` tells "none" from "never said". Evaluation also returns which answers decided.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from refscreen.dates import PartialDate, full_years
from refscreen.errors import Problem

SHORTEST_WORD = 4
"""Letters; shorter words say nothing about what two texts have in common."""

LONGEST = 500
"""Characters in one condition; longer ones are refused before they are parsed."""

BOOLEANS = {"yes": True, "no": False, "true": True, "false": False}
OPERATORS = frozenset({"and", "or", "not", "in"})
_QUOTED = r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\""""
# Ids such as `from` and `del` are Python keywords: a capital hides them, and the same length keeps columns.
_KEYWORD = re.compile(rf"{_QUOTED}|\b(?:{'|'.join(set(keyword.kwlist) - OPERATORS)})\b")
CHOICE_TYPES = {"choice", "country", "language", "municipality", "occupation"}
_FUNCTIONS = {  # name: fewest and most arguments
    "answered": (1, 1),
    "count": (1, 1),
    "lines": (1, 1),
    "any": (2, 2),
    "all": (2, 2),
    "years": (1, 2),
    "gap": (2, 2),
    "unlike": (2, 2),
}


class ConditionError(ValueError):
    """The text is not a condition of this language. ``problem`` says why and where in the text."""

    def __init__(self, problem: Problem) -> None:
        """Carry the problem; its ``values["column"]`` counts from 1 inside the condition."""
        self.problem = problem
        super().__init__(problem.key)


@dataclass(frozen=True)
class Term:
    """What a name stands for, as far as a condition needs to know: type, choice ids, inner questions."""

    type: str
    choices: frozenset[str] = frozenset()
    inner: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True)
class Condition:
    """A parsed condition. Two conditions are equal when their texts are."""

    source: str
    tree: ast.expr = field(compare=False, repr=False)

    def names(self) -> frozenset[str]:
        """Every name the condition mentions: questions, facts and choice ids alike."""
        return frozenset(name_of(node) for node in ast.walk(self.tree) if isinstance(node, ast.Name))


@dataclass(frozen=True)
class Scope:
    """What a condition is evaluated over: answers by id, what the ids stand for, named facts, and today."""

    values: Mapping[str, Any]
    terms: Mapping[str, Term]
    today: date
    facts: Mapping[str, Condition] = field(default_factory=dict)
    whole: Scope | None = None
    verdicts: dict[str, Verdict] = field(default_factory=dict, init=False, compare=False, repr=False)

    def fact(self, name: str) -> Verdict:
        """The verdict of a fact, found once. It speaks of the whole case, also when it is named in a row."""
        whole = self.whole or self
        if name not in whole.verdicts:
            whole.verdicts[name] = evaluate(whole.facts[name], whole)
        return whole.verdicts[name]


@dataclass(frozen=True)
class Verdict:
    """A value and the ids of the answers that decided it (``jobs.0`` is the first row of a group)."""

    value: Any
    used: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Only a real yes counts; an unanswered name does not."""
        return self.value is True


def name_of(node: ast.Name) -> str:
    """The id that a name in a parsed condition stands for."""
    hidden = node.id.lower()
    return hidden if node.id == hidden.capitalize() and keyword.iskeyword(hidden) else node.id


def parse(source: str) -> Condition:
    """Read a condition.

    Raises:
        ConditionError: the text is too long, is not an expression, or uses something outside the language.
    """
    if len(source) > LONGEST:
        raise ConditionError(Problem("condition_too_long", values={"longest": str(LONGEST)}))
    try:
        tree = _parsed(source.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        column = (error.offset or len(source.strip()) + 1) if isinstance(error, SyntaxError) else 1
        raise ConditionError(Problem("condition_syntax", values={"column": str(column)})) from None
    for node in ast.walk(tree):
        _allow(node)
    return Condition(source.strip(), tree)


def _parsed(source: str) -> ast.expr:
    """The syntax tree. Letters that only look like a-z are refused, and whatever Python warns of."""
    if not re.sub(_QUOTED, "", source).isascii():
        raise ValueError("names are a-z")
    hidden = _KEYWORD.sub(lambda found: found[0][:1].upper() + found[0][1:], source)
    with warnings.catch_warnings(action="error"):
        return ast.parse(hidden, mode="eval").body


def _allow(node: ast.AST) -> None:
    """Refuse every node that is not on the whitelist."""
    match node:
        case ast.BoolOp() | ast.boolop() | ast.unaryop() | ast.Name() | ast.Load() | ast.List():
            return
        case ast.cmpop() if not isinstance(node, ast.Is | ast.IsNot):
            return
        case ast.UnaryOp(op=ast.Not()) | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return
        case ast.Compare(ops=[_]) | ast.Constant(value=int() | float() | str()):
            return
        case ast.Call(func=ast.Name(id=name), keywords=[], args=args) if name in _FUNCTIONS:
            least, most = _FUNCTIONS[name]
            if least <= len(args) <= most:
                return
    column = str(getattr(node, "col_offset", 0) + 1)
    raise ConditionError(Problem("condition_not_allowed", values={"column": column}))


def choice_or_question(node: ast.Name, term: Term, terms: Mapping[str, Term]) -> bool:
    """Beside a choice a bare name is one of its choices; only a name that is none can be another question."""
    same_type = name_of(node) in terms and terms[name_of(node)].type == term.type
    return name_of(node) in term.choices or not same_type


def evaluate(condition: Condition, scope: Scope) -> Verdict:
    """Whether the condition holds over these answers, and which answers decided it."""
    return _truth(condition.tree, scope)


def _truth(node: ast.expr, scope: Scope) -> Verdict:
    match node:
        case ast.BoolOp(op=operator, values=parts):
            return _junction(
                [_truth(part, scope) for part in parts], conjunction=isinstance(operator, ast.And)
            )
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = _truth(operand, scope)
            return Verdict(not inner, inner.used)
        case ast.Compare():
            return _compare(node, scope)
        case _:
            found = _value(node, scope)
            return Verdict(found.value is True, found.used)


def _junction(parts: list[Verdict], *, conjunction: bool) -> Verdict:
    """Join verdicts; the used answers are those of the parts that decided the outcome."""
    outcome = all(parts) if conjunction else any(parts)
    deciding = [part for part in parts if bool(part) == outcome]
    return Verdict(outcome, _union(deciding))


def _union(parts: list[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.used))


def _value(node: ast.expr, scope: Scope) -> Verdict:
    match node:
        case ast.Constant(value=value):
            return Verdict(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return Verdict(-number)
        case ast.Name(id="yes" | "no" | "true" | "false" as word):
            return Verdict(BOOLEANS[word])
        case ast.Name() if name_of(node) in scope.facts:
            return scope.fact(name_of(node))
        case ast.Name():
            return Verdict(scope.values.get(name_of(node)), (name_of(node),))
        case ast.Call(func=ast.Name(id="any" | "all" as function), args=[ast.Name() as group, inner]):
            return _rows(function, name_of(group), inner, scope)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            parts = [_value(argument, scope) for argument in arguments]
            return Verdict(_CALLS[function](scope.today, *(part.value for part in parts)), _union(parts))
        case _:
            return Verdict(None)


def _rows(function: str, group: str, inner: ast.expr, scope: Scope) -> Verdict:
    terms = scope.terms[group].inner if group in scope.terms else {}
    facts = {name: fact for name, fact in scope.facts.items() if name not in terms}
    whole = scope.whole or scope
    seen = []
    for index, row in enumerate(scope.values.get(group) or ()):
        # Inner ids hide outer ones, answered or not: a row without `language` has none.
        values = {**scope.values, **dict.fromkeys(terms), **row}
        within = replace(scope, values=values, terms={**scope.terms, **terms}, facts=facts, whole=whole)
        seen.append(Verdict(bool(_truth(inner, within)), (f"{group}.{index}",)))
    if not seen:
        return Verdict(value=False, used=(group,))
    return _junction(seen, conjunction=function == "all")


def _compare(node: ast.Compare, scope: Scope) -> Verdict:
    left, operator, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(right, ast.List):
        item = _value(left, scope)
        first, second = item, Verdict([_choice_id(choice) for choice in right.elts], item.used)
    elif isinstance(operator, ast.In | ast.NotIn):
        first, second = Verdict(_choice_id(left)), _value(right, scope)
    else:
        first, second = _value(left, scope), _right(left, right, scope)
    used = _union([first, second])
    if first.value is None or second.value is None:
        return Verdict(value=False, used=used)
    return Verdict(_COMPARE[type(operator)](first.value, second.value), used)


def _right(left: ast.expr, right: ast.expr, scope: Scope) -> Verdict:
    """A bare name on the right is a choice beside a choice, yes or no beside a yes_no, else a question."""
    if isinstance(right, ast.Name) and isinstance(left, ast.Name):
        term = scope.terms.get(name_of(left))
        if term is not None and term.type in CHOICE_TYPES and choice_or_question(right, term, scope.terms):
            return Verdict(name_of(right))
        if term is not None and term.type == "yes_no":
            return Verdict(BOOLEANS.get(right.id))
    return _value(right, scope)


def _choice_id(node: ast.expr) -> Any:
    return name_of(node) if isinstance(node, ast.Name) else getattr(node, "value", None)


def _years(today: date, *dates: PartialDate | None) -> int | None:
    """Full years from a date until today, or between two dates where a missing end is today."""
    if dates[0] is None:
        return None
    return full_years(dates[0], (dates[1] if len(dates) > 1 else None) or today)


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) >= SHORTEST_WORD}


def _unlike(first: str | None, second: str | None) -> bool | None:
    """Whether two short texts share no word; a word inside a Danish compound counts as shared."""
    if not first or not second:
        return None
    pairs = ((one, other) for one in _words(first) for other in _words(second))
    return not any(one in other or other in one for one, other in pairs)


_CALLS: dict[str, Callable[..., Any]] = {
    "answered": lambda _today, value: value is not None and value != "",
    "count": lambda _today, rows: len(rows or ()),
    "lines": lambda _today, text: sum(bool(line.strip()) for line in (text or "").splitlines()),
    "years": _years,
    "gap": lambda _today, one, other: None if one is None or other is None else abs(one - other),
    "unlike": lambda _today, one, other: _unlike(one, other),
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: eq,
    ast.NotEq: ne,
    ast.Lt: lt,
    ast.LtE: le,
    ast.Gt: gt,
    ast.GtE: ge,
    ast.In: lambda item, items: item in items,
    ast.NotIn: lambda item, items: item not in items,
}
