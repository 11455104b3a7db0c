"""What tests of the core share: a questionnaire out of a few lines, and problems as lines of text."""

import signal
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import settings

from refscreen import messages, questionnaire, yaml_text
from refscreen.errors import Problem
from refscreen.questionnaire import Choice, Question, Questionnaire
from refscreen.vault import keys

TODAY = date(2026, 11, 21)

# Whoever starts the tests in the background of a shell has told them to ignore Ctrl-C; the programs under
# test must not inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run; `pytest --hypothesis-profile thorough` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=10_000)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _at_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and access log of a test are its own, and nobody's who runs it."""
    home: Path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("REFSCREEN_HOME", str(home / "keys"))
    monkeypatch.setenv("REFSCREEN_STATE", str(home / "state"))
    monkeypatch.delenv("REFSCREEN_PASSPHRASE", raising=False)
    keys.take("")
    keys.asks(None)


def data_of(text: str) -> Any:
    """What a YAML text holds."""
    return yaml_text.read(dedent(text).encode()).data


def around(questions: Any) -> dict[str, Any]:
    """The data of a questionnaire with one section of these questions; labels and asks are put in."""
    section = {"id": "one", "title": {"da": "En"}, "minutes": 5, "questions": [_whole(q) for q in questions]}
    head = {"id": "small", "version": 3, "languages": ["da"], "title": {"da": "Lille"}, "minutes": 5}
    return {**head, "sections": [section]}


def _whole(question: Any) -> Any:
    words = {"label": {"da": question["id"]}, "ask": {"da": f"{question['id']}?"}}
    inner = {"questions": [_whole(q) for q in question["questions"]]} if "questions" in question else {}
    listed = isinstance(question.get("choices"), list)
    choices = {"choices": [_choice(choice) for choice in question["choices"]]} if listed else {}
    return {**words, **question, **inner, **choices}


def _choice(choice: Any) -> Any:
    return {"id": choice, "label": {"da": choice.capitalize()}} if isinstance(choice, str) else choice


def questionnaire_of(questions: str, lists: Mapping[str, tuple[Choice, ...]] | None = None) -> Questionnaire:
    """A questionnaire of one section with these questions: a YAML list, as short as the test can be."""
    found, problems = questionnaire.parse(around(data_of(questions)), lists)
    assert found is not None, said(problems)
    return found


def question_of(text: str, lists: Mapping[str, tuple[Choice, ...]] | None = None) -> Question:
    """One question, ``{type: number, min: 1}``; its id is ``q``."""
    return questionnaire_of(f"- {{id: q, {dedent(text).strip().removeprefix('{')}", lists).questions["q"]


def said(problems: Iterable[Problem]) -> list[str]:
    """Problems as ``path: key``, each of which the program can put into words in both its languages."""
    found = list(problems)
    for problem in found:
        for language in ("da", "en"):
            told = messages.load(language).tell(problem)
            assert told.what
            assert told.remedy
    return [f"{'.'.join(map(str, problem.path))}: {problem.key}" for problem in found]
