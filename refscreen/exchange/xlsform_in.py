"""An XLSForm becomes a questionnaire; what has no place here is named with its row, all of it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path as File
from typing import Any

from refscreen import questionnaire as questionnaire_module
from refscreen import store
from refscreen.errors import Path, Problem, UserError
from refscreen.exchange import xlsform_lines
from refscreen.exchange.tables import Located, Place
from refscreen.exchange.xlsform_builder import Builder
from refscreen.exchange.xlsform_lines import Lines
from refscreen.exchange.xlsform_parts import CASES, Draft, id_of
from refscreen.messages import Messages


def read(path: File, wish: Mapping[str, str], words: Messages) -> tuple[dict[str, Any], list[Problem]]:
    """The questionnaire of a form in a file.

    Args:
        path: the workbook.
        wish: the ``name`` of the questionnaire, and the ``language`` of texts that do not say theirs; either
            may be empty.
        words: the language the places are told in.

    Returns:
        The data of the questionnaire, as its YAML holds them; and what was left out.

    Raises:
        UserError: with everything in the form that there is no place for here.
    """
    lines = xlsform_lines.read(path, wish.get("language", ""))
    name = id_of(wish.get("name") or lines.settings.get("form_id") or path.stem)
    made = questionnaire_of(lines, name)
    if made.problems:
        raise UserError(_told(made.problems, words))
    return made.data, _told(made.left_out, words)


def _told(problems: Sequence[Located], words: Messages) -> list[Problem]:
    return [replace(problem, where=place.said(words)) for place, problem in problems]


def questionnaire_of(lines: Lines, name: str) -> Draft:
    """The questionnaire of a form, checked as any questionnaire is.

    Args:
        lines: what stands in the form.
        name: the id of the questionnaire.

    Returns:
        Its data; every problem; and what was left out, for it means nothing here.
    """
    made = Draft(problems=list(lines.problems), left_out=list(lines.left_out))
    builder = Builder(lines, made)
    for line in lines.survey:
        builder.take(line)
    builder.close()
    _finish(builder, name)
    if not made.problems and not made.data["sections"]:
        made.problems.append((builder.last, Problem("xlsform_empty")))
    if not made.problems:
        problems = questionnaire_module.parse(made.data, store.listed_choices_of())[1]
        made.problems += [(_place(problem.path, made, builder), problem) for problem in problems]
    made.problems.sort(key=lambda one: (one[0].sheet, one[0].row))
    return made


def _place(path: Path, made: Draft, builder: Builder) -> Place:
    """Where the part of a questionnaire came from."""
    near = (made.places[path[:length]] for length in range(len(path), 0, -1) if path[:length] in made.places)
    return next(near, builder.last)


def _finish(builder: Builder, name: str) -> None:
    """Put the questionnaire around its sections, once the last row is read."""
    sections = [section for section in builder.sections if section["questions"]]
    builder.made.places = _moved(builder)
    for section in sections:
        section["minutes"] = max(2, len(section["questions"]))
    settings, asked = builder.lines.settings, builder.asked
    version = settings.get("version", "")
    case = next((one for one in CASES if one in asked and asked[one].type == "text"), "")
    builder.made.data = {
        "id": name,
        "version": int(version) if re.fullmatch(r"[1-9]\d{0,8}", version) else 1,
        "languages": list(builder.lines.languages),
        "title": {builder.language: settings.get("form_title") or settings.get("title") or name},
        "minutes": min(960, max(1, sum(section["minutes"] for section in sections))),
        **({"case": asked[case].id} if case else {}),
        "sections": sections,
    }


def _moved(builder: Builder) -> dict[Path, Place]:
    """Where each part stands once the empty sections are gone."""
    kept = [place for place, section in enumerate(builder.sections) if section["questions"]]
    now = {old: new for new, old in enumerate(kept)}
    return {
        ("sections", now[int(path[1])], *path[2:]): place
        for path, place in builder.made.places.items()
        if path[1] in now
    }
