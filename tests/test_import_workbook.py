"""The workbook to fill in: what is written into it comes back as the same answers."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from refscreen import store
from refscreen.answers import Answers
from refscreen.dates import PartialDate
from refscreen.exchange import workbook
from refscreen.questionnaire import Question
from tests.conftest import questionnaire_of
from tests.program import run
from tests.tables import small

SAMPLES = sorted(
    path for path in store.shipped("samples").glob("*.yaml") if store.questionnaire_of(path) == "screening"
)


def opened(content: bytes) -> dict[str, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: sheet for sheet in book.worksheets}


def typed(question: Question, value: Any, language: str) -> Any:
    """What a person would type or choose in a cell for this answer."""
    labels = {choice.id: choice.label[language] for choice in question.choices}
    if isinstance(value, bool):
        return {("da", True): "Ja", ("da", False): "Nej", ("en", True): "Yes", ("en", False): "No"}[
            language, value
        ]
    if question.type == "choices":
        return "; ".join(labels[one] for one in value)
    if question.type != "text" and question.choices:
        return labels[value]
    if isinstance(value, PartialDate):
        parts = [value.day, value.month, value.year]
        return ".".join(str(part) for part in parts if part)
    return value


def headings(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[2] if cell.value}


def filled(cases: list[Answers], language: str) -> bytes:
    """The workbook of the screening with these cases written into it."""
    screening = store.load_questionnaire("screening")
    book = openpyxl.load_workbook(io.BytesIO(workbook.make(screening, language)))
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    main = book.worksheets[0]
    for place, case in enumerate(cases):
        for name, value in case.values.items():
            question = screening.questions[name]
            if question.questions and not value:
                column = headings(main)[question.label[language]]
                main.cell(workbook.FIRST + 1 + place, column).value = "ingen" if language == "da" else "none"
            elif question.questions:
                _fill_rows(sheets[question.label[language][:31]], question, case.case, value, language)
            else:
                column = headings(main)[question.label[language]]
                main.cell(workbook.FIRST + 1 + place, column).value = typed(question, value, language)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill_rows(
    sheet: Worksheet, group: Question, case: str, rows: tuple[Mapping[str, Any], ...], language: str
) -> None:
    free = next(row for row in range(workbook.FIRST + 1, 100_000) if sheet.cell(row, 1).value is None)
    for number, row in enumerate(rows, free):
        sheet.cell(number, 1).value = case
        for name, value in row.items():
            inner = group.inner[name]
            column = headings(sheet)[inner.label[language]]
            sheet.cell(number, column).value = typed(inner, value, language)


@pytest.mark.parametrize("language", ["da", "en"])
def test_what_is_filled_in_is_what_is_imported(tmp_path: Path, language: str) -> None:
    screening = store.load_questionnaire("screening")
    cases = [store.load_sound_answers(path, screening) for path in SAMPLES]
    (tmp_path / "filled.xlsx").write_bytes(filled(cases, language))
    ran = run("import", tmp_path / "filled.xlsx", "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    for case in cases:
        back = store.load_sound_answers(tmp_path / "out" / f"{case.case}.yaml", screening)
        assert dict(back.values) == dict(case.values)


def test_an_empty_workbook_holds_no_cases(tmp_path: Path) -> None:
    assert run("questionnaire", "workbook", "-o", tmp_path / "empty.xlsx").code == 0
    ran = run("import", tmp_path / "empty.xlsx", "-o", tmp_path / "out")
    assert (ran.code, "There are no cases in the file." in ran.err) == (3, True)


def test_headings_are_the_labels_and_groups_have_sheets_of_their_own(tmp_path: Path) -> None:
    sheets = opened(workbook.make(store.load_questionnaire(str(small(tmp_path)))))
    assert list(sheets) == ["Svar", "Job", "_lists"]
    assert list(headings(sheets["Svar"]))[:4] == ["Sagsnummer", "Navn", "Fødselsdato", "Arbejdstilladelse"]
    assert list(headings(sheets["Job"])) == ["Sagsnummer", "Stilling", "Fra", "Faglært"]
    assert sheets["_lists"].sheet_state == "veryHidden"
    assert sheets["Svar"].freeze_panes == "B4"


def rules(sheet: Worksheet) -> Iterator[tuple[str, str, str]]:
    """The rule of each column: its heading, its kind, and what it asks for."""
    for heading, column in headings(sheet).items():
        cell = f"{get_column_letter(column)}4"
        for rule in sheet.data_validations.dataValidation:
            if cell in rule.sqref:
                yield heading, str(rule.type), str(rule.formula1)


def test_cells_know_what_may_stand_in_them(tmp_path: Path) -> None:
    sheets = opened(workbook.make(store.load_questionnaire(str(small(tmp_path)))))
    kinds = {heading: kind for heading, kind, _ in rules(sheets["Svar"])}
    assert kinds["Køn"] == kinds["Kommune"] == kinds["Arbejdstilladelse"] == "list"
    assert (kinds["Timer"], kinds["Motivation"], kinds["Fødselsdato"]) == ("decimal", "whole", "custom")
    lists = [[cell.value for cell in column if cell.value] for column in sheets["_lists"].iter_cols()]
    assert ["Kvinde", "Mand", "ved ikke", "vil ikke svare", "ikke relevant", "ikke spurgt"] in lists


def test_two_questions_with_one_label_have_their_ids_in_the_headings() -> None:
    twice = questionnaire_of("""
      - {id: first, type: text, label: {da: Navn}}
      - {id: second, type: text, label: {da: Navn}}
    """)
    assert list(headings(opened(workbook.make(twice))["Svar"])) == ["case", "Navn (first)", "Navn (second)"]


def test_a_language_the_questionnaire_is_not_in_is_refused(tmp_path: Path) -> None:
    ran = run("questionnaire", "workbook", "-o", tmp_path / "a.xlsx", "--language", "xx")
    assert (ran.code, "da, en" in ran.err) == (2, True)
