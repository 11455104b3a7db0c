"""Who gets to see something of a case: what for, on which ground, for how long, and what never.

The data stand in ``audiences.yaml``; a new audience is a new entry there, not Python. An organisation's own
``audiences.yaml``, where the program is run, is laid over the shipped one: words, grounds and months are
replaced, what is closed can only become more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from refscreen import kept
from refscreen.errors import ENOUGH, Problem, UserError, suggestion
from refscreen.reading import Frozen, Id, Many, Text, broken, problems_of
from refscreen.yaml_text import Source, YamlError, read

SUBJECT = "subject"
"""The person who asks for what is kept: sees everything, by law and not by configuration."""
INVOLVED = frozenset({"municipality", "candidate", SUBJECT})
"""Those who may ever see what is sensitive; everybody else is a stranger to it, also a new audience."""
OWN = Path("audiences.yaml")
"""An organisation's own, in the folder where the program is run."""

Months = Annotated[int, Field(ge=1, le=120)]


def _day(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise broken("wrong_type", wanted="a_day") from None


Day = Annotated[date, BeforeValidator(_day)]


class Category(Frozen):
    """What answers are about.

    Attributes:
        article: the rule that protects such data more than others.
        sensitive: such answers are asked for by a consent of their own.
    """

    title: Text
    article: str = ""
    sensitive: bool = False


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
        keep_months: how long a document that was made for them may be kept.
    """

    title: Text
    purpose: Text
    basis: Text
    consent: bool = False
    never: Many[Id] = ()
    keep_months: Months


class Organisation(Frozen):
    """Who is responsible for the data, as the record of processing names them."""

    name: str = ""
    contact: str = ""
    adviser: str = ""


class Audiences(Frozen):
    """Every audience there is, the categories of answers, and how long things are kept.

    Attributes:
        strangers_never: what an audience that is not shipped never gets.
        fixed: the category of a shipped question, by its id, where another one would open it.
        cases, log: how long an answers file and the log of who did what are kept.
        security: the measures that protect the data, for the record of processing.
    """

    as_of: Day
    sources: Many[str]
    categories: dict[Id, Category]
    strangers_never: Many[Id]
    fixed: dict[Id, Many[Id]]
    cases: Keeping
    log: Keeping
    audiences: dict[Id, Audience]
    security: Many[Text]
    organisation: Organisation = Organisation()

    @property
    def readers(self) -> tuple[str, ...]:
        """The audiences that documents and exports are made for."""
        return tuple(name for name in self.audiences if name != SUBJECT)

    def closed(self, audience: str, category: str) -> bool:
        """Whether an audience never gets answers of a category."""
        return audience in self.audiences and category in self.audiences[audience].never

    def fixed_category(self, question: str) -> str:
        """The category that a question has, whatever a questionnaire says; empty for most."""
        return next((name for name, inside in self.fixed.items() if question in inside), "")


class OwnAudience(Frozen):
    """What an organisation says about an audience: of a known one as much as differs, of a new one all."""

    title: Text | None = None
    purpose: Text | None = None
    basis: Text | None = None
    consent: bool | None = None
    never: Many[Id] = ()
    keep_months: Months | None = None


class Own(Frozen):
    """An organisation's own file."""

    as_of: Day | None = None
    sources: Many[str] = ()
    organisation: Organisation | None = None
    cases: Keeping | None = None
    log: Keeping | None = None
    security: Many[Text] = ()
    audiences: dict[Id, OwnAudience] = Field(default_factory=dict)


@cache
def shipped() -> Audiences:
    """The audiences that the program comes with."""
    return Audiences.model_validate(kept.read((files("refscreen") / "audiences.yaml").read_bytes()).data)


def current() -> Audiences:
    """The audiences that hold here: the shipped ones, with the organisation's own over them.

    Raises:
        UserError: with every problem of the organisation's own file, each located.
    """
    try:
        return _laid_over(OWN.read_bytes())
    except FileNotFoundError:
        return shipped()
    except OSError as error:
        values = {"reason": type(error).__name__}
        raise UserError([Problem("cannot_read", where=str(OWN), values=values)], exit_code=2) from None


@lru_cache(maxsize=4)
def _laid_over(content: bytes) -> Audiences:
    try:
        source = read(content)
    except YamlError as error:
        line, column = error.mark
        raise UserError([replace(error.problem, where=f"{OWN}:{line}:{column}")]) from None
    found, problems = parse(source.data)
    if found is None:
        raise UserError([_located(problem, source) for problem in problems])
    return found


def _located(problem: Problem, source: Source) -> Problem:
    line, column = source.mark(problem.path, on_key=problem.on_key)
    return replace(problem, where=f"{OWN}:{line}:{column}")


def parse(data: Any) -> tuple[Audiences | None, list[Problem]]:
    """Lay an organisation's own audiences over the shipped ones.

    Returns:
        The audiences, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, Mapping):
        return None, [Problem("not_a_mapping")]
    try:
        own = Own.model_validate(data)
    except ValidationError as error:
        return None, problems_of(error, Own)
    base = shipped()
    found = (
        problem.under("audiences", name)
        for name, audience in own.audiences.items()
        for problem in _problems_in(audience, base.audiences.get(name), base)
    )
    problems = list(islice(found, ENOUGH))
    if problems:
        return None, problems
    changed = {
        key: getattr(own, key)
        for key in ("as_of", "organisation", "cases", "log", "security")
        if getattr(own, key)
    }
    laid = {name: _laid(audience, base.audiences.get(name), base) for name, audience in own.audiences.items()}
    changed["audiences"] = {**base.audiences, **laid}
    return base.model_copy(update={**changed, "sources": (*base.sources, *own.sources)}), []


def _problems_in(own: OwnAudience, known: Audience | None, base: Audiences) -> list[Problem]:
    """What an organisation may not say: an unknown category, less than all of a new audience, no consent."""
    problems = [
        Problem("unknown_category", ("never", place), values=_near(name, base.categories))
        for place, name in enumerate(own.never)
        if name not in base.categories
    ]
    if own.consent is False and (known is None or known.consent):
        problems.append(Problem("audience_loosened", ("consent",)))
    if known is None:
        lacking = [key for key in ("title", "purpose", "basis", "keep_months") if getattr(own, key) is None]
        problems += [Problem("missing_key", (), values={"key": key}) for key in lacking]
    return problems


def _near(name: str, known: Mapping[str, Any]) -> dict[str, str]:
    return {"name": name, "suggestion": suggestion(name, known), "known": ", ".join(known)}


def _laid(own: OwnAudience, known: Audience | None, base: Audiences) -> Audience:
    """An audience with the organisation's own words over it; what it never gets is added up."""
    said = {key: value for key, value in dict(own).items() if value is not None and key != "never"}
    before = known.never if known else base.strangers_never
    never = tuple(dict.fromkeys((*before, *own.never)))
    if known is None:
        return Audience(**{**said, "consent": True, "never": never})
    return known.model_copy(update={**said, "never": never})
