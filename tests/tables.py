"""What tests of imports share: a small questionnaire, files beside it, and what came of them."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from refscreen import store
from refscreen.yaml_text import write
from tests.conftest import around, data_of
from tests.program import Ran, run

QUESTIONS = """
- {id: case_ref, type: text, label: {da: Sagsnummer, en: Case number}}
- {id: full_name, type: text, label: {da: Navn, en: Name}}
- {id: born, type: date, label: {da: Fødselsdato, en: Date of birth}}
- {id: permit, type: yes_no, label: {da: Arbejdstilladelse, en: Work permit}}
- id: gender
  type: choice
  label: {da: Køn, en: Gender}
  choices: [{id: kvinde, label: {da: Kvinde, en: Woman}}, {id: mand, label: {da: Mand, en: Man}}]
- id: branches
  type: choices
  label: {da: Brancher, en: Branches}
  choices:
    - {id: metal, label: {da: "Metal, maskiner og CNC", en: "Metal, machines and CNC"}}
    - {id: byg, label: {da: Byggeri, en: Building}}
    - {id: it, label: {da: IT, en: IT}}
- {id: hours, type: number, label: {da: Timer, en: Hours}, min: 0, max: 60}
- {id: motivation, type: scale, min: 0, max: 10, label: {da: Motivation, en: Motivation}}
- {id: town, type: municipality, label: {da: Kommune, en: Municipality}}
- {id: from_country, type: country, label: {da: Land, en: Country}}
- {id: words, type: long_text, label: {da: Egne ord, en: Own words}}
- id: jobs
  type: group
  label: {da: Job, en: Jobs}
  questions:
    - {id: title, type: text, label: {da: Stilling, en: Job title}}
    - {id: from, type: date, label: {da: Fra, en: From}}
    - {id: skilled, type: yes_no, label: {da: Faglært, en: Skilled}}
"""


def small(folder: Path) -> Path:
    """The small questionnaire, in a file."""
    path = folder / "small.yaml"
    path.write_text(write({**around(data_of(QUESTIONS)), "case": "case_ref"}), encoding="utf-8")
    return path


def brought_in(folder: Path, *files: Path, options: Sequence[object] = (), lang: str = "en") -> Ran:
    """Import files into ``folder/out`` with the small questionnaire."""
    return run("import", *files, "-o", folder / "out", "--questionnaire", small(folder), *options, lang=lang)


def of_csv(folder: Path, text: str, *options: object, name: str = "cases.csv") -> Ran:
    """Import a CSV file with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return brought_in(folder, path, options=options)


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with these sheets, rows and cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path


def answers(folder: Path, case: str) -> dict[str, Any]:
    """The answers of an imported case, as its file holds them."""
    record = store.load_sound_answers(
        folder / "out" / f"{case}.yaml", store.load_questionnaire(str(folder / "small.yaml"))
    )
    found: dict[str, Any] = record.plain()["answers"]
    return {name: str(value) if name == "born" else value for name, value in found.items()}


def told(ran: Ran) -> list[str]:
    """Where each problem stands and what it is, a line each."""
    lines = ran.err.splitlines()
    return [
        f"{Path(line.split(': ')[0]).name}: {line.split(': ', 1)[1]} | {lines[place + 1].strip()}"
        for place, line in enumerate(lines)
        if not line.startswith(" ")
        and ": " in line
        and place + 1 < len(lines)
        and lines[place + 1][:2] == "  "
    ]
