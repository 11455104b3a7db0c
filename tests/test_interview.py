"""The interview: the loop with a script for a person, then every field with real keys and no terminal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from refscreen import interview, messages
from refscreen.answers import Answers
from refscreen.answers import parse as parse_answers
from refscreen.dates import PartialDate
from refscreen.interview import Back, Given, Jump, Prompt, Reply, Skip, State, Stop, Stopped
from refscreen.interview.harmless import harmless, one_line
from refscreen.interview.pace import Pace
from refscreen.interview.prompts import TerminalAsker
from refscreen.interview.search import Candidate, folded, ranked
from refscreen.questionnaire import Choice, Questionnaire, parse
from refscreen.yaml_text import read

TODAY = date(2026, 11, 21)


def questionnaire(questions: str) -> Questionnaire:
    """A questionnaire of one section, from its questions alone."""
    head = "id: small\nversion: 1\nlanguages: [da, en]\ntitle: {da: Lille}\nminutes: 9\nsections:\n"
    section = "  - id: first\n    title: {da: Det første}\n    minutes: 9\n    questions:\n"
    listed = {"country": [Choice(id="sy", label={"da": "Syrien", "en": "Syria"}, synonyms=("Damaskus",))]}
    listed["country"] += [Choice(id=f"x{n}", label={"da": f"Land {n}"}) for n in range(12)]
    indented = "".join(f"      {line}\n" for line in questions.strip().splitlines())
    found, problems = parse(read((head + section + indented).encode()).data, listed)
    assert found is not None, problems
    return found


def question(id: str, type: str = "text", more: str = "") -> str:  # noqa: A002
    """One question as a line of YAML."""
    return f"- {{id: {id}, type: {type}, label: {{da: {id}}}, ask: {{da: Hvad er {id}?}}{more}}}\n"


THREE = question("name", more=", core: true") + question("age", "number") + question("town")
JOBS = """
- id: jobs
  type: group
  label: {da: Job}
  ask: {da: Hvilke job?}
  item: {da: job}
  questions:
    - {id: title, type: text, label: {da: Titel}, ask: {da: Som hvad?}}
    - {id: start, type: date, label: {da: Fra}, ask: {da: Hvornår?}}
""" + question("hopes")


def case(form: Questionnaire, states: dict[str, str] | None = None, status: str = "", **told: Any) -> Answers:
    data = {"questionnaire": "small", "version": 1, "answers": told, "states": states or {}, "status": status}
    found, _ = parse_answers(data, form)
    assert found is not None
    return found


@dataclass
class Talk:
    """An interview held by a script: replies in turn, and what was asked and saved meanwhile."""

    form: Questionnaire
    replies: list[tuple[str, Reply]]
    begun: Answers | None = None
    asked: list[Prompt] = field(default_factory=list)
    saved: list[Answers] = field(default_factory=list)
    stopped: bool = False

    def hold(self) -> Answers:
        begun = self.begun or Answers("small", 1)
        left = iter(self.replies)

        def ask(prompt: Prompt) -> Reply:
            self.asked.append(prompt)
            key, reply = next(left, ("", Stop()))
            assert key in {"", prompt.key}, f"asked {prompt.key}, expected {key}"
            return reply

        try:
            return interview.run(self.form, begun, ask, self.saved.append, TODAY)
        except Stopped as stop:
            self.stopped = True
            return stop.answers


def hold(questions: str, *replies: tuple[str, Reply], **told: Any) -> Talk:
    form = questionnaire(questions)
    talk = Talk(form, list(replies), case(form, **told))
    talk.result = talk.hold()  # type: ignore[attr-defined]
    return talk
