"""Who gets to see something of a case: what for, on which ground, for how long, and what never.

The data stand in ``audiences.yaml``; a new audience is a new entry there, not Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from refscreen.errors import Problem
from refscreen.reading import Frozen, Id, Many, Text, problems_of
from refscreen.yaml_text import read

Months = Annotated[int, Field(ge=1, le=120)]


def _day(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


class Category(Frozen):
    """What answers are about; ``article`` is the rule that protects such data more than others."""

    title: Text
    article: str = ""


class Keeping(Frozen):
    """How many months something is kept."""

    keep_months: Months


class Audience(Frozen):
    """One kind of reader.

    Attributes:
        purpose: what they get it for.
        basis: the legal ground, as the controller has to confirm it.
        consent: whether nothing goes to them without the person's yes.
        never: the categories that they never get, whatever a questionnaire says.
        everything: they see every answer: the person who asks for what is kept.
        keep_months: how long a document that was made for them may be kept.
    """

    title: Text
    purpose: Text
    basis: Text
    consent: bool = False
    never: Many[Id] = ()
    everything: bool = False
    keep_months: Months


class Audiences(Frozen):
    """Every audience there is, the categories of answers, and how long things are kept."""

    as_of: Annotated[date, BeforeValidator(_day)]
    sources: Many[str]
    categories: dict[Id, Category]
    cases: Keeping
    log: Keeping
    audiences: dict[Id, Audience]


def parse(data: Any) -> tuple[Audiences | None, list[Problem]]:
    """Build the audiences from plain data.

    Returns:
        The audiences, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, Mapping):
        return None, [Problem("not_a_mapping")]
    try:
        return Audiences.model_validate(data), []
    except ValidationError as error:
        return None, problems_of(error, Audiences)


@cache
def shipped() -> Audiences:
    """The audiences that the program comes with."""
    return Audiences.model_validate(read((files("refscreen") / "audiences.yaml").read_bytes()).data)


def current() -> Audiences:
    """The audiences that hold here: the shipped ones, with the organisation's own over them."""
    return shipped()
