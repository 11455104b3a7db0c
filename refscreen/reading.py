"""How data files become frozen nouns: shared field types, and pydantic's errors as our problems."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from refscreen.conditions import BOOLEANS, OPERATORS, Condition, ConditionError
from refscreen.conditions import parse as parse_condition
from refscreen.errors import ENOUGH, Path, Problem, suggestion
from refscreen.later import put_off

# What is installed beside this program is not shown what people answered, nor searched for at each start.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
with put_off("importlib.metadata"):  # which pydantic imports with its first model, to search with
    create_model("First")

T = TypeVar("T")
Many = Annotated[tuple[T, ...], Field(strict=False)]
"""A YAML list, kept as a tuple because everything read from a file is frozen."""


def broken(problem: str, /, **values: str) -> PydanticCustomError:
    """A problem found inside a validator; ``problems_of`` turns it back into a Problem."""
    return PydanticCustomError("refscreen", "{problem}", {"problem": problem, **values})


def _text(value: object) -> object:
    """A text is a map from language to words."""
    if not isinstance(value, dict) or not value:
        raise broken("not_a_text")
    for words in value.values():
        if not isinstance(words, str) or not words.strip():
            raise broken("not_a_text")
    return {str(language): words.strip() for language, words in value.items()}


Text = Annotated[
    dict[str, str],
    BeforeValidator(_text),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1}),
]
"""Words in one or more languages: ``{da: Sprog, en: Language}``."""


_ID = re.compile(r"[a-z][a-z0-9_]*")
_FILE_ID = re.compile(r"[a-z][a-z0-9_-]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def _identifier(value: object) -> object:
    """An id is a word that a condition can mention."""
    if not isinstance(value, str) or not _ID.fullmatch(value) or value in OPERATORS:
        raise broken("bad_id")
    return value


def _file_id(value: object) -> object:
    """The id of a questionnaire is the name of its file; no condition mentions it."""
    if not isinstance(value, str) or not _FILE_ID.fullmatch(value):
        raise broken("bad_id")
    return value


def _name(value: object) -> object:
    """The name of an answer or a fact is none of the words that mean yes or no in a condition."""
    if value in BOOLEANS:
        raise broken("bad_id")
    return value


def _languages(value: object) -> object:
    """At least one language, each by its code."""
    if not isinstance(value, list | tuple) or not value:
        raise broken("no_languages")
    if not all(isinstance(item, str) and _LANGUAGE.fullmatch(item) for item in value):
        raise broken("no_languages")
    return value


def _condition(value: object) -> object:
    if not isinstance(value, str):
        raise broken("condition_syntax", column="1")
    try:
        return parse_condition(value)
    except ConditionError as error:
        raise broken(error.problem.key, **error.problem.values) from None


Id = Annotated[str, BeforeValidator(_identifier)]
FileId = Annotated[str, BeforeValidator(_file_id)]
Name = Annotated[Id, BeforeValidator(_name)]
When = Annotated[
    Condition,
    PlainValidator(_condition),
    WithJsonSchema({"type": "string", "maxLength": 500, "description": "A condition over earlier answers"}),
]
Languages = Annotated[Many[str], BeforeValidator(_languages)]


class Frozen(BaseModel):
    """A noun read from a file: nothing can be changed, unknown keys are refused, ``no`` is not a bool."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def words(text: Mapping[str, str], language: str, first: str) -> str:
    """The text in a language; else in the first language, marked so that the gap is seen."""
    if language in text:
        return text[language]
    fallback = first if first in text else next(iter(text))
    return f"{text[fallback]} [{fallback}]"


_TYPES = {
    "string_type": "a_text",
    "int_type": "a_whole_number",
    "int_from_float": "a_whole_number",
    "float_type": "a_number",
    "bool_type": "true_false",
    "tuple_type": "a_list",
    "list_type": "a_list",
    "dict_type": "a_mapping",
    "model_type": "a_mapping",
    "model_attributes_type": "a_mapping",
}
_BOUNDS = {"greater_than_equal", "less_than_equal", "greater_than", "less_than"}


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """The complaints of pydantic, up to ENOUGH of them, as Problems of ours with the path into the file."""
    complaints = error.errors(include_url=False, include_input=False)
    return [_problem(details, model) for details in complaints[:ENOUGH]]


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    kind, context = details["type"], details.get("ctx", {})
    if kind == "refscreen":
        values = {name: str(value) for name, value in context.items() if name != "problem"}
        return Problem(str(context["problem"]), path, values=values)
    if kind == "missing":
        return Problem("missing_key", path[:-1], values={"key": str(path[-1])})
    if kind == "extra_forbidden":
        known = _fields(model, path[:-1])
        return Problem(
            "unknown_key",
            path,
            values={"key": str(path[-1]), "suggestion": suggestion(path[-1], known)},
            on_key=True,
        )
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return Problem("not_one_of", path, values={"allowed": allowed})
    if kind in _BOUNDS:
        return Problem("out_of_bounds", path, values={name: str(value) for name, value in context.items()})
    return Problem("wrong_type", path, values={"wanted": _TYPES.get(kind, "something_else")})


def _fields(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that are known at a path: those of the model the path leads to."""
    current: Any = model
    for part in path:
        if isinstance(part, str) and isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(part)
            # A key that is no field is the free key of a map of models: it stays at the same model.
            current = _model_in(field.annotation) if field is not None else current
    return list(current.model_fields) if current is not None else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as ``tuple[Question, ...]`` or ``dict[str, Rule]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
