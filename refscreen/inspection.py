"""Looking at files without using them: what is wrong, what is missing, what an editor should know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from refscreen import audiences, documents, store, translation
from refscreen.answers import Answers
from refscreen.errors import Problem, UserError
from refscreen.interview import flow
from refscreen.interview.places import CATEGORIES, Place, places
from refscreen.messages import Messages
from refscreen.questionnaire import Questionnaire
from refscreen.reading import words

_LANGUAGE = re.compile(r"[a-z]{2}")


def problems_in(path: Path) -> list[Problem]:
    """Every problem of a questionnaire, translation, rules or answers file; which it is, its keys tell."""
    if path.suffix.casefold() in {".csv", ".tsv"}:
        return [Problem("a_table", where=str(path))]
    try:
        kind, named = store.kind_of(path), store.questionnaire_of(path) or "screening"
        if kind == "translation":
            store.load_translated(path)
        elif kind == "questionnaire":
            store.load_questionnaire(str(path))
        elif kind == "rules":
            beside = path.with_name(f"{path.name.removesuffix('.rules.yaml')}.yaml")
            questionnaire = store.load_questionnaire(str(beside) if beside.is_file() else named)
            store.load_rules_file(path, questionnaire)
        else:
            store.load_sound_answers(path, store.load_questionnaire(named))
    except UserError as error:
        return list(error.problems)
    return []


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
