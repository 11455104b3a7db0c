"""What tests of documents share: the shipped samples, a case with other answers, and a document as words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from refscreen import documents, production
from refscreen.documents import Setting
from refscreen.view import Case

SAMPLES = sorted(
    path
    for path in (Path(__file__).parent.parent / "samples").glob("*.yaml")
    if "questionnaire: screening\n" in path.read_text(encoding="utf-8")
)


@cache
def sample(stem: str) -> Case:
    """A shipped case, read once for all tests."""
    return production.load_case(next(path for path in SAMPLES if path.stem == stem))


def answering(case: Case, **values: Any) -> Case:
    """The case with other answers; None takes an answer away."""
    told = {name: value for name, value in {**case.answers.values, **values}.items() if value is not None}
    return replace(case, answers=replace(case.answers, values=told))


def html_of(name: str, case: Case, language: str = "da", **setting: Any) -> str:
    """The document's HTML in its first density."""
    document = documents.find(name)
    setting = {"density": document.manifest.densities[0], **setting}
    return documents.render(document, documents.look(document, case, language), Setting(language, **setting))


def words_of(name: str, case: Case, language: str = "da", **setting: Any) -> str:
    """What stands in the document, without its markup and what only keeps words on one line."""
    body = html_of(name, case, language, **setting).split("<body>")[1].replace("\u2060", "")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
