"""A workbook to fill in: a questionnaire as columns, with lists to choose from; ``import`` reads it back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from refscreen import messages
from refscreen.exchange.columns import Names
from refscreen.exchange.tables import letter
from refscreen.questionnaire import LISTED, Question, Questionnaire

ROWS = 300
"""Rows made ready for cases, and for the rows of each group."""
BANDS = ("#1F4E5F", "#7A4B2A")
PALE = ("#EAF1F3", "#F6EFE8")
WIDTHS = {
    "long_text": 42, "text": 24, "choices": 30, "choice": 24, "country": 20, "language": 18, "occupation": 30,
    "municipality": 18, "date": 15, "number": 12, "scale": 13, "yes_no": 14, "group": 22,
}  # fmt: skip
STATES = ("unknown", "declined", "not_relevant", "not_asked")
"""Why there is no answer, as every list offers it; the others belong to a conversation."""
LONGEST_MESSAGE, LONGEST_TITLE, LONGEST_SHEET = 255, 32, 31
LISTS = "_lists"
_BAND = {
    "bold": True, "font_color": "#FFFFFF", "bg_color": BANDS[0], "font_size": 12, "valign": "vcenter",
    "indent": 1, "text_wrap": False,
}  # fmt: skip
FIRST = 3
"""The first row of answers, counted from 0: above it sections, headings, and what is asked."""


@dataclass
class _Book:
    """A workbook being written, with its formats and the columns of its hidden sheet of lists."""

    book: Any
    language: str
    lists: Any = None
    ranges: dict[tuple[str, ...], str] = field(default_factory=dict)
    formats: dict[tuple[str, int], Any] = field(default_factory=dict)

    def word(self, key: str) -> str:
        """A word of the workbook in its language."""
        return messages.load(self.language).say(f"workbook.{key}")

    def text(self, words: Mapping[str, str] | None) -> str:
        """A text of the questionnaire in the language of the workbook, else in its first."""
        return (words.get(self.language) or next(iter(words.values()))) if words else ""

    def style(self, name: str, tone: int) -> Any:
        """A format: ``band`` over a section, ``head``, ``ask``, or a cell to write in."""
        known = {
            "band": {**_BAND, "bg_color": BANDS[tone]},
            "head": {"bold": True, "bg_color": PALE[tone], "bottom": 1, "bottom_color": BANDS[tone]},
            "ask": {"italic": True, "font_color": "#555555", "font_size": 9, "bottom": 1},
            "cell": {"num_format": "@", "bottom": 4, "bottom_color": "#CCCCCC"},
            "long": {"num_format": "@", "bottom": 4, "bottom_color": "#CCCCCC"},
            "number": {"num_format": "General", "bottom": 4, "bottom_color": "#CCCCCC"},
        }
        if (name, tone) not in self.formats:
            wrapped = {
                "text_wrap": name not in {"cell", "number"},
                "valign": "top",
                "align": "left",
                "indent": 1,
            }
            self.formats[name, tone] = self.book.add_format({**wrapped, **known[name]})
        return self.formats[name, tone]

    def chosen_from(self, entries: tuple[str, ...]) -> str:
        """The cells of the hidden sheet that hold a list."""
        if entries not in self.ranges:
            column = len(self.ranges)
            self.lists.write_column(0, column, entries, self.style("cell", 0))
            name = letter(column)
            self.ranges[entries] = f"={LISTS}!${name}$1:${name}${len(entries)}"
        return self.ranges[entries]


def make(questionnaire: Questionnaire, language: str = "") -> bytes:
    """The workbook of a questionnaire: a row a case, and a sheet for each question that has rows.

    Args:
        questionnaire: what is asked.
        language: of the headings and lists; empty for the questionnaire's first.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        made = _Book(book, language or questionnaire.language)
        names = Names(questionnaire.questions)
        groups = [question for question in questionnaire.questions.values() if question.questions]
        sheets = [book.add_worksheet(name) for name in _sheet_names(made, groups)]
        made.lists = book.add_worksheet(LISTS)
        made.lists.very_hidden()
        case = questionnaire.questions.get(questionnaire.case or "")
        columns = [
            (question, made.text(section.title), place % 2)
            for place, section in enumerate(questionnaire.sections)
            for question in section.questions
            if question is not case
        ]
        _sheet(made, sheets[0], case, columns, (made.text(questionnaire.title), names))
        for group, sheet in zip(groups, sheets[1:], strict=True):
            rows = [(question, "", 0) for question in group.questions]
            _sheet(made, sheet, case, rows, (made.text(group.label), Names(group.inner)))
    return content.getvalue()


def _sheet_names(made: _Book, groups: Sequence[Question]) -> list[str]:
    """What the sheets are called: as the groups are, or by their id where Excel takes no such name."""
    names = [made.word("sheet")]
    for group in groups:
        label = made.text(group.label)[:LONGEST_SHEET].strip()
        taken = {name.casefold() for name in names}
        sound = not re.search(r"[\[\]:*?/\\]|^'|'$", label) and label.casefold() not in taken
        names.append(label if sound else group.id[:LONGEST_SHEET])
    return names


def _sheet(
    made: _Book,
    sheet: Any,
    case: Question | None,
    columns: Sequence[tuple[Question, str, int]],
    head: tuple[str, Names],
) -> None:
    """Write a sheet: sections, headings, what is asked, and cells that know what may stand in them."""
    title, names = head
    for row, height in enumerate((24, 34, 72)):
        sheet.set_row(row, height)
    sheet.freeze_panes(FIRST, 1)
    sheet.set_column(0, 0, 22, made.style("cell", 0))
    # The importer passes over what begins with #; the format shows the title without it.
    shown_as = {"num_format": ';;;"{}"'.format(title.replace('"', "")), **_BAND}
    sheet.write_string(0, 0, f"# {title}", made.book.add_format(shown_as))
    sheet.write_string(1, 0, made.text(case.label) if case else "case", made.style("head", 0))
    sheet.write_string(2, 0, made.text(case.ask) if case else made.word("case"), made.style("ask", 0))
    unique = f"=COUNTIF($A${FIRST + 1}:$A${FIRST + ROWS},$A{FIRST + 1})=1" if columns[0][1] else ""
    if unique:
        _validate(sheet, 0, {"validate": "custom", "value": unique, "error_message": made.word("twice")})
    shown = ""
    for place, (question, section, tone) in enumerate(columns, 1):
        sheet.write_string(0, place, section if section != shown else "", made.style("band", tone))
        shown = section
        kind = {"number": "number", "scale": "number", "long_text": "long"}.get(question.type, "cell")
        sheet.set_column(place, place, _width(made, question), made.style(kind, 0))
        sheet.write_string(1, place, _heading(made, question, names), made.style("head", tone))
        sheet.write_string(2, place, made.text(question.ask), made.style("ask", 0))
        _comment(made, sheet, place, question)
        _validate(sheet, place, _rule(made, question, place) | _prompt(made, question))
    sheet.set_landscape()
    sheet.set_paper(8 if columns[0][1] else 9)
    sheet.repeat_rows(0, FIRST - 1)
    sheet.repeat_columns(0)


def _width(made: _Book, question: Question) -> float:
    """How wide a column is: as its type needs it, and so that what is asked fits above it."""
    asked = len(made.text(question.ask)) / 4.8
    word = max(map(len, made.text(question.label).split())) + 3
    return max(WIDTHS[question.type], min(asked, 40), word)


def _heading(made: _Book, question: Question, names: Names) -> str:
    """The label, with the id behind it where two questions have the same."""
    label = made.text(question.label)
    return label if names.one(label) == question.id else f"{label} ({question.id})"


def _comment(made: _Book, sheet: Any, place: int, question: Question) -> None:
    """What the consultant should know, and what can be chosen, beside the heading."""
    parts = [made.text(question.guidance)]
    if question.type == "choices":
        parts.append(made.word("several") + "\n" + "\n".join(_labels(made, question)))
    if question.type == "scale":
        anchors = sorted(question.anchors.items())
        parts += [f"{step}: {made.text(words)}" for step, words in anchors]
    note = "\n".join(part for part in parts if part)
    if note:
        height = 40 + 15 * sum(1 + len(line) // 42 for line in note.splitlines())
        sheet.write_comment(1, place, note, {"width": 300, "height": min(height, 420), "author": ""})


def _labels(made: _Book, question: Question) -> tuple[str, ...]:
    """The choices by their labels; one that shares its label with another by its id."""
    labels = [made.text(choice.label) for choice in question.choices]
    folded = [label.casefold() for label in labels]
    return tuple(
        label if folded.count(label.casefold()) == 1 else choice.id
        for label, choice in zip(labels, question.choices, strict=True)
    )


def _states(made: _Book) -> tuple[str, ...]:
    said = messages.load(made.language).texts["states_said"]
    return tuple(said[state].split(", ")[0] for state in STATES)


def _rule(made: _Book, question: Question, place: int) -> dict[str, Any]:
    """What may stand in a column, as Excel checks it. Where words are right too, it only warns."""
    cell = f"{letter(place)}{FIRST + 1}"
    if question.questions:
        entries = (messages.load(made.language).texts["none_said"].split(", ")[0], *_states(made))
        return {"validate": "list", "source": made.chosen_from(entries)}
    if question.type == "yes_no":
        entries = (made.word("yes"), made.word("no"), *_states(made))
        return {"validate": "list", "source": made.chosen_from(entries)}
    if question.type in {"choice", "choices", *LISTED}:
        entries = (*_labels(made, question), *_states(made))
        several = {"show_error": False} if question.type == "choices" else {}
        return {"validate": "list", "source": made.chosen_from(entries), **several}
    if question.type == "date":
        ends = (f"IFERROR(ISNUMBER(VALUE({side}({cell},4))),FALSE)" for side in ("LEFT", "RIGHT"))
        known = f"=AND(LEN({cell})>=4,OR({','.join(ends)}))"
        return {"validate": "custom", "value": known, "error_type": "warning"}
    if question.type in {"number", "scale"}:
        return {
            "validate": "integer" if question.type == "scale" else "decimal",
            "criteria": "between",
            "minimum": question.min if question.min is not None else -999_999_999,
            "maximum": question.max if question.max is not None else 999_999_999,
            "error_type": "warning",
        }
    if question.max_length:
        longest = {"criteria": "<=", "value": question.max_length}
        return {"validate": "length", **longest, "error_type": "warning"}
    return {"validate": "any"}


def _prompt(made: _Book, question: Question) -> dict[str, str]:
    """What is shown beside a cell that is being filled in."""
    hint = {"date": "date", "choices": "several", "group": "rows"}.get(question.type)
    bounds = f"{question.min}–{question.max}" if question.type == "scale" else ""
    unit = made.text(question.unit)
    parts = (made.text(question.ask), made.word(hint) if hint else "", bounds or unit)
    told = "\n".join(part for part in parts if part)
    return {
        "input_title": _cut(made.text(question.label), LONGEST_TITLE),
        "input_message": _cut(told, LONGEST_MESSAGE),
        "error_message": _cut(
            " ".join(part for part in (made.word("unfit"), bounds) if part), LONGEST_MESSAGE
        ),
    }


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _validate(sheet: Any, place: int, rule: Mapping[str, Any]) -> None:
    sheet.data_validation(FIRST, place, FIRST + ROWS - 1, place, {"ignore_blank": True, **rule})


def languages_of(questionnaire: Questionnaire) -> Iterable[str]:
    """The languages a workbook can be in: those the questionnaire is in and the program speaks."""
    return [language for language in questionnaire.languages if language in {"da", "en"}]
