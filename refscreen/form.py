"""A questionnaire on paper: a blank form to fill in by hand, and a sheet for the candidate to follow on.

What is written on it is typed in later through the interview, so the numbers are the screen's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, product
from string import ascii_lowercase

from refscreen import pdf, store, template
from refscreen.conditions import Condition
from refscreen.errors import Problem, UserError
from refscreen.interview.places import numbers
from refscreen.questionnaire import LISTED, Choice, Question, Questionnaire
from refscreen.reading import words
from refscreen.wording import direction

FOLDER = template.TEMPLATES / "form"
MOST_LANGUAGES = 2
MOST_TICKED, MOST_PICKED = 24, 13
"""More choices than these are written on a line: where several may be ticked, and where one is."""
TABLE_COLUMNS, TABLE_ROWS, CELL_CHOICES = 5, 4, 3
WIDTHS = ((14, 4), (30, 3), (55, 2))
"""Choices whose longest label has so many letters stand so many abreast."""
_Places = Mapping[str, tuple[str, Question]]
"""Questions by id, with the number they have on paper."""
_NAMED = re.compile(r"(\w+)")
_CHOSEN = re.compile(r"(\w+) (?:in \[([\w, ]+)\]|== (\w+))")


@dataclass(frozen=True)
class Wish:
    """What is to be printed.

    Attributes:
        languages: the large one and the one under it; none for the questionnaire's own first.
        draft: whether a translation is printed that no native reader has reviewed; the paper says so.
        core: only the questions that are asked when time is short.
        sheet: the candidate's side sheet instead of the form.
    """

    questionnaire: str
    languages: tuple[str, ...] = ()
    core: bool = False
    sheet: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Said:
    """A text in the large language, and in the small one where there are two."""

    large: str
    small: str = ""


@dataclass(frozen=True)
class Entry:
    """One question as it stands on paper.

    Attributes:
        number: ``3.4``; inside a group a letter.
        kind: how it is answered: line, lines, date, number, tick, scale, table or blocks.
        condition: when it applies: the numbers of the questions that decide it, and the answers that do.
        columns: how many choices stand abreast.
    """

    id: str
    number: str
    kind: str
    label: Said
    ask: Said
    by: str
    core: bool
    sensitive: bool
    condition: tuple[str, tuple[str, ...]] | None = None
    choices: tuple[Said, ...] = ()
    columns: int = 1
    steps: tuple[tuple[int, Said], ...] = ()
    unit: Said | None = None
    item: Said | None = None
    entries: tuple[Entry, ...] = ()
    rows: int = 0

    @property
    def tall(self) -> bool:
        """Whether its choices have no room in a cell of a table."""
        return len(self.choices) > CELL_CHOICES


@dataclass(frozen=True)
class Part:
    """A section with the questions that are printed."""

    number: int
    title: Said
    minutes: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Printed:
    """A printed form: its bytes, its pages, and a name for its file."""

    content: bytes
    pages: int
    name: str


def make(wish: Wish) -> Printed:
    """Print a questionnaire.

    Raises:
        UserError: the questionnaire has problems, a language is missing or one too many, or the renderer
            complained.
    """
    if len(set(wish.languages)) > MOST_LANGUAGES:
        raise UserError([Problem("two_languages", where="--languages")], exit_code=2)
    questionnaire = store.load_questionnaire(wish.questionnaire, wish.languages)
    languages = tuple(dict.fromkeys(wish.languages)) or (questionnaire.language,)
    if wish.sheet and languages[0] == questionnaire.language:
        languages = languages[::-1]
    draft = bool(store.unreviewed(wish.questionnaire, languages))
    made = pdf.lay_out(html(questionnaire, replace(wish, languages=languages, draft=draft))).draw()
    if made.warnings:
        values = {"reason": made.warnings[0]}
        raise UserError([Problem("renderer_warning", where=questionnaire.id, values=values)])
    kind = "-".join(["sheet" if wish.sheet else "form", *(["core"] if wish.core else []), *languages])
    return Printed(made.content, made.pages, f"{questionnaire.id}-{kind}.pdf")


def html(questionnaire: Questionnaire, wish: Wish) -> str:
    """The form or the sheet as one HTML page, in the languages of the wish."""
    large, small = wish.languages[0], (*wish.languages, "")[1]
    names = {
        "title": _Paper(questionnaire, large, small).said(questionnaire.title),
        "parts": parts(questionnaire, wish),
        "first": large,
        "second": small,
        "direction": direction(large),
        "second_direction": direction(small),
        "sheet": wish.sheet,
        "core": wish.core,
        "draft": wish.draft,
    }
    return template.fill(FOLDER, large, questionnaire.language, names)


def parts(questionnaire: Questionnaire, wish: Wish) -> tuple[Part, ...]:
    """What is printed, section by section; a section of which nothing is left is left out."""
    paper = _Paper(questionnaire, wish.languages[0], (*wish.languages, "")[1])
    found = []
    for place, section in enumerate(questionnaire.sections, start=1):
        asked = [q for q in section.questions if _printed(questionnaire, q, wish)]
        entries = tuple(paper.entry(q, sheet=wish.sheet) for q in asked)
        if entries:
            found.append(Part(place, paper.said(section.title), section.minutes, entries))
    return tuple(found)


def _printed(questionnaire: Questionnaire, question: Question, wish: Wish) -> bool:
    """The sheet has only what the candidate is asked, nothing about the case or the sitting."""
    asked = question.by == "candidate" and question.id not in questionnaire.about_sitting
    return (question.core or not wish.core) and (asked or not wish.sheet)


def _letters() -> Iterator[str]:
    """``a`` to ``z``, then ``aa``: the questions of a row are as many as they are."""
    return ("".join(signs) for length in count(1) for signs in product(ascii_lowercase, repeat=length))


@dataclass(frozen=True)
class _Paper:
    """Puts questions on paper in two languages."""

    questionnaire: Questionnaire
    large: str
    small: str

    def said(self, text: Mapping[str, str]) -> Said:
        first = self.questionnaire.language
        return Said(words(text, self.large, first), words(text, self.small, first) if self.small else "")

    def put(self, question: Question, choice: Choice) -> Said:
        """A choice as it is put to whom it is asked of."""
        spoken = choice.you if question.by == "candidate" and choice.you else {}
        return self.said({**choice.label, **spoken})

    def entry(self, question: Question, *, sheet: bool) -> Entry:
        """A question as it stands on paper, with the questions of one row where it is a group."""
        numbered = numbers(self.questionnaire)
        places = {name: (numbered[name], asked) for name, asked in self.questionnaire.questions.items()}
        found = self._entry(question, places)
        if question.type != "group":
            return found
        lettered = zip(question.questions, _letters(), strict=False)
        places |= {inner.id: (letter, inner) for inner, letter in lettered}
        asked = [inner for inner in question.questions if inner.by == "candidate" or not sheet]
        entries = tuple(self._entry(inner, places) for inner in asked)
        wide = len(entries) > TABLE_COLUMNS or any(inner.kind == "lines" or inner.tall for inner in entries)
        rows = TABLE_ROWS if not wide else 3 if len(entries) <= TABLE_COLUMNS else 2
        return replace(found, kind="blocks" if wide else "table", entries=entries, rows=rows)

    def _entry(self, question: Question, places: _Places) -> Entry:
        choices = tuple(self.put(question, choice) for choice in question.choices) if _shown(question) else ()
        if question.type == "yes_no":
            choices = (self._word("yes"), self._word("no"))
        longest = max((len(choice.large) for choice in choices), default=0)
        least, most = question.min, question.max
        steps = range(least or 0, (most or 0) + 1) if question.type == "scale" else ()
        return Entry(
            id=question.id,
            number=places[question.id][0],
            kind=_kind(question),
            label=self.said(question.label),
            ask=self.said(question.ask),
            by=question.by,
            core=question.core,
            sensitive=question.sensitive,
            condition=self._condition(question.when, places),
            choices=choices,
            columns=next((abreast for letters, abreast in WIDTHS if longest <= letters), 1),
            steps=tuple((step, self._anchor(question, step)) for step in steps),
            unit=self.said(question.unit) if question.unit else None,
            item=self.said(question.item) if question.item else None,
        )

    def _word(self, word: str) -> Said:
        small = template.common_words(self.small)[word] if self.small else ""
        return Said(template.common_words(self.large)[word], small)

    def _anchor(self, question: Question, step: int) -> Said:
        return self.said(question.anchors[step]) if step in question.anchors else Said("")

    def _condition(self, when: Condition | None, places: _Places) -> tuple[str, tuple[str, ...]] | None:
        """Which questions decide, by number, and which of their answers, where that can be said in a word."""
        if when is None:
            return None
        named = ", ".join(number for name, (number, _asked) in places.items() if name in when.names())
        return named, tuple(self._answers(when.source, places))

    def _answers(self, source: str, places: _Places) -> Iterator[str]:
        named, chosen = _NAMED.fullmatch(source), _CHOSEN.fullmatch(source)
        if named and named[1] in places and places[named[1]][1].type == "yes_no":
            yield self._word("yes").large
        elif chosen and chosen[1] in places:
            labels = {choice.id: self.said(choice.label).large for choice in places[chosen[1]][1].choices}
            short = {name: re.split("[:,،]", label)[0] for name, label in labels.items()}
            plain = len(set(short.values())) == len(short)
            for name in re.findall(r"\w+", chosen[2] or chosen[3]):
                yield (short if plain else labels).get(name, name)


def _shown(question: Question) -> bool:
    """Whether the choices are few enough to stand there to be ticked."""
    most = MOST_TICKED if question.type == "choices" else MOST_PICKED
    return question.type not in LISTED and 0 < len(question.choices) <= most


def _kind(question: Question) -> str:
    if question.type in {"choice", "choices", *LISTED}:
        return "tick" if _shown(question) else "line"
    kinds = {"long_text": "lines", "yes_no": "tick", "text": "line", "group": "blocks"}
    return kinds.get(question.type, question.type)


def chosen_languages(text: str) -> tuple[str, ...]:
    """The languages of ``da,ar``."""
    found: Sequence[str] = [part.strip() for part in text.split(",")]
    return tuple(part for part in found if part)
