"""Whether a condition is sound: every unknown name, impossible choice and wrong type, found at load."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from refscreen.conditions import BOOLEANS, CHOICE_TYPES, Condition, Term, choice_or_question, name_of
from refscreen.errors import Problem, suggestion

_NUMBERS = {"number", "scale"}
_TEXTS = {"text", "long_text"}
_NUMERIC = {"count", "lines", "years", "gap"}
"""Functions that give a number; the others give yes or no and are never compared."""


def check(condition: Condition, terms: Mapping[str, Term]) -> list[Problem]:
    """Every unknown name, impossible choice and wrong type in the condition; empty when it is sound."""
    return list(_check_truth(condition.tree, terms))


def _check_truth(node: ast.expr, terms: Mapping[str, Term]) -> Iterator[Problem]:
    """Check a node that has to be yes or no."""
    match node:
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _check_truth(part, terms)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _check_truth(operand, terms)
        case ast.Compare():
            yield from _check_compare(node, terms)
        case ast.Call(func=ast.Name(id="answered" | "any" | "all" | "unlike")):
            yield from _check_call(node, terms)
        case ast.Name(id="yes" | "no" | "true" | "false"):
            return
        case ast.Name() if name_of(node) in terms:
            if terms[name_of(node)].type not in {"yes_no", "fact"}:
                yield Problem("condition_not_yes_no", values={"name": name_of(node)})
        case ast.Name():
            yield _unknown(node, terms)
        case _:
            yield _not_allowed(node)


def _unknown(node: ast.Name, terms: Mapping[str, Term]) -> Problem:
    name = name_of(node)
    return Problem("condition_unknown_name", values={"name": name, "suggestion": suggestion(name, terms)})


def _check_compare(node: ast.Compare, terms: Mapping[str, Term]) -> Iterator[Problem]:
    left, operator, right = node.left, node.ops[0], node.comparators[0]
    if isinstance(operator, ast.In | ast.NotIn):
        yield from _check_in(left, right, terms)
        return
    term = _term(left, terms)
    if term is None:
        yield from _check_operand(left, terms)
    elif term.type in CHOICE_TYPES and not isinstance(operator, ast.Eq | ast.NotEq):
        yield Problem("condition_wrong_type", values={"name": _said(left)})
    else:
        yield from _check_right(left, term, right, terms)


def _check_right(left: ast.expr, term: Term, right: ast.expr, terms: Mapping[str, Term]) -> Iterator[Problem]:
    """Check that what stands to the right can be an answer to what stands to the left."""
    name = _said(left)
    match right:
        case ast.Constant(value=bool()):
            fits = term.type == "yes_no"
        case ast.Constant(value=int() | float()):
            fits = term.type in _NUMBERS
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=number)):
            fits = term.type in _NUMBERS and not isinstance(number, bool | str)
        case ast.Constant(value=str(text)):
            fits = term.type in _TEXTS or (term.type in CHOICE_TYPES and text in term.choices)
        case ast.Name() if term.type == "yes_no":
            fits = right.id in BOOLEANS
        case ast.Name() if term.type in CHOICE_TYPES and choice_or_question(right, term, terms):
            yield from _check_choice(name, term, right)
            return
        case _:
            other = _term(right, terms)
            if other is None:
                yield from _check_operand(right, terms)
                return
            fits = {other.type, term.type} <= _NUMBERS or other.type == term.type not in {"group", "choices"}
    if not fits:
        yield Problem("condition_wrong_type", values={"name": name})


def _check_choice(name: str, term: Term, node: ast.expr) -> Iterator[Problem]:
    choice = name_of(node) if isinstance(node, ast.Name) else getattr(node, "value", None)
    if choice not in term.choices:
        near = suggestion(choice, term.choices)
        yield Problem(
            "condition_unknown_choice", values={"choice": str(choice), "name": name, "suggestion": near}
        )


def _check_in(left: ast.expr, right: ast.expr, terms: Mapping[str, Term]) -> Iterator[Problem]:
    if isinstance(right, ast.List):
        term = _term(left, terms)
        if term is None:
            yield from _check_operand(left, terms)
        elif term.type not in CHOICE_TYPES:
            yield Problem("condition_wrong_type", values={"name": _said(left)})
        else:
            for item in right.elts:
                yield from _check_choice(_said(left), term, item)
        return
    term = _term(right, terms)
    if term is None:
        yield from _check_operand(right, terms)
    elif term.type != "choices":
        yield Problem("condition_wrong_type", values={"name": _said(right)})
    else:
        yield from _check_choice(_said(right), term, left)


def _check_operand(node: ast.expr, terms: Mapping[str, Term]) -> Iterator[Problem]:
    """Say why a node is not a value: an unknown name, a bad call, or nothing of this language."""
    match node:
        case ast.Name():
            yield _unknown(node, terms)
        case ast.Call(func=ast.Name(id=name)) if name in _NUMERIC:
            yield from _check_call(node, terms)
        case _:
            yield _not_allowed(node)


def _said(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return f"{_said(node.func)}({', '.join(map(_said, node.args))})"
    return name_of(node) if isinstance(node, ast.Name) else ast.unparse(node)


def _not_allowed(node: ast.expr) -> Problem:
    return Problem("condition_not_allowed", values={"column": str(node.col_offset + 1)})


def _term(node: ast.expr, terms: Mapping[str, Term]) -> Term | None:
    """What a value node stands for; None when it is not a sound value (``_check_operand`` says why)."""
    match node:
        case ast.Name():
            return terms.get(name_of(node))
        case ast.Call(func=ast.Name(id=name)) if name in _NUMERIC:
            return None if list(_check_call(node, terms)) else Term("number")
        case _:
            return None


_ARGUMENTS: dict[str, set[str]] = {
    "count": {"group", "choices"},
    "lines": _TEXTS,
    "years": {"date"},
    "gap": _NUMBERS,
    "unlike": _TEXTS,
    "any": {"group"},
    "all": {"group"},
}


def _check_call(node: ast.Call, terms: Mapping[str, Term]) -> Iterator[Problem]:
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    names = node.args[:1] if function in {"any", "all"} else node.args
    for argument in names:
        if not isinstance(argument, ast.Name):
            yield _not_allowed(argument)
        elif name_of(argument) not in terms:
            yield _unknown(argument, terms)
        elif not _takes(function, terms[name_of(argument)]):
            yield Problem("condition_wrong_type", values={"name": name_of(argument)})
        elif function in {"any", "all"}:
            yield from _check_rows(node.args[1], {**terms, **terms[name_of(argument)].inner})


def _takes(function: str, term: Term) -> bool:
    """A fact is always known, so that asking whether it is answered is a mistake."""
    return term.type != "fact" if function == "answered" else term.type in _ARGUMENTS[function]


def _check_rows(node: ast.expr, terms: Mapping[str, Term]) -> Iterator[Problem]:
    """Check what is asked of every row. Rows within rows are refused: thirty of them would take for ever."""
    for inner in ast.walk(node):
        if (
            isinstance(inner, ast.Call)
            and isinstance(inner.func, ast.Name)
            and inner.func.id in {"any", "all"}
        ):
            yield _not_allowed(inner)
            return
    yield from _check_truth(node, terms)
