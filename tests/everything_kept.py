"""What an answers file holds, as a reader must find it again on pages and in data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2

from refscreen import store, values
from refscreen.questionnaire import Question
from refscreen.template import common_words
from refscreen.wording import Wording

SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.yaml"))


def squeezed(text: str) -> str:
    """The text without spaces and capitals: where a line begins and ends tells nothing."""
    return re.sub(r"\s+", "", text).casefold()


def read(content: bytes) -> str:
    """What stands on the pages, without what stands at the foot of each."""
    pages = pypdfium2.PdfDocument(content)
    told = (page.get_textpage().get_text_bounded().replace("\x02", "-") for page in pages)  # at a line's end
    text = "".join(squeezed(one) + "\n" for one in told)
    return re.sub(r"(?:sag|case)[\w-]+(?:side|page)\d+(?:af|of)\d+\n|\n", "", text)


def stored(path: Path, language: str = "da") -> Iterator[str]:
    """Every value of an answers file as its reader must find it."""
    data = store.read_source(path).data
    questionnaire = store.load_questionnaire(data["questionnaire"])
    wording = Wording(language, questionnaire.language, common_words(language))
    for name, raw in data["answers"].items():
        yield from _told(questionnaire.questions[name], raw, wording)
    for key in ("notes", "drafts"):
        yield from map(str, data.get(key, {}).values())
    for key in ("evidence", "states"):
        yield from (wording.common[word] for word in data.get(key, {}).values())
    yield from (wording.common[f"said_by_{word}"] for word in data.get("said_by", {}).values())
    for session in data.get("sessions", []):
        for name, raw in session.get("answers", {}).items():
            yield from _told(questionnaire.questions[name], raw, wording)
        yield from map(wording.number, session.get("minutes", {}).values())
    for name, entries in data.get("earlier", {}).items():
        for entry in entries:
            yield from (
                _told(questionnaire.questions[name], entry["answer"], wording) if "answer" in entry else ()
            )


def _told(question: Question, raw: Any, wording: Wording) -> Iterator[str]:
    if question.type == "group":
        for row in raw:
            for name, item in row.items():
                yield from _told(question.inner[name], item, wording)
        return
    value, problems = values.parse(question, raw)
    assert not problems
    yield wording.value(question, value)


def leaves(thing: Any) -> Iterator[str]:
    """Everything that a YAML file holds, as text."""
    if isinstance(thing, Mapping):
        for item in thing.values():
            yield from leaves(item)
    elif isinstance(thing, list):
        for item in thing:
            yield from leaves(item)
    else:
        yield str(thing).strip()
