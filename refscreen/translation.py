"""A questionnaire in one more language: an overlay file with texts only, laid over the questionnaire's data.

An overlay says what is asked in other words and never asks anything else: what it translates must be there.
Pure: plain data in, plain data and problems out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from refscreen.dates import exact_day
from refscreen.errors import ENOUGH, Path, Problem, suggestion
from refscreen.questionnaire import Choice, Question, Questionnaire
from refscreen.reading import FileId, Frozen, Text, broken, problems_of


def _word(value: object) -> object:
    if not isinstance(value, str) or not value.strip():
        raise broken("wrong_type", wanted="a_text")
    return value.strip()


def _code(value: object) -> object:
    if not isinstance(value, str) or not value.isalpha() or not value.islower() or len(value) not in {2, 3}:
        raise broken("no_languages")
    return value


def _review(value: object) -> object:
    """``false`` until somebody who grew up with the language has read it; then the day of the review."""
    if value is False:
        return None
    try:
        return exact_day(str(value))
    except ValueError:
        raise broken("not_a_review") from None


Words = Annotated[str, BeforeValidator(_word)]
Texts = dict[str, Words]


class QuestionTexts(Frozen):
    """The words of one question in the language of the overlay; a group's inner questions below it."""

    label: Words | None = None
    ask: Words | None = None
    unit: Words | None = None
    item: Words | None = None
    anchors: dict[int, Words] = Field(default_factory=dict)
    choices: Texts = Field(default_factory=dict)
    questions: dict[str, QuestionTexts] = Field(default_factory=dict)


class Translation(Frozen):
    """An overlay file.

    Attributes:
        made: how the translation came about, in the languages of the questionnaire's own readers.
        reviewed: the day a native reader approved it; None while that has not happened.
    """

    translates: FileId
    language: Annotated[str, BeforeValidator(_code)]
    made: Text
    reviewed: Annotated[date | None, BeforeValidator(_review)]
    title: Words | None = None
    sections: Texts = Field(default_factory=dict)
    lists: dict[str, Texts] = Field(default_factory=dict)
    questions: dict[str, QuestionTexts] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.title or self.sections or self.lists or self.questions):
            raise broken("missing_key", key="questions")
        return self


def parse(data: object) -> tuple[Translation | None, list[Problem]]:
    """Read an overlay from plain data.

    Returns:
        The overlay, or None when there are problems; and every problem, each with its path.
    """
    if not isinstance(data, dict):
        return None, [Problem("not_a_mapping")]
    try:
        return Translation.model_validate(data), []
    except ValidationError as error:
        return None, problems_of(error, Translation)


def lay(data: Any, overlay: Translation) -> tuple[Any, list[Problem]]:
    """Lay an overlay over the raw data of a questionnaire; what is malformed there is left as it is.

    Returns:
        New data in which texts have the overlay's language too, in the same places as before; and every
        problem of the overlay, each with its path in the overlay.
    """
    if not isinstance(data, dict):
        return data, []
    languages = data.get("languages")
    if data.get("id") != overlay.translates:
        named = {"name": overlay.translates, "expected": str(data.get("id"))}
        return data, [Problem("other_questionnaire", ("translates",), values=named)]
    if isinstance(languages, list) and overlay.language in languages:
        return data, [Problem("translated_already", ("language",), values={"language": overlay.language})]
    layer = _Layer(overlay.language)
    new = {**data, **({"languages": [*languages, overlay.language]} if isinstance(languages, list) else {})}
    if overlay.title:
        new["title"] = layer.text(data.get("title"), overlay.title)
    if isinstance(data.get("lists"), dict) or overlay.lists:
        new["lists"] = layer.lists(data.get("lists") or {}, overlay.lists)
    layer.sections(new, overlay)
    return new, layer.problems


@dataclass(frozen=True)
class _Layer:
    """Puts one language into copies of the raw parts, and notes what the overlay says too much."""

    language: str
    problems: list[Problem] = field(default_factory=list)

    def text(self, old: Any, words: str) -> Any:
        return {**old, self.language: words} if isinstance(old, dict) else old

    def known(self, names: Mapping[Any, Any], there: Iterable[Any], *path: str | int) -> None:
        """Everything that is named must be there."""
        known = {str(name): name for name in there}
        for name in names:
            if str(name) not in known:
                near = suggestion(name, known) if len(self.problems) < ENOUGH else ""
                values = {"name": str(name), "suggestion": near}
                place = (*path, name)
                self.problems.append(Problem("not_in_questionnaire", place, values=values, on_key=True))

    def lists(self, old: Any, lists: Mapping[str, Texts]) -> Any:
        if not isinstance(old, dict):
            return old
        self.known(lists, old, "lists")
        return {
            name: self.choices(choices, lists[name], ("lists", name)) if name in lists else choices
            for name, choices in old.items()
        }

    def choices(self, old: Any, texts: Texts, path: Path) -> Any:
        self.known(texts, _ids(old), *path)
        if not isinstance(old, list):
            return old
        return [self._labelled(choice, texts) for choice in old]

    def _labelled(self, choice: Any, texts: Texts) -> Any:
        if not isinstance(choice, dict) or choice.get("id") not in texts:
            return choice
        return {**choice, "label": self.text(choice.get("label"), texts[choice["id"]])}

    def sections(self, new: dict[str, Any], overlay: Translation) -> None:
        """Titles and questions, section by section; a question is named without its section."""
        sections = new.get("sections")
        parts = sections if isinstance(sections, list) else []
        self.known(overlay.sections, _ids(parts), "sections")
        asked = [name for part in parts if isinstance(part, dict) for name in _ids(part.get("questions"))]
        self.known(overlay.questions, asked, "questions")
        if isinstance(new.get("sections"), list):
            new["sections"] = [self._section(section, overlay) for section in new["sections"]]

    def _section(self, section: Any, overlay: Translation) -> Any:
        if not isinstance(section, dict):
            return section
        new = dict(section)
        if section.get("id") in overlay.sections:
            new["title"] = self.text(section.get("title"), overlay.sections[section["id"]])
        new["questions"] = self.questions(section.get("questions"), overlay.questions, ("questions",))
        return new

    def questions(self, old: Any, wordings: Mapping[str, QuestionTexts], path: Path) -> Any:
        if not isinstance(old, list):
            return old
        return [
            self.question(question, wordings[question["id"]], (*path, question["id"]))
            if isinstance(question, dict) and question.get("id") in wordings
            else question
            for question in old
        ]

    def question(self, old: dict[str, Any], wording: QuestionTexts, path: Path) -> dict[str, Any]:
        """One question with the words of the overlay; words for what it does not have are a problem."""
        said = {name: getattr(wording, name) for name in QuestionTexts.model_fields}
        new = dict(old)
        for name, words in said.items():
            if not words:
                continue
            if name not in old:
                self.problems.append(
                    Problem("nothing_to_translate", (*path, name), values={"key": name}, on_key=True)
                )
            elif name == "anchors":
                self._anchors(new, words, (*path, name))
            elif name == "choices" and isinstance(old[name], str):
                values = {"name": str(old[name])}
                self.problems.append(Problem("translated_in_list", (*path, name), values=values, on_key=True))
            elif name == "choices":
                new[name] = self.choices(old[name], words, (*path, name))
            elif name == "questions":
                self.known(words, _ids(old[name]), *path, name)
                new[name] = self.questions(old[name], words, (*path, name))
            else:
                new[name] = self.text(old[name], words)
        return new

    def _anchors(self, new: dict[str, Any], words: Mapping[int, str], path: Path) -> None:
        old = new["anchors"]
        if isinstance(old, dict):
            self.known(words, old, *path)
            new["anchors"] = {
                step: self.text(text, words[step]) if step in words else text for step, text in old.items()
            }


def _ids(node: Any) -> list[str]:
    """The ids of a list's members."""
    members = node if isinstance(node, list) else []
    return [str(member["id"]) for member in members if isinstance(member, dict) and "id" in member]


def lacking(questionnaire: Questionnaire, language: str) -> list[str]:
    """What candidates read or hear and the questionnaire does not say in a language, by its place.

    Guidance is the consultant's and not among it; the names on the shipped lists come from elsewhere.
    """
    shared = {name: choices for name, choices in questionnaire.lists.items() if choices}
    texts: list[tuple[str, Mapping[str, str] | None]] = [("title", questionnaire.title)]
    for section in questionnaire.sections:
        texts.append((f"sections.{section.id}", section.title))
        for question in section.questions:
            texts += _texts(question, f"questions.{question.id}", tuple(shared.values()))
    for name, choices in shared.items():
        texts += [(f"lists.{name}.{choice.id}", choice.label) for choice in choices]
    return [place for place, text in texts if text is not None and language not in text]


def _texts(
    question: Question, place: str, shared: Sequence[tuple[Choice, ...]]
) -> Iterator[tuple[str, Mapping[str, str] | None]]:
    """The texts of a question that candidates read or hear; shared lists are told of by themselves."""
    for name in ("label", "ask", "unit", "item"):
        yield f"{place}.{name}", getattr(question, name)
    for step, text in question.anchors.items():
        yield f"{place}.anchors.{step}", text
    if question.type in {"choice", "choices"} and question.choices not in shared:
        for choice in question.choices:
            yield f"{place}.choices.{choice.id}", choice.label
    for inner in question.questions:
        yield from _texts(inner, f"{place}.questions.{inner.id}", shared)
