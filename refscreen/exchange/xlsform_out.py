"""A questionnaire as an XLSForm: the spreadsheet that Kobo, ODK and others make forms from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any

from refscreen.errors import Problem
from refscreen.exchange.xlsform_xpath import NoWayError, Translator
from refscreen.questionnaire import LISTED, Choice, Question, Questionnaire, Section
from refscreen.reading import words

MANY = 12
"""Choices; more are folded into a list one opens."""
_CREATED = datetime(2018, 1, 1)
_TYPES = {"text": "text", "long_text": "text", "number": "decimal", "date": "date", "scale": "range"}
_APPEARANCES = {"long_text": "multiline", **dict.fromkeys(LISTED, "minimal autocomplete")}
_YES_NO = "yes_no"
_WIDTHS = {"label": 60, "hint": 60, "relevant": 40, "constraint": 24, "name": 26, "type": 38}

Line = dict[str, str]
"""A row of a sheet: what stands in it by the name of the column."""


@dataclass
class Form:
    """An XLSForm: its three sheets, and what of the questionnaire it cannot say."""

    survey: list[Line] = field(default_factory=list)
    choices: list[Line] = field(default_factory=list)
    settings: Line = field(default_factory=dict)
    left_out: list[Problem] = field(default_factory=list)


def form_of(questionnaire: Questionnaire, tongues: Mapping[str, str], languages: Sequence[str]) -> Form:
    """The questionnaire as an XLSForm.

    Args:
        questionnaire: the questionnaire.
        tongues: how each language calls itself.
        languages: those that the form is in; the first is shown first.
    """
    writer = _Writer(questionnaire, {code: f"{tongues.get(code, code)} ({code})" for code in languages})
    return writer.form()


@dataclass
class _Writer:
    """Writes one questionnaire."""

    questionnaire: Questionnaire
    languages: Mapping[str, str]
    made: Form = field(default_factory=Form)
    lists: dict[tuple[str, ...], str] = field(default_factory=dict)

    def form(self) -> Form:
        """The whole form."""
        for section in self.questionnaire.sections:
            self._section(section)
        first = self.questionnaire.language
        language = first if first in self.languages else next(iter(self.languages))
        self.made.settings = {
            "form_title": words(self.questionnaire.title, language, first),
            "form_id": self.questionnaire.id,
            "version": str(self.questionnaire.version),
            "default_language": self.languages[language],
        }
        return self.made

    def _section(self, section: Section) -> None:
        begin = {"type": "begin_group", "name": section.id}
        self.made.survey.append({**begin, **self._texts("label", section.title)})
        if section.guidance:
            taken = {*self.questionnaire.questions, *(other.id for other in self.questionnaire.sections)}
            name = next(name for name in _numbered(f"{section.id}_note") if name not in taken)
            note = {"type": "note", "name": name}
            self.made.survey.append({**note, **self._texts("label", section.guidance)})
        for question in section.questions:
            self._question(question, self._outside)
        self.made.survey.append({"type": "end_group"})

    def _question(self, question: Question, path: Any, group: Question | None = None) -> None:
        line: Line = {**self._type(question), **self._texts("label", question.ask)}
        line |= self._hints(question)
        if question.core and question.type != "group":
            line["required"] = "yes"
        line |= self._relevant(question, path, group)
        line |= _constraint(question, path)
        self.made.survey.append({key: text for key, text in line.items() if text})
        if question.type == "group":
            for inner in question.questions:
                self._question(inner, lambda name: self._beside(question, name), question)
            self.made.survey.append({"type": "end_repeat"})

    def _type(self, question: Question) -> Line:
        """Type, name and appearance."""
        name = {"name": question.id}
        match question.type:
            case "group":
                return {"type": "begin_repeat", **name}
            case "yes_no":
                return {"type": f"select_one {self._yes_no()}", **name}
            case "choice" | "choices":
                kind = "select_one" if question.type == "choice" else "select_multiple"
                look = "minimal" if len(question.choices) > MANY else ""
                return {"type": f"{kind} {self._list(question)}", **name, "appearance": look}
            case "scale":
                bounds = f"start={question.min} end={question.max} step=1"
                return {"type": "range", **name, "parameters": bounds}
            case kind if kind in LISTED:
                return {
                    "type": f"select_one {self._list(question)}",
                    **name,
                    "appearance": _APPEARANCES[kind],
                }
            case kind:
                return {"type": _TYPES[kind], **name, "appearance": _APPEARANCES.get(kind, "")}

    def _hints(self, question: Question) -> Line:
        """The guidance, and under it what the numbers of a scale mean, and the unit."""
        hints: Line = {}
        for code, column in self.languages.items():
            first = self.questionnaire.language
            parts = [words(question.guidance, code, first)] if question.guidance else []
            parts += [f"{n} = {words(text, code, first)}" for n, text in sorted(question.anchors.items())]
            parts += [words(question.unit, code, first)] if question.unit else []
            if parts:
                hints[f"hint::{column}"] = "\n".join(parts)
        return hints

    def _relevant(self, question: Question, path: Any, group: Question | None) -> Line:
        """When it is asked; a condition that cannot be said is left out, and told of."""
        if question.when is None:
            return {}
        terms = {**self.questionnaire.terms, **(group.term.inner if group else {})}
        try:
            return {"relevant": Translator(terms, path).xpath(question.when)}
        except NoWayError as no_way:
            values = {"name": question.id, "feature": no_way.feature}
            self.made.left_out.append(Problem("no_xpath", where=self.questionnaire.id, values=values))
            return {}

    def _outside(self, name: str) -> str:
        """How a question outside groups is referred to: by its name where that is the only one."""
        if self._names()[name] == 1:
            return f"${{{name}}}"
        return f"/data/{self.questionnaire.section_of[name].id}/{name}"

    def _beside(self, group: Question, name: str) -> str:
        """How a question is referred to from a row: in the same row, or outside."""
        return f"../{name}" if name in group.inner else self._outside(name)

    def _names(self) -> Counter[str]:
        """How often each name is there, whatever it is the name of."""
        names: Counter[str] = Counter(section.id for section in self.questionnaire.sections)
        for name, question in self.questionnaire.questions.items():
            names.update([name, *question.inner])
        return names

    def _texts(self, column: str, text: Mapping[str, str]) -> Line:
        first = self.questionnaire.language
        return {f"{column}::{name}": words(text, code, first) for code, name in self.languages.items()}

    def _yes_no(self) -> str:
        """The list of yes and no, written once."""
        if (_YES_NO,) not in self.lists:
            self.lists[(_YES_NO,)] = _YES_NO
            answers = (("yes", {"da": "Ja", "en": "Yes"}), ("no", {"da": "Nej", "en": "No"}))
            for name, label in answers:
                shown = {
                    f"label::{column}": label.get(code, label["en"])
                    for code, column in self.languages.items()
                }
                self.made.choices.append({"list_name": _YES_NO, "name": name, **shown})
        return _YES_NO

    def _list(self, question: Question) -> str:
        """The list of a question's choices, written once however many questions share it."""
        key = (question.type,) if question.type in LISTED else _key(question.choices)
        if key not in self.lists:
            wish = question.type if question.type in LISTED else question.id
            taken = set(self.lists.values())
            self.lists[key] = next(name for name in _numbered(wish) if name not in taken)
            for choice in question.choices:
                named = {"list_name": self.lists[key], "name": choice.id}
                self.made.choices.append({**named, **self._texts("label", choice.label)})
        return self.lists[key]


def _key(choices: Iterable[Choice]) -> tuple[str, ...]:
    return tuple(f"{choice.id}\0{sorted(choice.label.items())}" for choice in choices)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _constraint(question: Question, path: Any) -> Line:
    """The bounds of an answer; those of a scale stand in its type."""
    parts = [". <= today()"] if question.latest else []
    parts += [f". >= {path(question.not_before)}"] if question.not_before else []
    if question.type == "number":
        parts += [f". >= {question.min}"] if question.min is not None else []
        parts += [f". <= {question.max}"] if question.max is not None else []
    if question.max_length and question.type in {"text", "long_text"}:
        parts.append(f"string-length(.) <= {question.max_length}")
    return {"constraint": " and ".join(parts)}


def workbook(form: Form) -> bytes:
    """The form as an Excel file; the same form gives the same bytes."""
    import xlsxwriter

    content = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": form.settings["form_title"], "created": _CREATED})
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheets: tuple[tuple[str, list[Line]], ...] = (
        ("survey", form.survey), ("choices", form.choices), ("settings", [form.settings]),
    )  # fmt: skip
    for name, lines in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 2 if name == "survey" else 0)
        for place, column in enumerate(_columns(lines)):
            sheet.set_column(place, place, _WIDTHS.get(column.split("::")[0], 20))
            sheet.write_string(0, place, column, bold)
            for number, line in enumerate(lines, 1):
                if line.get(column):
                    sheet.write_string(number, place, line[column], wrapped)
    book.close()
    return content.getvalue()


def _columns(lines: Sequence[Line]) -> list[str]:
    """The columns in the order forms usually have them."""
    usual = ("list_name", "type", "name", "label", "hint", "required", "relevant", "constraint", "parameters")
    found = dict.fromkeys(column for line in lines for column in line)
    return sorted(found, key=lambda column: next(
        (place for place, name in enumerate(usual) if column.split("::")[0] == name), len(usual)
    ))  # fmt: skip
