"""``refscreen questionnaire simulate``: what would be asked and concluded, without an interview."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from refscreen import console
from refscreen.commands import usage
from refscreen.commands.options import AsJson
from refscreen.console import help_text as _h
from refscreen.errors import Problem, UserError

if TYPE_CHECKING:
    from refscreen.inspection import Trial
    from refscreen.messages import Messages
    from refscreen.questionnaire import Section
    from refscreen.simulation import Entry, Simulation

INVALID, WIDTH = 3, 80
MARKS = {"answered": "✓", "unanswered": "–", "open": "○"}

app = typer.Typer()
command = partial(app.command, cls=usage.Command)


@dataclass(frozen=True)
class _Tried:
    """What came of one file: ``ok``, ``differs`` from what was expected, or ``invalid``."""

    path: Path
    problems: tuple[Problem, ...] = ()
    trial: Trial | None = None
    result: Simulation | None = None

    @property
    def outcome(self) -> str:
        return "invalid" if self.result is None else "differs" if self.problems else "ok"


@command(help=_h("Say what an interview would ask and what would be concluded, without holding it."))
def simulate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar=_h("FILE"), help=_h("Scenarios, folders of scenarios, or answers files.")),
    ],
    questionnaire: Annotated[
        str, typer.Option("--questionnaire", help=_h("The questionnaire they answer: its name or file."))
    ] = "",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help=_h("Only one line a file: as expected or not."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what an interview would ask and what would be concluded, without holding it."""
    from refscreen import inspection

    paths = inspection.scenarios(files)
    every = []
    for path in paths:
        tried = _tried(path, questionnaire)
        every.append(tried)
        if as_json:
            typer.echo(json.dumps(_as_data(tried), ensure_ascii=False))
        elif quiet or len(paths) > 1:
            typer.echo(console.clean(console.messages().say(f"simulate.{tried.outcome}", path=path)))
        else:
            for line in _walk(tried):
                typer.echo(console.clean(line))
    problems = [problem for tried in every for problem in tried.problems]
    if problems and (quiet or as_json):
        raise typer.Exit(INVALID)
    if problems:
        raise UserError(problems)


def _tried(path: Path, questionnaire: str) -> _Tried:
    """What comes of a file. A case is a person's: that it was opened is logged before anything is shown."""
    from refscreen import inspection, noting

    try:
        trial = inspection.load_scenario(path, questionnaire)
        if not trial.made_up:
            noting.looked_at([path])
    except UserError as error:
        return _Tried(path, error.problems)
    result, problems = trial.simulated(date.today())
    return _Tried(path, tuple(problems), trial, result)


def _as_data(tried: _Tried) -> dict[str, Any]:
    """What came of a file, for scripts; no answers are in it."""
    data: dict[str, Any] = {"file": str(tried.path), "outcome": tried.outcome}
    if tried.trial and tried.result:
        result, said = tried.result, _Words(tried.trial, console.messages())
        entries = [(section, entry) for section, inside in result.parts for entry in inside]
        data |= {
            "questionnaire": tried.trial.questionnaire.id,
            "today": result.today.isoformat(),
            "minutes": result.minutes,
            "asked": [
                {"id": entry.id, "section": section.id, "standing": entry.standing}
                for section, entry in entries
                if entry.asked
            ],
            "not_asked": [
                {"id": entry.id, "section": section.id, "why": entry.standing, "when": entry.condition}
                for section, entry in entries
                if not entry.asked
            ],
            "type": result.type,
            "recommended": [
                {"id": advice.rule.id, "title": said.words(advice.rule.text)}
                for advice in result.assessment.advice
            ],
        }
        data |= {"facts": dict(result.facts)} if tried.trial.made_up else {}
    data["problems"] = [{"where": p.where, "problem": p.key, **p.values} for p in tried.problems]
    return data


@dataclass(frozen=True)
class _Words:
    """The words of a walk in the language of the program, else in the questionnaire's first."""

    trial: Trial
    messages: Messages

    def words(self, text: Any) -> str:
        """A text of the questionnaire or its rules."""
        from refscreen.reading import words

        return words(text, self.messages.language, self.trial.questionnaire.language)

    def say(self, key: str, **values: object) -> str:
        """A sentence of the program."""
        return self.messages.say(f"simulate.{key}", **values)


def _walk(tried: _Tried) -> Iterator[str]:
    """The interview section by section, and then the conclusions, as lines of a terminal."""
    if tried.trial is None or tried.result is None:
        return
    said, result = _Words(tried.trial, console.messages()), tried.result
    yield said.say("marks")
    for section, entries in result.parts:
        yield ""
        yield from _section(section, entries, said)
    yield ""
    outer = [entry for entry in result.entries.values() if "." not in entry.id]
    asked = sum(entry.asked for entry in outer)
    yield said.say("count", asked=asked, skipped=len(outer) - asked, minutes=result.minutes)
    yield from _concluded(result, said)
    if tried.outcome == "ok" and tried.trial.expects:
        yield ""
        yield said.say("as_expected")


def _section(section: Section, entries: tuple[Entry, ...], said: _Words) -> Iterator[str]:
    """A section: what is asked in it, and further in what is skipped, with the condition."""
    yield said.say("section", title=said.words(section.title), minutes=section.minutes)
    group = ""
    for entry in entries:
        inner, group = "." in entry.id, group if "." in entry.id else entry.standing
        if inner and (not entry.condition or entry.standing == "no_row" or group in {"skipped", "no_time"}):
            continue  # the line of the group says it
        name = f"{said.words(entry.question.label)} ({entry.id})"
        indent = "    " if inner else "  "
        if entry.asked:
            yield _hanging(f"{indent}{MARKS[entry.standing]} ", name)
        else:
            why = said.say(entry.standing, condition=entry.condition)
            yield _hanging(f"{indent}    ", f"{name}: {why}")


def _concluded(result: Simulation, said: _Words) -> Iterator[str]:
    """The type that is suggested, and the recommendations; of made-up answers also why.

    Of a real case that would say what was answered.
    """
    rules = said.trial.rules
    if rules.facts and said.trial.made_up:
        holding = ", ".join(name for name, holds in result.facts.items() if holds)
        yield _hanging("", said.say("facts", names=holding or "–"))
    if rules.typology:
        suggested = result.assessment.suggestion
        kind = rules.type_by_id[suggested.rule.type] if suggested else None
        name = f"{said.words(kind.name)} ({kind.id})" if kind else said.say("no_type")
        yield _hanging("", said.say("type", name=name))
        if suggested and said.trial.made_up:
            yield _hanging("  ", said.words(suggested.rule.because))
    if rules.recommendations:
        yield said.say("recommended", count=len(result.assessment.advice))
    for advice in result.assessment.advice:
        yield _hanging(f"  {advice.rule.id}  ", said.words(advice.rule.text))


def _hanging(before: str, text: str) -> str:
    """The text behind its mark, broken between words, its further lines under the first."""
    within = " " * len(before)
    return fill(text, WIDTH, initial_indent=before, subsequent_indent=within or "  ", break_on_hyphens=False)
