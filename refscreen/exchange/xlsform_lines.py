"""An XLSForm as lines: its sheets read, its headings known by all the names that they have had."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from refscreen import store
from refscreen.errors import Problem, UserError
from refscreen.exchange import sheets
from refscreen.exchange.cells import problem_of
from refscreen.exchange.tables import Located, Place, Table, Uncalculated, content_of

_NAMES = {
    "caption": "label", "text": "label", "value": "name", "list name": "list_name", "list": "list_name",
    "relevance": "relevant", "bind:relevant": "relevant", "bind::relevant": "relevant",
    "bind:constraint": "constraint", "bind::constraint": "constraint", "bind:required": "required",
    "bind::required": "required", "command": "type", "calculate": "calculation",
    "choice filter": "choice_filter",
    "repeat count": "repeat_count", "parameter": "parameters", "control:appearance": "appearance",
}  # fmt: skip
"""Headings that mean the same as another: those of older forms, and what pyxform takes too."""
_TEXTS = {"label", "hint", "guidance_hint"}
_CODE = re.compile(r".*\((?P<code>[a-zA-Z]{2,3})(?:[-_][\w]+)?\)\s*")
NO_LANGUAGE = ""


@dataclass(frozen=True)
class Line:
    """A row of a sheet: what its columns say, and its texts by language."""

    place: Place
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]

    def get(self, key: str) -> str:
        """What a column says; empty when nothing."""
        return self.cells.get(key, "")


@dataclass
class Lines:
    """The three sheets of an XLSForm."""

    survey: list[Line] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    settings: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    problems: list[Located] = field(default_factory=list)
    left_out: list[Located] = field(default_factory=list)


def read(path: Path, language: str) -> Lines:
    """The lines of an XLSForm.

    Args:
        path: the workbook.
        language: of the texts that do not say theirs; empty for the form's own, or else Danish.

    Raises:
        UserError: it is no workbook, or none with a survey in it.
    """
    content = content_of(path)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UserError([Problem("old_excel", where=str(path))])
    tables = sheets.read(str(path), content).tables
    by_name = {table.name.strip().casefold(): table for table in tables}
    survey = by_name.get("survey")
    if survey is None or not {"type", "name"} <= {_heading(text)[0] for text in survey.headers}:
        raise UserError([Problem("xlsform_no_survey", where=str(path))])
    found = Lines()
    settings = _lines(by_name.get("settings"), found, {})
    found.settings = settings[0].cells if settings else {}
    spoken = _languages(by_name, language or _code(found.settings.get("default_language", "")) or "da", found)
    found.survey = _lines(survey, found, spoken)
    found.choices = _lines(by_name.get("choices"), found, spoken)
    found.languages = tuple(dict.fromkeys(spoken.values()))
    return found


def _heading(text: str) -> tuple[str, str]:
    """What a heading means, and the language it says: ``label::Dansk (da)``."""
    plain = " ".join(text.split()).replace(": ", ":")
    if plain.casefold() in _NAMES:
        return _NAMES[plain.casefold()], NO_LANGUAGE
    key, _, rest = plain.partition(":")
    key = key.strip().casefold()
    key = _NAMES.get(key, key)
    return key.replace(" ", "_"), rest.lstrip(":").strip()


def _languages(tables: Mapping[str, Table], plain: str, found: Lines) -> dict[str, str]:
    """The code of each language that texts of the form are in, as the form calls it."""
    spoken: dict[str, str] = {}
    for table in (tables[name] for name in ("survey", "choices") if name in tables):
        for column, text in enumerate(table.headers):
            key, language = _heading(text)
            if key not in _TEXTS or language in spoken:
                continue
            code = _code(language) if language else plain
            if not code:
                problem = Problem("xlsform_language", values={"name": language})
                found.problems.append((table.place(table.header_row, column), problem))
            spoken[language] = code or plain
    return spoken or {NO_LANGUAGE: plain}


def _code(language: str) -> str:
    """The code of a language by the name a form gives it; empty when nobody knows."""
    named = _CODE.fullmatch(language)
    if named:
        return named["code"].casefold()
    said = language.strip().casefold()
    known = store.listed_choices_of()["language"]
    codes = {choice.id: choice.id for choice in known}
    names = {label.casefold(): choice.id for choice in known for label in choice.label.values()}
    return codes.get(said) or names.get(said, "") if said else ""


def _lines(table: Table | None, found: Lines, spoken: Mapping[str, str]) -> list[Line]:
    """The rows of a sheet. Pictures and sounds are told of once, for there is no place for them here."""
    if table is None:
        return []
    headings = [_heading(text) for text in table.headers]
    told: set[str] = set()
    lines = []
    for row in table.rows:
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for column, value in row.cells.items():
            key, language = headings[column] if column < len(headings) else ("", "")
            problem = problem_of(value) if key else None
            if problem is not None:
                found.problems.append((table.place(row.number, column), problem))
            elif key in _TEXTS:
                texts.setdefault(key, {})[spoken.get(language, "")] = _said(value)
            elif key in {"image", "audio", "video", "media", "big-image"} and key not in told:
                told.add(key)
                left = Problem("xlsform_left_out", values={"feature": key})
                found.left_out.append((table.place(row.number, column), left))
            else:
                cells.setdefault(key, _said(value))
        lines.append(Line(table.place(row.number), cells, texts))
    return lines


def _said(value: Any) -> str:
    """What a cell says as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if isinstance(value, Uncalculated) else str(value).strip()


def ordered(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The choices by their list."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.get("list_name") and (line.get("name") or line.texts):
            found.setdefault(line.get("list_name"), []).append(line)
    return found
