"""What tests of the interview share: a small questionnaire, its record, and a talk held by a script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from refscreen import interview
from refscreen.answers import Answers
from refscreen.answers import parse as parse_answers
from refscreen.interview import (
    Ask,
    Back,
    Changes,
    Closing,
    Done,
    Jump,
    Kept,
    Prompt,
    Reply,
    Stop,
    Stopped,
    Walk,
)
from refscreen.keeping import in_order
from refscreen.questionnaire import Choice, Questionnaire, parse
from refscreen.yaml_text import read

TODAY = date(2026, 11, 21)
SECTION = "===\n"
"""Between questions: what follows is another section."""
ORDINALS = ("første", "andet", "tredje", "fjerde")


def questionnaire(questions: str) -> Questionnaire:
    """A questionnaire from its questions alone; ``SECTION`` divides them, keys of its own may stand first."""
    own, _, questions = questions.rpartition("---\n")
    text = (
        "id: small\nversion: 1\nlanguages: [da, en]\ntitle: {da: Lille}\nminutes: 9\n" + own + "sections:\n"
    )
    for place, inside in enumerate(questions.split(SECTION)):
        name, title = ("first", "second", "third", "fourth")[place], ORDINALS[place]
        text += f"  - id: {name}\n    title: {{da: Det {title}}}\n    minutes: 9\n    questions:\n"
        text += "".join(f"      {line}\n" for line in inside.strip().splitlines())
    listed = {"country": [Choice(id="sy", label={"da": "Syrien", "en": "Syria"}, synonyms=("Damaskus",))]}
    listed["country"] += [Choice(id=f"x{n}", label={"da": f"Land {n}"}) for n in range(12)]
    found, problems = parse(read(text.encode()).data, listed)
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


def case(form: Questionnaire, *, beside: dict[str, Any] | None = None, **told: Any) -> Answers:
    """A record of the small questionnaire; ``beside`` is what stands beside the answers."""
    data = {"questionnaire": "small", "version": 1, "answers": told, **(beside or {})}
    found, _ = parse_answers(data, form)
    assert found is not None
    return found


@dataclass
class Talk:
    """An interview held by a script: what was asked, what was saved, what it came to."""

    result: Answers
    asked: list[Prompt]
    saved: list[Answers]
    closings: list[Closing]
    changes: list[Changes]
    stopped: bool = False

    @property
    def order(self) -> list[str]:
        return [prompt.key for prompt in self.asked]


def hold(
    questions: str, *replies: Reply, begun: dict[str, Any] | None = None, beside: dict[str, Any] | None = None
) -> Talk:
    """Hold an interview with these replies; after them it is stopped, or ended at the closing."""
    form = questionnaire(questions)
    left, talk = iter(replies), Talk(case(form, beside=beside, **(begun or {})), [], [], [], [])

    def ask(prompt: Prompt | Closing | Changes) -> Reply:
        if isinstance(prompt, Closing):
            talk.closings.append(prompt)
            reply = next(left, Done())
            return reply if isinstance(reply, Walk | Jump | Back | Stop) else Done()
        if isinstance(prompt, Changes):
            talk.changes.append(prompt)
        else:
            talk.asked.append(prompt)
        return next(left, Stop())

    talk.result, talk.stopped = held(form, talk.result, ask, talk.saved.append)
    return talk


def held(
    form: Questionnaire, record: Answers, ask: Ask, saved: Callable[[Answers], None]
) -> tuple[Answers, bool]:
    """The record after an interview, kept as a file keeps it, and whether it was stopped."""

    def keep(record: Answers) -> Kept:
        saved(in_order(record, form, TODAY))
        return Kept(in_order(record, form, TODAY))

    try:
        return interview.run(form, record, ask, keep, TODAY), False
    except Stopped as stop:
        return stop.answers, True
