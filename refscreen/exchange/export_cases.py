"""Cases as rows: what one audience may see of each, answer by answer, whatever file they are written to.

A case is read, turned into its row and let go, so that a thousand of them need no more room than their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from refscreen import audiences, documents, production, proof, store, template, twins
from refscreen.errors import Problem, UserError, suggestion
from refscreen.items import NOTES_FOR, STRANGERS, Item
from refscreen.questionnaire import Question, Questionnaire
from refscreen.rules import Rules
from refscreen.sharing import inner_audiences
from refscreen.template import common_words, read_located
from refscreen.view import Case, View, view
from refscreen.wording import Wording

TEXTS = Path(__file__).parent / "texts.yaml"
FREE_TEXT = frozenset({"text", "long_text"})
"""Types in which anything can have been written, also a name."""
SUGGESTED = "suggested_type"


class Cell(NamedTuple):
    """One answer: its value (None when there is none), its words, and ``answered`` or why it is not."""

    value: Any
    text: str
    state: str


@dataclass(frozen=True)
class Column:
    """A question that the audience may see; a group has the columns of its rows."""

    question: Question
    label: str
    inner: tuple[Column, ...] = ()

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id


@dataclass(frozen=True)
class Record:
    """A case as a row, and the rows of its groups."""

    case: str
    status: str = ""
    suggested: str = ""
    cells: Mapping[str, Cell] = field(default_factory=dict, repr=False)
    rows: Mapping[str, tuple[Mapping[str, Cell], ...]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Wish:
    """What is to be exported: which files, for whom, in which language, and which columns (all if empty)."""

    paths: tuple[Path, ...]
    audience: str = NOTES_FOR
    language: str = ""
    columns: tuple[str, ...] = ()
    questionnaire: str = ""


@dataclass(frozen=True)
class Layout:
    """The columns that every case has, in the language of the export."""

    questionnaire: Questionnaire
    audience: str
    wording: Wording
    columns: tuple[Column, ...]
    suggests: bool = False

    def word(self, key: str) -> str:
        """One of the words of exported files; in English where a language has none."""
        text = _texts()[key]
        return text.get(self.wording.language, text["en"])

    @property
    def groups(self) -> tuple[Column, ...]:
        """The columns that are groups."""
        return tuple(column for column in self.columns if column.inner)


@dataclass
class Cohort:
    """The cases of an export: their layout, their records one by one, and what was left out on the way.

    Attributes:
        exported: the files whose cases are in it, once they have been read.
    """

    layout: Layout
    files: tuple[Path, ...]
    others: Mapping[str, int]
    left_out: list[Problem] = field(default_factory=list)
    exported: dict[Path, None] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """Each case that can be exported; the others are noted in ``left_out``.

        For strangers they come in an order of their own: that of the files would tell which case is which.
        """
        if self.layout.audience == STRANGERS:
            yield from sorted(self._found(), key=lambda record: repr((record.cells, record.rows)))
        else:
            yield from self._found()

    def views(self) -> Iterator[tuple[Case, View]]:
        """Each case that can be exported, with all that the audience may see."""
        needed = consents_for(self.layout.questionnaire.id, self.layout.audience)
        for path in self.files:
            try:
                twins.no_copy(path)
                case = production.load_case(path, language=self.layout.wording.language)
            except UserError as error:
                self.left_out += error.problems
                continue
            plainer = replace(case, read_rules=partial(_of_type_only, case.rules))
            seen = view(plainer, self.layout.audience, self.layout.wording)
            closed = documents.unpermitted(case, self.layout.audience, needed)
            closed = closed or [
                *proof.personal_numbers(seen),
                *proof.given_away(seen, documents.forbidden("company")),
            ]
            self.left_out += (replace(problem, where=str(path)) for problem in closed)
            if not closed:
                self.exported[path] = None
                yield case, seen

    def _found(self) -> Iterator[Record]:
        for case, seen in self.views():
            yield record_of(self.layout, case, seen)


def _of_type_only(rules: Rules) -> Rules:
    """The rules without what no export holds: drawing all conclusions takes half the time of an export."""
    nothing = {"recommendations": (), "elements": (), "stages": (), "requirements": ()}
    return rules.model_copy(update=nothing)


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    table: Mapping[str, Mapping[str, str]] = read_located(TEXTS).data
    return table


@cache
def consents_for(questionnaire: str, audience: str) -> tuple[str, ...]:
    """The consents without which nothing of a case goes to an audience.

    They are those that all its documents need; where it has none, those of every document there is. Documents
    of one's own count only for a questionnaire of one's own: one without consents would open the others'.
    """
    found = [documents.find(name) for name in documents.names()]
    all_of_it = [document for document in found if document.manifest.questionnaire == questionnaire]
    shipped = [document for document in all_of_it if template.is_shipped(document.folder)]
    of_it = [document.manifest for document in shipped or all_of_it]
    own = [set(manifest.consents) for manifest in of_it if manifest.audience == audience]
    needed = set.intersection(*own) if own else {name for manifest in of_it for name in manifest.consents}
    return tuple(sorted(needed))


def gather(wish: Wish, files: Sequence[Path]) -> Cohort:
    """The cases among the files that answer one questionnaire, ready to be read.

    Raises:
        UserError: there are none, or audience, language or a column are unknown.
    """
    readers = audiences.current().readers
    if wish.audience not in readers:
        values = {"known": ", ".join(readers), "suggestion": suggestion(wish.audience, readers)}
        raise UserError([Problem("no_such_audience", where="--audience", values=values)], exit_code=2)
    asked = _by_questionnaire(files)
    name = wish.questionnaire or max(asked, key=lambda found: len(asked[found]), default="")
    if not asked.get(name):
        raise UserError([Problem("nothing_to_do", where=", ".join(map(str, wish.paths)))], exit_code=2)
    questionnaire = production.load_questionnaire(name)
    language = wish.language or questionnaire.language
    there = (*questionnaire.languages, *store.translations(name))
    if language not in there:
        values = {"known": ", ".join(there), "suggestion": suggestion(language, there)}
        raise UserError([Problem("unknown_language", where="--language", values=values)], exit_code=2)
    languages = () if language in questionnaire.languages else (language,)
    questionnaire, rules = (
        production.load_questionnaire(name, languages),
        production.load_rules(name, languages),
    )
    wording = Wording(language, questionnaire.language, common_words(language))
    layout = layout_for(questionnaire, rules, wish.audience, wording)
    others = {other: len(paths) for other, paths in asked.items() if other != name}
    return Cohort(_chosen(layout, wish.columns), tuple(asked[name]), others)


def _by_questionnaire(files: Iterable[Path]) -> dict[str, list[Path]]:
    """The files by the questionnaire they say they answer; what says none is no case."""
    found: dict[str, list[Path]] = {}
    for path in files:
        try:
            name = store.glance(path.read_bytes()) or store.questionnaire_of(path)
        except (OSError, UserError):
            name = ""  # it is told of by whoever reads it as a case
        found.setdefault(name, []).append(path)
    unread = found.pop("", [])
    if found:
        most = max(found, key=lambda name: len(found[name]))
        found[most] = sorted([*found[most], *unread])
    return found


def layout_for(questionnaire: Questionnaire, rules: Rules, audience: str, wording: Wording) -> Layout:
    """The columns an audience may see: never a sensitive answer, for strangers no free text either."""

    def column(question: Question) -> Column:
        label = wording.words(question.label)
        seen = [q for q in question.questions if audience in inner_audiences(question, q) and not q.sensitive]
        return Column(question, label, tuple(column(q) for q in seen if _fit(q, audience)))

    open_to = [
        question
        for question in questionnaire.questions.values()
        if audience in question.audiences and not question.sensitive and question.id != questionnaire.case
    ]
    columns = tuple(column(question) for question in open_to if _fit(question, audience))
    suggests = audience == NOTES_FOR and bool(rules.typology)
    return Layout(questionnaire, audience, wording, columns, suggests)


def _fit(question: Question, audience: str) -> bool:
    return audience != STRANGERS or question.type not in FREE_TEXT


def _chosen(layout: Layout, wanted: tuple[str, ...]) -> Layout:
    """The layout with only these columns, in this order.

    Raises:
        UserError: one of them is no question, or not for this audience.
    """
    if not wanted:
        return layout
    there = {column.id: column for column in layout.columns}
    problems = []
    for name in wanted:
        if name in layout.questionnaire.questions and name not in there and name != layout.questionnaire.case:
            problems.append(Problem("column_not_for", where="--columns", values={"name": name}))
        elif name not in there and name not in {layout.questionnaire.case, SUGGESTED}:
            values = {"name": name, "suggestion": suggestion(name, there)}
            problems.append(Problem("no_such_column", where="--columns", values=values))
    if problems:
        raise UserError(problems, exit_code=2)
    columns = tuple(there[name] for name in wanted if name in there)
    return replace(layout, columns=columns, suggests=layout.suggests and SUGGESTED in wanted)


def record_of(layout: Layout, case: Case, seen: View) -> Record:
    """A case as a row of the layout."""
    cells: dict[str, Cell] = {}
    rows: dict[str, tuple[Mapping[str, Cell], ...]] = {}
    for column in layout.columns:
        item = seen.a.get(column.id)
        if item is None:
            continue  # the question does not apply to this case
        cells[column.id] = _cell(item)
        if column.inner and item.rows:
            rows[column.id] = tuple(
                {inner.id: _cell(row[inner.id]) for inner in column.inner if inner.id in row}
                for row in item.rows
            )
    kind = seen.conclusions.kind if layout.suggests else None
    own = layout.audience == NOTES_FOR
    return Record(
        case=seen.case,
        status=case.answers.status if own else "",
        suggested=(kind.suggested or kind.name) if kind else "",
        cells=cells,
        rows=rows,
    )


def _cell(item: Item) -> Cell:
    return Cell(item.value, "; ".join(item.parts) if item.parts else item.text, item.state)
