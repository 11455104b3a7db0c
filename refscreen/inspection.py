"""Looking at files without using them: what is wrong, what is missing, what an editor should know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from refscreen import audiences, documents, scenario, simulation, store, translation, versions
from refscreen.answers import Answers
from refscreen.answers_check import questionnaire_named
from refscreen.errors import Problem, UserError
from refscreen.interview import flow
from refscreen.interview.places import CATEGORIES, Place, places
from refscreen.messages import Messages
from refscreen.questionnaire import Questionnaire
from refscreen.reading import words
from refscreen.rules import Rules
from refscreen.scenario import Scenario
from refscreen.simulation import Simulation
from refscreen.yaml_text import Source

_LANGUAGE = re.compile(r"[a-z]{2}")


def problems_in(path: Path) -> list[Problem]:
    """Every problem of a questionnaire, translation, rules, answers file or scenario; its keys tell which."""
    if path.suffix.casefold() in {".csv", ".tsv"}:
        return [Problem("a_table", where=str(path))]
    try:
        kind, named = store.kind_of(path), store.questionnaire_of(path) or "screening"
        if path.name.endswith(versions.ENDING):
            versions.check(path)
        elif kind == "translation":
            store.load_translated(path)
        elif kind == "questionnaire":
            versions.load_changes(path, store.load_questionnaire(str(path)))
        elif kind == "scenario":
            load_scenario(path)
        elif kind == "rules":
            beside = path.with_name(f"{path.name.removesuffix('.rules.yaml')}.yaml")
            questionnaire = store.load_questionnaire(str(beside) if beside.is_file() else named)
            store.load_rules_file(path, questionnaire)
        else:
            versions.load_sound_answers(path, store.load_questionnaire(named))
    except UserError as error:
        return list(error.problems)
    return []


@dataclass(frozen=True)
class Trial:
    """A scenario, or a case that is taken for one, with what it tries."""

    path: Path
    source: Source
    scenario: Scenario
    questionnaire: Questionnaire
    rules: Rules

    @property
    def made_up(self) -> bool:
        """Whether it is a scenario, and not a person's case."""
        return store.header(self.path).is_scenario

    @property
    def expects(self) -> bool:
        """Whether its author expects anything of it."""
        return bool(self.scenario.expect.model_fields_set)

    def simulated(self, today: date) -> tuple[Simulation, list[Problem]]:
        """What comes of it, and where something else was expected, located."""
        result = simulation.simulate(self.scenario, self.questionnaire, self.rules, today)
        problems = simulation.compare(result, self.scenario.expect, self.rules)
        return result, store.located(problems, self.path, self.source)


def scenarios(paths: Iterable[Path]) -> list[Path]:
    """These files, and the scenarios in these folders.

    Raises:
        UserError: there is none in a folder.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.[yY]*[mM][lL]")) if path.is_dir() else [path]
        chosen = [one for one in inside if one == path or (one.is_file() and store.header(one).is_scenario)]
        if not chosen:
            raise UserError([Problem("no_scenarios", where=str(path))], exit_code=2)
        found |= dict.fromkeys(chosen)
    return list(found)


def load_scenario(path: Path, questionnaire: str = "") -> Trial:
    """A scenario or a case, with the questionnaire it is about and its rules.

    Args:
        path: the file.
        questionnaire: its name or path; else the one that the file names, best the one that lies nearby.

    Raises:
        UserError: with every problem, located.
    """
    source = store.read_source(path)
    name = questionnaire or _named(path, source)
    asked = store.load_questionnaire(name)
    rules = store.load_rules(name, asked)
    found, problems = scenario.parse(source.data, asked, rules)
    if found is None:
        raise UserError(store.located(problems, path, source))
    return Trial(path, source, found, asked, rules)


def _named(path: Path, source: Source) -> str:
    """The questionnaire that a scenario names: beside it, in the folder above, or as a case finds it."""
    raw = source.data.get("questionnaire") if isinstance(source.data, dict) else None
    name = questionnaire_named(raw)
    missing = Problem("missing_key", values={"key": "questionnaire"})
    if not name:
        wrong = missing if raw is None else Problem("questionnaire_by_name", ("questionnaire",))
        raise UserError(store.located([wrong], path, source))
    near = [folder / f"{name}.yaml" for folder in (path.parent, path.resolve().parent.parent)]
    if not store.header(path).is_scenario:  # whatever lies beside a case may be another
        return name
    return next((str(one) for one in near if one != path and one.is_file()), name)


def left_in(path: Path) -> tuple[Answers, dict[str, list[Place]]]:
    """What is left in a case, as the closing screen of an interview shows it.

    Returns:
        The record, and by category (``core_open``, ``later``, ``unclear`` …) the places; no answers.

    Raises:
        UserError: with every problem of the file.
    """
    questionnaire = store.load_questionnaire(store.questionnaire_of(path) or "screening")
    record = store.load_answers(path, questionnaire)[0]
    every = flow.steps(questionnaire, record, record.held_on(questionnaire.day) or date.today())
    found = places(questionnaire, record, every)
    kept = ((name, [place for place in found if name in place.categories]) for name in CATEGORIES)
    return record, {name: left for name, left in kept if left}


def missing_in_translation(path: Path) -> tuple[str, list[str]]:
    """What a translation lacks of what candidates read or hear.

    Returns:
        Its language, and the places in the questionnaire.

    Raises:
        UserError: a file has problems; those come first.
    """
    questionnaire = store.load_translated(path)
    language = questionnaire.languages[-1]
    return language, translation.lacking(questionnaire, language)


def documents_there_are(messages: Messages) -> Iterator[str]:
    """A line for each document that can be made: name, title, for whom, page and languages."""
    rows = []
    language, known = messages.language, audiences.current().audiences
    for found in map(documents.find, documents.names()):
        titles = found.manifest.title
        title = titles.get(language) or next(iter(titles.values()))
        audience = words(known[found.manifest.audience].title, language, "da")
        rows.append((found.name, title, audience, found.manifest.page, ", ".join(found.languages)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def unfiled(name: str) -> tuple[int, list[str]]:
    """What a questionnaire leaves unsaid about its answers.

    Returns:
        How many questions have no category, and the audiences that answers are shared with though no consent
        is named that they need.
    """
    questionnaire = store.load_questionnaire(name)
    questions = [*questionnaire.questions.values()]
    questions += [inner for question in questions for inner in question.questions]
    shared = {audience for question in questions for audience in question.audiences}
    needing = [key for key, one in audiences.current().audiences.items() if one.consent and key in shared]
    return (
        sum(not question.category for question in questions),
        [key for key in needing if key not in questionnaire.consents],
    )


def schema() -> str:
    """The JSON Schema (draft 2020-12) of questionnaire files, for the YAML support of editors."""
    built = Questionnaire.model_json_schema(by_alias=True)
    built["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    question = built["$defs"]["Question"]["properties"]
    who = audiences.current()
    for place in (question, built["$defs"]["Section"]["properties"]):
        place["category"] = {"enum": sorted(who.categories)}
    question["share"] = {"type": "array", "items": {"enum": list(who.audiences)}}
    choices = question["choices"]
    question["choices"] = {
        "anyOf": [{"type": "string"}, {key: choices[key] for key in ("type", "items") if key in choices}]
    }
    question["choices"]["anyOf"][1]["type"] = "array"
    return json.dumps(built, indent=2, ensure_ascii=False)


def missing_texts(name: str) -> tuple[Path, dict[str, list[str]], tuple[str, ...]]:
    """Which texts of a questionnaire and its rules lack one of its languages.

    Returns:
        The file, the places that lack a text by language, and the questionnaire's languages.

    Raises:
        UserError: the files have problems; those come first.
    """
    path = store.find_questionnaire(name)
    questionnaire = store.load_questionnaire(name)
    versions.load_changes(path, questionnaire)
    rules = store.load_rules(name, questionnaire)
    listed = {"choices"}
    texts = [
        *_texts(
            questionnaire.model_dump(exclude={"sections": {"__all__": {"questions": {"__all__": listed}}}}),
            questionnaire.id,
        ),
        *_texts(rules.model_dump(), "rules"),
    ]
    missing = {
        language: [place for place, text in texts if language not in text]
        for language in questionnaire.languages
    }
    return path, {language: places for language, places in missing.items() if places}, questionnaire.languages


def _texts(node: Any, place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text below a node, with where it stands."""
    if isinstance(node, dict):
        if node and all(
            _LANGUAGE.fullmatch(str(key)) and isinstance(words, str) for key, words in node.items()
        ):
            yield place, node
            return
        for key, item in node.items():
            yield from _texts(item, f"{place}.{key}")
    elif isinstance(node, list | tuple):
        for index, item in enumerate(node):
            name = item.get("id", index) if isinstance(item, dict) else index
            yield from _texts(item, f"{place}.{name}")
