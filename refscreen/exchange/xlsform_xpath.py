"""Conditions of ours as XPath expressions of ODK: the same answers make them true.

An unanswered question is an empty text there: ``= 'x'`` is false with it as it is here, ``!=`` is not and
gets a guard. No rows and no choices are unanswered there, too: ``answered(jobs)`` asks for one. What ODK has
no word for raises ``NoWayError`` with the name of it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from refscreen.conditions import CHOICE_TYPES, Condition, Term, choice_or_question, name_of

_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_WORDS = {"yes": "'yes'", "true": "'yes'", "no": "'no'", "false": "'no'"}
_DAY = "number(format-date({}, '%Y%m%d'))"


class NoWayError(ValueError):
    """XPath in ODK has nothing that means the same; ``feature`` names what."""

    def __init__(self, feature: str) -> None:
        """Carry the name of what there is no word for."""
        self.feature = feature
        super().__init__(feature)


@dataclass(frozen=True)
class Translator:
    """Puts conditions into XPath.

    Attributes:
        terms: what the names of the condition stand for.
        path: how a form refers to a question, from where the condition stands.
    """

    terms: Mapping[str, Term]
    path: Callable[[str], str]

    def xpath(self, condition: Condition) -> str:
        """The condition as XPath.

        Raises:
            NoWayError: there is nothing that means the same.
        """
        return self.truth(condition.tree)

    def truth(self, node: ast.expr) -> str:
        """A part of a condition that holds or does not."""
        match node:
            case ast.BoolOp(op=operator, values=parts):
                word = " and " if isinstance(operator, ast.And) else " or "
                return word.join(self._bracketed(part) for part in parts)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"not({self.truth(operand)})"
            case ast.Compare():
                return self._compare(node)
            case ast.Name(id="yes" | "true"):
                return "true()"
            case ast.Name(id="no" | "false"):
                return "false()"
            case ast.Name():
                return f"{self._name(node)} = 'yes'"
            case ast.Call(func=ast.Name(id=function), args=arguments):
                return self._call(function, arguments)
            case _:
                raise NoWayError(ast.unparse(node))

    def _bracketed(self, node: ast.expr) -> str:
        inside = self.truth(node)
        return f"({inside})" if isinstance(node, ast.BoolOp) or " or " in inside else inside

    def _compare(self, node: ast.Compare) -> str:
        left, operator, right = node.left, node.ops[0], node.comparators[0]
        negated = isinstance(operator, ast.NotIn)
        if isinstance(right, ast.List):
            one = self._value(left)
            either = " or ".join(f"{one} = {self._choice(choice)}" for choice in right.elts)
            return f"{one} != '' and not({either})" if negated else either
        if isinstance(operator, ast.In | ast.NotIn):
            several = self._value(right)
            held = f"selected({several}, {self._choice(left)})"
            return f"{several} != '' and not({held})" if negated else held
        first, second = self._value(left), self._right(left, right)
        guards = [
            f"{side} != ''"
            for side, known in ((first, left), (second, right))
            if isinstance(known, ast.Name) and side.startswith(("$", ".", "/"))
        ]
        if isinstance(left, ast.Name) and self.terms[name_of(left)].type == "date":
            first, second = (f"decimal-date-time({side})" for side in (first, second))
        needed = guards if isinstance(operator, ast.NotEq) or len(guards) > 1 else []
        return " and ".join([*needed, f"{first} {_SIGNS[type(operator)]} {second}"])

    def _right(self, left: ast.expr, right: ast.expr) -> str:
        """What stands on the right: beside a choice one of its choices, else as anywhere."""
        if isinstance(right, ast.Name) and isinstance(left, ast.Name):
            term = self.terms.get(name_of(left))
            chosen = term is not None and term.type in CHOICE_TYPES
            if chosen and term is not None and choice_or_question(right, term, self.terms):
                return self._choice(right)
        return self._value(right)

    def _value(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str() as text):
                return _quoted(text)
            case ast.Constant(value=int() | float() as number):
                return str(number)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
                return f"-{number}"
            case ast.Name(id="yes" | "no" | "true" | "false" as word):
                return _WORDS[word]
            case ast.Name():
                return self._name(node)
            case ast.Call(func=ast.Name(id=function), args=arguments):
                return self._call(function, arguments)
            case _:
                raise NoWayError(ast.unparse(node))

    def _name(self, node: ast.Name) -> str:
        if name_of(node) not in self.terms:
            raise NoWayError(name_of(node))
        return self.path(name_of(node))

    def _choice(self, node: ast.expr) -> str:
        return _quoted(name_of(node) if isinstance(node, ast.Name) else str(getattr(node, "value", "")))

    def _call(self, function: str, arguments: list[ast.expr]) -> str:
        first = arguments[0]
        term = self.terms.get(name_of(first)) if isinstance(first, ast.Name) else None
        if function in {"any", "all"} and term is not None and isinstance(first, ast.Name):
            return self._rows(function, first, arguments[1], term)
        said = [self._value(argument) for argument in arguments]
        match function:
            case "answered":
                return f"count({said[0]}) > 0" if term and term.type == "group" else f"{said[0]} != ''"
            case "count":
                return f"count({said[0]})" if term and term.type == "group" else f"count-selected({said[0]})"
            case "gap":
                return f"abs({said[0]} - {said[1]})"
            case "years":
                until = f"coalesce({said[1]}, today())" if len(said) > 1 else "today()"
                return f"int(({_DAY.format(until)} - {_DAY.format(said[0])}) div 10000)"
            case _:
                raise NoWayError(f"{function}()")

    def _rows(self, function: str, group: ast.Name, inner: ast.expr, term: Term) -> str:
        """Whether any row holds, or all do: rows are counted by what stands in them."""

        def path(name: str) -> str:
            return f"./{name}" if name in term.inner else self.path(name)

        within = replace(self, terms={**self.terms, **term.inner}, path=path)
        holds, rows = within.truth(inner), self._name(group)
        if function == "any":
            return f"count({rows}[{holds}]) > 0"
        return f"count({rows}) > 0 and count({rows}[not({holds})]) = 0"


def _quoted(text: str) -> str:
    """A text in XPath, which cannot hold both kinds of quotes."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise NoWayError(text)
